//! Lower-case hexadecimal, the one spelling of hashes in paths and messages.

use data_encoding::HEXLOWER;
use std::fmt;

/// Writes each byte as two lower-case digits.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str(&encode(bytes))
}

/// The same as a text.
pub(crate) fn encode(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// Reads exactly 64 lower-case digits.
pub(crate) fn decode_32(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let fits = text.len() == 64 && HEXLOWER.decode_mut(text.as_bytes(), &mut bytes).is_ok();
    fits.then_some(bytes)
}

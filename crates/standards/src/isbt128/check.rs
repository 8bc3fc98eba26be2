//! The check character: ISO/IEC 7064 MOD 37-2 (ST-001 appendix A).

/// Characters by their value.
const ALPHABET: &[u8; 37] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";

/// The checksum of capital letters and digits, 0 to 36; nothing if there are others.
///
/// ```
/// use standards::isbt128::check;
/// assert_eq!(check::sum("G123498654321"), Some(17));
/// assert_eq!(check::character("G123498654321"), Some('H'));
/// ```
pub fn sum(text: &str) -> Option<u8> {
    let mut rest = 0;
    for byte in text.bytes() {
        rest = (rest + value(byte)?) * 2 % 37;
    }
    u8::try_from((38 - rest) % 37).ok()
}

/// The checksum as one character, `0-9`, `A-Z` or `*`.
pub fn character(text: &str) -> Option<char> {
    ALPHABET.get(usize::from(sum(text)?)).map(|byte| char::from(*byte))
}

fn value(byte: u8) -> Option<u32> {
    match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'A'..=b'Z' => Some(u32::from(byte - b'A') + 10),
        _ => None,
    }
}

//! The compiled form as bytes: written once, hashed, read again.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::Digest as _;

use super::{COMPILER, Process};

/// A SHA-256 hash, as 64 hexadecimal digits in text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// The 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not a hash.
#[derive(Debug, thiserror::Error)]
#[error("a SHA-256 hash is 64 lower-case hexadecimal digits")]
pub struct NotAHash;

impl FromStr for Sha256 {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let mut bytes = [0; 32];
        let lower = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if text.len() != 64 || !lower {
            return Err(NotAHash);
        }
        for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
            let pair = text.get(at..at + 2).ok_or(NotAHash)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotAHash)?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Sha256 {
    type Error = NotAHash;

    fn try_from(text: String) -> Result<Self, NotAHash> {
        text.parse()
    }
}

impl From<Sha256> for String {
    fn from(hash: Sha256) -> Self {
        hash.to_string()
    }
}

/// Why stored bytes are not a process this program can carry out.
#[derive(Debug, thiserror::Error)]
pub enum NotReadable {
    /// Compiled by rules this program does not know.
    #[error("the process was compiled by rules {found}; this program knows rules {COMPILER}")]
    Compiler { found: u32 },
    /// Not the form of a process.
    #[error("read a compiled process")]
    Form(#[from] serde_json::Error),
}

impl Process {
    /// The compiled form as it is stored: the same bytes for the same process, always.
    ///
    /// Fields come in the order of the types, lists in the order of the text; nothing is sorted
    /// by a hash or printed by a locale.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// Reads a stored process.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotReadable> {
        #[derive(Deserialize)]
        struct Head {
            compiler: u32,
        }
        let Head { compiler: found } = serde_json::from_slice(bytes)?;
        if found != COMPILER {
            return Err(NotReadable::Compiler { found });
        }
        Ok(serde_json::from_slice(bytes)?)
    }
}

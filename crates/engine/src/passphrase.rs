//! What a passphrase keeps: the files of a backup, the file of the master key.
//!
//! What is sealed is 24 random bytes and, by the cipher of the centre, the content, bound to
//! a name: a file moved to another name does not open. The key is Argon2id of the passphrase.

use crate::cipher::{self, Algorithm};
use argon2::{Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The shortest passphrase taken, in characters.
pub const CHARACTERS_MIN: usize = 16;

/// What a key is made of a passphrase with.
const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;

/// What is wrong with a passphrase, or with what one keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// Too short.
    #[error("a passphrase takes at least {CHARACTERS_MIN} characters")]
    Short,
    /// This build does not know how it is sealed.
    #[error("it is encrypted in a way this build does not know: use a newer one")]
    Suite,
    /// The system gave no randomness.
    #[error("the system gave no random bytes")]
    Random,
}

/// A passphrase as somebody gave it.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes a passphrase; a newline at its end, as a file has one, is not part of it.
    pub fn new(text: &str) -> Result<Self, PassphraseError> {
        let text = text.trim_end_matches(['\r', '\n']);
        if text.chars().count() < CHARACTERS_MIN {
            return Err(PassphraseError::Short);
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }
}

/// How a key is made of a passphrase; stands beside what it seals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// `xchacha20poly1305 argon2id`, or `sm4-gcm argon2id`.
    pub suite: String,
    /// Drawn once, hexadecimal.
    pub salt: String,
    /// Memory of Argon2id, KiB.
    pub memory_kib: u32,
    /// Its passes.
    pub passes: u32,
}

/// What makes the key of every suite.
const BY_ARGON2ID: &str = " argon2id";

impl Recipe {
    /// A new one.
    pub fn draw(algorithm: Algorithm) -> Result<Self, PassphraseError> {
        let mut salt = [0u8; 32];
        getrandom::fill(&mut salt).map_err(|_| PassphraseError::Random)?;
        Ok(Self {
            suite: format!("{}{BY_ARGON2ID}", algorithm.mark()),
            salt: domain::text::Digest(salt).to_string(),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
        })
    }

    /// The cipher of a passphrase.
    pub fn cipher(&self, passphrase: &Passphrase) -> Result<Cipher, PassphraseError> {
        let salt: domain::text::Digest = self.salt.parse().map_err(|_| PassphraseError::Suite)?;
        let params = Params::new(self.memory_kib, self.passes, 1, Some(32));
        let params = params.map_err(|_| PassphraseError::Suite)?;
        let algorithm = self.suite.strip_suffix(BY_ARGON2ID).and_then(Algorithm::marked);
        let algorithm = algorithm.ok_or(PassphraseError::Suite)?;
        let mut key = Zeroizing::new([0u8; 32]);
        Argon2::new(argon2::Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.0.as_bytes(), &salt.0, key.as_mut())
            .map_err(|_| PassphraseError::Suite)?;
        Ok(Cipher(cipher::Cipher::of(&key, algorithm)))
    }
}

/// Seals and opens what one passphrase keeps.
pub struct Cipher(cipher::Cipher);

impl Cipher {
    /// Seals content under a name.
    pub fn seal(&self, name: &str, content: &[u8]) -> Result<Vec<u8>, PassphraseError> {
        let mut nonce = [0u8; 24];
        getrandom::fill(&mut nonce).map_err(|_| PassphraseError::Random)?;
        let sealed = self.0.seal(nonce, content, name.as_bytes());
        let sealed = sealed.map_err(|_| PassphraseError::Random)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens it again; `None` if it is not what was sealed under this name with this passphrase.
    pub fn open(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<24>()?;
        self.0.open(*nonce, sealed, name.as_bytes()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_opens_with_its_passphrase_under_its_name_and_not_otherwise() {
        assert!(matches!(Passphrase::new("short"), Err(PassphraseError::Short)));
        opens_with_its_passphrase(Algorithm::XChaCha20Poly1305, "xchacha20poly1305 argon2id");
        opens_with_its_passphrase(Algorithm::Sm4Gcm, "sm4-gcm argon2id");
    }

    fn opens_with_its_passphrase(algorithm: Algorithm, suite: &str) {
        let recipe = Recipe { memory_kib: 8, passes: 1, ..Recipe::draw(algorithm).unwrap() };
        assert_eq!(recipe.suite, suite);
        let right = Passphrase::new("seventeen hundred geese\n").unwrap();
        let sealed = recipe.cipher(&right).unwrap().seal("log/0-1.jsonl", b"commits").unwrap();
        let again = recipe.cipher(&Passphrase::new("seventeen hundred geese").unwrap()).unwrap();
        assert_eq!(again.open("log/0-1.jsonl", &sealed).unwrap(), b"commits");
        assert_eq!(again.open("log/1-2.jsonl", &sealed), None);
        let wrong = recipe.cipher(&Passphrase::new("seventeen hundred ducks").unwrap()).unwrap();
        assert_eq!(wrong.open("log/0-1.jsonl", &sealed), None);
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert_eq!(again.open("log/0-1.jsonl", &bent), None);
        }
        for unknown in ["rot13", "rot13 argon2id", "sm4-gcm", "sm4-gcm scrypt"] {
            let unknown = Recipe { suite: unknown.to_owned(), ..recipe.clone() };
            assert!(matches!(unknown.cipher(&right), Err(PassphraseError::Suite)));
        }
    }
}

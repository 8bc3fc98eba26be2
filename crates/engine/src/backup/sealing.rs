//! The files of a backup under a passphrase.
//!
//! A file is a nonce of 24 bytes and XChaCha20-Poly1305 over the content, bound to the file's name in
//! the backup: a file moved to another name does not open. The key is Argon2id of the passphrase.

use super::BackupError;
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The shortest passphrase taken, in characters.
pub const CHARACTERS_MIN: usize = 16;

/// What a key is made of a passphrase with.
const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;

/// What whoever restores must know.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes a passphrase; a newline at its end, as a file has one, is not part of it.
    pub fn new(text: &str) -> Result<Self, BackupError> {
        let text = text.trim_end_matches(['\r', '\n']);
        if text.chars().count() < CHARACTERS_MIN {
            return Err(BackupError::PassphraseShort);
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }
}

/// How a backup's key is made of its passphrase; stands in its manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// `xchacha20poly1305 argon2id`.
    pub suite: String,
    /// Drawn for this backup, hexadecimal.
    pub salt: String,
    /// Memory of Argon2id, KiB.
    pub memory_kib: u32,
    /// Its passes.
    pub passes: u32,
}

/// The suite this build writes and reads.
const SUITE: &str = "xchacha20poly1305 argon2id";

impl Recipe {
    /// One for a new backup.
    pub fn draw() -> Result<Self, BackupError> {
        let mut salt = [0u8; 32];
        getrandom::fill(&mut salt).map_err(|_| BackupError::Random)?;
        Ok(Self {
            suite: SUITE.to_owned(),
            salt: domain::text::Digest(salt).to_string(),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
        })
    }

    /// The cipher of this backup.
    pub fn cipher(&self, passphrase: &Passphrase) -> Result<Cipher, BackupError> {
        let salt: domain::text::Digest = self.salt.parse().map_err(|_| BackupError::Suite)?;
        let params = Params::new(self.memory_kib, self.passes, 1, Some(32));
        let params = params.ok().filter(|_| self.suite == SUITE).ok_or(BackupError::Suite)?;
        let mut key = Zeroizing::new([0u8; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.0.as_bytes(), &salt.0, key.as_mut())
            .map_err(|_| BackupError::Suite)?;
        Ok(Cipher(XChaCha20Poly1305::new(&(*key).into())))
    }
}

/// Seals and opens the files of one backup.
pub struct Cipher(XChaCha20Poly1305);

impl Cipher {
    /// Seals the content of the file `name`.
    pub fn seal(&self, name: &str, content: &[u8]) -> Result<Vec<u8>, BackupError> {
        let mut nonce = [0u8; 24];
        getrandom::fill(&mut nonce).map_err(|_| BackupError::Random)?;
        let payload = Payload { msg: content, aad: name.as_bytes() };
        let sealed =
            self.0.encrypt(&XNonce::from(nonce), payload).map_err(|_| BackupError::Random)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens it again; `None` if it is not what was sealed under this name with this passphrase.
    pub fn open(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<24>()?;
        self.0.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: name.as_bytes() }).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_opens_with_its_passphrase_under_its_name_and_not_otherwise() {
        assert!(matches!(Passphrase::new("short"), Err(BackupError::PassphraseShort)));
        let recipe = Recipe { memory_kib: 8, passes: 1, ..Recipe::draw().unwrap() };
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
        let unknown = Recipe { suite: "rot13".to_owned(), ..recipe };
        assert!(matches!(unknown.cipher(&right), Err(BackupError::Suite)));
    }
}

//! The master key: it wraps the keys of subjects, and is kept where they are not.
//!
//! It lies in a file of its own, in hexadecimal or sealed under a passphrase; or it is given in the
//! environment and lies nowhere on this machine.

use super::keys::{Secret, derive};
use crate::cipher::Algorithm;
use crate::passphrase::{Passphrase, PassphraseError, Recipe};
use domain::text::Digest;
use ledger::atomic_file::{self, Audience};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The environment variable that may hold the master key, 64 hexadecimal digits.
pub const KEY_VARIABLE: &str = "CENTROSOME_MASTER_KEY";

/// The environment variable that names a file with the passphrase of the master key's file.
pub const PASSPHRASE_VARIABLE: &str = "CENTROSOME_MASTER_PASSPHRASE_FILE";

/// What can go wrong with the master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// There is no master key.
    #[error("the master key {} is missing: put back the copy kept elsewhere; nothing sealed can be opened without it", .0.display())]
    Missing(PathBuf),
    /// A file.
    #[error("{attempt} {}", path.display())]
    Io {
        /// What was attempted.
        attempt: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file does not hold a key.
    #[error("{} does not hold a master key, 64 hexadecimal digits: put back the copy kept elsewhere", .0.display())]
    NoKey(PathBuf),
    /// The environment does not hold a key.
    #[error("{KEY_VARIABLE} does not hold a master key: it takes 64 hexadecimal digits")]
    NoKeyInEnvironment,
    /// The file is sealed and nobody gave its passphrase.
    #[error("{} is sealed under a passphrase: name a file that holds it in {PASSPHRASE_VARIABLE}", .0.display())]
    PassphraseMissing(PathBuf),
    /// The passphrase is another.
    #[error("{} does not open with this passphrase", .0.display())]
    WrongPassphrase(PathBuf),
    /// The passphrase, or what it seals.
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
}

/// What is known of the master key besides its file.
#[derive(Clone, Default)]
pub struct Given {
    /// The key itself.
    pub key: Option<Zeroizing<String>>,
    /// A file with the passphrase of its file.
    pub passphrase_file: Option<PathBuf>,
}

impl Given {
    /// What the environment of this process says.
    pub fn by_environment() -> Self {
        Self {
            key: std::env::var(KEY_VARIABLE).ok().map(Zeroizing::new),
            passphrase_file: std::env::var_os(PASSPHRASE_VARIABLE).map(PathBuf::from),
        }
    }

    /// The passphrase, if one is given.
    pub fn passphrase(&self) -> Result<Option<Passphrase>, MasterKeyError> {
        let Some(path) = &self.passphrase_file else { return Ok(None) };
        let text = std::fs::read_to_string(path).map_err(|source| failed("read", path, source))?;
        Ok(Some(Passphrase::new(&Zeroizing::new(text))?))
    }
}

/// A master key's file that is sealed under a passphrase.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealedFile {
    v: u32,
    sealed: Recipe,
    key: String,
}

/// The name the sealed key is bound to.
const BOUND_TO: &str = "master.key";

/// The key that wraps all others.
pub struct MasterKey(Secret);

impl MasterKey {
    /// Draws a new one.
    pub fn draw() -> Result<Self, super::KeyError> {
        Ok(Self(super::keys::draw()?))
    }

    /// Takes a secret as master key.
    pub fn of(secret: Secret) -> Self {
        Self(secret)
    }

    /// Reads it from its file, or takes it from what is given instead.
    pub fn read(path: &Path, given: &Given) -> Result<Self, MasterKeyError> {
        if let Some(key) = &given.key {
            let key: Digest = key.trim().parse().map_err(|_| MasterKeyError::NoKeyInEnvironment)?;
            return Ok(Self(Zeroizing::new(key.0)));
        }
        let text = std::fs::read_to_string(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => MasterKeyError::Missing(path.to_owned()),
            _ => failed("read", path, source),
        })?;
        let text = Zeroizing::new(text);
        let none = || MasterKeyError::NoKey(path.to_owned());
        if !text.starts_with('{') {
            let digest: Digest = text.trim().parse().map_err(|_| none())?;
            return Ok(Self(Zeroizing::new(digest.0)));
        }
        let file: SealedFile = serde_json::from_str(&text).map_err(|_| none())?;
        let passphrase = given.passphrase()?;
        let passphrase =
            passphrase.ok_or_else(|| MasterKeyError::PassphraseMissing(path.to_owned()))?;
        let sealed = from_hexadecimal(&file.key).ok_or_else(none)?;
        let opened = file.sealed.cipher(&passphrase)?.open(BOUND_TO, &sealed).map(Zeroizing::new);
        let opened = opened.ok_or_else(|| MasterKeyError::WrongPassphrase(path.to_owned()))?;
        let key: [u8; 32] = opened.as_slice().try_into().map_err(|_| none())?;
        Ok(Self(Zeroizing::new(key)))
    }

    /// Writes it to a file that only its owner may read, replacing the one that is there. A passphrase
    /// seals it with what the centre seals with.
    pub fn write(
        &self,
        path: &Path,
        passphrase: Option<&Passphrase>,
        algorithm: Algorithm,
    ) -> Result<(), MasterKeyError> {
        let text = Zeroizing::new(self.file(passphrase.map(|it| (it, algorithm)))?);
        atomic_file::replace(path, text.as_bytes(), Audience::Owner)
            .map_err(|source| failed("write", path, source))
    }

    /// Writes it to a file that must not exist yet.
    pub fn create(&self, path: &Path) -> Result<(), MasterKeyError> {
        let text = Zeroizing::new(self.file(None)?);
        atomic_file::create(path, text.as_bytes(), Audience::Owner)
            .map_err(|source| failed("write", path, source))
    }

    fn file(&self, sealed: Option<(&Passphrase, Algorithm)>) -> Result<String, MasterKeyError> {
        let Some((passphrase, algorithm)) = sealed else {
            return Ok(format!("{}\n", Digest(*self.0)));
        };
        let sealed = Recipe::draw(algorithm)?;
        let key = sealed.cipher(passphrase)?.seal(BOUND_TO, self.0.as_ref())?;
        let file = SealedFile { v: 1, sealed, key: hexadecimal(&key) };
        let text = serde_json::to_string(&file).map_err(|_| PassphraseError::Suite)?;
        Ok(format!("{text}\n"))
    }

    /// What tells this key from others, and nothing of it.
    pub fn id(&self) -> String {
        let whole = Digest(*self.derive("centrosome/master-id/v1")).to_string();
        whole.chars().take(16).collect()
    }

    /// The key itself, for whoever splits or keeps it.
    pub fn secret(&self) -> &Secret {
        &self.0
    }

    pub(super) fn derive(&self, purpose: &str) -> Secret {
        derive(&self.0, purpose.as_bytes())
    }
}

fn failed(attempt: &'static str, path: &Path, source: io::Error) -> MasterKeyError {
    MasterKeyError::Io { attempt, path: path.to_owned(), source }
}

fn hexadecimal(bytes: &[u8]) -> String {
    domain::text::hexadecimal(bytes)
}

fn from_hexadecimal(text: &str) -> Option<Vec<u8>> {
    let mut bytes = vec![0; text.len() / 2];
    domain::text::from_hexadecimal(text.as_bytes(), &mut bytes)?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn key() -> MasterKey {
        MasterKey::of(Zeroizing::new([7; 32]))
    }

    #[test]
    fn a_sealed_key_opens_with_its_passphrase_and_a_bare_one_without() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let (right, wrong) = (folder.path().join("right"), folder.path().join("wrong"));
        std::fs::write(&right, "seventeen synthetic geese\n").unwrap();
        std::fs::write(&wrong, "seventeen synthetic ducks\n").unwrap();
        let given = |path: &Path| Given { key: None, passphrase_file: Some(path.to_owned()) };
        key().create(&path).unwrap();
        assert!(key().create(&path).is_err(), "a key that is there was replaced");
        let bare = MasterKey::read(&path, &Given::default()).unwrap();
        assert_eq!(bare.id(), key().id());
        let passphrase = given(&right).passphrase().unwrap().unwrap();
        for (algorithm, suite) in [
            (Algorithm::Sm4Gcm, "sm4-gcm argon2id"),
            (Algorithm::default(), "xchacha20poly1305 argon2id"),
        ] {
            key().write(&path, Some(&passphrase), algorithm).unwrap();
            assert!(std::fs::read_to_string(&path).unwrap().contains(suite));
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(MasterKey::read(&path, &given(&right)).unwrap().id(), key().id());
        }
        let read = |given: &Given| MasterKey::read(&path, given).err().unwrap().to_string();
        assert!(read(&given(&wrong)).contains("does not open"));
        assert!(read(&Given::default()).contains(PASSPHRASE_VARIABLE));
        let instead = Given { key: Some(Zeroizing::new("07".repeat(32))), passphrase_file: None };
        assert_eq!(MasterKey::read(&path, &instead).unwrap().id(), key().id());
        let bad = Given { key: Some(Zeroizing::new("no key".to_owned())), ..instead };
        assert!(read(&bad).contains(KEY_VARIABLE));
    }
}

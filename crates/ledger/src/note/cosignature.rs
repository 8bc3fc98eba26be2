//! Cosignatures (C2SP tlog-cosignature): a witness says that, as of a time, a checkpoint is the
//! largest it has seen of a log, and that it is consistent with all it saw before.
//!
//! The key is Ed25519 under another type byte (4), and what it signs opens with a line of its own, so
//! that a cosignature can never be taken for a log's signature, nor the other way round.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _};

use super::key::{PRIVATE, parts};
use super::{KeyError, KeyId, KeyName, SignatureLine};

/// The signature type byte of a timestamped Ed25519 cosignature.
const COSIGNATURE: u8 = 0x04;

/// What is signed: two lines, then the checkpoint's text.
fn message(text: &str, seconds: u64) -> Vec<u8> {
    format!("cosignature/v1\ntime {seconds}\n{text}").into_bytes()
}

/// A witness's private key. Wiped from memory when dropped.
#[derive(Clone)]
pub struct CosigningKey {
    name: KeyName,
    id: KeyId,
    key: ed25519_dalek::SigningKey,
}

impl CosigningKey {
    /// The key that grows from this seed. The seed must come from a good random source.
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        let id = KeyId::of(COSIGNATURE, &name, key.verifying_key().as_bytes());
        Self { name, id, key }
    }

    /// Whose key it is.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The public half.
    pub fn verifier(&self) -> CosignerKey {
        let key = self.key.verifying_key();
        CosignerKey { name: self.name.clone(), id: self.id, key }
    }

    /// The one-line encoding, a secret: `PRIVATE+KEY+<name>+<id>+<base64>`.
    pub fn to_secret_text(&self) -> String {
        let seed = STANDARD.encode([&[COSIGNATURE], self.key.as_bytes().as_slice()].concat());
        format!("{PRIVATE}{}+{}+{seed}", self.name, self.id)
    }

    /// Cosigns the text of a checkpoint as of a moment, in seconds since 1970.
    pub fn cosign(&self, text: &str, seconds: u64) -> SignatureLine {
        let signature = self.key.sign(&message(text, seconds)).to_bytes();
        let signature = [seconds.to_be_bytes().as_slice(), &signature].concat();
        SignatureLine { name: self.name.clone(), id: self.id, signature }
    }
}

impl fmt::Debug for CosigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CosigningKey({}+{}, secret)", self.name, self.id)
    }
}

impl FromStr for CosigningKey {
    type Err = KeyError;

    /// Reads [`CosigningKey::to_secret_text`].
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, id, seed) =
            parts(COSIGNATURE, text.strip_prefix(PRIVATE).ok_or(KeyError::Form)?)?;
        let key = Self::from_seed(name, &seed);
        if key.id == id { Ok(key) } else { Err(KeyError::Id) }
    }
}

/// A witness's public key with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CosignerKey {
    name: KeyName,
    id: KeyId,
    key: ed25519_dalek::VerifyingKey,
}

impl CosignerKey {
    /// Whose key it is.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// Its short identifier.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Whether a signature line claims to be by this key.
    pub fn claims(&self, line: &SignatureLine) -> bool {
        (&line.name, line.id) == (&self.name, self.id)
    }

    /// When this key cosigned the text, in seconds since 1970; `None` if the line does not show that
    /// it did.
    pub fn check(&self, text: &str, line: &SignatureLine) -> Option<u64> {
        let (time, signature) = line.signature.split_first_chunk::<8>()?;
        let seconds = u64::from_be_bytes(*time);
        let signature = Signature::from_slice(signature).ok()?;
        let good = self.key.verify_strict(&message(text, seconds), &signature).is_ok();
        (good && self.claims(line) && i64::try_from(seconds).is_ok()).then_some(seconds)
    }
}

impl fmt::Display for CosignerKey {
    /// The one-line encoding: `<name>+<id>+<base64>`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = STANDARD.encode([&[COSIGNATURE], self.key.as_bytes().as_slice()].concat());
        write!(f, "{}+{}+{key}", self.name, self.id)
    }
}

impl FromStr for CosignerKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, id, public) = parts(COSIGNATURE, text)?;
        if KeyId::of(COSIGNATURE, &name, &public) != id {
            return Err(KeyError::Id);
        }
        let key = ed25519_dalek::VerifyingKey::from_bytes(&public).map_err(|_| KeyError::Point)?;
        Ok(Self { name, id, key })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "example.com/log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    fn key() -> CosigningKey {
        CosigningKey::from_seed(KeyName::new("witness.example/w1").unwrap(), &[9; 32])
    }

    #[test]
    fn a_cosignature_holds_for_its_text_its_time_and_its_key_alone() {
        let (key, verifier) = (key(), key().verifier());
        let line = key.cosign(TEXT, 1_679_315_147);
        let line: SignatureLine = line.to_string().parse().unwrap();
        assert_eq!(verifier.check(TEXT, &line), Some(1_679_315_147));
        assert_eq!(verifier.check(&TEXT.replace("\n1\n", "\n2\n"), &line), None);
        for at in 0..line.signature.len() {
            let mut bent = line.clone();
            bent.signature[at] ^= 1;
            assert_eq!(verifier.check(TEXT, &bent), None, "byte {at}");
        }
        let other = CosigningKey::from_seed(KeyName::new("witness.example/w2").unwrap(), &[9; 32]);
        assert_eq!(other.verifier().check(TEXT, &line), None, "another name is another key");
    }

    #[test]
    fn keys_are_read_as_written_and_a_logs_key_is_none() {
        let key = key();
        assert_eq!(
            key.to_secret_text().parse::<CosigningKey>().unwrap().verifier(),
            key.verifier()
        );
        let public = key.verifier().to_string();
        assert_eq!(public.parse::<CosignerKey>().unwrap(), key.verifier());
        let log = super::super::SigningKey::from_seed(key.name().clone(), &[9; 32]);
        assert_eq!(log.verifier().to_string().parse::<CosignerKey>(), Err(KeyError::Kind));
        assert!(!format!("{key:?}").contains("PRIVATE"));
    }
}

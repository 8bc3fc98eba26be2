//! Sealing one text, and opening it.

use super::keys::{Secret, derive, expand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::act::ActId;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// Where a text stands: the act, and the path in its line 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealing {
    /// The act.
    pub act: ActId,
    /// The path, as `with.note`.
    pub path: String,
}

/// A sealed text opened again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Where it stands.
    #[serde(flatten)]
    pub stands: Sealing,
    /// The text.
    pub text: String,
}

/// Why a text does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Not this key, or not these bytes.
    #[error("the sealed text does not open with its owner's key")]
    DoesNotOpen,
    /// It opens to something other than what the entry commits to.
    #[error("the sealed text is not the one the entry commits to")]
    NotCommitted,
    /// The system gave no randomness.
    #[error("the system gave no random bytes")]
    Random,
}

/// The salt of one place: it opens the text that stands there and says nothing of any other.
pub fn salt(key: &Secret, stands: &Sealing) -> Secret {
    let place = format!("{}\n{}", stands.act, stands.path);
    derive(key, format!("centrosome/salt/v1\n{place}").as_bytes())
}

/// The commitment to a text where it stands, as an entry holds it.
pub fn commitment(key: &Secret, stands: &Sealing, text: &str) -> String {
    committed(&Hkdf::new(None, key.as_ref()), stands, text)
}

fn committed(key: &Hkdf<Sha256>, stands: &Sealing, text: &str) -> String {
    let Sealing { act, path } = stands;
    let salt = expand(key, format!("centrosome/salt/v1\n{act}\n{path}").as_bytes());
    commitment_with(salt.as_ref(), path, text)
}

/// The commitment to a text by the salt of its place.
pub fn commitment_with(salt: &[u8], path: &str, text: &str) -> String {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(salt)
        .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
    mac.update(format!("centrosome/commitment/v1\n{path}\n").as_bytes());
    mac.update(text.as_bytes());
    BASE64.encode(mac.finalize().into_bytes())
}

/// Seals a text: its commitment, and the ciphertext to keep beside the log.
pub fn seal(key: &Secret, stands: Sealing, text: &str) -> Result<(String, Vec<u8>), SealError> {
    let committed = commitment(key, &stands, text);
    let plain = serde_json::to_vec(&Opened { stands, text: text.to_owned() })
        .map_err(|_| SealError::DoesNotOpen)?;
    let mut nonce = [0u8; 24];
    getrandom::fill(&mut nonce).map_err(|_| SealError::Random)?;
    let sealed = cipher(key)
        .encrypt(&XNonce::from(nonce), Payload { msg: &plain, aad: committed.as_bytes() })
        .map_err(|_| SealError::DoesNotOpen)?;
    Ok((committed, [nonce.as_slice(), &sealed].concat()))
}

/// Opens a sealed text and checks that it is the one committed to.
pub fn open(key: &Secret, committed: &str, kept: &[u8]) -> Result<Opened, SealError> {
    Opener::of(key).open(committed, kept)
}

/// Opens the texts of one owner: what of their key is the same for all of them is made once.
pub struct Opener {
    cipher: XChaCha20Poly1305,
    key: Hkdf<Sha256>,
}

impl Opener {
    /// What opens the texts under a key.
    pub fn of(key: &Secret) -> Self {
        Self { cipher: cipher(key), key: Hkdf::new(None, key.as_ref()) }
    }

    /// As [`open`].
    pub fn open(&self, commitment: &str, kept: &[u8]) -> Result<Opened, SealError> {
        let (nonce, sealed) = kept.split_first_chunk::<24>().ok_or(SealError::DoesNotOpen)?;
        let plain = self
            .cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: commitment.as_bytes() })
            .map_err(|_| SealError::DoesNotOpen)?;
        let opened: Opened = serde_json::from_slice(&plain).map_err(|_| SealError::DoesNotOpen)?;
        if committed(&self.key, &opened.stands, &opened.text) != commitment {
            return Err(SealError::NotCommitted);
        }
        Ok(opened)
    }
}

fn cipher(key: &Secret) -> XChaCha20Poly1305 {
    super::keys::cipher(&derive(key, b"centrosome/seal/v1"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    #[test]
    fn a_text_opens_with_its_key_where_it_stands_and_nowhere_else() {
        let key: Secret = Zeroizing::new([1; 32]);
        let stands = Sealing { act: ActId([2; 16]), path: "with.note".to_owned() };
        let (committed, kept) = seal(&key, stands.clone(), "an open bag").unwrap();
        assert_eq!(open(&key, &committed, &kept).unwrap().text, "an open bag");
        let elsewhere = Sealing { path: "with.reason".to_owned(), ..stands.clone() };
        assert_ne!(commitment(&key, &elsewhere, "an open bag"), committed);
        let other: Secret = Zeroizing::new([3; 32]);
        assert_eq!(open(&other, &committed, &kept), Err(SealError::DoesNotOpen));
        for at in 0..kept.len() {
            let mut bent = kept.clone();
            bent[at] ^= 1;
            assert_eq!(open(&key, &committed, &bent), Err(SealError::DoesNotOpen));
        }
    }
}

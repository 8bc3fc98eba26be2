//! Sealing one text, and opening it.

use super::keys::{Key, Secret, derive, expand};
use crate::cipher::Cipher;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::act::ActId;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// What the key that seals texts is made for.
const SEALED: &[u8] = b"centrosome/seal/v1";

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
pub fn salt(key: &Key, stands: &Sealing) -> Secret {
    let place = format!("{}\n{}", stands.act, stands.path);
    derive(&key.secret, format!("centrosome/salt/v1\n{place}").as_bytes())
}

/// The commitment to a text where it stands, as an entry holds it.
pub fn commitment(key: &Key, stands: &Sealing, text: &str) -> String {
    committed(&Hkdf::new(None, key.secret.as_ref()), stands, text)
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
pub fn seal(key: &Key, stands: Sealing, text: &str) -> Result<(String, Vec<u8>), SealError> {
    let committed = commitment(key, &stands, text);
    let plain = serde_json::to_vec(&Opened { stands, text: text.to_owned() })
        .map_err(|_| SealError::DoesNotOpen)?;
    let mut nonce = [0u8; 24];
    getrandom::fill(&mut nonce).map_err(|_| SealError::Random)?;
    let sealed = key
        .cipher(SEALED)
        .seal(nonce, &plain, committed.as_bytes())
        .map_err(|_| SealError::DoesNotOpen)?;
    Ok((committed, [nonce.as_slice(), &sealed].concat()))
}

/// Opens a sealed text and checks that it is the one committed to.
pub fn open(key: &Key, committed: &str, kept: &[u8]) -> Result<Opened, SealError> {
    Opener::of(key).open(committed, kept)
}

/// Opens the texts of one owner: what of their key is the same for all of them is made once.
pub struct Opener {
    cipher: Cipher,
    key: Hkdf<Sha256>,
}

impl Opener {
    /// What opens the texts under a key.
    pub fn of(key: &Key) -> Self {
        Self { cipher: key.cipher(SEALED), key: Hkdf::new(None, key.secret.as_ref()) }
    }

    /// As [`open`].
    pub fn open(&self, commitment: &str, kept: &[u8]) -> Result<Opened, SealError> {
        let (nonce, sealed) = kept.split_first_chunk::<24>().ok_or(SealError::DoesNotOpen)?;
        let plain = self
            .cipher
            .open(*nonce, sealed, commitment.as_bytes())
            .map_err(|_| SealError::DoesNotOpen)?;
        let opened: Opened = serde_json::from_slice(&plain).map_err(|_| SealError::DoesNotOpen)?;
        if committed(&self.key, &opened.stands, &opened.text) != commitment {
            return Err(SealError::NotCommitted);
        }
        Ok(opened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cipher::Algorithm;
    use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
    use chacha20poly1305::{XChaCha20Poly1305, XNonce};
    use zeroize::Zeroizing;

    fn key(byte: u8, algorithm: Algorithm) -> Key {
        Key { secret: Zeroizing::new([byte; 32]), algorithm }
    }

    /// A centre without the second suite keeps every byte: this is how the first builds sealed.
    #[test]
    fn a_text_sealed_before_there_was_a_choice_opens() {
        let key = key(1, Algorithm::default());
        let stands = Sealing { act: ActId([2; 16]), path: "with.note".to_owned() };
        let committed = commitment(&key, &stands, "an open bag");
        let plain = serde_json::to_vec(&Opened { stands, text: "an open bag".to_owned() }).unwrap();
        let mut secret = [0; 32];
        Hkdf::<Sha256>::new(None, &[1; 32]).expand(b"centrosome/seal/v1", &mut secret).unwrap();
        let payload = Payload { msg: &plain, aad: committed.as_bytes() };
        let sealed = XChaCha20Poly1305::new(&secret.into())
            .encrypt(&XNonce::from([5; 24]), payload)
            .unwrap();
        let kept = [[5; 24].as_slice(), &sealed].concat();
        assert_eq!(open(&key, &committed, &kept).unwrap().text, "an open bag");
    }

    #[test]
    fn a_text_opens_with_its_key_where_it_stands_and_nowhere_else() {
        opens_with_its_key(Algorithm::XChaCha20Poly1305, Algorithm::Sm4Gcm);
        opens_with_its_key(Algorithm::Sm4Gcm, Algorithm::XChaCha20Poly1305);
    }

    fn opens_with_its_key(algorithm: Algorithm, another: Algorithm) {
        let same = key(1, another);
        let other = key(3, algorithm);
        let key = key(1, algorithm);
        let stands = Sealing { act: ActId([2; 16]), path: "with.note".to_owned() };
        let (committed, kept) = seal(&key, stands.clone(), "an open bag").unwrap();
        assert_eq!(open(&key, &committed, &kept).unwrap().text, "an open bag");
        let elsewhere = Sealing { path: "with.reason".to_owned(), ..stands.clone() };
        assert_ne!(commitment(&key, &elsewhere, "an open bag"), committed);
        assert_eq!(open(&other, &committed, &kept), Err(SealError::DoesNotOpen));
        assert_eq!(open(&same, &committed, &kept), Err(SealError::DoesNotOpen));
        for at in 0..kept.len() {
            let mut bent = kept.clone();
            bent[at] ^= 1;
            assert_eq!(open(&key, &committed, &bent), Err(SealError::DoesNotOpen));
        }
    }
}

//! Ed25519 keys with their names, and their one-line encodings.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The signature type byte of plain Ed25519.
pub(super) const ED25519: u8 = 0x01;
/// Opens the encoding of a private key.
pub(super) const PRIVATE: &str = "PRIVATE+KEY+";

/// Why a text is not a key.
///
/// Surprises: never repeats the text, which may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A name that would break the line it stands in.
    #[error("a key name must not be empty nor contain spaces, `+` or control characters")]
    Name,
    /// Not the parts of an encoded key.
    #[error(
        "not an encoded key: expected `<name>+<8 hex digits>+<base64>`, a private one opened by `PRIVATE+KEY+`"
    )]
    Form,
    /// The key is of another kind than is used here.
    #[error(
        "the key is not of the kind used here: a log signs with Ed25519 (type 1) and, with the second suite, SM2 (type 255, 1.2.156.10197.1.501); a witness cosigns with Ed25519 (type 4)"
    )]
    Kind,
    /// The identifier in the text is not that of the name and key beside it.
    #[error("the key identifier does not belong to this name and key: it was mistyped or changed")]
    Id,
    /// The bytes are not a point of the curve.
    #[error("the public key is not a point of its curve")]
    Point,
    /// The number is none that a key can be.
    #[error("the private key is not one of its curve")]
    Scalar,
}

/// The name of a key: by custom a URL without scheme, such as `centre.example/c01/1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyName(String);

impl KeyName {
    /// Checks that the name can stand in a signature line.
    pub fn new(name: &str) -> Result<Self, KeyError> {
        let forbidden = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        if name.is_empty() || name.contains(forbidden) {
            return Err(KeyError::Name);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The short identifier that, with the name, says which key made a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId(u32);

impl KeyId {
    /// The identifier with these bytes, big end first.
    pub const fn from_bytes(bytes: [u8; 4]) -> Self {
        Self(u32::from_be_bytes(bytes))
    }

    /// The bytes, big end first.
    pub const fn to_bytes(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }

    pub(super) fn of(kind: u8, name: &KeyName, public: &[u8; 32]) -> Self {
        Self::of_kind(&[kind], name, public)
    }

    /// As [`KeyId::of`], for kinds that are more than one byte.
    pub(super) fn of_kind(kind: &[u8], name: &KeyName, public: &[u8]) -> Self {
        let mut sha = Sha256::new();
        sha.update(name.as_str());
        sha.update(b"\n");
        sha.update(kind);
        sha.update(public);
        let hash: [u8; 32] = sha.finalize().into();
        let [a, b, c, d, ..] = hash;
        Self::from_bytes([a, b, c, d])
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

/// A private key that signs notes in its name. Wiped from memory when dropped.
#[derive(Clone)]
pub struct SigningKey {
    name: KeyName,
    id: KeyId,
    key: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// The key that grows from this seed. The seed must come from a good random source.
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        let id = KeyId::of(ED25519, &name, key.verifying_key().as_bytes());
        Self { name, id, key }
    }

    /// The same key under another name, as when a log goes on as its next generation.
    pub fn renamed(&self, name: KeyName) -> Self {
        Self::from_seed(name, self.key.as_bytes())
    }

    /// Whose key it is: for a log, its origin.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// Its short identifier.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The public half.
    pub fn verifier(&self) -> VerifierKey {
        let key = self.key.verifying_key();
        VerifierKey { name: self.name.clone(), id: self.id, key }
    }

    /// The one-line encoding, a secret: `PRIVATE+KEY+<name>+<id>+<base64>`.
    pub fn to_secret_text(&self) -> String {
        let seed = STANDARD.encode([&[ED25519], self.key.as_bytes().as_slice()].concat());
        format!("{PRIVATE}{}+{}+{seed}", self.name, self.id)
    }

    pub(super) fn sign(&self, text: &[u8]) -> [u8; 64] {
        self.key.sign(text).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}+{}, secret)", self.name, self.id)
    }
}

impl FromStr for SigningKey {
    type Err = KeyError;

    /// Reads [`SigningKey::to_secret_text`].
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, id, seed) = parts(ED25519, text.strip_prefix(PRIVATE).ok_or(KeyError::Form)?)?;
        let key = Self::from_seed(name, &seed);
        if key.id == id { Ok(key) } else { Err(KeyError::Id) }
    }
}

/// A public key with its name: all an outsider needs to check a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    id: KeyId,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifierKey {
    /// Whose key it is.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// Its short identifier.
    pub fn id(&self) -> KeyId {
        self.id
    }

    pub(super) fn verifies(&self, text: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(text, &signature).is_ok())
    }
}

/// Whether every one of these signatures is good: key, text, signature.
///
/// Costs half of checking each. `false` says only that not all are known to be good: then each is to
/// be checked by itself, which also names the bad ones.
///
/// Guarantees: what anybody without the private key has made or changed does not pass. A signature
/// that its own key bent on purpose might, where [`VerifierKey::verifies`] is stricter: but who has
/// the key can sign anything.
pub(super) fn all_verify(signed: &[(&VerifierKey, &[u8], &[u8])]) -> bool {
    let read = |(_, _, signature): &(_, _, &[u8])| Signature::from_slice(signature);
    let Ok(signatures) = signed.iter().map(read).collect::<Result<Vec<_>, _>>() else {
        return false;
    };
    let keys: Vec<_> = signed.iter().map(|(key, ..)| key.key).collect();
    let texts: Vec<_> = signed.iter().map(|(_, text, _)| *text).collect();
    !keys.iter().any(ed25519_dalek::VerifyingKey::is_weak)
        && ed25519_dalek::verify_batch(&texts, &signatures, &keys).is_ok()
}

impl fmt::Display for VerifierKey {
    /// The one-line encoding: `<name>+<id>+<base64>`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = STANDARD.encode([&[ED25519], self.key.as_bytes().as_slice()].concat());
        write!(f, "{}+{}+{key}", self.name, self.id)
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, id, public) = parts(ED25519, text)?;
        if KeyId::of(ED25519, &name, &public) != id {
            return Err(KeyError::Id);
        }
        let key = ed25519_dalek::VerifyingKey::from_bytes(&public).map_err(|_| KeyError::Point)?;
        Ok(Self { name, id, key })
    }
}

pub(super) fn parts(kind: u8, text: &str) -> Result<(KeyName, KeyId, [u8; 32]), KeyError> {
    let (name, id, key) = parts_of_kind(&[kind], text)?;
    let key = key.as_slice().try_into().map_err(|_| KeyError::Form)?;
    Ok((name, id, key))
}

/// As [`parts`], for kinds that are more than one byte and keys of any length.
pub(super) fn parts_of_kind(
    kind: &[u8],
    text: &str,
) -> Result<(KeyName, KeyId, Zeroizing<Vec<u8>>), KeyError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Form);
    };
    let name = KeyName::new(name)?;
    let id = u32::from_str_radix(id, 16)
        .map(KeyId)
        .ok()
        .filter(|parsed| parsed.to_string() == id)
        .ok_or(KeyError::Form)?;
    let bytes = Zeroizing::new(STANDARD.decode(key).map_err(|_| KeyError::Form)?);
    let key = bytes.strip_prefix(kind).ok_or(KeyError::Kind)?;
    Ok((name, id, Zeroizing::new(key.to_vec())))
}

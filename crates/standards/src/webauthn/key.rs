//! Public keys as COSE writes them (RFC 9052 section 7, RFC 9053 section 7, RFC 8230 section 4).

use super::Wrong;
use minicbor::Decoder;
use minicbor::data::Type;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};

/// An algorithm of signing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA over P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
    /// RSA with PKCS 1 version 1.5 padding and SHA-256, at least 2048 bits.
    Rs256,
}

impl Algorithm {
    /// Every algorithm taken, the preferred first.
    pub const ALL: &'static [Self] = &[Self::Es256, Self::EdDsa, Self::Rs256];

    /// Its number in the registry of COSE algorithms.
    pub fn number(self) -> i32 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Rs256 => -257,
        }
    }

    /// Its name in the registry of COSE algorithms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
        }
    }
}

/// A public key that an assertion can be checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(Form);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// The point, uncompressed.
    P256([u8; 65]),
    Ed25519([u8; 32]),
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
}

/// The longest RSA modulus, in bytes: 8192 bits.
const MODULUS_BYTES_MAX: usize = 1_024;
/// The shortest, in bytes: 2048 bits.
const MODULUS_BYTES_MIN: usize = 256;

/// The members of a key, each at most once.
#[derive(Default)]
struct Members<'a> {
    kind: Option<i64>,
    algorithm: Option<i64>,
    curve: Option<i64>,
    /// Label -1 as bytes: the modulus of an RSA key.
    first: Option<&'a [u8]>,
    second: Option<&'a [u8]>,
    third: Option<&'a [u8]>,
}

impl<'a> Members<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut decoder = Decoder::new(bytes);
        let mut members = Self::default();
        for _ in 0..decoder.map().ok()?? {
            let label = decoder.i64().ok()?;
            let bytes_next = decoder.datatype().ok()? == Type::Bytes;
            match (label, bytes_next) {
                (1, false) => put(&mut members.kind, decoder.i64().ok()?)?,
                (3, false) => put(&mut members.algorithm, decoder.i64().ok()?)?,
                (-1, false) => put(&mut members.curve, decoder.i64().ok()?)?,
                (-1, true) => put(&mut members.first, decoder.bytes().ok()?)?,
                (-2, true) => put(&mut members.second, decoder.bytes().ok()?)?,
                (-3, true) => put(&mut members.third, decoder.bytes().ok()?)?,
                _ => return None,
            }
        }
        (decoder.position() == bytes.len()).then_some(members)
    }
}

fn put<T>(place: &mut Option<T>, value: T) -> Option<()> {
    match place.replace(value) {
        None => Some(()),
        Some(_) => None,
    }
}

impl PublicKey {
    /// Reads a COSE key; nothing may stand behind it.
    pub fn read(bytes: &[u8]) -> Result<Self, Wrong> {
        let members = Members::read(bytes).ok_or(Wrong::Key)?;
        let number = members.algorithm.ok_or(Wrong::Key)?;
        let mut taken = Algorithm::ALL.iter();
        let algorithm = taken.find(|algorithm| i64::from(algorithm.number()) == number);
        match (algorithm.ok_or(Wrong::Algorithm)?, &members) {
            (
                Algorithm::Es256,
                Members {
                    kind: Some(2),
                    curve: Some(1),
                    first: None,
                    second: Some(x),
                    third: Some(y),
                    ..
                },
            ) => point(x, y),
            (
                Algorithm::EdDsa,
                Members {
                    kind: Some(1),
                    curve: Some(6),
                    first: None,
                    second: Some(x),
                    third: None,
                    ..
                },
            ) => Some(Form::Ed25519((*x).try_into().map_err(|_| Wrong::Key)?)),
            (
                Algorithm::Rs256,
                Members {
                    kind: Some(3),
                    curve: None,
                    first: Some(n),
                    second: Some(e),
                    third: None,
                    ..
                },
            ) => rsa(n, e),
            _ => None,
        }
        .map(Self)
        .ok_or(Wrong::Key)
    }

    /// What it signs with.
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Form::P256(_) => Algorithm::Es256,
            Form::Ed25519(_) => Algorithm::EdDsa,
            Form::Rsa { .. } => Algorithm::Rs256,
        }
    }

    /// Whether `signature` over `message` is by this key.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Wrong> {
        match &self.0 {
            Form::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Form::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Form::Rsa { modulus, exponent } => RsaPublicKeyComponents { n: modulus, e: exponent }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
        }
        .map_err(|_| Wrong::Signature)
    }
}

fn point(x: &[u8], y: &[u8]) -> Option<Form> {
    let (x, y): ([u8; 32], [u8; 32]) = (x.try_into().ok()?, y.try_into().ok()?);
    let mut point = [4; 65];
    point.get_mut(1..33)?.copy_from_slice(&x);
    point.get_mut(33..)?.copy_from_slice(&y);
    Some(Form::P256(point))
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Option<Form> {
    // A leading zero is not allowed (RFC 8230 section 4), so that the length is that of the number.
    let whole = |bytes: &[u8]| bytes.first().is_some_and(|first| *first != 0);
    if !whole(modulus) || !whole(exponent) || exponent.len() > 5 {
        return None;
    }
    let long = match modulus.len() {
        MODULUS_BYTES_MIN => modulus.first().is_some_and(|first| *first >= 0x80),
        length => (MODULUS_BYTES_MIN..=MODULUS_BYTES_MAX).contains(&length),
    };
    long.then(|| Form::Rsa { modulus: modulus.to_vec(), exponent: exponent.to_vec() })
}

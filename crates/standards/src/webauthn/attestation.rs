//! Registering: the key a new passkey brings, and what its maker says of it (sections 6.5, 7.1).

use super::{AUTHENTICATOR_BYTES_MAX, Algorithm, Expected, PublicKey, Wrong};
use super::{authenticator, client, signed};
use minicbor::Decoder;

/// What the attestation is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attestation {
    /// There is none.
    None,
    /// The key signed for itself: whoever brought it holds it.
    Own,
    /// Certificates say who made the authenticator. They were not checked.
    Unchecked,
}

/// A passkey just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The credential's id.
    pub credential: Vec<u8>,
    /// The public key as COSE writes it.
    pub cose: Vec<u8>,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// The model of the authenticator, as it says; zeros where it does not.
    pub aaguid: [u8; 16],
    /// What the authenticator says of itself and its holder.
    pub flags: super::Flags,
    /// How often it has signed, if it counts.
    pub counter: u32,
    /// What the attestation is worth.
    pub attestation: Attestation,
}

/// An attestation object, read.
struct Object<'a> {
    format: &'a str,
    statement: &'a [u8],
    authenticator: &'a [u8],
}

/// The statement of a packed attestation.
struct Packed<'a> {
    algorithm: i64,
    signature: &'a [u8],
    certificates: bool,
}

/// Reads a passkey just made, and checks that it was made for what was expected.
///
/// Guarantees: client data and authenticator data are as in [`super::Assertion::check`]; the key is
/// of an algorithm taken; an attestation by the key itself is right.
pub fn register(
    attestation: &[u8],
    client: &[u8],
    expected: &Expected<'_>,
) -> Result<Registered, Wrong> {
    client::check(client, client::CREATE, expected)?;
    let object = Object::read(attestation).ok_or(Wrong::AttestationUnreadable)?;
    let data = authenticator::Data::read(object.authenticator)?;
    data.check(expected)?;
    let made = data.attested.as_ref().ok_or(Wrong::AuthenticatorUnreadable)?;
    let worth = match object.format {
        "none" if object.statement == [0xa0] => Attestation::None,
        "none" => return Err(Wrong::AttestationUnreadable),
        "packed" => packed(&object, client, &made.key)?,
        _ => return Err(Wrong::Format),
    };
    Ok(Registered {
        credential: made.credential.to_vec(),
        cose: made.cose.to_vec(),
        algorithm: made.key.algorithm(),
        aaguid: made.aaguid,
        flags: data.flags,
        counter: data.counter,
        attestation: worth,
    })
}

fn packed(object: &Object<'_>, client: &[u8], key: &PublicKey) -> Result<Attestation, Wrong> {
    let packed = Packed::read(object.statement).ok_or(Wrong::AttestationUnreadable)?;
    if packed.certificates {
        return Ok(Attestation::Unchecked);
    }
    if packed.algorithm != i64::from(key.algorithm().number()) {
        return Err(Wrong::Algorithm);
    }
    key.verify(&signed(object.authenticator, client), packed.signature)?;
    Ok(Attestation::Own)
}

impl<'a> Object<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        if bytes.len() > AUTHENTICATOR_BYTES_MAX {
            return None;
        }
        let mut decoder = Decoder::new(bytes);
        let (mut format, mut statement, mut authenticator) = (None, None, None);
        if decoder.map().ok()?? != 3 {
            return None;
        }
        for _ in 0..3 {
            match decoder.str().ok()? {
                "fmt" => format = Some(decoder.str().ok()?),
                "attStmt" => {
                    let start = decoder.position();
                    decoder.skip().ok()?;
                    statement = bytes.get(start..decoder.position());
                }
                "authData" => authenticator = Some(decoder.bytes().ok()?),
                _ => return None,
            }
        }
        // Three members of three names: each was there once.
        let read = Self { format: format?, statement: statement?, authenticator: authenticator? };
        (decoder.position() == bytes.len()).then_some(read)
    }
}

impl<'a> Packed<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut decoder = Decoder::new(bytes);
        let (mut algorithm, mut signature, mut certificates) = (None, None, false);
        for _ in 0..decoder.map().ok()?? {
            match decoder.str().ok()? {
                "alg" => algorithm = Some(decoder.i64().ok()?),
                "sig" => signature = Some(decoder.bytes().ok()?),
                "x5c" => {
                    decoder.skip().ok()?;
                    certificates = true;
                }
                _ => return None,
            }
        }
        Some(Self { algorithm: algorithm?, signature: signature?, certificates })
    }
}

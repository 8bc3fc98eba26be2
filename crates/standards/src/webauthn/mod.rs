//! WebAuthn: whether a passkey signed what it was asked to sign.
//!
//! Source: W3C Web Authentication, Level 3 (sections 6.1 authenticator data, 6.5 attestation, 7.1
//! registering, 7.2 verifying an assertion), and RFC 9053 for the keys. The challenge is given by
//! the caller: where it is the hash of a document, a stored assertion proves to anybody with the
//! public key that this key signed this document.
//!
//! Reading order: [`Expected`] (what must have been asked), [`Assertion`] (what a passkey answers)
//! and its [`Assertion::check`], [`PublicKey`], then [`register`]. Taken are ES256, EdDSA (Ed25519)
//! and RS256 of at least 2048 bits, and attestations `none` and `packed`. A packed attestation
//! without certificates is checked; one with certificates is read and kept by the caller, and proves
//! nothing here: who made an authenticator is not judged.
//!
//! **Surprises.** A frame of another page (`crossOrigin`, `topOrigin`) is never right: nobody signs
//! for us inside somebody else's page. Client data may have members of later editions; everything
//! else must be exactly what is specified, with nothing behind it.

mod attestation;
mod authenticator;
mod client;
mod key;
#[cfg(test)]
mod real;
#[cfg(test)]
mod tests;

pub use attestation::{Attestation, Registered, register};
pub use authenticator::{CREDENTIAL_BYTES_MAX, Flags};
pub use key::{Algorithm, PublicKey};

use sha2::{Digest as _, Sha256};

/// The longest client data read, in bytes. Browsers send some 150.
pub const CLIENT_BYTES_MAX: usize = 4_096;

/// The longest authenticator data or attestation read, in bytes.
pub const AUTHENTICATOR_BYTES_MAX: usize = 16_384;

/// Whether the authenticator must have made sure who holds it: by a finger, a face, a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verification {
    /// It must.
    Required,
    /// That somebody was there is enough.
    Presence,
}

/// What must have been asked of the passkey.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The challenge.
    pub challenge: &'a [u8],
    /// The relying party's id: a host name.
    pub party: &'a str,
    /// The origins its pages are served from. None: the relying party's host itself over TLS, at
    /// any port, and `localhost` also without TLS.
    pub origins: &'a [&'a str],
    /// Whether the holder must have been verified.
    pub verification: Verification,
}

/// What a passkey answered.
#[derive(Debug, Clone, Copy)]
pub struct Assertion<'a> {
    /// The authenticator's data.
    pub authenticator: &'a [u8],
    /// The client's data: JSON as the browser wrote it.
    pub client: &'a [u8],
    /// The signature over both.
    pub signature: &'a [u8],
}

/// What a right assertion says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// What the authenticator says of itself and its holder.
    pub flags: Flags,
    /// How often the key has signed, if it counts; 0 if it does not.
    pub counter: u32,
}

/// What is wrong with an answer of a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The client's data is not the JSON it should be.
    #[error("the client data cannot be read")]
    ClientUnreadable,
    /// It answers another ceremony.
    #[error("the client data is of another ceremony")]
    Type,
    /// It answers another challenge.
    #[error("another challenge was signed")]
    Challenge,
    /// It was asked by another page.
    #[error("it was signed on a page of another origin")]
    Origin,
    /// It was asked inside a page of another origin.
    #[error("it was signed inside a page of another origin")]
    CrossOrigin,
    /// The authenticator's data has another form.
    #[error("the authenticator data cannot be read")]
    AuthenticatorUnreadable,
    /// The key belongs to another relying party.
    #[error("the key belongs to another relying party")]
    Party,
    /// Nobody was there.
    #[error("nobody was present")]
    NotPresent,
    /// The holder was not verified.
    #[error("the authenticator did not verify its holder")]
    NotVerified,
    /// It says that the key is backed up and cannot be.
    #[error("the backup flags contradict each other")]
    Backup,
    /// The public key has another form, or is too weak.
    #[error("the public key cannot be read or is too weak")]
    Key,
    /// The public key is of an algorithm that is not taken.
    #[error("the public key is of an algorithm that is not taken")]
    Algorithm,
    /// The signature is not by this key over this data.
    #[error("the signature is not right")]
    Signature,
    /// The attestation has another form.
    #[error("the attestation cannot be read")]
    AttestationUnreadable,
    /// The attestation is of a format that is not taken.
    #[error("the attestation is of a format that is not taken")]
    Format,
}

impl Assertion<'_> {
    /// Checks that `key` signed what was asked.
    ///
    /// Guarantees: the challenge, origin and relying party are the expected ones, somebody was
    /// there (and verified, if that was asked), and the signature over all of it is by `key`.
    /// Surprises: the counter is given back, not judged; see [`went_back`].
    pub fn check(&self, expected: &Expected<'_>, key: &PublicKey) -> Result<Seen, Wrong> {
        client::check(self.client, client::GET, expected)?;
        let data = authenticator::Data::read(self.authenticator)?;
        data.check(expected)?;
        if data.attested.is_some() {
            return Err(Wrong::AuthenticatorUnreadable);
        }
        key.verify(&signed(self.authenticator, self.client), self.signature)?;
        Ok(Seen { flags: data.flags, counter: data.counter })
    }

    /// What the authenticator said, nothing of it checked.
    pub fn unchecked(&self) -> Result<Seen, Wrong> {
        let data = authenticator::Data::read(self.authenticator)?;
        Ok(Seen { flags: data.flags, counter: data.counter })
    }
}

/// Whether a counter shows that two authenticators hold one key: it counts, and did not go on.
///
/// A key that never counts always says 0 (section 6.1.1); one that has counted and says 0 has gone
/// back.
pub fn went_back(before: u32, now: u32) -> bool {
    (before != 0 || now != 0) && now <= before
}

/// The bytes a passkey signs.
fn signed(authenticator: &[u8], client: &[u8]) -> Vec<u8> {
    let mut bytes = authenticator.to_vec();
    bytes.extend_from_slice(&Sha256::digest(client));
    bytes
}

//! A passkey in software: what an authenticator and a browser would answer, for tests alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256};

/// A key on an authenticator, and the page it is used on.
#[derive(Clone)]
pub struct SoftKey {
    key: SigningKey,
    seed: u8,
    party: String,
    origin: String,
    flags: u8,
    /// How often it has signed; 0: it does not count.
    pub counter: u32,
}

/// A key just made.
pub struct Made {
    /// What the browser says.
    pub client: Vec<u8>,
    /// What the authenticator made.
    pub attestation: Vec<u8>,
}

/// An answer to a challenge.
pub struct Answer {
    /// The credential's id.
    pub credential: Vec<u8>,
    /// The authenticator's data.
    pub authenticator: Vec<u8>,
    /// What the browser says.
    pub client: Vec<u8>,
    /// The signature over both.
    pub signature: Vec<u8>,
}

const PRESENT: u8 = 1;
const VERIFIED: u8 = 4;
const SYNCED: u8 = 8 | 16;
const ATTESTED: u8 = 64;

impl SoftKey {
    /// A key for a relying party, used on a page of `origin`; the same for the same seed.
    pub fn new(seed: u8, party: &str, origin: &str) -> Self {
        Self {
            key: SigningKey::from_bytes(&[seed; 32]),
            seed,
            party: party.to_owned(),
            origin: origin.to_owned(),
            flags: PRESENT | VERIFIED,
            counter: 0,
        }
    }

    /// The same, kept in step on several devices.
    #[must_use]
    pub fn synced(mut self) -> Self {
        self.flags |= SYNCED;
        self
    }

    /// The same, without asking who holds it.
    #[must_use]
    pub fn unverified(mut self) -> Self {
        self.flags &= !VERIFIED;
        self
    }

    /// The credential's id.
    pub fn credential(&self) -> Vec<u8> {
        vec![self.seed; 32]
    }

    fn client(&self, ceremony: &str, challenge: &[u8]) -> Vec<u8> {
        let challenge = BASE64.encode(challenge);
        let origin = &self.origin;
        format!(
            r#"{{"type":"webauthn.{ceremony}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#
        )
        .into_bytes()
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let mut data = Sha256::digest(&self.party).to_vec();
        data.push(self.flags | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// Makes the key known: an attestation without a statement.
    pub fn make(&self, challenge: &[u8]) -> Made {
        let mut data = self.data(ATTESTED);
        data.extend([0x11; 16]);
        data.extend([0, 32]);
        data.extend(self.credential());
        data.extend(b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20");
        data.extend(self.key.verifying_key().as_bytes());
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        attestation.push(u8::try_from(data.len()).unwrap_or(u8::MAX));
        attestation.extend(data);
        Made { client: self.client("create", challenge), attestation }
    }

    /// Signs a challenge.
    pub fn sign(&mut self, challenge: &[u8]) -> Answer {
        if self.counter > 0 {
            self.counter += 1;
        }
        let (authenticator, client) = (self.data(0), self.client("get", challenge));
        let mut bytes = authenticator.clone();
        bytes.extend_from_slice(&Sha256::digest(&client));
        let signature = self.key.sign(&bytes).to_bytes().to_vec();
        Answer { credential: self.credential(), authenticator, client, signature }
    }
}

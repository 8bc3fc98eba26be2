//! A passkey in software: what an authenticator and a browser would answer, for tests alone.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64};
use ed25519_dalek::{Signer as _, SigningKey};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
    RsaPublicKeyComponents,
};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// A key on an authenticator, and the page it is used on.
#[derive(Clone)]
pub struct SoftKey {
    pair: Pair,
    seed: u8,
    party: String,
    origin: String,
    flags: u8,
    /// How often it has signed; 0: it does not count.
    pub counter: u32,
}

/// Of each algorithm one.
#[derive(Clone)]
enum Pair {
    Ed25519(Box<SigningKey>),
    P256(Arc<EcdsaKeyPair>),
    Rsa(Arc<RsaKeyPair>),
}

/// A key just made.
pub struct Made {
    /// What the browser says.
    pub client: Vec<u8>,
    /// What the authenticator made.
    pub attestation: Vec<u8>,
}

/// An answer to a challenge.
#[derive(Clone)]
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

/// An RSA key of 2048 bits that guards nothing (PKCS 1, base64): making one takes a second.
const RSA: &str = include_str!("passkey/rsa.txt");

impl SoftKey {
    /// A key for a relying party, used on a page of `origin`; the same for the same seed.
    pub fn new(seed: u8, party: &str, origin: &str) -> Self {
        Self {
            pair: Pair::Ed25519(Box::new(SigningKey::from_bytes(&[seed; 32]))),
            seed,
            party: party.to_owned(),
            origin: origin.to_owned(),
            flags: PRESENT | VERIFIED,
            counter: 0,
        }
    }

    /// The same of ES256, another at each call.
    #[must_use]
    pub fn es256(mut self) -> Self {
        let (form, random) = (&ECDSA_P256_SHA256_ASN1_SIGNING, SystemRandom::new());
        let key = EcdsaKeyPair::generate_pkcs8(form, &random).expect("a random source");
        let pair = EcdsaKeyPair::from_pkcs8(form, key.as_ref(), &random).expect("it was just made");
        self.pair = Pair::P256(Arc::new(pair));
        self
    }

    /// The same of RS256, always one key.
    #[must_use]
    pub fn rs256(mut self) -> Self {
        let key: String = RSA.split_whitespace().collect();
        let key = STANDARD.decode(key).expect("it is base64");
        self.pair = Pair::Rsa(Arc::new(RsaKeyPair::from_der(&key).expect("it is a key")));
        self
    }

    /// The same, kept in step on several devices.
    #[must_use]
    pub fn synced(self) -> Self {
        let flags = self.flags | SYNCED;
        self.flagged(flags)
    }

    /// The same, without asking who holds it.
    #[must_use]
    pub fn unverified(self) -> Self {
        let flags = self.flags & !VERIFIED;
        self.flagged(flags)
    }

    /// The same, saying this of itself and its holder.
    #[must_use]
    pub fn flagged(mut self, flags: u8) -> Self {
        self.flags = flags;
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

    /// The public key as COSE writes it.
    fn cose(&self) -> Vec<u8> {
        match &self.pair {
            Pair::Ed25519(key) => {
                [b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20", &key.verifying_key().as_bytes()[..]]
                    .concat()
            }
            Pair::P256(pair) => {
                let (_, point) = pair.public_key().as_ref().split_at(1);
                let (x, y) = point.split_at(32);
                let head = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20";
                [head, x, b"\x22\x58\x20", y].concat()
            }
            Pair::Rsa(pair) => {
                let public = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public());
                let head = b"\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00";
                [head, &public.n[..], b"\x21\x43", &public.e].concat()
            }
        }
    }

    /// Makes the key known: an attestation without a statement.
    pub fn make(&self, challenge: &[u8]) -> Made {
        let mut data = self.data(ATTESTED);
        data.extend([0x11; 16]);
        data.extend([0, 32]);
        data.extend(self.credential());
        data.extend(self.cose());
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        attestation.extend(u16::try_from(data.len()).unwrap_or(u16::MAX).to_be_bytes());
        attestation.extend(data);
        Made { client: self.client("create", challenge), attestation }
    }

    /// Signs a challenge.
    pub fn sign(&mut self, challenge: &[u8]) -> Answer {
        if self.counter > 0 {
            self.counter += 1;
        }
        self.says(self.data(0), self.client("get", challenge))
    }

    /// Signs whatever authenticator and browser are made to say.
    pub fn says(&self, authenticator: Vec<u8>, client: Vec<u8>) -> Answer {
        let mut bytes = authenticator.clone();
        bytes.extend_from_slice(&Sha256::digest(&client));
        let random = SystemRandom::new();
        let signature = match &self.pair {
            Pair::Ed25519(key) => key.sign(&bytes).to_bytes().to_vec(),
            Pair::P256(pair) => pair.sign(&random, &bytes).expect("it signs").as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, &bytes, &mut signature).expect("it signs");
                signature
            }
        };
        Answer { credential: self.credential(), authenticator, client, signature }
    }
}

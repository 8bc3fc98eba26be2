//! What real authenticators and browsers answered, as open test suites have it.

use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use std::collections::BTreeMap;

/// One case: its members by name.
struct Case(BTreeMap<&'static str, &'static str>);

fn cases() -> Vec<Case> {
    let text = include_str!("../../tests/webauthn/real.txt");
    let members = |block: &'static str| block.lines().map(|line| line.split_once(' ').unwrap());
    text.split("\n\n").skip(1).map(|block| Case(members(block).collect())).collect()
}

impl Case {
    fn bytes(&self, name: &str) -> Vec<u8> {
        BASE64.decode(self.0[name]).unwrap()
    }

    fn with<T>(&self, challenge: &str, then: impl FnOnce(&Expected<'_>) -> T) -> T {
        then(&Expected {
            challenge: &self.bytes(challenge),
            party: self.0["party"],
            origins: &[self.0["origin"]],
            verification: Verification::Presence,
        })
    }

    /// The key of the registration, checked against what is said of it; else the key that is named.
    fn key(&self) -> PublicKey {
        let Some(said) = self.0.get("attestation") else {
            return PublicKey::read(&self.bytes("key")).unwrap();
        };
        let (made, client) = (self.bytes("made"), self.bytes("made-client"));
        let made = self.with("made-for", |expected| register(&made, &client, expected)).unwrap();
        let format = match made.attestation {
            Attestation::None => "none",
            Attestation::Own | Attestation::Unchecked => "packed",
        };
        assert_eq!(*said, format!("{format} {}", made.algorithm.name()), "{}", self.0["name"]);
        PublicKey::read(&made.cose).unwrap()
    }
}

#[test]
fn what_real_authenticators_answered_is_right() {
    let mut algorithms = Vec::new();
    for case in cases() {
        let (name, key) = (case.0["name"], case.key());
        algorithms.push(key.algorithm());
        if !case.0.contains_key("sig") {
            continue;
        }
        let (auth, client, sig) = (case.bytes("auth"), case.bytes("client"), case.bytes("sig"));
        let check = |authenticator: &[u8], signature: &[u8]| {
            let assertion = Assertion { authenticator, client: &client, signature };
            case.with("challenge", |expected| assertion.check(expected, &key))
        };
        let seen = check(&auth, &sig).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        assert_eq!(seen.counter.to_string(), case.0["counter"], "{name}");
        for at in 0..sig.len() {
            let mut bent = sig.clone();
            bent[at] ^= 1;
            assert_eq!(check(&auth, &bent), Err(Wrong::Signature), "{name} at {at}");
        }
        for at in 0..auth.len() {
            let mut bent = auth.clone();
            bent[at] ^= 1;
            assert!(check(&bent, &sig).is_err(), "{name} at {at}");
        }
    }
    for algorithm in Algorithm::ALL {
        assert!(algorithms.contains(algorithm), "no {} among them", algorithm.name());
    }
}

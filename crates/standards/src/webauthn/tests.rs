//! The specification's vectors, and each of their fields bent.

use super::*;
use proptest::prelude::*;

struct Case {
    name: String,
    made_for: Vec<u8>,
    made_client: Vec<u8>,
    attestation: Vec<u8>,
    challenge: Vec<u8>,
    authenticator: Vec<u8>,
    client: Vec<u8>,
    signature: Vec<u8>,
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// The vectors, one block a case.
fn cases() -> Vec<Case> {
    let text = include_str!("../../tests/webauthn/vectors.txt");
    let blocks = text.split("\n\n").skip(1);
    blocks
        .map(|block| {
            let mut lines = block.lines();
            let name = lines.next().unwrap().to_owned();
            let mut next = || bytes(lines.next().unwrap());
            Case {
                name,
                made_for: next(),
                made_client: next(),
                attestation: next(),
                challenge: next(),
                authenticator: next(),
                client: next(),
                signature: next(),
            }
        })
        .collect()
}

fn case(name: &str) -> Case {
    cases().into_iter().find(|case| case.name.ends_with(name)).unwrap()
}

fn expected<'a>(challenge: &'a [u8], origins: &'a [&'a str]) -> Expected<'a> {
    Expected { challenge, party: "example.org", origins, verification: Verification::Presence }
}

impl Case {
    fn registered(&self) -> Registered {
        register(&self.attestation, &self.made_client, &expected(&self.made_for, &[])).unwrap()
    }

    fn key(&self) -> PublicKey {
        PublicKey::read(&self.registered().cose).unwrap()
    }

    fn assertion(&self) -> Assertion<'_> {
        Assertion {
            authenticator: &self.authenticator,
            client: &self.client,
            signature: &self.signature,
        }
    }

    fn checked(&self) -> Result<Seen, Wrong> {
        self.assertion().check(&expected(&self.challenge, &[]), &self.key())
    }

    /// The client data with one text put in place of another.
    fn client_with(&self, from: &str, to: &str) -> Vec<u8> {
        let text = String::from_utf8(self.client.clone()).unwrap();
        assert!(text.contains(from), "{text}");
        text.replace(from, to).into_bytes()
    }
}

#[test]
fn the_vectors_of_the_specification_are_right() {
    let told: Vec<_> = cases()
        .iter()
        .map(|case| {
            let made = case.registered();
            let seen = case.checked().unwrap_or_else(|wrong| panic!("{}: {wrong}", case.name));
            assert_eq!(made.credential.len(), 32);
            assert_eq!(seen.counter, 0);
            assert_eq!(seen.flags.backup_eligible(), made.flags.backup_eligible(), "{}", case.name);
            (made.algorithm, made.attestation)
        })
        .collect();
    let right = [
        (Algorithm::Es256, Attestation::None),
        (Algorithm::Es256, Attestation::Own),
        (Algorithm::Rs256, Attestation::Unchecked),
        (Algorithm::EdDsa, Attestation::Unchecked),
    ];
    assert_eq!(told, right);
}

#[test]
fn what_was_asked_otherwise_is_refused() {
    let case = case("none.ES256");
    let key = case.key();
    let check = |client: &[u8], expected: &Expected<'_>| {
        Assertion { client, ..case.assertion() }.check(expected, &key)
    };
    let right = expected(&case.challenge, &[]);
    assert!(check(&case.client, &right).is_ok());
    let refused = |client: &[u8], expected: &Expected<'_>, wrong| {
        assert_eq!(check(client, expected), Err(wrong));
    };
    refused(&case.made_client, &right, Wrong::Type);
    refused(&case.client, &expected(&case.made_for, &[]), Wrong::Challenge);
    refused(&case.client, &Expected { party: "example.com", ..right }, Wrong::Origin);
    let other = ["https://example.com", "https://example.org:8443"];
    refused(&case.client, &expected(&case.challenge, &other), Wrong::Origin);
    assert!(check(&case.client, &expected(&case.challenge, &["https://example.org"])).is_ok());
    let party = Expected { party: "example.com", origins: &["https://example.org"], ..right };
    refused(&case.client, &party, Wrong::Party);
    let verified = Expected { verification: Verification::Required, ..right };
    refused(&case.client, &verified, Wrong::NotVerified);
    let framed = case.client_with("\"crossOrigin\":false", "\"crossOrigin\":true");
    refused(&framed, &right, Wrong::CrossOrigin);
    let within = case.client_with("false}", "false,\"topOrigin\":\"https://example.com\"}");
    refused(&within, &right, Wrong::CrossOrigin);
    refused(&case.client_with("{", "[{"), &right, Wrong::ClientUnreadable);
    let client: serde_json::Value = serde_json::from_slice(&case.client).unwrap();
    let values = ["type", "challenge", "origin", "crossOrigin"].map(|name| &client[name]);
    refused(&serde_json::to_vec(&values).unwrap(), &right, Wrong::ClientUnreadable);
    let twice = case.client_with("}", ",\"type\":\"webauthn.get\"}");
    refused(&twice, &right, Wrong::ClientUnreadable);
    let long = case.client_with("}", &format!(",\"more\":\"{}\"}}", "x".repeat(CLIENT_BYTES_MAX)));
    refused(&long, &right, Wrong::ClientUnreadable);
    // Everything in it is right, and it was not signed.
    refused(&case.client_with("{", "{ "), &right, Wrong::Signature);
}

#[test]
fn the_host_itself_is_an_origin_where_none_is_named() {
    let case = case("none.ES256");
    let key = case.key();
    let at = |party: &str, origin: &str| {
        let client = case.client_with("https://example.org", origin);
        let authenticator = [Sha256::digest(party).as_slice(), &case.authenticator[32..]].concat();
        let right = Expected { party, ..expected(&case.challenge, &[]) };
        let assertion =
            Assertion { authenticator: &authenticator, client: &client, ..case.assertion() };
        // Past the origin and the party, the bent bytes fail at the signature.
        assertion.check(&right, &key).unwrap_err()
    };
    for (party, origin) in [
        ("example.org", "https://example.org:8443"),
        ("localhost", "http://localhost:8080"),
        ("localhost", "http://localhost"),
        ("localhost", "https://localhost:8443"),
    ] {
        assert_eq!(at(party, origin), Wrong::Signature, "{party} {origin}");
    }
    for (party, origin) in [
        ("example.org", "http://example.org"),
        ("example.org", "https://example.org.example.com"),
        ("example.org", "https://login.example.org"),
        ("example.org", "https://example.org:"),
        ("example.org", "https://example.org:80/path"),
        ("localhost", "http://localhost.example.com"),
        ("", "https://"),
    ] {
        assert_eq!(at(party, origin), Wrong::Origin, "{party} {origin}");
    }
}

#[test]
fn bent_authenticator_data_is_refused() {
    let case = case("none.ES256");
    let key = case.key();
    let check = |bend: &dyn Fn(&mut Vec<u8>)| {
        let mut authenticator = case.authenticator.clone();
        bend(&mut authenticator);
        let assertion = Assertion { authenticator: &authenticator, ..case.assertion() };
        assertion.check(&expected(&case.challenge, &[]), &key).unwrap_err()
    };
    assert_eq!(check(&|data| data[0] ^= 1), Wrong::Party);
    assert_eq!(check(&|data| data[32] &= !1), Wrong::NotPresent);
    // Backed up and not eligible.
    assert_eq!(check(&|data| data[32] &= !8), Wrong::Backup);
    assert_eq!(check(&|data| data[32] |= 4), Wrong::Signature);
    assert_eq!(check(&|data| data[36] = 1), Wrong::Signature);
    assert_eq!(check(&|data| data.truncate(36)), Wrong::AuthenticatorUnreadable);
    assert_eq!(check(&|data| data.push(0)), Wrong::AuthenticatorUnreadable);
    assert_eq!(check(&|data| data[32] |= 0x40), Wrong::AuthenticatorUnreadable);
    assert_eq!(check(&|data| data[32] |= 0x80), Wrong::AuthenticatorUnreadable);
    let number = |data: &mut Vec<u8>| {
        data[32] |= 0x80;
        data.push(1);
    };
    assert_eq!(check(&number), Wrong::AuthenticatorUnreadable);
    let extended = |data: &mut Vec<u8>| {
        data[32] |= 0x80;
        data.push(0xa0);
    };
    assert_eq!(check(&extended), Wrong::Signature);
}

#[test]
fn a_signature_is_right_for_its_own_key_and_bytes_alone() {
    let cases = cases();
    for (at, case) in cases.iter().enumerate() {
        let another = cases[(at + 1) % cases.len()].key();
        let checked = case.assertion().check(&expected(&case.challenge, &[]), &another);
        assert_eq!(checked, Err(Wrong::Signature), "{}", case.name);
        for place in 0..case.signature.len() {
            let mut signature = case.signature.clone();
            signature[place] ^= 0x10;
            let bent = Assertion { signature: &signature, ..case.assertion() };
            let checked = bent.check(&expected(&case.challenge, &[]), &case.key());
            assert_eq!(checked, Err(Wrong::Signature), "{} at {place}", case.name);
        }
        let empty = Assertion { signature: &[], ..case.assertion() };
        let checked = empty.check(&expected(&case.challenge, &[]), &case.key());
        assert_eq!(checked, Err(Wrong::Signature));
    }
}

#[test]
fn a_passkey_made_otherwise_is_refused() {
    let case = case("packed-self.ES256");
    let make = |attestation: &[u8]| {
        register(attestation, &case.made_client, &expected(&case.made_for, &[]))
    };
    let with = |from: &[u8], to: &[u8]| {
        let at = case.attestation.windows(from.len()).position(|it| it == from).unwrap();
        let rest = &case.attestation[at + from.len()..];
        [&case.attestation[..at], to, rest].concat()
    };
    assert!(make(&case.attestation).is_ok());
    assert_eq!(make(&with(b"packed", b"pakced")), Err(Wrong::Format));
    assert_eq!(make(&with(b"fmt", b"fmz")), Err(Wrong::AttestationUnreadable));
    assert_eq!(make(&with(b"authData", b"authDatb")), Err(Wrong::AttestationUnreadable));
    assert_eq!(make(&with(b"\x63alg\x26", b"\x63alg\x27")), Err(Wrong::Algorithm));
    assert_eq!(make(&with(b"\x30\x44\x02\x20", b"\x30\x44\x02\x21")), Err(Wrong::Signature));
    assert_eq!(make(&[&case.attestation[..], b"\x00"].concat()), Err(Wrong::AttestationUnreadable));
    let get = case.client.clone();
    let other = register(&case.attestation, &get, &expected(&case.challenge, &[]));
    assert_eq!(other, Err(Wrong::Type));
    let none = self::case("none.ES256");
    let at = none.attestation.iter().position(|byte| *byte == 0xa0).unwrap();
    let stated = [&none.attestation[..at], b"\xa1\x61x\x01", &none.attestation[at + 1..]].concat();
    let stated = register(&stated, &none.made_client, &expected(&none.made_for, &[]));
    assert_eq!(stated, Err(Wrong::AttestationUnreadable));
}

#[test]
fn a_key_has_one_form_and_is_long_enough() {
    let es256 = case("none.ES256").registered().cose;
    assert!(PublicKey::read(&es256).is_ok());
    let bent = |at: usize, to: u8| {
        let mut cose = es256.clone();
        cose[at] = to;
        PublicKey::read(&cose).unwrap_err()
    };
    assert_eq!(bent(2, 1), Wrong::Key, "another kind of key");
    assert_eq!(bent(4, 0x27), Wrong::Key, "another algorithm taken");
    assert_eq!(bent(4, 0x22), Wrong::Algorithm, "an algorithm not taken");
    assert_eq!(bent(6, 2), Wrong::Key, "another curve");
    assert_eq!(bent(0, 0xa4), Wrong::Key, "something behind it");
    assert_eq!(bent(3, 1), Wrong::Key, "a member twice");
    assert_eq!(PublicKey::read(&[]), Err(Wrong::Key));
    let rsa = |modulus: &[u8], exponent: &[u8]| {
        let length = u16::try_from(modulus.len()).unwrap().to_be_bytes();
        let mut cose = bytes("a401030339010020");
        cose.push(0x59);
        cose.extend(length);
        cose.extend(modulus);
        cose.push(0x21);
        cose.push(0x40 + u8::try_from(exponent.len()).unwrap());
        cose.extend(exponent);
        PublicKey::read(&cose).map(|key| key.algorithm())
    };
    assert_eq!(rsa(&[0xff; 256], &[1, 0, 1]), Ok(Algorithm::Rs256));
    assert_eq!(rsa(&[0xff; 255], &[1, 0, 1]), Err(Wrong::Key), "2040 bits");
    assert_eq!(rsa(&[0x7f; 256], &[1, 0, 1]), Err(Wrong::Key), "2047 bits");
    assert_eq!(rsa(&[0xff; 1_025], &[1, 0, 1]), Err(Wrong::Key), "more than 8192 bits");
    assert_eq!(rsa(&[0x00; 300], &[1, 0, 1]), Err(Wrong::Key), "leading zeros");
    assert_eq!(rsa(&[0xff; 256], &[1; 6]), Err(Wrong::Key), "an exponent too long");
}

#[test]
fn a_counter_that_counts_goes_on() {
    assert!(!went_back(0, 0), "it does not count");
    assert!(!went_back(0, 1) && !went_back(7, 8) && !went_back(7, 70));
    assert!(went_back(7, 7) && went_back(7, 6) && went_back(7, 0));
}

proptest! {
    /// Whatever comes is read or refused, and one byte changed anywhere is never right.
    #[test]
    fn any_bytes_are_read_or_refused(any in proptest::collection::vec(any::<u8>(), 0..200)) {
        let case = case("none.ES256");
        let right = expected(&case.challenge, &[]);
        let _ = PublicKey::read(&any);
        let _ = register(&any, &case.made_client, &expected(&case.made_for, &[]));
        let assertion = Assertion { authenticator: &any, client: &any, signature: &any };
        prop_assert!(assertion.check(&right, &case.key()).is_err());
        let bent = Assertion { authenticator: &any, ..case.assertion() };
        prop_assert!(bent.check(&right, &case.key()).is_err());
    }

    #[test]
    fn an_attestation_cut_or_changed_is_read_or_refused(at in 0usize..200, to in any::<u8>()) {
        for case in cases() {
            let right = expected(&case.made_for, &[]);
            let at = at * case.attestation.len() / 200;
            prop_assert!(register(&case.attestation[..at], &case.made_client, &right).is_err());
            let mut changed = case.attestation.clone();
            changed[at] = to;
            let _ = register(&changed, &case.made_client, &right);
        }
    }
}

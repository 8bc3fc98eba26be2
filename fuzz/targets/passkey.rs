//! What a passkey answers: keys, attestations and assertions.

#![no_main]

use libfuzzer_sys::fuzz_target;
use standards::webauthn::{Assertion, Expected, PublicKey, Verification, register};

/// A key of P-256 that nobody holds.
const KEY: &[u8] = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20\
    \xaf\xef\xa1\x6f\x97\xca\x9b\x2d\x23\xeb\x86\xcc\xb6\x40\x98\xd2\
    \x0d\xb9\x08\x56\x06\x2e\xb2\x49\xc3\x3a\x9b\x67\x2f\x26\xdf\x61\x22\x58\x20\
    \x93\x0a\x56\xb8\x7a\x2f\xca\x66\x33\x4b\x03\x45\x8a\xbf\x87\x97\
    \x17\xc1\x2c\xc6\x8e\xd7\x32\x90\xaf\x2e\x26\x64\x79\x6b\x92\x20";

fuzz_target!(|bytes: &[u8]| {
    let expected = Expected {
        challenge: b"challenge",
        party: "localhost",
        origins: &[],
        verification: Verification::Presence,
    };
    let key = PublicKey::read(KEY).expect("it is a key");
    let cut = bytes.first().map_or(0, |at| usize::from(*at) % bytes.len());
    let (one, other) = bytes.split_at(cut);
    let assertion = Assertion { authenticator: one, client: other, signature: bytes };
    assert!(assertion.check(&expected, &key).is_err(), "nobody holds the key");
    let client = br#"{"type":"webauthn.create","challenge":"Y2hhbGxlbmdl","origin":"http://localhost"}"#;
    if let Ok(made) = register(bytes, client, &expected) {
        let key = PublicKey::read(&made.cose).expect("it was read before");
        assert_eq!(key.algorithm(), made.algorithm);
    }
    if let Ok(key) = PublicKey::read(bytes) {
        assert_eq!(PublicKey::read(bytes).as_ref(), Ok(&key));
    }
});

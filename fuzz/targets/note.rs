//! Signed notes, the checkpoints in them, and keys.

#![no_main]

use ledger::checkpoint::Checkpoint;
use ledger::note::{Note, SigningKey, Sm2SigningKey, Sm2VerifierKey, VerifierKey};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(note) = Note::parse(bytes) {
        assert_eq!(note.to_string().as_bytes(), bytes, "a note has one form");
        assert!(note.verify(&[]).is_err());
        if let Ok(checkpoint) = note.unverified_text().parse::<Checkpoint>() {
            let again: Checkpoint = checkpoint.to_string().parse().expect("its own form");
            assert_eq!((again.size(), again.root()), (checkpoint.size(), checkpoint.root()));
        }
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(checkpoint) = text.parse::<Checkpoint>() {
        assert!(checkpoint.to_string().parse::<Checkpoint>().is_ok());
        if let Ok(Some(root)) = checkpoint.sm3_root() {
            assert!(text.contains(&format!("\nsm3 {}\n", root.to_base64())), "as it stands");
        }
    }
    if let Ok(key) = text.parse::<VerifierKey>() {
        assert_eq!(key.to_string().parse::<VerifierKey>().ok().as_ref(), Some(&key));
    }
    if let Ok(key) = text.parse::<Sm2VerifierKey>() {
        assert_eq!(key.to_string().parse::<Sm2VerifierKey>().ok().as_ref(), Some(&key));
    }
    if let Ok(key) = text.parse::<Sm2SigningKey>() {
        assert!(key.to_secret_text().parse::<Sm2SigningKey>().is_ok());
    }
    if let Ok(key) = text.parse::<SigningKey>() {
        assert!(key.to_secret_text().parse::<SigningKey>().is_ok());
    }
});

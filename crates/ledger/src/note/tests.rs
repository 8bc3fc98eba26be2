//! Notes and keys against the published examples and the oracle.

use proptest::prelude::*;
use signed_note::{StandardSigner, StandardVerifier, VerifierList};

use super::*;
use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::tree::hash_leaf;

fn key(name: &str, seed: u8) -> SigningKey {
    SigningKey::from_seed(KeyName::new(name).unwrap(), &[seed; 32])
}

fn example() -> String {
    let root = hash_leaf(b"entry").into();
    let checkpoint = Checkpoint::new("centre.example/c01/1", 1, root).unwrap();
    checkpoint.sign(&key("centre.example/c01/1", 7)).unwrap().to_string()
}

/// The key and note of the Go implementation's documentation.
#[test]
fn the_example_of_the_note_package() {
    let secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    let public = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let text = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n";
    let line = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFY\
                C2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
    let signing: SigningKey = secret.parse().unwrap();
    assert_eq!(signing.to_secret_text(), secret);
    assert_eq!(signing.verifier().to_string(), public);
    let note = Note::sign(text.to_owned(), &signing).unwrap();
    assert_eq!(note.to_string(), format!("{text}\n{line}\n"));
    assert_eq!(note.verify(&[public.parse().unwrap()]), Ok(text));
}

#[test]
fn the_oracle_reads_our_keys_and_verifies_our_checkpoint() {
    let signing = key("centre.example/c01/1", 7);
    StandardSigner::new(&signing.to_secret_text()).unwrap();
    let verifier = StandardVerifier::new(&signing.verifier().to_string()).unwrap();
    let note = signed_note::Note::from_bytes(example().as_bytes()).unwrap();
    let (verified, _) = note.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
    assert_eq!(verified.len(), 1);
    let checkpoint = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
    assert_eq!((checkpoint.origin(), checkpoint.size()), ("centre.example/c01/1", 1));
}

#[test]
fn lines_of_unknown_keys_are_kept_and_prove_nothing() {
    let witness = "\u{2014} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHe\
                   olMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
    let bytes = example() + witness;
    let note = Note::parse(bytes.as_bytes()).unwrap();
    assert_eq!(note.to_string(), bytes);
    assert_eq!(note.signatures()[1].name().as_str(), "witness.example.com/w1");
    note.verify(&[key("centre.example/c01/1", 7).verifier()]).unwrap();

    // A witness's answer can be added to a note as it came.
    let mut own = Note::parse(example().as_bytes()).unwrap();
    own.add(witness.trim_end().parse().unwrap());
    assert_eq!(own, note);
    assert_eq!("witness".parse::<SignatureLine>(), Err(MalformedLine));

    // The same name with another key is another signer.
    let error = note.verify(&[key("centre.example/c01/1", 8).verifier()]).unwrap_err();
    assert!(error.to_string().starts_with("no signature by a trusted key: expected one of `cen"));
    assert!(matches!(note.verify(&[]), Err(NoteError::Unsigned(_))));
}

#[test]
fn a_checkpoint_of_another_log_is_refused() {
    let trusted = [key("centre.example/c01/1", 7).verifier()];
    let error = Checkpoint::open_of("centre.example/c01/2", example().as_bytes(), &trusted);
    assert!(matches!(error, Err(CheckpointError::Origin { .. })));
}

#[test]
fn malformed_notes_say_what_is_wrong() {
    let good = example();
    let with = |line: &str| Note::parse(format!("text\n\n{line}\n").as_bytes()).unwrap_err();
    assert_eq!(Note::parse(b"\xff"), Err(NoteError::NotText));
    assert_eq!(Note::parse(b"a\tb\n\n"), Err(NoteError::NotText));
    assert_eq!(Note::parse(b"text\n"), Err(NoteError::Malformed));
    assert_eq!(Note::parse(good.trim_end().as_bytes()), Err(NoteError::Malformed));
    assert_eq!(with("- name AAAAAAA="), NoteError::SignatureLine(1));
    assert_eq!(with("\u{2014} na+me AAAAAAA="), NoteError::SignatureLine(1));
    assert_eq!(with("\u{2014} name AAAA"), NoteError::SignatureLine(1));
    assert_eq!(with("\u{2014} name AAAAAB=="), NoteError::SignatureLine(1));
    assert!(matches!(Note::parse(&vec![b'a'; 200_000]), Err(NoteError::TooLong(200_000))));
    assert_eq!(Note::sign("no newline".into(), &key("k", 1)), Err(NoteError::NotText));
}

#[test]
fn malformed_keys_are_refused_without_repeating_them() {
    let good = key("centre.example/c01/1", 7);
    let secret = good.to_secret_text();
    let changed = secret.replace("c01/1", "c01/2");
    assert_eq!(changed.parse::<SigningKey>().err(), Some(KeyError::Id));
    assert_eq!(secret["PRIVATE+KEY+".len()..].parse::<SigningKey>().err(), Some(KeyError::Form));
    assert_eq!("a+b".parse::<VerifierKey>().err(), Some(KeyError::Form));
    assert_eq!("a+0000000x+AQ==".parse::<VerifierKey>().err(), Some(KeyError::Form));
    assert_eq!("a+00000000+Ag==".parse::<VerifierKey>().err(), Some(KeyError::Kind));
    assert_eq!(KeyName::new("a b").err(), Some(KeyError::Name));
    assert_eq!(good.renamed(KeyName::new("x").unwrap()).name().as_str(), "x");
    assert!(format!("{good:?}").ends_with(", secret)"));
}

#[test]
fn a_key_file_is_private_and_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.key");
    let signing = key("centre.example/c01/1", 7);
    create_key_file(&path, &signing).unwrap();
    assert_eq!(read_key_file(&path).unwrap().to_secret_text(), signing.to_secret_text());
    assert!(matches!(create_key_file(&path, &signing), Err(KeyFileError::Exists(_))));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    std::fs::write(&path, "junk").unwrap();
    let message = read_key_file(&path).unwrap_err().to_string();
    assert!(message.ends_with("holds no key: restore it from escrow"));
    assert!(matches!(read_key_file(&folder.path().join("no")), Err(KeyFileError::Missing(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// No flipped bit anywhere in a signed checkpoint goes unnoticed.
    #[test]
    fn a_flipped_bit_is_always_noticed(at: prop::sample::Index, bit in 0_u8..8) {
        let trusted = [key("centre.example/c01/1", 7).verifier()];
        let mut bytes = example().into_bytes();
        prop_assert!(Checkpoint::open(&bytes, &trusted).is_ok());
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(Checkpoint::open(&bytes, &trusted).is_err());
    }

    #[test]
    fn no_bytes_make_the_parser_fall(bytes: Vec<u8>, text in "\\PC{0,20}\n\n\u{2014} \\PC{0,30}\n") {
        let _ = Note::parse(&bytes);
        if let Ok(note) = Note::parse(text.as_bytes()) {
            prop_assert_eq!(note.to_string(), text);
        }
    }
}

/// Checked together or one by one, notes come to the same: for any bit of any of them.
#[test]
fn notes_vouched_for_together_are_vouched_for_one_by_one() {
    let signing = key("centre.example/c01/1", 7);
    let trusted = [key("other.example/log", 9).verifier(), signing.verifier()];
    let notes: Vec<Note> =
        (0..5).map(|n| Note::sign(format!("text {n}\n"), &signing).unwrap()).collect();
    assert!(all_verify(&notes, &trusted));
    assert!(all_verify([], &trusted));
    assert!(!all_verify(&notes, &trusted[..1]), "nobody trusted signed them");
    let whole = notes[3].to_string().into_bytes();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let Ok(bent) = Note::parse(&bytes) else { continue };
        let mut some = notes.clone();
        some[3] = bent.clone();
        assert_eq!(all_verify(&some, &trusted), bent.verify(&trusted).is_ok(), "byte {at}");
    }
    let mut spoilt = notes.clone();
    let mut line = spoilt[1].signatures()[0].clone();
    line.signature[40] ^= 1;
    spoilt[1].add(line);
    assert!(!all_verify(&spoilt, &trusted), "one bad line by a trusted key spoils its note");
}

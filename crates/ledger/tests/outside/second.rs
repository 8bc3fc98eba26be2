//! A log with the second suite, by tools that are not ours, by a witness, and damaged.

use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ledger::checkpoint::Checkpoint;
use ledger::log::{Log, LogKeys, SecondSuite};
use ledger::note::{CosigningKey, KeyName, Note, Sm2SigningKey};
use ledger::proof::extend;
use ledger::store::sqlite::SqliteStore;
use ledger::tree::NodeHash;
use ledger::verify::{Evidence, Report, Signatures, verify};
use ledger::witness::{Submission, Witness};
use signed_note::{StandardVerifier, VerifierList};

use crate::centre::{Centre, ORIGIN, act_id, append, drafts, key, leaf, told};

fn sm2() -> Sm2SigningKey {
    Sm2SigningKey::from_seed(KeyName::new(ORIGIN).unwrap(), &[9; 32]).unwrap()
}

fn open(centre: &Centre) -> Log {
    let path = centre.path();
    let store = if path.exists() { SqliteStore::open(&path) } else { SqliteStore::create(&path) };
    let keys = LogKeys::new(key(ORIGIN), Some(SecondSuite::new(sm2())));
    Log::open(Box::new(store.unwrap()), keys).unwrap()
}

/// Commits that cross from one chunk of the verifier into the next; the last is of one entry.
fn centre() -> Centre {
    let centre = Centre::empty();
    let mut log = open(&centre);
    for size in [1, 300, 4_000, 4_097, 4_200, 4_201] {
        let entries = drafts(log.size()..size);
        append(&mut log, entries);
    }
    centre
}

fn verify_with(centre: &Centre, kept: &[Vec<u8>], signatures: Signatures) -> Report {
    let (keys, second) = ([key(ORIGIN).verifier()], sm2().verifier());
    let open = || centre.reader();
    let evidence = Evidence {
        kept,
        second: Some(&second),
        act_id: Some(act_id),
        signatures,
        ..Evidence::new(&open, &keys)
    };
    verify(&evidence, &|_| {}).unwrap()
}

fn findings(centre: &Centre) -> Vec<String> {
    told(&verify_with(centre, &[], Signatures::Every))
}

/// Changes the checkpoint of the commit that begins at `first`.
fn change(centre: &Centre, first: i64, change: impl Fn(String) -> String) {
    let connection = rusqlite::Connection::open(centre.path()).unwrap();
    connection.execute_batch("DROP TRIGGER commits_stay").unwrap();
    let select = "SELECT checkpoint FROM commits WHERE first = ?1";
    let note: Vec<u8> = connection.query_row(select, [first], |row| row.get(0)).unwrap();
    let note = change(String::from_utf8(note).unwrap()).into_bytes();
    let update = "UPDATE commits SET checkpoint = ?1 WHERE first = ?2";
    connection.execute(update, rusqlite::params![note, first]).unwrap();
}

/// A checkpoint whose text was changed and signed again by both keys, or by the log's alone.
fn signed_again(note: &str, text: impl Fn(&str) -> String, both: bool) -> String {
    let note = Note::parse(note.as_bytes()).unwrap();
    let mut again = Note::sign(text(note.unverified_text()), &key(ORIGIN)).unwrap();
    let theirs = note.signatures()[1].clone();
    let line = if both { sm2().sign(again.unverified_text()).unwrap() } else { theirs };
    again.add(line);
    again.to_string()
}

/// The text with another root by SM3.
fn other_root(text: &str) -> String {
    let checkpoint: Checkpoint = text.parse().unwrap();
    let named = checkpoint.sm3_root().unwrap().unwrap().to_base64();
    text.replace(&named, &NodeHash::from_bytes([3; 32]).to_base64())
}

#[test]
fn a_sound_log_holds_by_both_suites() {
    let centre = centre();
    let kept = vec![open(&centre).checkpoint().to_vec()];
    let report = verify_with(&centre, &kept, Signatures::Every);
    assert_eq!((told(&report), report.commits, report.second_commits), (vec![], 6, 6));
    let newest = verify_with(&centre, &kept, Signatures::Newest);
    assert_eq!((told(&newest), newest.second_commits), (vec![], 6));
    // Who does not know of the suite checks the log as any other.
    let without = centre.verify();
    assert_eq!((told(&without), without.second_commits), (vec![], 0));
}

#[test]
fn the_checkpoint_in_the_documentation_is_real() {
    let page = include_str!("../../../../docs/log-format.md");
    let checkpoint = String::from_utf8(open(&centre()).checkpoint().to_vec()).unwrap();
    assert!(page.contains(&checkpoint), "the page should show:\n{checkpoint}");
    let public = sm2().verifier().to_string();
    assert!(page.contains(&public), "the page should show: {public}");
}

#[test]
fn tools_that_know_nothing_of_it_verify_the_head() {
    let centre = centre();
    let log = open(&centre);
    let verifier = StandardVerifier::new(&key(ORIGIN).verifier().to_string()).unwrap();
    let note = signed_note::Note::from_bytes(log.checkpoint()).unwrap();
    let (good, unknown) = note.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
    assert_eq!((good.len(), unknown.len()), (1, 1), "the line by SM2 is a stranger's to it");
    let head = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
    assert_eq!((head.origin(), head.size()), (ORIGIN, 4_201));
    assert_eq!(head.hash().0, *log.root().as_bytes());
}

#[test]
fn a_witness_cosigns_the_text_with_the_root_by_sm3() {
    let folder = tempfile::tempdir().unwrap();
    let cosigning = CosigningKey::from_seed(KeyName::new("witness.example/w1").unwrap(), &[5; 32]);
    let witness =
        Witness::open(folder.path(), cosigning.clone(), vec![key(ORIGIN).verifier()]).unwrap();
    let centre = Centre::empty();
    let mut log = open(&centre);
    let mut old = 0;
    for size in [1, 300, 301] {
        let entries = drafts(log.size()..size);
        append(&mut log, entries);
        let path = extend(log.reader().unwrap().as_ref(), old, size).unwrap();
        let checkpoint = log.checkpoint().to_vec();
        let submission = Submission { old, path, checkpoint: checkpoint.clone() };
        let line = witness.add_checkpoint(&submission.to_bytes(), 1_700_000_000).unwrap();
        let cosigned = Note::parse(&[checkpoint, line].concat()).unwrap();
        let (text, lines) = (cosigned.unverified_text(), cosigned.signatures());
        assert!(text.contains("\nsm3 "));
        assert_eq!(cosigning.verifier().check(text, &lines[2]), Some(1_700_000_000));
        assert_eq!(cosigning.verifier().check(&other_root(text), &lines[2]), None);
        let (seen, kept) = witness.latest(ORIGIN).unwrap();
        let kept = Note::parse(&kept).unwrap();
        assert_eq!((seen, kept.unverified_text()), (size, text), "it keeps the line of the text");
        let report = verify_with(&centre, &[kept.to_string().into_bytes()], Signatures::Every);
        assert_eq!(told(&report), Vec::<String>::new());
        old = size;
    }
}

#[test]
fn a_bit_of_the_root_or_the_signature_is_found_and_named() {
    let centre = centre();
    // In the text: the log's own signature no longer holds.
    change(&centre, 300, |note| note.replacen("\nsm3 ", "\nsm4 ", 1));
    let found = findings(&centre);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("entry 300: the checkpoint of its commit does not hold"));

    for first in [0, 1, 4_000, 4_200] {
        let centre = self::centre();
        change(&centre, first, |note| {
            let parsed = Note::parse(note.as_bytes()).unwrap();
            let line = parsed.signatures()[1].to_string();
            let (head, encoded) = line.rsplit_once(' ').unwrap();
            let mut bytes = STANDARD.decode(encoded).unwrap();
            bytes[40] ^= 1;
            note.replace(&line, &format!("{head} {}", STANDARD.encode(bytes)))
        });
        let report = verify_with(&centre, &[], Signatures::Every);
        assert_eq!(report.second_commits, 5);
        assert_eq!(
            told(&report),
            [format!(
                "entry {first}: the second suite of the checkpoint of its commit does not hold: \
                 its signature by SM2 does not match the text"
            )]
        );
        let newest = verify_with(&centre, &[], Signatures::Newest);
        assert_eq!(newest.is_sound(), first != 4_200, "the newest is checked in any case");
    }
}

/// What becomes of the line of the root.
type Bend = fn(&str) -> String;

#[test]
fn who_has_the_logs_key_alone_cannot_change_the_root_by_sm3() {
    let centre = self::centre();
    change(&centre, 300, |note| signed_again(&note, other_root, true));
    let wrong = "the entries up to 4000 do not lead to the root by SM3 that was signed";
    assert_eq!(findings(&centre), [format!("entry 300: {wrong}")]);

    // The right root under another text: only the first key signed it.
    let centre = self::centre();
    let with_a_line = |text: &str| format!("{text}more\n");
    change(&centre, 300, |note| signed_again(&note, with_a_line, false));
    let found = findings(&centre);
    assert!(found[0].contains("its signature by SM2 does not match the text"), "{found:?}");

    let lines: [(Bend, &str); 3] = [
        (|_| String::new(), "it has no root by SM3"),
        (|line| format!("{line}{line}"), "is malformed"),
        (|_| "sm3 AAAA\n".to_owned(), "is malformed"),
    ];
    for (text, says) in lines {
        let centre = self::centre();
        let bent = |whole: &str| {
            let at = whole.find("sm3 ").unwrap();
            format!("{}{}", &whole[..at], text(&whole[at..]))
        };
        change(&centre, 300, |note| signed_again(&note, bent, true));
        let found = findings(&centre);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("entry 300: ") && found[0].contains(says), "{found:?}");
    }

    let centre = self::centre();
    change(&centre, 300, |note| {
        let parsed = Note::parse(note.as_bytes()).unwrap();
        note.replace(&format!("{}\n", parsed.signatures()[1]), "")
    });
    let found = findings(&centre);
    assert!(found[0].contains("no signature by the SM2 key of the first entry"), "{found:?}");
}

/// What the suite is for: a second history that SHA-256 no longer shows.
#[test]
fn a_kept_checkpoint_with_another_root_by_sm3_alone_is_another_history() {
    let centre = centre();
    let newest = String::from_utf8(open(&centre).checkpoint().to_vec()).unwrap();
    let kept = vec![signed_again(&newest, other_root, true).into_bytes()];
    let found = told(&verify_with(&centre, &kept, Signatures::Every));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("a kept checkpoint over 4201 entries has another root"), "{found:?}");
}

#[test]
fn changed_entries_are_told_by_sm3_once_at_the_first_of_them() {
    let centre = centre();
    let kept = vec![open(&centre).checkpoint().to_vec()];
    centre
        .damage("UPDATE entries SET leaf = CAST(leaf || 'x' AS BLOB) WHERE position IN (17, 4100)");
    let report = verify_with(&centre, &kept, Signatures::Every);
    let found = told(&report);
    assert_eq!(report.first_bad(), Some(17));
    let by_sm3: Vec<_> = found.iter().filter(|it| it.contains("SM3")).collect();
    assert_eq!(by_sm3.len(), 1, "{found:?}");
    assert!(by_sm3[0].starts_with("entry 17: the entries up to 300"), "{found:?}");
    assert!(found.iter().all(|it| !it.contains("kept")), "no second history: {found:?}");
}

/// Runs openssl in a folder; none where there is none that knows the algorithms.
fn openssl(folder: &Path, arguments: &[&str]) -> Option<(bool, String)> {
    let run = Command::new("openssl").args(arguments).current_dir(folder).output().ok()?;
    Some((run.status.success(), String::from_utf8_lossy(&run.stdout).into_owned()))
}

/// SEQUENCE of two INTEGERs, as others write a signature (GM/T 0009).
fn der(signature: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let start = number.iter().position(|byte| *byte != 0).unwrap();
        let mut bytes = number[start..].to_vec();
        if bytes[0] & 0x80 != 0 {
            bytes.insert(0, 0);
        }
        [&[2, u8::try_from(bytes.len()).unwrap()], bytes.as_slice()].concat()
    };
    let both = [integer(&signature[..32]), integer(&signature[32..])].concat();
    [&[0x30, u8::try_from(both.len()).unwrap()], both.as_slice()].concat()
}

#[test]
fn openssl_comes_to_the_same_hash_and_believes_the_signature() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let version = openssl(folder.path(), &["version"]).map(|(_, says)| says).unwrap_or_default();
    if !version.starts_with("OpenSSL 3.") {
        eprintln!("skipped: no OpenSSL 3 here ({})", version.trim());
        return;
    }
    std::fs::write(at("entry"), [&[0], leaf(0).as_slice()].concat()).unwrap();
    let Some((true, hash)) = openssl(folder.path(), &["dgst", "-sm3", "-r", "entry"]) else {
        eprintln!("skipped: this OpenSSL is built without SM3");
        return;
    };
    let centre = Centre::empty();
    let mut log = open(&centre);
    append(&mut log, drafts(0..1));
    let note = Note::parse(log.checkpoint()).unwrap();
    let checkpoint: Checkpoint = note.unverified_text().parse().unwrap();
    // The root of one entry is the hash of that entry.
    assert_eq!(
        hash.split(' ').next().unwrap(),
        checkpoint.sm3_root().unwrap().unwrap().to_string()
    );

    let public = sm2().verifier().to_string();
    let public = STANDARD.decode(public.splitn(3, '+').last().unwrap()).unwrap();
    let point = &public[public.len() - 65..];
    // RFC 5480 with the curve of GM/T 0006: 1.2.156.10197.1.301.
    let spki = b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x81\x1c\xcf\x55\
                 \x01\x82\x2d\x03\x42\x00";
    std::fs::write(at("key"), [spki.as_slice(), point].concat()).unwrap();
    std::fs::write(at("signature"), der(note.signatures()[1].signature())).unwrap();
    let believed = |text: String| {
        std::fs::write(at("text"), text).unwrap();
        let arguments = [
            "pkeyutl",
            "-verify",
            "-pubin",
            "-keyform",
            "DER",
            "-inkey",
            "key",
            "-rawin",
            "-digest",
            "sm3",
            "-pkeyopt",
            "distid:1234567812345678",
            "-in",
            "text",
            "-sigfile",
            "signature",
        ];
        openssl(folder.path(), &arguments).unwrap()
    };
    let (good, says) = believed(note.unverified_text().to_owned());
    assert!(good, "{says}");
    assert!(!believed(other_root(note.unverified_text())).0);
}

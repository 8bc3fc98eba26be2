//! A dossier of a log with the second suite: its checkpoint is held to both signatures.

use crate::corpus::{parse, write};
use crate::small::small;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::dossier::{Check, Options, Report, verify};
use engine::second_suite::Suites;
use ledger::note::Note;
use serde_json::json;

fn check(bytes: &[u8]) -> Report {
    verify(bytes, &Options::default())
}

#[tokio::test]
async fn the_second_signature_is_checked_and_what_is_not_is_said() {
    let good = small(Suites::WithSm).await;
    let report = check(&good);
    assert_eq!(report.findings, []);
    assert!(report.authentic());
    let notes = &report.notes;
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].contains("signed a second time"), "{}", notes[0]);
    assert!(notes[0].contains("root by SM3 was not checked"), "{}", notes[0]);

    let lines = parse(&good);
    let note = lines[1]["checkpoint"].as_str().unwrap();
    let sm2 = Note::parse(note.as_bytes()).unwrap().signatures()[1].to_string();
    let with = |note: String| {
        let mut lines = lines.clone();
        lines[1]["checkpoint"] = json!(note);
        let findings = check(&write(&lines)).findings;
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert_eq!(findings[0].check, Check::Log);
        findings[0].what.clone()
    };
    let (head, encoded) = sm2.rsplit_once(' ').unwrap();
    for at in [4, 35, 36, 67] {
        let mut bytes = STANDARD.decode(encoded).unwrap();
        bytes[at] ^= 1;
        let bent = format!("{head} {}", STANDARD.encode(bytes));
        let what = with(note.replace(&sm2, &bent));
        assert_eq!(what, "the signature by SM2 does not match the checkpoint", "byte {at}");
    }
    let what = with(note.replace(&format!("{sm2}\n"), ""));
    assert!(what.contains("not signed by the SM2 key"), "{what}");
}

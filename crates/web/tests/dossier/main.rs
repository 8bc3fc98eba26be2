//! Dossiers of a whole batch, good and forged, before the verifier of the program. The browser
//! tests hold the same files before the other one.

#![expect(clippy::unwrap_used, reason = "a test says by panicking what failed")]

mod corpus;
mod keyed;
#[path = "../browser/making.rs"]
mod making;
mod papers;
mod second;
mod small;
mod together;

use corpus::{Corpus, Sample, parse, write};
use domain::batch::BatchEvent;
use domain::id::Kind;
use domain::state::Event;
use engine::dossier::{Check, Complete, Decision, Options, Passkeys, Report, verify};
use engine::entry;
use engine::second_suite::Suites;
use ledger::store::Reader as _;
use ledger::store::sqlite::SqliteReader;
use ledger::tree::hash_leaf;
use serde_json::json;
use std::collections::BTreeSet;

fn check(sample: &Sample) -> Report {
    verify(&sample.bytes, &sample.options())
}

/// What the verifier says, next to what it must say.
fn said(report: &Report) -> (&'static str, &'static str) {
    (if report.authentic() { "yes" } else { "no" }, report.complete().word())
}

#[tokio::test]
async fn every_dossier_gets_the_verdicts_it_deserves() {
    let corpus = Corpus::get().await;
    let mut wrong = Vec::new();
    for sample in corpus.samples() {
        let report = check(&sample);
        let found = sample.check.is_none_or(|check| {
            report.findings.iter().any(|finding| finding.check.word() == check)
        });
        let watched = report.watched_by() == sample.watched_by();
        if said(&report) != (sample.authentic, sample.complete) || !found || !watched {
            let findings: Vec<_> =
                report.findings.iter().take(4).map(ToString::to_string).collect();
            wrong.push(format!("{}: {:?} {findings:#?}", sample.name, said(&report)));
        }
        if sample.authentic == "yes" && sample.complete != "no" {
            assert_eq!(report.findings, [], "{}", sample.name);
            assert_eq!(report.decision(), Decision::Same, "{}", sample.name);
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test]
async fn the_whole_dossier_says_what_it_holds() {
    let corpus = Corpus::get().await;
    let report = verify(&corpus.good, &Options::default());
    let size = corpus.size;
    assert_eq!(report.complete(), Complete::AsOf(size - 1), "{:#?}", report.findings);
    assert_eq!(report.watched_by(), "nobody");
    assert_eq!(report.size, size);
    assert_eq!(report.closed, 0);
    assert!(report.same > 30, "decisions made again: {}", report.same);
    let [first, second, third] = report.verdicts();
    assert!(
        first.starts_with(
            "Authentic: every entry here stands, byte for byte, in the log making.example/c01/1 of"
        ),
        "{first}"
    );
    assert!(second.contains("in a log watched by nobody"), "{second}");
    assert!(third.starts_with("Decision reproduced:"), "{third}");
}

/// A batch signed with a key of each algorithm, and an entry of somebody who has no part in it.
#[tokio::test]
async fn what_passkeys_prove_is_counted() {
    let keyed: Vec<Sample> =
        Corpus::get().await.samples().into_iter().skip_while(|it| !is_keyed(it)).collect();
    let honest = check(&keyed[0]);
    assert_eq!(honest.passkeys, Passkeys { proven: 4, synced: 1, elsewhere: 1 });
    assert_eq!(honest.notes.len(), 1, "{:?}", honest.notes);
    for lie in keyed[1..].iter().filter(|it| it.check == Some("signature")) {
        let found = check(lie).findings;
        assert_eq!(found.len(), 1, "{}: {found:#?}", lie.name);
        assert_eq!(found[0].check, Check::Signature, "{}: {}", lie.name, found[0]);
    }
}

/// One assertion, one entry, a fact for each step with the entries of that step; the whole log and the
/// dossier are sound.
#[tokio::test]
async fn several_steps_verified_with_one_press_of_a_key_stand_in_one_entry() {
    let told = together::Told::new().await;
    let options = engine::verify::Options { kept: Vec::new(), decisions: true };
    let report = engine::verify::verify(&told.data, &options, &|_| {}).unwrap();
    assert!(report.is_sound(), "{:#?}", report.sentences());
    assert_eq!(report.signatures.passkey, 1);
    let reader = SqliteReader::open(&told.data.log()).unwrap();
    // The last but one: after it the heads were sealed.
    let leaf = reader.entry(report.meaning.entries - 2).unwrap().unwrap();
    let (said, made) = (entry::said(&leaf).unwrap(), entry::made(&leaf).unwrap());
    assert!(matches!(made.proof, entry::Proof::Passkey { .. }), "{:?}", made.proof);
    let facts: Vec<_> = made.facts.iter().map(|fact| fact.fact().unwrap()).collect();
    let signed: Vec<_> = facts
        .iter()
        .map(|fact| match &fact.event {
            Event::Batch(BatchEvent::StepVerified(it)) => (it.step.as_str(), &it.signed.covers),
            other => panic!("{other:?}"),
        })
        .collect();
    let steps: Vec<&str> = signed.iter().map(|(step, _)| *step).collect();
    assert_eq!(steps, together::STEPS);
    // What the key signed names each of those entries by its hash, and no other.
    let covered: BTreeSet<String> = signed
        .iter()
        .flat_map(|(_, covers)| *covers)
        .map(|position| hash_leaf(&reader.entry(*position).unwrap().unwrap()).to_string())
        .collect();
    let named: BTreeSet<String> = said.sign.unwrap().covers.into_iter().collect();
    assert_eq!(named, covered);
    let report = verify(&told.dossier(), &Options::default());
    assert_eq!(report.findings, []);
    assert_eq!((self::said(&report), report.decision()), (("yes", "yes"), Decision::Same));
    assert_eq!(report.passkeys, Passkeys { proven: 1, synced: 0, elsewhere: 0 });
}

fn is_keyed(sample: &Sample) -> bool {
    sample.name.starts_with("signed by passkeys")
}

#[tokio::test]
async fn attached_files_travel_as_they_are() {
    use base64::Engine as _;
    let lines = parse(&Corpus::get().await.good);
    let held: Vec<Vec<u8>> = lines
        .iter()
        .filter(|line| line.get("object").is_some())
        .map(|line| match (line["text"].as_str(), line["base64"].as_str()) {
            (Some(text), _) => text.as_bytes().to_vec(),
            (None, base64) => {
                base64::engine::general_purpose::STANDARD.decode(base64.unwrap()).unwrap()
            }
        })
        .collect();
    for (file, what) in corpus::ATTACHED {
        assert!(held.iter().any(|it| it == file), "{what}");
    }
}

#[tokio::test]
async fn what_is_closed_is_not_in_the_file() {
    let corpus = Corpus::get().await;
    let text = String::from_utf8(corpus.coded.clone()).unwrap();
    for personal in ["Synthetic OP-07", "Read from the wrong line"] {
        assert!(!text.contains(personal), "{personal}");
        assert!(String::from_utf8_lossy(&corpus.good).contains(personal), "{personal}");
    }
}

#[tokio::test]
async fn the_server_hands_it_out_as_far_as_somebody_may_see() {
    let corpus = Corpus::get().await;
    let answer = |who: &str, path: &str| {
        let found = corpus.served.iter().find(|(by, of, ..)| *by == who && *of == path);
        let (.., status, body) = found.unwrap();
        (*status, String::from_utf8_lossy(body).into_owned())
    };
    assert_eq!(answer("", "B26-0001/dossier").0, 401);
    assert_eq!(answer("OP-07", "B26-0099/dossier").0, 404);
    assert_eq!(answer("OP-07", "B26-0001/dossier?named=perhaps").0, 400);
    let name = "Synthetic OP-07";
    let (status, coded) = answer("OP-07", "B26-0001/dossier");
    assert_eq!((status, coded.contains(name)), (200, false), "coded unless names are asked for");
    let (status, named) = answer("OP-07", "B26-0001/dossier?named=yes");
    assert_eq!((status, named.contains(name)), (200, true));
    let patient = "Synthetic Patient";
    let (_, unasked) = answer("PH-05", "B26-0003/dossier");
    let (_, operator) = answer("OP-07", "B26-0003/dossier?named=yes");
    let (_, physician) = answer("PH-05", "B26-0003/dossier?named=yes");
    let shows = [&unasked, &operator, &physician].map(|dossier| dossier.contains(patient));
    assert_eq!(shows, [false, false, true]);
    let noted = corpus
        .served
        .iter()
        .filter(|(_, path, whose, ..)| !whose.is_empty() && !path.contains(".pdf"));
    let noted: Vec<_> = noted.map(|(who, path, whose, ..)| (*who, *path, whose)).collect();
    let [("PH-05", "B26-0003/dossier?named=yes", whose)] = noted[..] else { panic!("{noted:?}") };
    assert!(whose.iter().any(|of| of.kind() == Kind::Patient), "{whose:?}");
    for dossier in [named, coded, operator, physician] {
        let report = verify(dossier.as_bytes(), &Options::default());
        assert_eq!(report.findings, []);
        assert_eq!((said(&report), report.decision()), (("yes", "yes"), Decision::Same));
    }
}

#[tokio::test]
async fn a_decision_that_does_not_follow_is_named() {
    // A log whose own writer lied: entries are in the log as signed, and the rules say otherwise.
    let corpus = Corpus::get().await;
    let report = verify(&corpus.good, &Options::default());
    assert_eq!(report.decision(), Decision::Same);
    // A process that is not on the shelf makes every judgement of a value impossible.
    let mut lines = parse(&corpus.good);
    lines.retain(|line| line.get("object").is_none());
    let report = verify(&write(&lines), &Options::default());
    assert_eq!(report.decision(), Decision::Untold);
    assert!(report.findings.iter().all(|finding| finding.check == Check::Object));
}

#[tokio::test]
async fn every_single_byte_of_a_small_dossier_is_bound() {
    let small = small::small(Suites::One).await;
    let report = verify(&small, &Options::default());
    assert_eq!(report.findings, []);
    assert_eq!((said(&report), report.decision()), (("yes", "yes"), Decision::Same));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let unnoticed: Vec<usize> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|first| {
                let mut bytes = small.clone();
                scope.spawn(move || {
                    let mut unnoticed = Vec::new();
                    for at in (first..bytes.len()).step_by(cores) {
                        let byte = bytes[at];
                        // Another bit at every place, the lowest most often: that is a letter still.
                        bytes[at] ^= [1, 1, 2, 1, 4, 32][at % 6];
                        if verify(&bytes, &Options::default()).authentic() {
                            unnoticed.push(at);
                        }
                        bytes[at] = byte;
                    }
                    unnoticed
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!(unnoticed, Vec::<usize>::new(), "of {} bytes", small.len());
}

/// A forger changes any one member of any line, and makes the last line again.
#[tokio::test]
async fn flips_that_are_ended_again_are_found_by_what_they_touch() {
    let corpus = Corpus::get().await;
    let lines = parse(&corpus.good);
    let mut unnoticed = Vec::new();
    for (nth, line) in lines.iter().enumerate() {
        let kind = line.as_object().unwrap().keys().next().unwrap().clone();
        let Some(members) = line.as_object() else { continue };
        for (member, value) in members {
            let changed = match value {
                serde_json::Value::Number(number) => json!(number.as_u64().unwrap() + 1),
                serde_json::Value::String(text) => json!(bent(text, nth)),
                serde_json::Value::Array(path) if path.is_empty() => continue,
                serde_json::Value::Array(path) => {
                    let mut path = path.clone();
                    let at = nth % path.len();
                    path[at] = json!(bent(path[at].as_str().unwrap(), nth));
                    json!(path)
                }
                _ => continue,
            };
            let mut forged = lines.clone();
            forged[nth][member] = changed;
            let kept = vec![corpus.kept.clone()];
            let report = verify(&write(&forged), &Options { kept, ..Options::default() });
            if report.findings.is_empty() {
                unnoticed.push(format!("line {} ({kind}): {member}", nth + 1));
            }
        }
    }
    assert_eq!(unnoticed, Vec::<String>::new());
}

/// A text with one letter changed, somewhere.
fn bent(text: &str, nth: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = (nth * 7919) % letters.len().max(1);
    letters
        .iter()
        .enumerate()
        .map(|(n, letter)| match (n == at, letter) {
            (false, letter) => *letter,
            (true, 'a') => 'b',
            (true, _) => 'a',
        })
        .collect()
}

//! The compiled form as it is stored, and as it may come back damaged.
use crate::common::{Notes, cart, reading, tiny, tiny_text, vocabulary};
use process::model::{NotReadable, Process, Sha256};
use process::run::{Record, StepState, calculate, plan};
use process::words::{InputName, StepId, ValueId};
use proptest::prelude::*;
use standards::reading::Reading;

#[test]
fn the_same_text_gives_the_same_bytes_and_the_bytes_the_same_process() {
    let bytes = cart().to_bytes().unwrap();
    assert_eq!(cart().to_bytes().unwrap(), bytes);
    assert_eq!(Process::from_bytes(&bytes).unwrap(), cart());
    assert_eq!(Process::from_bytes(&bytes).unwrap().to_bytes().unwrap(), bytes);
}

#[test]
fn the_text_is_pinned_by_its_hash() {
    assert_eq!(tiny().text, Sha256::of(tiny_text().as_bytes()));
    let text = tiny().text.to_string();
    assert_eq!(text.parse::<Sha256>().unwrap(), tiny().text);
    assert!(text.to_uppercase().parse::<Sha256>().is_err());
    assert!(text.get(1..).unwrap().parse::<Sha256>().is_err());
}

#[test]
fn rules_this_program_does_not_know_are_refused() {
    let text = String::from_utf8(tiny().to_bytes().unwrap()).unwrap();
    let newer = text.replacen("\"compiler\":1", "\"compiler\":2", 1);
    let refused = Process::from_bytes(newer.as_bytes()).unwrap_err();
    assert!(matches!(refused, NotReadable::Compiler { found: 2 }));
    let more = text.replacen("\"compiler\":1", "\"compiler\":1,\"extra\":0", 1);
    assert!(matches!(Process::from_bytes(more.as_bytes()), Err(NotReadable::Form(_))));
}

/// What no compiler makes: steps and calculations that need themselves.
#[test]
fn a_process_with_circles_still_gives_answers() {
    let text = String::from_utf8(tiny().to_bytes().unwrap()).unwrap();
    let circle = text.replacen("\"after\":[\"receipt\"]", "\"after\":[\"finish\"]", 1).replacen(
        "\"value\":\"density\"",
        "\"value\":\"cells\"",
        1,
    );
    assert_ne!(circle, text);
    let process = Process::from_bytes(circle.as_bytes()).unwrap();
    let record = Notes::default().value("grow.count", 1, "volume", reading("1.0 mL"));
    assert!(!plan(&process, &record).complete);
    let step = StepId::from("grow.count");
    let cells = process.calculation(&step, &ValueId::from("cells")).unwrap();
    assert!(calculate(&process, &step, 1, cells, &record).is_err());
}

/// A record in which everything has been begun, for ever.
struct Endless;

impl Record for Endless {
    fn value(&self, _: &StepId, _: u32, _: &ValueId) -> Option<&Reading> {
        None
    }

    fn state(&self, _: &StepId, _: u32) -> StepState {
        StepState::Started
    }

    fn input(&self, _: &InputName) -> Option<Reading> {
        None
    }
}

#[test]
fn a_record_without_end_has_a_plan_with_one() {
    assert!(plan(&tiny(), &Endless).known() < 3_000);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is struck out or typed over, the compiler answers, and points into the text.
    #[test]
    fn a_damaged_text_is_answered(
        at in 0.0..1.0_f64,
        cut in 0_usize..80,
        put in "[ -~\n一-龥]{0,12}",
    ) {
        let text = tiny_text();
        let chars: Vec<char> = text.chars().collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in the text")]
        let at = (at * chars.len() as f64) as usize;
        let before = chars.iter().take(at);
        let after = chars.iter().skip(at + cut);
        let damaged: String =
            before.copied().chain(put.chars()).chain(after.copied()).collect();
        let lines = damaged.lines().count() + 1;
        for diagnostic in process::check(&damaged, &vocabulary()).diagnostics {
            prop_assert!(diagnostic.line >= 1 && diagnostic.line <= lines);
            prop_assert!(!diagnostic.message.is_empty() && !diagnostic.cure.is_empty());
            prop_assert!(diagnostic.render(&damaged, "f").contains('^'));
        }
    }
}

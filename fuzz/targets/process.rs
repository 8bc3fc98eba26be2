//! The text of a master batch record: checked, and what compiles is shown, compared, estimated and
//! read back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use process::estimate::Assumptions;
use process::{Lang, Process, Vocabulary, check, diff, estimate, show};
use std::sync::LazyLock;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    Vocabulary::parse(include_str!("../../processes/vocabulary.yaml")).expect("it is ours")
});

fuzz_target!(|text: &str| {
    let checked = check(text, &VOCABULARY);
    for diagnostic in &checked.diagnostics {
        assert!(!diagnostic.render(text, "process.yaml").is_empty());
    }
    let Some(process) = checked.process else {
        assert!(!checked.diagnostics.is_empty(), "refused without a word");
        return;
    };
    for lang in [Lang::En, Lang::Zh] {
        assert!(!show(&process, lang).is_empty());
    }
    assert!(diff(&process, &process, Lang::En).is_empty());
    let _ = estimate(&process, &Assumptions::default());
    let bytes = process.to_bytes().expect("a process is JSON");
    let read = Process::from_bytes(&bytes).expect("what was written is read");
    assert_eq!(read.to_bytes().expect("a process is JSON"), bytes);
});

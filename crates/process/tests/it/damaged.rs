//! Texts that somebody has damaged: every one is answered, in reasonable time, without a panic.
//!
//! `fuzz/` does the same for hours; what it finds is written down here by name.

use std::fmt::Write as _;

use process::diff::diff;
use process::estimate::Assumptions;
use process::expression::parse;
use process::{Lang, Process, check, estimate, show};
use proptest::prelude::*;

use crate::common::{tiny_text, vocabulary};

const SHIPPED: [&str; 3] = [
    include_str!("../mistakes/base.yaml"),
    include_str!("../../../../processes/cart-cd19.yaml"),
    include_str!("../../../../processes/lentiviral-vector.yaml"),
];

/// What can happen to the lines of a file in an editor; the numbers choose where.
#[derive(Clone, Debug)]
enum Damage {
    Delete(usize),
    Repeat(usize),
    Swap(usize, usize),
    Indent(usize, usize),
    Word(usize, String),
    /// A word of the file in the place of another.
    Borrow(usize, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    const WORDS: &[&str] = &[
        "",
        "0.80",
        "\"0.80\"",
        "\"1 / 2 / 3 min\"",
        "\"9 .. 1\"",
        "[a, b]",
        "{zh: a, en: b}",
        "&a",
        "*a",
        "!!int",
        "null",
        "yes",
        "'",
        "\"",
        "🧬",
        "not",
        "\"10*6/mL\"",
        "a.b.c",
        "log2(0 - 1)",
    ];
    prop_oneof![
        any::<usize>().prop_map(Damage::Delete),
        any::<usize>().prop_map(Damage::Repeat),
        any::<(usize, usize)>().prop_map(|(a, b)| Damage::Swap(a, b)),
        (any::<usize>(), 0_usize..9).prop_map(|(a, b)| Damage::Indent(a, b)),
        (any::<usize>(), prop::sample::select(WORDS))
            .prop_map(|(a, w)| Damage::Word(a, w.to_owned())),
        any::<(usize, usize)>().prop_map(|(a, b)| Damage::Borrow(a, b)),
    ]
}

fn damaged(text: &str, all: &[Damage]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let last = |line: &str| line.split_whitespace().last().unwrap_or_default().to_owned();
    for one in all {
        let count = lines.len();
        match one {
            Damage::Delete(at) => drop(lines.remove(at % count)),
            Damage::Repeat(at) => lines.insert(at % count, lines[at % count].clone()),
            Damage::Swap(a, b) => lines.swap(a % count, b % count),
            Damage::Indent(at, by) => {
                let line = &mut lines[at % count];
                *line = format!("{}{}", " ".repeat(*by), line.trim_start());
            }
            Damage::Word(at, by) => {
                let line = &mut lines[at % count];
                *line = line.replacen(&last(line), by, 1);
            }
            Damage::Borrow(at, from) => {
                let other = last(&lines[from % count]);
                let line = &mut lines[at % count];
                *line = line.replacen(&last(line), &other, 1);
            }
        }
    }
    lines.join("\n")
}

/// Everything that can be asked of a process is answered, and its bytes give it back.
fn is_answered(process: &Process, before: &Process) -> Result<(), TestCaseError> {
    prop_assert!(!show(process, Lang::Zh).is_empty());
    prop_assert!(diff(process, process, Lang::En).is_empty());
    let same = Process { text: before.text, ..process.clone() };
    prop_assert_eq!(diff(before, process, Lang::En).is_empty(), same == *before);
    let found = estimate(process, &Assumptions::default());
    prop_assert!(found.total.low <= found.total.high, "{}", found);
    let bytes = process.to_bytes().map_err(|e| TestCaseError::fail(e.to_string()))?;
    let read = Process::from_bytes(&bytes).map_err(|e| TestCaseError::fail(e.to_string()))?;
    prop_assert_eq!(&read, process);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_that_somebody_edited_is_answered(
        which in prop::sample::select(&[0, 0, 0, 1, 2][..]),
        damage in prop::collection::vec(damage(), 1..4),
    ) {
        let (text, vocabulary) = (SHIPPED[which], vocabulary());
        let damaged = damaged(text, &damage);
        let checked = check(&damaged, &vocabulary);
        let lines = damaged.lines().count() + 1;
        for diagnostic in &checked.diagnostics {
            prop_assert!(diagnostic.line >= 1 && diagnostic.line <= lines);
            prop_assert!(!diagnostic.message.is_empty() && !diagnostic.cure.is_empty());
            prop_assert!(diagnostic.render(&damaged, "f").contains('^'));
        }
        let errors = checked.diagnostics.iter().any(|d| d.severity == process::Severity::Error);
        prop_assert_eq!(checked.process.is_none(), errors);
        if let (Some(found), Some(before)) = (&checked.process, check(text, &vocabulary).process) {
            is_answered(found, &before)?;
        }
    }

    /// Signs of the language in any order.
    #[test]
    fn any_row_of_signs_is_a_formula_or_a_told_mistake(
        signs in prop::collection::vec(prop::sample::select(&[
            "(", ")", ",", "+", "-", "*", "/", "<", "<=", "=", "!=", "is", "is not", "not", "and",
            "or", "min", "first_of", "round_half_up(", "log2(", "a.b", "x", "1", "0.50", "'%'", "'",
            "'10*6/mL'", "é", "。", "\n",
        ][..]), 0..40),
    ) {
        let text = signs.join(" ");
        if let Err(wrong) = parse(&text) {
            // A text that ends too early is pointed at behind its end.
            prop_assert!(wrong.start < wrong.end && wrong.end <= text.len() + 1, "{}", text);
            prop_assert!(text.is_char_boundary(wrong.start), "{}", text);
            prop_assert!(!wrong.message.is_empty() && !wrong.cure.is_empty());
        }
    }
}

/// Deeper and longer than anybody writes: an answer, and no overflow of the stack.
#[test]
fn monstrous_texts_are_answered() {
    let vocabulary = vocabulary();
    for piece in ["[", "{a: ", "- ", "a:\n ", "? ", "\"", "&a ", "!!a ", "'", "|", "%", "\u{feff}"]
    {
        let text = piece.repeat(200_000 / piece.len());
        assert!(!check(&text, &vocabulary).diagnostics.is_empty(), "{piece:?}");
    }
    let mut steps = tiny_text();
    for number in 0..2_000 {
        write!(steps, "\n  - operation: o{number}").unwrap();
    }
    assert!(!check(&steps, &vocabulary).diagnostics.is_empty());
}

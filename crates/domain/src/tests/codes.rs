//! Every reason has a code of its own, is listed, and is met by a test.

use super::{must_be_golden, sources};
use crate::desk::UNKNOWN_SUBJECT;
use crate::refusal::codes;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A reason as the sources declare it.
struct Declared {
    code: String,
    severity: String,
    args: Vec<String>,
    file: String,
}

#[test]
fn every_code_means_one_thing_and_is_listed() {
    let declared = declared();
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for reason in &declared {
        let earlier = first.insert(&reason.code, &reason.file);
        assert_eq!(earlier, None, "{} is declared again in {}", reason.code, reason.file);
    }
    let listed: BTreeSet<&str> = codes().collect();
    let written: BTreeSet<&str> = first.keys().copied().collect();
    let unlisted: Vec<&&str> = written.difference(&listed).collect();
    assert!(unlisted.is_empty(), "add to CODES of their room: {unlisted:?}");
    let invented: Vec<&&str> = listed.difference(&written).collect();
    assert!(invented.is_empty(), "listed, but no rule gives them: {invented:?}");
}

#[test]
fn the_codes_are_those_somebody_has_looked_at() {
    let mut lines: Vec<String> = declared()
        .iter()
        .map(|reason| {
            format!("{:<36} {:<8} {}", reason.code, reason.severity, reason.args.join(" "))
        })
        .map(|line| line.trim_end().to_owned())
        .collect();
    lines.sort();
    must_be_golden("refusal-codes.txt", &(lines.join("\n") + "\n"));
}

#[test]
fn every_code_is_met_by_a_test() {
    let tests: String = sources().into_iter().map(|(path, text)| tested(&path, text)).collect();
    let unmet: Vec<String> = declared()
        .into_iter()
        .filter(|reason| !tests.contains(&format!("\"{}\"", reason.code)))
        .map(|reason| format!("{} ({})", reason.code, reason.file))
        .collect();
    assert!(unmet.is_empty(), "no test meets these: {unmet:#?}");
}

/// The part of a file that is tests.
fn tested(path: &Path, text: String) -> String {
    let tests_only =
        path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs");
    if tests_only {
        return text;
    }
    text.split_once("#[cfg(test)]\nmod tests {").map_or("", |(_, tests)| tests).to_owned()
}

/// Every reason the sources declare in a `refusals!`, and the one that the desk gives.
fn declared() -> Vec<Declared> {
    let mut all = vec![Declared {
        code: UNKNOWN_SUBJECT.to_owned(),
        severity: "major".to_owned(),
        args: vec!["subject".to_owned()],
        file: "src/desk.rs".to_owned(),
    }];
    for (path, text) in sources() {
        let file = path.strip_prefix(super::crate_folder()).unwrap().display().to_string();
        for block in text.split("\ncrate::refusals! {\n").skip(1) {
            let block = block.split("\n}\n").next().unwrap();
            all.extend(in_block(block, &file));
        }
    }
    all
}

fn in_block(block: &str, file: &str) -> Vec<Declared> {
    let plain: Vec<&str> =
        block.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let plain = plain.join(" ");
    let mut pieces = plain.split('"');
    let mut before = pieces.next().unwrap();
    let mut reasons = Vec::new();
    while let (Some(code), Some(after)) = (pieces.next(), pieces.next()) {
        let args = before.rsplit_once('{').unwrap().1.split_once('}').unwrap().0;
        let args = args.split(',').filter_map(|arg| Some(arg.split_once(':')?.0.trim().to_owned()));
        let severity = after.split(',').next().unwrap().split_whitespace().next().unwrap();
        reasons.push(Declared {
            code: code.to_owned(),
            severity: severity.to_lowercase(),
            args: args.collect(),
            file: file.to_owned(),
        });
        before = after;
    }
    reasons
}

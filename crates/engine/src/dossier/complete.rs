//! The second verdict: nothing about the record, or about what it read, is missing.

use super::find::sealed_in;
use super::lines::{HeadLine, Header};
use super::read::Placed;
use super::report::Check;
use super::verify::Course;
use super::whole::Whole;
use domain::id::{Kind, SubjectId};
use ledger::tree::{LeafHash, NodeHash, check_inclusion, hash_leaf};
use std::collections::BTreeMap;

/// The subjects are those that follow, and the ordinals of each have no gap.
pub(super) fn chains(course: &mut Course, header: &Placed<Header>, whole: &Whole) {
    if !course.chains.contains_key(header.is.batch.subject()) {
        let what = format!("no entry here is about {}", header.is.batch.subject());
        course.wrong(header.line, Check::Record, what);
    }
    for subject in whole.subjects() {
        let chain = course.chain(subject);
        if chain.is_empty() && subject != header.is.batch.subject() {
            let reader = course.entries.values().find(|placed| {
                let entry = &placed.is;
                whole.records(entry) && entry.read.iter().any(|read| read.s == *subject)
            });
            let line = reader.map_or(header.line, |placed| placed.line);
            let what = format!("it read {subject}, and no entry here is about that");
            course.wrong(line, Check::Record, what);
        }
        let mut before = None;
        for (n, entry) in (1..).zip(&chain) {
            let about = entry.about.iter().find(|about| about.s == *subject);
            if about.is_none_or(|about| about.n != n || about.prev != before) {
                let what =
                    format!("the entry before {} about {subject} is missing", entry.position);
                course.wrong(course.line_of(entry.position), Check::Chain, what);
                break;
            }
            before = Some(entry.position);
        }
    }
    uncalled(course, header, whole);
}

/// Entries that nothing calls for.
fn uncalled(course: &mut Course, header: &Placed<Header>, whole: &Whole) {
    let known = course.positions();
    let signs = course.entries.values().filter(|placed| whole.records(&placed.is));
    let covered: Vec<u64> = signs
        .flat_map(|placed| placed.is.said.sign.iter())
        .flat_map(|sign| &sign.covers)
        .filter_map(|hash| known.get(&LeafHash::parse_hex(hash).ok()?).copied())
        .collect();
    let called = |position: &u64, subjects: &[crate::entry::About]| {
        *position == 0
            || header.is.heads == Some(*position)
            || covered.contains(position)
            || subjects.iter().any(|about| whole.has(&about.s))
    };
    let uncalled: Vec<_> = course
        .entries
        .iter()
        .filter(|(position, placed)| !called(position, &placed.is.about))
        .map(|(position, placed)| (placed.line, *position))
        .collect();
    for (line, position) in uncalled {
        course.wrong(line, Check::Record, format!("nothing calls for entry {position}"));
    }
}

/// The head of each subject is the sealed one, and the chain reaches it.
pub(super) fn heads(
    course: &mut Course,
    header: &Placed<Header>,
    lines: &[Placed<HeadLine>],
    whole: &Whole,
) {
    let Some(position) = header.is.heads else {
        for Placed { line, .. } in lines {
            course.wrong(*line, Check::Head, "the header names no entry that sealed heads");
        }
        return;
    };
    let sealing = course.entries.get(&position).and_then(|placed| sealed_in(&placed.is));
    let Some((size, root)) = sealing.filter(|(size, _)| *size == position) else {
        let what = format!("entry {position} sealed no heads of the log before it");
        return course.wrong(header.line, Check::Head, what);
    };
    let root = NodeHash::from_bytes(root.0);
    let count = sealed_count(course, position);
    let mut heads: BTreeMap<&SubjectId, &Placed<HeadLine>> = BTreeMap::new();
    for placed in lines {
        let HeadLine { head, n, last, index, path } = &placed.is;
        let leaf = hash_leaf(domain::centre::head_leaf(head, *n, *last).as_bytes());
        if let Err(error) = check_inclusion(leaf, *index, count, root, &path.0) {
            course.wrong(placed.line, Check::Head, format!("the head of {head}: {error}"));
        } else if !whole.has(head) {
            course.wrong(placed.line, Check::Head, format!("nothing calls for {head}"));
        }
        heads.insert(head, placed);
    }
    for subject in whole.subjects() {
        let chain: Vec<u64> = course.chains.get(subject).cloned().unwrap_or_default();
        let sealed = chain.iter().filter(|position| **position < size).count() as u64;
        match heads.get(subject) {
            Some(placed) => {
                let HeadLine { n, last, .. } = placed.is;
                let before = chain.iter().rev().find(|position| **position < size).copied();
                if sealed != n || before != Some(last) {
                    let what = format!(
                        "entry {last} was the latest about {subject} of {n}, and here are {sealed}"
                    );
                    course.wrong(placed.line, Check::Head, what);
                }
            }
            None if sealed > 0 => {
                let line = course.line_of(chain.first().copied().unwrap_or_default());
                course.wrong(line, Check::Head, format!("the head of {subject} is not here"));
            }
            None => {}
        }
    }
}

/// How many subjects' heads an entry sealed.
fn sealed_count(course: &Course, position: u64) -> u64 {
    let facts = course.entries.get(&position).map(|placed| placed.is.facts.iter());
    let count = facts.into_iter().flatten().find_map(|fact| match &fact.event {
        domain::state::Event::Centre(domain::centre::CentreEvent::HeadsSealed(sealed))
            if fact.subject.kind() == Kind::Centre =>
        {
            Some(sealed.subjects)
        }
        _ => None,
    });
    count.unwrap_or(0)
}

//! Checking what a page shows against the log, as anybody outside could: each entry lies in the
//! published tree, and each subject's chain has no gap.

use super::links;
use super::visit::Visit;
use crate::app::Call;
use crate::lang::{Texts, number};
use crate::parts::{Kv, Panel, Seal};
use domain::id::SubjectId;
use engine::entry;
use ledger::store::{Reader, StoreError, StoredTiles};
use ledger::tree::{check_inclusion, hash_leaf, inclusion_proof};
use maud::{Markup, html};
use std::collections::BTreeSet;
use std::ops::Range;

/// What checking some subjects came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// How many entries were checked.
    pub entries: usize,
    /// How many there are, if the earliest were left for who asks for them.
    pub of: Option<u64>,
    /// The latest of them.
    pub last: u64,
    /// What is not right.
    pub failed: Option<Failure>,
}

/// What is not right with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The entry cannot be read.
    Unreadable(u64),
    /// The entry is not in the published tree.
    NotInTree(u64),
    /// The chain of a subject has a gap before this entry.
    Gap(u64),
}

impl Failure {
    /// The entry, and the locale key that says what is wrong with it.
    pub fn said(self) -> (u64, &'static str) {
        match self {
            Self::Unreadable(at) => (at, "proof-unreadable"),
            Self::NotInTree(at) => (at, "proof-not-in-tree"),
            Self::Gap(at) => (at, "proof-gap"),
        }
    }
}

/// How far back a subject's chain is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// As far as a page shows it: a long record does not make its page slow.
    Shown,
    /// To its first entry: for whoever asks.
    Whole,
}

/// How many entries of a chain a page shows, and checks.
pub const SHOWN: usize = 30;

/// The parameter of an address that asks for the whole check.
const CHECK: (&str, &str) = ("check", "all");

impl Depth {
    /// As the address of the page says.
    pub fn asked(visit: &Visit) -> Self {
        let whole = super::parameters(visit).get(CHECK.0) == CHECK.1;
        if whole { Self::Whole } else { Self::Shown }
    }
}

/// Checks the entries about these subjects, of each chain the newest or all. Reads the log: not for
/// an async thread.
pub fn of_subjects(call: &Call, subjects: &[SubjectId], depth: Depth) -> Checked {
    let mut seen = BTreeSet::new();
    let starts = subjects.iter().filter_map(|subject| {
        let slot = call.snapshot.centre.slot(subject)?;
        Some((subject, slot.last, Some(slot.ordinal)))
    });
    let starts: Vec<_> = starts.collect();
    let read = call.app.engine.log().with(|reader| {
        starts.iter().find_map(|start| chain(call, reader, *start, depth, &mut seen).err())
    });
    let deepest = starts.iter().filter_map(|(_, _, ordinal)| *ordinal).max().unwrap_or(0);
    let left = depth == Depth::Shown && deepest > SHOWN as u64;
    let all = || starts.iter().filter_map(|(_, _, ordinal)| *ordinal).sum();
    checked(read, &seen, left.then(all))
}

/// Checks a subject's chain from an entry on, which an older page of its history begins with.
pub fn of_history(call: &Call, subject: &SubjectId, from: u64) -> Checked {
    let mut seen = BTreeSet::new();
    let read =
        call.app.engine.log().with(|reader| {
            chain(call, reader, (subject, from, None), Depth::Shown, &mut seen).err()
        });
    let all = call.snapshot.centre.slot(subject).map(|slot| slot.ordinal);
    checked(read, &seen, all)
}

fn checked(
    read: Result<Option<Failure>, StoreError>,
    seen: &BTreeSet<u64>,
    of: Option<u64>,
) -> Checked {
    let failed = read.unwrap_or_else(|error| {
        tracing::error!(%error, "read the log for a proof");
        Some(Failure::Unreadable(0))
    });
    Checked { entries: seen.len(), of, last: seen.last().copied().unwrap_or(0), failed }
}

/// Checks the entries at these positions, whoever they are about. Reads the log: not for an async
/// thread.
pub fn of_entries(call: &Call, positions: Range<u64>) -> Checked {
    let mut checked = Checked { last: positions.end.saturating_sub(1), ..Checked::default() };
    let read = call.app.engine.log().with(|reader| {
        positions.clone().find_map(|at| {
            let leaf = reader.entry(at).ok().flatten().ok_or(Failure::Unreadable(at));
            checked.entries += 1;
            leaf.and_then(|leaf| included(call, reader, at, &leaf)).err()
        })
    });
    checked.failed = read.unwrap_or_else(|error| {
        tracing::error!(%error, "read the log for a proof");
        Some(Failure::Unreadable(positions.start))
    });
    checked
}

/// Follows a subject's chain back from an entry, with its ordinal where that is known, checking each
/// on the way.
fn chain(
    call: &Call,
    reader: &dyn Reader,
    (subject, from, ordinal): (&SubjectId, u64, Option<u64>),
    depth: Depth,
    seen: &mut BTreeSet<u64>,
) -> Result<(), Failure> {
    let (mut at, mut expected) = (from, ordinal);
    let mut followed = 0;
    while depth == Depth::Whole || followed < SHOWN {
        followed += 1;
        let leaf = reader.entry(at).ok().flatten().ok_or(Failure::Unreadable(at))?;
        if seen.insert(at) {
            included(call, reader, at, &leaf)?;
        }
        let made = entry::made(&leaf).map_err(|_| Failure::Unreadable(at))?;
        let about = made.about.iter().find(|about| about.s == *subject);
        let about = about.filter(|about| expected.is_none_or(|ordinal| about.n == ordinal));
        let about = about.ok_or(Failure::Gap(at))?;
        match about.prev {
            Some(prev) if prev < at && about.n > 1 => (at, expected) = (prev, Some(about.n - 1)),
            None if about.n == 1 => return Ok(()),
            Some(_) | None => return Err(Failure::Gap(at)),
        }
    }
    Ok(())
}

/// Checks that an entry lies at its position in the published tree.
pub fn included(call: &Call, reader: &dyn Reader, at: u64, leaf: &[u8]) -> Result<(), Failure> {
    let (size, root) = (call.snapshot.size, call.snapshot.root);
    let path =
        inclusion_proof(&StoredTiles(reader), at, size).map_err(|_| Failure::Unreadable(at))?;
    check_inclusion(hash_leaf(leaf), at, size, root, &path).map_err(|_| Failure::NotInTree(at))
}

/// The seal: every entry looked at was found in the published tree, and no chain has a gap.
pub fn seal(t: Texts, visit: &Visit, checked: &Checked, href: &str) -> Seal {
    let seal = Seal::verified(t, href, checked.last, visit.snapshot.root.to_string());
    match checked.failed {
        None => {
            let n = checked.entries;
            match checked.of {
                None => seal.detail(t.with("proof-no-gap", &[("n", n.into())])),
                Some(all) => {
                    let all = number(&all.to_string());
                    seal.detail(t.with("proof-newest", &[("n", n.into()), ("all", all.into())]))
                }
            }
        }
        Some(failure) => {
            let (at, key) = failure.said();
            seal.failed(t.with(key, &[("position", number(&at.to_string()).into())]))
        }
    }
}

/// What was checked, against which tree, and where to check it again.
pub fn panel(t: Texts, visit: &Visit, checked: &Checked) -> Markup {
    let n = |n: u64| number(&n.to_string());
    let root = visit.snapshot.root.to_string();
    let rows = Kv::new()
        .id(t.label("proof-last"), &n(checked.last))
        .text(t.label("proof-entries"), &n(checked.entries as u64))
        .id(t.label("log-size"), &n(visit.snapshot.size))
        .row(
            t.label("log-root"),
            html! { span.id title=(root) { (root.get(..16).unwrap_or(&root)) "…" } },
        );
    html! {
        (Panel::new("proof", t.label("proof")).live().body(html! {
            (rows)
            @if let Some(all) = checked.of {
                p {
                    a href={ "?" (CHECK.0) "=" (CHECK.1) "#proof" } {
                        (t.with("proof-check-all", &[("all", n(all).into())]))
                    }
                }
            }
            p.row {
                a href=(links::entry(checked.last)) { (t.get("proof-entry")) }
                a href=(links::LOG) { (t.get("proof-log")) }
            }
        }))
    }
}

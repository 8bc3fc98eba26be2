//! The first verdict: every entry is in the log, and every signature is one.

use super::lines::{BasisLine, EntryLine, Header};
use super::read::{Lines, Placed};
use super::report::{Check, Passkeys, Watcher};
use super::verify::{Anchor, Course, Options};
use super::watching;
use super::whole::Whole;
use crate::entry::{Proof, VERSION};
use crate::verify::PasskeysSeen;
use ledger::checkpoint::Checkpoint;
use ledger::note::{KeyName, Note, VerifierKey};
use ledger::tree::{LeafHash, NodeHash, check_consistency, check_inclusion, hash_leaf};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The key and what it signed; none if nothing can be checked against it.
pub(super) fn anchor(course: &mut Course, lines: &Lines) -> Option<(VerifierKey, Anchor)> {
    let header = lines.header.as_ref()?;
    let key: VerifierKey = match header.is.key.parse() {
        Ok(key) => key,
        Err(error) => {
            course.wrong(header.line, Check::Log, format!("the key cannot be read: {error}"));
            return None;
        }
    };
    if key.name().as_str() != header.is.log {
        course.wrong(header.line, Check::Log, "the key is not that of the log named");
    }
    let note = lines.checkpoint.as_ref()?;
    let trusted = std::slice::from_ref(&key);
    match Checkpoint::open_of(&header.is.log, note.is.as_bytes(), trusted) {
        Ok(head) => {
            let origin = head.origin().to_owned();
            Some((key, Anchor { origin, size: head.size(), root: head.root() }))
        }
        Err(error) => {
            course.wrong(note.line, Check::Log, told(&error));
            None
        }
    }
}

/// An error with its causes.
fn told(error: &dyn std::error::Error) -> String {
    let cause = error.source().map(|cause| format!(": {}", told(cause))).unwrap_or_default();
    format!("{error}{cause}")
}

/// Takes the entries that lead to the checkpoint.
pub(super) fn entries(course: &mut Course, lines: &[Placed<EntryLine>], anchor: &Anchor) {
    for Placed { line, is } in lines {
        let leaf = is.leaf.as_bytes();
        let path = &is.path.0;
        if let Err(error) =
            check_inclusion(hash_leaf(leaf), is.entry, anchor.size, anchor.root, path)
        {
            course.wrong(*line, Check::Entry, format!("entry {}: {error}", is.entry));
            continue;
        }
        let entry = match crate::verify::read_entry(is.entry, leaf) {
            Ok(entry) => entry,
            Err(problem) => {
                course.wrong(*line, Check::Entry, format!("entry {}: {problem}", is.entry));
                continue;
            }
        };
        if entry.said.v != VERSION {
            let what = format!("entry {}: its form has version {}", is.entry, entry.said.v);
            course.wrong(*line, Check::Entry, what);
        }
        if entry.said.log != anchor.origin {
            let what = format!("entry {} was said to the log {}", is.entry, entry.said.log);
            course.wrong(*line, Check::Entry, what);
        }
        let facts_at =
            |position: u64| course.entries.get(&position).map(|placed| placed.is.facts.clone());
        for problem in crate::verify::strength(&entry, &facts_at) {
            course.wrong(*line, Check::Signature, format!("entry {}: {problem}", is.entry));
        }
        for about in &entry.about {
            course.chains.entry(about.s.clone()).or_default().push(is.entry);
        }
        course.hashes.insert(is.entry, hash_leaf(leaf));
        course.entries.insert(is.entry, Placed { line: *line, is: Arc::new(entry) });
    }
}

/// The first entry names the key and the origin.
pub(super) fn first_entry(course: &mut Course, header: &Placed<Header>, key: &VerifierKey) {
    let named = course.entries.get(&0).map(|first| super::make::key_of(&first.is));
    match named {
        None => {
            let what = "the first entry of the log, which names its key, is not here";
            course.wrong(header.line, Check::Log, what);
        }
        Some(Some(named)) if named == *key => {}
        Some(_) => {
            let what = "the first entry of the log names another key";
            course.wrong(header.line, Check::Log, what);
        }
    }
}

/// What the second suite adds to the checkpoint, of a log whose first entry names it.
///
/// Entries are not led to the root by SM3: a dossier holds paths of SHA-256 alone, and says so.
pub(super) fn second(course: &mut Course, lines: &Lines, anchor: &Anchor) -> Option<String> {
    let first = course.entries.get(&0)?.is.clone();
    let placed = lines.checkpoint.as_ref()?;
    let named = match crate::second_suite::named(&first.facts)? {
        Ok(named) => named,
        Err(error) => {
            let what = format!("the key of the second suite in the first entry is none: {error}");
            course.wrong(placed.line, Check::Log, what);
            return None;
        }
    };
    let note = Note::parse(placed.is.as_bytes()).ok()?;
    let text = note.unverified_text();
    let key = KeyName::new(&anchor.origin).ok().map(|name| named.renamed(name))?;
    let theirs: Vec<_> = note.signatures().iter().filter(|line| key.claims(line)).collect();
    let root = text.parse::<Checkpoint>().and_then(|checkpoint| checkpoint.sm3_root());
    let wrong = if !matches!(root, Ok(Some(_))) {
        "the checkpoint has no root by SM3, which the first entry promises"
    } else if theirs.is_empty() {
        "the checkpoint is not signed by the SM2 key that the first entry names"
    } else if !theirs.iter().all(|line| key.check(text, line)) {
        "the signature by SM2 does not match the checkpoint"
    } else {
        return Some(
            "the checkpoint is signed a second time, by the SM2 key that the first entry names; that \
             the entries here lead to its root by SM3 was not checked: they lead to that by SHA-256, \
             and the whole log leads to both"
                .to_owned(),
        );
    };
    course.wrong(placed.line, Check::Log, wrong);
    None
}

/// What signatures of the record cover and are based on.
pub(super) fn signatures(
    course: &mut Course,
    bases: &[Placed<BasisLine>],
    whole: &Whole,
    anchor: &Anchor,
) {
    let by_size: BTreeMap<u64, &Placed<BasisLine>> =
        bases.iter().map(|placed| (placed.is.basis, placed)).collect();
    let known = course.positions();
    let mut wrong = Vec::new();
    for Placed { line, is: entry } in course.entries.values() {
        let Some(sign) = entry.said.sign.as_ref().filter(|_| whole.records(entry)) else {
            continue;
        };
        let position = entry.position;
        for hash in &sign.covers {
            let covered = LeafHash::parse_hex(hash).ok().and_then(|hash| known.get(&hash));
            if covered.is_none_or(|covered| *covered >= position) {
                let what = format!("entry {position} covers an entry that is not here: {hash}");
                wrong.push((*line, what));
            }
        }
        let size = sign.basis.size;
        if size > position {
            let what = format!("entry {position} is based on {size} entries, more than before it");
            wrong.push((*line, what));
        }
        let Some(basis) = by_size.get(&size) else {
            let what =
                format!("the basis of {size} entries that entry {position} names is missing");
            wrong.push((*line, what));
            continue;
        };
        if !NodeHash::parse_hex(&sign.basis.root).is_ok_and(|root| leads(basis, root, anchor)) {
            let what =
                format!("the past that entry {position} was signed on is not that of the log");
            wrong.push((basis.line, what));
        }
    }
    for (line, what) in wrong {
        course.wrong(line, Check::Signature, what);
    }
}

/// What passkeys prove, by the entries here that enrolled and withdrew them. A key of somebody who has
/// no part in the record is not here, and what it signed is counted as not checked.
pub(super) fn passkeys(course: &mut Course, whole: &Whole) -> Passkeys {
    let (mut seen, mut passkeys) = (PasskeysSeen::default(), Passkeys::default());
    let mut wrong = Vec::new();
    for Placed { line, is: entry } in course.entries.values() {
        let theirs = whole.records(entry) || whole.has(entry.said.by.subject());
        match (&entry.proof, seen.knows(entry) || theirs) {
            (Proof::Passkey { .. }, true) => match seen.check(entry) {
                Ok(synced) => {
                    passkeys.proven += 1;
                    passkeys.synced += u64::from(synced);
                }
                Err(problem) => wrong.push((*line, format!("entry {}: {problem}", entry.position))),
            },
            (Proof::Passkey { .. }, false) => passkeys.elsewhere += 1,
            _ => {}
        }
        // After its own signature: a key does not prove its own enrolment.
        seen.take_down(entry.position, &entry.facts);
    }
    for (line, what) in wrong {
        course.wrong(line, Check::Signature, what);
    }
    passkeys
}

/// Whether the log that had this root at the size of the basis is the beginning of this one.
pub(super) fn leads(basis: &Placed<BasisLine>, root: NodeHash, anchor: &Anchor) -> bool {
    let path = &basis.is.path.0;
    check_consistency((basis.is.basis, root), (anchor.size, anchor.root), path).is_ok()
}

/// What checkpoints kept elsewhere came to.
#[derive(Default)]
pub(super) struct KeptElsewhere {
    /// What could not be compared, and why.
    pub notes: Vec<String>,
    /// Who cosigned those that lead to the dossier's.
    pub watchers: Vec<Watcher>,
}

/// Compares checkpoints kept elsewhere with the dossier's.
pub(super) fn kept(
    course: &mut Course,
    bases: &[Placed<BasisLine>],
    anchor: &Anchor,
    options: &Options,
    key: &VerifierKey,
) -> KeptElsewhere {
    let KeptElsewhere { mut notes, mut watchers } = KeptElsewhere::default();
    for note in &options.kept {
        let kept = match Checkpoint::open_of(&anchor.origin, note, std::slice::from_ref(key)) {
            Ok(kept) => kept,
            Err(error) => {
                let what = format!("the checkpoint kept elsewhere: {}", told(&error));
                course.wrong(2, Check::Kept, what);
                continue;
            }
        };
        let size = kept.size();
        let basis = bases.iter().find(|placed| placed.is.basis == size);
        let holds = match basis {
            _ if size == anchor.size => Some(kept.root() == anchor.root),
            Some(basis) => Some(leads(basis, kept.root(), anchor)),
            None => None,
        };
        let cosigned = watching::cosigned(course, note, size, options, Check::Kept);
        match holds {
            Some(true) => watchers.extend(cosigned),
            Some(false) => {
                let what = format!(
                    "the checkpoint of {size} entries kept elsewhere is of another history"
                );
                course.wrong(basis.map_or(2, |basis| basis.line), Check::Kept, what);
            }
            None if size > anchor.size => notes.push(format!(
                "the checkpoint of {size} entries kept elsewhere is later than this dossier: ask \
                 for a newer dossier to compare them"
            )),
            None => notes.push(format!(
                "the checkpoint of {size} entries kept elsewhere could not be compared: ask for a \
                 dossier that meets it (centrosome dossier --checkpoint FILE)"
            )),
        }
    }
    KeptElsewhere { notes, watchers }
}

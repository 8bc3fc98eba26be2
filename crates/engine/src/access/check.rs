//! What `verify` makes of the second log: every day against the root that was sealed.

use super::{Note, day_file, days};
use domain::centre::CentreEvent;
use domain::fact::Fact;
use domain::state::Event;
use domain::time::LocalDate;
use ledger::checkpoint::Checkpoint;
use ledger::note::{KeyName, SigningKey, VerifierKey};
use ledger::store::sqlite::{SqliteReader, seen};
use ledger::store::{Flow, Reader};
use ledger::tree::{Frontier, NodeHash, hash_leaf};
use ledger::verify::Evidence;
use std::path::Path;

/// What the first log says of a day of the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The position of the entry that says so.
    pub position: u64,
    /// The day.
    pub day: LocalDate,
    /// How many notes it has.
    pub size: u64,
    /// The root over them.
    pub root: NodeHash,
}

impl Sealed {
    /// What a fact of the entry at `position` seals, if it seals a day.
    pub(crate) fn by(position: u64, fact: &Fact) -> Option<Self> {
        let Event::Centre(CentreEvent::AccessSealed(sealed)) = &fact.event else { return None };
        let root = NodeHash::from_bytes(sealed.root.0);
        Some(Self { position, day: sealed.day, size: sealed.size.into(), root })
    }
}

/// What is wrong with the second log: the position of the entry of the first that says otherwise
/// (or `end`, where none does yet), and in words. `kept_from`: days before it may be gone.
pub(crate) fn check(
    folder: &Path,
    key: Option<&SigningKey>,
    sealed: &[Sealed],
    kept_from: Option<LocalDate>,
    end: u64,
) -> (u64, Vec<(u64, String)>) {
    let mut notes = 0;
    let mut wrong = Vec::new();
    let there = days(folder);
    for seal in sealed {
        let gone = !there.contains(&seal.day);
        let may_be_gone = seal.size == 0 || kept_from.is_some_and(|from| seal.day < from);
        if gone && !may_be_gone {
            let Sealed { day, size, .. } = seal;
            let what = format!("the access log of {day} is missing: it has {size} notes");
            wrong.push((seal.position, what));
        }
    }
    for day in there {
        let seal = sealed.iter().find(|seal| seal.day == day);
        let position = seal.map_or(end, |seal| seal.position);
        let told = |what: String| (position, format!("the access log of {day}: {what}"));
        match check_day(folder, key, day, seal.is_some()) {
            Err(found) => wrong.extend(found.into_iter().map(told)),
            Ok((size, root)) => {
                notes += size;
                if seal.is_some_and(|seal| (seal.size, seal.root) != (size, root)) {
                    wrong.push(told("it is not what was sealed".to_owned()));
                }
            }
        }
    }
    (notes, wrong)
}

/// Size and root of a day's log, once it holds in itself.
fn check_day(
    folder: &Path,
    key: Option<&SigningKey>,
    day: LocalDate,
    sealed: bool,
) -> Result<(u64, NodeHash), Vec<String>> {
    let file = day_file(folder, day);
    let one = |error: &dyn std::error::Error| vec![error.to_string()];
    let open = || SqliteReader::open(&file).map(|reader| Box::new(reader) as Box<dyn Reader>);
    let reader = open().map_err(|error| one(&error))?;
    let head = reader.head().map_err(|error| one(&error))?;
    if let Some(seen) = seen(&file).filter(|seen| *seen > head.size) {
        return Err(vec![format!("{seen} notes were there when it was last written")]);
    }
    let mut unread = Vec::new();
    let read = reader.entries(0..u64::MAX, &mut |position, leaf| {
        if let Err(error) = serde_json::from_slice::<Note>(leaf) {
            unread.push(format!("note {position}: {error}"));
        }
        Flow::Continue(())
    });
    read.map_err(|error| one(&error))?;
    if !unread.is_empty() {
        return Err(unread);
    }
    // A day that was sealed needs no signature: the first log has its root.
    let (Some(key), Some(checkpoint)) = (key.filter(|_| !sealed), head.checkpoint) else {
        let mut tree = Frontier::new();
        let read = reader.entries(0..u64::MAX, &mut |_, leaf| {
            tree.push(hash_leaf(leaf));
            Flow::Continue(())
        });
        return read.map(|()| (tree.size(), tree.root())).map_err(|error| one(&error));
    };
    let key =
        of_day(key, &checkpoint, day).ok_or_else(|| vec!["its name is another".to_owned()])?;
    let evidence = Evidence::new(&open, std::slice::from_ref(&key));
    let report = ledger::verify::verify(&evidence, &|_| {}).map_err(|error| one(&error))?;
    if report.is_sound() {
        Ok((report.size, report.root))
    } else {
        Err(report.findings.iter().map(ToString::to_string).collect())
    }
}

/// The key under the name it signed the day with: the origin of then, whatever generation.
fn of_day(key: &SigningKey, checkpoint: &[u8], day: LocalDate) -> Option<VerifierKey> {
    let note = ledger::note::Note::parse(checkpoint).ok()?;
    let claimed: Checkpoint = note.unverified_text().parse().ok()?;
    let origin = claimed.origin();
    let rightly = origin.ends_with(&format!("/access/{day}"));
    rightly.then(|| KeyName::new(origin).ok().map(|name| key.renamed(name).verifier()))?
}

//! The third verdict: every decision of the record made again on a centre folded from the dossier.
//!
//! Folding a fact touches its own subject alone, so that subjects whose every entry is here can be
//! folded without the rest of the centre.

use super::find::Entry;
use super::read::Placed;
use super::report::Check;
use super::verify::Course;
use super::whole::Whole;
use crate::verify::{act_of, difference};
use domain::centre::Centre;
use domain::command::Command;
use domain::decide::decide;
use domain::fact::At;
use domain::id::Kind;
use domain::refusal::{Refusal, Stop};
use domain::text::Digest;
use domain::time::Timestamp;
use ledger::tree::LeafHash;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Judges every act about the record again; gives how many decisions came to the same, and how many
/// of another build did not.
pub(super) fn decide_all(
    course: &mut Course,
    whole: &Whole,
    objects: &BTreeMap<Digest, Vec<u8>>,
) -> (u64, u64) {
    let mut again = Refold::new(objects);
    let known = course.positions();
    let entries: Vec<Placed<Arc<Entry>>> = course.entries.values().cloned().collect();
    let (mut same, mut other) = (0, 0);
    let mut recorded = Timestamp::from_millisecond(0);
    for Placed { line, is: entry } in &entries {
        if entry.recorded < recorded {
            let what = format!("entry {} was recorded before the one before it", entry.position);
            course.wrong(*line, Check::Decision, what);
        }
        recorded = entry.recorded;
        again.reach(entry);
        if whole.records(entry) {
            match judge(&mut again.centre, entry, &known) {
                None => same += 1,
                Some(_) if entry.sw != crate::start::software() => other += 1,
                Some(problem) => {
                    let what = format!("entry {}: {problem}", entry.position);
                    course.wrong(*line, Check::Decision, what);
                }
            }
        }
        again.fold(entry, whole);
    }
    let anomalies: Vec<_> = again.centre.anomalies().cloned().collect();
    for anomaly in anomalies {
        let what =
            format!("{} cannot follow for {}: {}", anomaly.event, anomaly.subject, anomaly.problem);
        course.wrong(course.line_of(anomaly.position), Check::Decision, what);
    }
    (same, other)
}

/// A centre folded from the entries of a dossier alone.
pub(super) struct Refold {
    pub centre: Centre,
}

impl Refold {
    /// Before its first entry, with the processes that are among the objects.
    pub fn new(objects: &BTreeMap<Digest, Vec<u8>>) -> Self {
        let mut centre = Centre::default();
        for (digest, content) in objects {
            if let Ok(process) = domain::process::read_compiled(content) {
                centre.shelve(*digest, Arc::new(process));
            }
        }
        Self { centre }
    }

    /// Brings the centre to where the log was before an entry.
    pub fn reach(&mut self, entry: &Entry) {
        let centre = &mut self.centre;
        if let Some(before) = entry.position.checked_sub(1)
            && centre.size() <= before
        {
            drop(centre.fold(At { position: before, recorded: entry.recorded }, &[]));
        }
        // Numbers are drawn from counters of the whole centre: they are taken as the entry gives
        // them.
        let new = entry.about.iter().filter(|about| about.n == 1);
        let mut lowest: BTreeMap<&str, u32> = BTreeMap::new();
        for (prefix, number) in new.filter_map(|about| domain::series::number(&about.s)) {
            let lowest = lowest.entry(prefix).or_insert(number);
            *lowest = number.min(*lowest);
        }
        for (prefix, number) in lowest {
            centre.count_to(prefix, number.saturating_sub(1));
        }
    }

    /// Folds what an entry established about subjects that are here whole.
    pub fn fold(&mut self, entry: &Entry, whole: &Whole) {
        let facts: Vec<_> = entry
            .facts
            .iter()
            .filter(|fact| whole.has(&fact.subject) || fact.subject.kind() == Kind::Centre)
            .cloned()
            .collect();
        let at = At { position: entry.position, recorded: entry.recorded };
        // Nothing leaves the memory of this centre, so that nothing has to be loaded.
        drop(self.centre.fold(at, &facts));
    }
}

/// Judges an act again; what differs, if anything does.
fn judge(centre: &mut Centre, entry: &Entry, known: &BTreeMap<LeafHash, u64>) -> Option<String> {
    let said = &entry.said;
    let command = match Command::decode(&said.is, said.iv, said.with.clone()) {
        Ok(command) => command,
        Err(error) => return Some(error.to_string()),
    };
    let covers = said.sign.iter().flat_map(|sign| &sign.covers);
    let covers = covers.filter_map(|hash| known.get(&LeafHash::parse_hex(hash).ok()?).copied());
    let decided = match decide(centre, &act_of(entry, covers.collect(), command)) {
        Ok(decision) => Ok(decision),
        Err(Stop::Refused(refusal)) => Err(refusal),
        Err(Stop::Reload(_)) => Err(Refusal::default()),
    };
    difference(decided, entry)
}

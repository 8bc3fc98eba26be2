//! What entries say, checked in order on a centre grown from nothing.

use super::report::{Finding, Meaning, Pass, Progress, Signatures};
use super::signatures::Signers;
use crate::entry::{self, About, MadeRead, SaidLine};
use crate::vault::Keys;
use domain::centre::{Centre, FoldError};
use domain::fact::{At, Fact, Wire};
use domain::state::Summarise as _;
use domain::time::Timestamp;
use ledger::objects::Objects;
use ledger::store::{Flow, Reader};

/// Entries read at a time.
const STRETCH: u64 = 4_096;

/// Findings kept; the first ones say enough.
pub(super) const FINDINGS_MAX: usize = 1_000;

/// How long a closed subject stays in memory, in entries.
const IDLE_ENTRIES: u64 = 50_000;

/// What the pass works with.
pub(super) struct Bench<'a> {
    pub reader: &'a dyn Reader,
    pub objects: &'a Objects,
    pub keys: Option<&'a Keys>,
    pub origin: &'a str,
    pub decisions: bool,
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

/// An entry read whole.
pub(super) struct Entry {
    pub position: u64,
    pub said: SaidLine,
    pub recorded: Timestamp,
    pub sw: String,
    pub about: Vec<About>,
    pub read: Vec<entry::Read>,
    pub facts: Vec<Fact>,
    pub findings: Vec<domain::refusal::Finding>,
    pub proof: entry::Proof,
}

/// What the pass has come to.
pub(super) struct Course {
    pub centre: Centre,
    pub meaning: Meaning,
    closing: std::collections::VecDeque<(u64, domain::id::SubjectId)>,
}

impl Course {
    /// Notes what is wrong with an entry.
    pub fn wrong(&mut self, position: u64, problem: impl Into<String>) {
        if self.meaning.findings.len() < FINDINGS_MAX {
            let problem = problem.into();
            self.meaning.findings.push(Finding { pass: Pass::Meaning, position, problem });
        }
    }

    /// Lets closed subjects leave memory when nothing has touched them for long.
    fn let_go(&mut self) {
        let horizon = self.centre.size().saturating_sub(IDLE_ENTRIES);
        while let Some((position, _)) = self.closing.front()
            && *position < horizon
        {
            let Some((position, subject)) = self.closing.pop_front() else { break };
            if self.centre.slot(&subject).is_some_and(|slot| slot.last == position) {
                self.centre.evict(&subject);
            }
        }
    }
}

impl Bench<'_> {
    /// Checks every entry in order.
    pub fn check(&self) -> (Meaning, Signatures) {
        let mut course = Course {
            centre: Centre::default(),
            meaning: Meaning::default(),
            closing: std::collections::VecDeque::new(),
        };
        let mut signers = Signers::default();
        let end = match self.reader.head() {
            Ok(head) => head.size,
            Err(error) => {
                course.wrong(0, format!("the head cannot be read: {error}"));
                return (course.meaning, signers.into_signatures());
            }
        };
        let mut from = 0;
        while from < end {
            let to = end.min(from + STRETCH);
            let mut leaves = Vec::new();
            let read = self.reader.entries(from..to, &mut |position, leaf| {
                leaves.push((position, leaf.to_vec()));
                Flow::Continue(())
            });
            if let Err(error) = read {
                course.wrong(from, format!("cannot be read: {error}"));
                break;
            }
            for (position, read) in decode(&leaves) {
                match read {
                    Ok(entry) => self.check_entry(&mut course, &mut signers, &entry),
                    Err(problem) => course.wrong(position, problem),
                }
            }
            let opened = self.check_sealed(&leaves);
            course.meaning.opened += opened.opened;
            for (position, problem) in opened.wrong {
                course.wrong(position, problem);
            }
            course.let_go();
            from = to;
            (self.progress)(Progress { pass: Pass::Meaning, done: from, total: end });
        }
        for anomaly in course.centre.anomalies().cloned().collect::<Vec<_>>() {
            let problem = format!(
                "{} cannot follow for {}: {}",
                anomaly.event, anomaly.subject, anomaly.problem
            );
            course.wrong(anomaly.position, problem);
        }
        course.meaning.subjects = course.centre.slots().count() as u64;
        course.meaning.findings.sort_by_key(|finding| finding.position);
        (course.meaning, signers.into_signatures())
    }

    fn check_entry(&self, course: &mut Course, signers: &mut Signers, entry: &Entry) {
        let position = entry.position;
        course.meaning.entries += 1;
        course.meaning.facts += entry.facts.len() as u64;
        if entry.said.v != entry::VERSION {
            course.wrong(position, format!("its form has version {}", entry.said.v));
        }
        if entry.said.log != self.origin {
            course.wrong(position, format!("it was said to the log {}", entry.said.log));
        }
        if course.centre.recorded().is_some_and(|last| entry.recorded < last) {
            course.wrong(position, "it was recorded before the entry before it");
        }
        if entry.about != about(&course.centre, &entry.facts) {
            course.wrong(position, "its ordinals and previous positions do not follow");
        }
        if position != course.centre.size() {
            course.wrong(position, format!("it follows {} entries", course.centre.size()));
        }
        signers.check(self.reader, entry);
        if self.decisions {
            self.decide_again(course, signers, entry);
        }
        self.fold(course, entry);
    }

    fn fold(&self, course: &mut Course, entry: &Entry) {
        let at = At { position: entry.position, recorded: entry.recorded };
        loop {
            match course.centre.fold(at, &entry.facts) {
                Ok(()) => break,
                Err(FoldError::Closed(subject)) => {
                    if !self.reload(course, entry.position, &subject) {
                        return;
                    }
                }
            }
        }
        for about in &entry.about {
            let closed = course.centre.slot(&about.s).is_some_and(|slot| slot.summary.closed());
            if closed {
                course.closing.push_back((entry.position, about.s.clone()));
            }
        }
    }

    /// Loads a closed subject; `false` if that is not possible, which is noted.
    pub(super) fn reload(
        &self,
        course: &mut Course,
        position: u64,
        subject: &domain::id::SubjectId,
    ) -> bool {
        let last = course.centre.slot(subject).map_or(0, |slot| slot.last);
        match crate::look::load(self.reader, subject, last) {
            Ok(state) => {
                course.centre.reload(subject, state);
                true
            }
            Err(error) => {
                course.wrong(position, format!("{subject} cannot be loaded: {error}"));
                false
            }
        }
    }
}

/// `about` as it follows from the facts.
fn about(centre: &Centre, facts: &[Fact]) -> Vec<About> {
    let mut about: Vec<About> = Vec::new();
    for fact in facts {
        if about.iter().any(|about| about.s == fact.subject) {
            continue;
        }
        let slot = centre.slot(&fact.subject);
        let n = slot.map_or(0, |slot| slot.ordinal) + 1;
        about.push(About { s: fact.subject.clone(), n, prev: slot.map(|slot| slot.last) });
    }
    about
}

type Decoded = (u64, Result<Entry, String>);

/// Reads entries whole, on all cores.
fn decode(leaves: &[(u64, Vec<u8>)]) -> Vec<Decoded> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let share = leaves.len().div_ceil(workers).max(256);
    std::thread::scope(|scope| {
        let threads: Vec<_> = leaves
            .chunks(share)
            .map(|share| {
                scope.spawn(|| {
                    share
                        .iter()
                        .map(|(position, leaf)| (*position, read(*position, leaf)))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| match thread.join() {
                Ok(decoded) => decoded,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    })
}

fn read(position: u64, leaf: &[u8]) -> Result<Entry, String> {
    let told = |error: &dyn std::error::Error| {
        let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        format!("{error}{cause}")
    };
    let said = entry::said(leaf).map_err(|error| told(&error))?;
    let made: MadeRead<'_> = entry::made(leaf).map_err(|error| told(&error))?;
    let facts: Result<Vec<Fact>, _> = made.facts.iter().map(Wire::fact).collect();
    Ok(Entry {
        position,
        said,
        recorded: made.recorded,
        facts: facts.map_err(|error| told(&error))?,
        sw: made.sw,
        about: made.about,
        read: made.read,
        findings: made.findings,
        proof: made.proof,
    })
}

impl Bench<'_> {
    /// Opens every sealed text of these entries.
    fn check_sealed(&self, leaves: &[(u64, Vec<u8>)]) -> super::sealed::Found {
        let Some(keys) = self.keys else { return super::sealed::Found::default() };
        let mut found = super::sealed::Found::default();
        for (position, leaf) in leaves {
            let Ok(said) = entry::said(leaf) else { continue };
            for (path, sealed) in super::sealed::sealed_in(&said) {
                match super::sealed::check(self.reader, keys, &said, &path, &sealed) {
                    Ok(()) => found.opened += 1,
                    Err(problem) => found.wrong.push((*position, format!("{path}: {problem}"))),
                }
            }
        }
        found
    }
}

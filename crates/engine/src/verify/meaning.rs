//! What entries say, checked in order on a centre grown from nothing.

use super::report::{Finding, Meaning, Pass, Progress, Signatures};
use super::signatures::Signers;
use super::stretch::{Entry, Stretch};
use crate::access::Sealed;
use crate::ahead::{OpenReader, read_ahead};
use crate::entry::{self, About};
use crate::leaving::Leaving;
use crate::vault::Keys;
use domain::centre::{Centre, CentreEvent, FoldError};
use domain::fact::{At, Fact};
use domain::id::SubjectId;
use domain::state::{Event, Summarise as _};
use ledger::objects::Objects;
use ledger::store::{Reader, StoreError};

/// Findings kept; the first ones say enough.
pub(super) const FINDINGS_MAX: usize = 1_000;

/// What the pass works with.
pub(super) struct Bench<'a> {
    pub open: OpenReader<'a>,
    pub reader: &'a dyn Reader,
    pub objects: &'a Objects,
    pub keys: Option<&'a Keys>,
    pub origin: &'a str,
    pub decisions: bool,
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

/// What the pass has come to.
pub(super) struct Course {
    pub centre: Centre,
    pub meaning: Meaning,
    /// The days of the access log that were sealed.
    pub access: Vec<Sealed>,
    /// The origin entries are said to, as the log has come to name it.
    origin: Option<String>,
    leaving: Leaving,
    /// Texts that open no more.
    keyless: Vec<(u64, SubjectId, String)>,
}

impl Course {
    /// Notes what is wrong with an entry.
    pub fn wrong(&mut self, position: u64, problem: impl Into<String>) {
        if self.meaning.findings.len() < FINDINGS_MAX {
            let problem = problem.into();
            self.meaning.findings.push(Finding { pass: Pass::Meaning, position, problem });
        }
    }
}

impl Bench<'_> {
    /// Checks every entry in order.
    pub fn check(&self) -> (Course, Signatures) {
        let mut course = Course {
            centre: Centre::default(),
            meaning: Meaning::default(),
            access: Vec::new(),
            origin: None,
            leaving: Leaving::default(),
            keyless: Vec::new(),
        };
        let mut signers = Signers::default();
        if let Err(error) = self.check_stretches(&mut course, &mut signers) {
            let position = course.centre.size();
            course.wrong(position, format!("the log cannot be read: {error}"));
        }
        self.check_erased(&mut course);
        for anomaly in course.centre.anomalies().cloned().collect::<Vec<_>>() {
            let problem = format!(
                "{} cannot follow for {}: {}",
                anomaly.event, anomaly.subject, anomaly.problem
            );
            course.wrong(anomaly.position, problem);
        }
        if course.centre.size() > 0 && course.origin.as_deref() != Some(self.origin) {
            let here = course.origin.clone().unwrap_or_default();
            let problem =
                format!("the log calls itself {here}, and its key is that of {}", self.origin);
            course.wrong(course.centre.size(), problem);
        }
        course.meaning.subjects = course.centre.slots().count() as u64;
        course.meaning.findings.sort_by_key(|finding| finding.position);
        (course, signers.into_signatures())
    }

    fn check_stretches(
        &self,
        course: &mut Course,
        signers: &mut Signers,
    ) -> Result<(), StoreError> {
        let total = self.reader.head()?.size;
        let keys = self.keys;
        let read = |reader: &dyn Reader, positions| Stretch::read(reader, keys, positions);
        read_ahead(self.open, 0..total, read, |stretch| {
            signers.publish(&stretch);
            let done = stretch.positions.end;
            for (position, entry) in stretch.entries {
                match entry {
                    Ok(entry) => self.check_entry(course, signers, &entry),
                    Err(problem) => course.wrong(position, problem),
                }
            }
            course.meaning.opened += stretch.sealed.opened;
            course.keyless.extend(stretch.sealed.keyless);
            for (position, problem) in stretch.sealed.wrong {
                course.wrong(position, problem);
            }
            course.leaving.let_go(&mut course.centre);
            (self.progress)(Progress { pass: Pass::Meaning, done, total });
            stretch.end
        })
    }

    /// What does not open was erased by an act, and what was erased by an act does not open.
    fn check_erased(&self, course: &mut Course) {
        for (position, owner, path) in std::mem::take(&mut course.keyless) {
            if course.centre.is_erased(&owner) {
                course.meaning.erased += 1;
            } else {
                course.wrong(position, format!("{path}: the key of {owner} is missing"));
            }
        }
        let Some(keys) = self.keys else { return };
        let erased = course.centre.slots().filter(|(_, slot)| slot.summary.text_erased());
        let erased: Vec<_> = erased.map(|(owner, slot)| (owner.clone(), slot.last)).collect();
        for (owner, last) in erased {
            if !matches!(keys.of(&owner), Ok(None)) {
                course.wrong(last, format!("{owner} was erased and its key is still there"));
            }
        }
    }

    fn check_entry(&self, course: &mut Course, signers: &mut Signers, entry: &Entry) {
        let position = entry.position;
        course.meaning.entries += 1;
        course.meaning.facts += entry.facts.len() as u64;
        if entry.said.v != entry::VERSION {
            course.wrong(position, format!("its form has version {}", entry.said.v));
        }
        if let Some(origin) = entry.facts.iter().find_map(origin_from) {
            course.origin = Some(origin);
        }
        if Some(&entry.said.log) != course.origin.as_ref() {
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
        course.access.extend(entry.facts.iter().filter_map(|fact| Sealed::by(position, fact)));
        let covers = signers.check(self.reader, entry);
        if self.decisions {
            self.decide_again(course, covers, entry);
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
        let subjects = entry.facts.iter().map(|fact| &fact.subject);
        course.leaving.note(&course.centre, entry.position, subjects);
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

/// The origin of the log from here on, if a fact names it.
fn origin_from(fact: &Fact) -> Option<String> {
    match &fact.event {
        Event::Centre(CentreEvent::Opened(opened)) => Some(opened.origin.to_string()),
        Event::Centre(CentreEvent::LogResumed(resumed)) => Some(resumed.origin.to_string()),
        _ => None,
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

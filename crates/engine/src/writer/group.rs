//! The acts of one commit, judged in order on a centre of their own.

use super::{Waiting, Writer};
use crate::accounts::InFlight;
use crate::answer::{NotTaken, Receipt};
use crate::door::Prepared;
use crate::entry::{self, About, MadeLine, Read, SaidLine};
use crate::registering;
use domain::act::ActId;
use domain::centre::{Centre, FoldError};
use domain::decide::{Decision, decide};
use domain::fact::{At, Fact};
use domain::id::SubjectId;
use domain::refusal::Stop;
use domain::time::Timestamp;
use ledger::store::{Draft, LEAF_BYTES_MAX, SealedRow};
use ledger::tree::hash_leaf;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::oneshot;

/// Somebody who waits for an answer, and what it will be.
struct Answering {
    answer: oneshot::Sender<Result<Receipt, NotTaken>>,
    held: Held,
}

/// What an act came to, held back until the commit is durable.
enum Held {
    /// Taken: its receipt, still without a checkpoint, and line 1 for retries.
    Taken(Receipt, SaidLine),
    /// Taken before; without a checkpoint if that was in this group or the one before.
    Before(Receipt),
    /// Not taken.
    Not(NotTaken),
}

/// The acts of one commit.
pub(super) struct Group {
    /// The centre as it will be.
    pub centre: Centre,
    drafts: Vec<Draft>,
    subjects: Vec<(SubjectId, u64, u64)>,
    sealed: Vec<SealedRow>,
    answers: Vec<Answering>,
    /// Where in `answers` an act is that was taken.
    taken: BTreeMap<ActId, usize>,
    /// Dropped with the group, when what it registers is published.
    numbers: Vec<registering::Held>,
    /// Dropped with the group, when what names them is published.
    secrets: Vec<InFlight>,
    recorded: Timestamp,
    /// Subjects whose keys are to be destroyed once this is durable.
    pub erased: Vec<SubjectId>,
}

impl Group {
    /// An empty group that follows the one under way, or what is durable.
    pub fn upon(writer: &Writer, under_way: Option<&Group>) -> Self {
        let centre = under_way.map_or(&writer.centre, |group| &group.centre).clone();
        Self {
            recorded: centre.recorded().unwrap_or(Timestamp::from_millisecond(0)),
            centre,
            drafts: Vec::new(),
            subjects: Vec::new(),
            sealed: Vec::new(),
            answers: Vec::new(),
            taken: BTreeMap::new(),
            numbers: Vec::new(),
            secrets: Vec::new(),
            erased: Vec::new(),
        }
    }

    /// Judges acts, in order. `before`: the group this one follows, whose acts the log may not
    /// show yet.
    pub fn judge(&mut self, writer: &mut Writer, before: Option<&Group>, acts: Vec<Waiting>) {
        if acts.is_empty() {
            return;
        }
        let now = writer.inner.clock.now();
        let last = self.centre.recorded().unwrap_or(now);
        self.recorded = now.max(last);
        let ids: Vec<_> = acts.iter().map(|waiting| waiting.prepared.act.id.0).collect();
        let known = super::retry::positions_of(&writer.inner, &ids);
        let known = (0..ids.len()).map(|nth| match &known {
            Ok(known) => Ok(known.get(nth).copied().flatten()),
            Err(not) => Err(not.clone()),
        });
        for (Waiting { prepared, answer }, known) in acts.into_iter().zip(known) {
            let held = if now < last {
                Err(NotTaken::ClockBack { now, last })
            } else {
                known.and_then(|known| self.take(writer, before, *prepared, known))
            };
            let held = held.unwrap_or_else(Held::Not);
            self.answers.push(Answering { answer, held });
        }
    }

    /// Whether nothing is to be written.
    pub fn is_empty(&self) -> bool {
        self.taken.is_empty()
    }

    /// How many are to be answered.
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// `known`: where the log has an act of this id.
    fn take(
        &mut self,
        writer: &mut Writer,
        before: Option<&Group>,
        mut prepared: Prepared,
        known: Option<u64>,
    ) -> Result<Held, NotTaken> {
        let id = prepared.act.id;
        let same = |line: &SaidLine| line.same_act(&prepared.line, prepared.occurred);
        if let Some((receipt, line)) = self.taken(id).or_else(|| before?.taken(id)) {
            return same(line).then(|| Held::Before(receipt.clone())).ok_or(NotTaken::IdTaken);
        }
        if let Some(position) = known
            && let Some((receipt, line)) = super::retry::receipt_at(&writer.inner, id, position)?
        {
            return same(&line).then_some(Held::Before(receipt)).ok_or(NotTaken::IdTaken);
        }
        prepared.act.recorded = self.recorded;
        for (digest, process) in prepared.shelf.drain(..) {
            self.centre.shelve(digest, process);
        }
        let decision = self.decide(writer, &prepared)?;
        let position = self.centre.size();
        let about = self.about(&decision.facts);
        let leaf = self.write(writer, &prepared, &decision, &about)?;
        let receipt = Receipt {
            id,
            position,
            leaf: hash_leaf(&leaf).to_string(),
            recorded: self.recorded,
            facts: named(&decision.facts),
            findings: decision.findings,
            checkpoint: Arc::default(),
            drawn: None,
        };
        self.fold(writer, position, &decision.facts)?;
        let subjects = || about.iter().map(|about| &about.s);
        writer.leaving.note(&self.centre, position, subjects());
        self.erased.extend(subjects().filter(|subject| self.centre.is_erased(subject)).cloned());
        self.subjects.extend(about.into_iter().map(|about| (about.s, about.n, position)));
        self.drafts.push(Draft { id: id.0, leaf });
        self.sealed.append(&mut prepared.sealed);
        self.numbers.extend(prepared.held.take());
        self.secrets.append(&mut prepared.in_flight);
        self.taken.insert(id, self.answers.len());
        Ok(Held::Taken(receipt, prepared.line))
    }

    /// An act of this id taken in this group.
    fn taken(&self, id: ActId) -> Option<(&Receipt, &SaidLine)> {
        match &self.answers.get(*self.taken.get(&id)?)?.held {
            Held::Taken(receipt, line) => Some((receipt, line)),
            Held::Before(_) | Held::Not(_) => None,
        }
    }

    fn decide(&mut self, writer: &Writer, prepared: &Prepared) -> Result<Decision, NotTaken> {
        loop {
            match decide(&self.centre, &prepared.act) {
                Ok(decision) => return Ok(decision),
                Err(Stop::Refused(refusal)) => return Err(NotTaken::Refused(refusal)),
                Err(Stop::Reload(subject)) => self.reload(writer, &subject)?,
            }
        }
    }

    fn fold(&mut self, writer: &Writer, position: u64, facts: &[Fact]) -> Result<(), NotTaken> {
        let at = At { position, recorded: self.recorded };
        loop {
            match self.centre.fold(at, facts) {
                Ok(()) => return Ok(()),
                Err(FoldError::Closed(subject)) => self.reload(writer, &subject)?,
            }
        }
    }

    fn reload(&mut self, writer: &Writer, subject: &SubjectId) -> Result<(), NotTaken> {
        writer.inner.load_into(&mut self.centre, subject).map_err(crate::look::LookError::not_taken)
    }

    /// The subjects of some facts, each with its ordinal and the position before.
    fn about(&self, facts: &[Fact]) -> Vec<About> {
        let mut about: Vec<About> = Vec::new();
        for fact in facts {
            if about.iter().any(|about| about.s == fact.subject) {
                continue;
            }
            let slot = self.centre.slot(&fact.subject);
            let n = slot.map_or(0, |slot| slot.ordinal) + 1;
            about.push(About { s: fact.subject.clone(), n, prev: slot.map(|slot| slot.last) });
        }
        about
    }

    /// Makes the leaf: the line that was said, and what the centre made of it.
    fn write(
        &self,
        writer: &Writer,
        prepared: &Prepared,
        decision: &Decision,
        about: &[About],
    ) -> Result<Vec<u8>, NotTaken> {
        let read = decision.read.iter().map(|(s, n)| Read { s: s.clone(), n: *n }).collect();
        let made = MadeLine {
            recorded: self.recorded,
            sw: &writer.software,
            term: writer.term,
            about,
            read,
            facts: &decision.facts,
            findings: &decision.findings,
            proof: &prepared.proof,
        };
        let leaf = entry::leaf(&prepared.said, &made)
            .map_err(|_| NotTaken::Fault("encode line 2".to_owned()))?;
        if leaf.len() > LEAF_BYTES_MAX {
            return Err(NotTaken::TooLarge { bytes: leaf.len() });
        }
        Ok(leaf)
    }

    /// What the log is to take: entries, the index of subjects, sealed texts.
    pub fn take_drafts(&mut self) -> (Vec<Draft>, Vec<u8>, Vec<SealedRow>) {
        let subjects = serde_json::to_vec(&self.subjects).unwrap_or_default();
        (std::mem::take(&mut self.drafts), subjects, std::mem::take(&mut self.sealed))
    }

    /// Answers everybody; `checkpoint` is that of the commit their answers depend on.
    pub fn answer(self, checkpoint: Option<Arc<str>>) {
        let checkpoint = checkpoint.unwrap_or_default();
        for Answering { answer, held } in self.answers {
            let held = match held {
                Held::Taken(mut receipt, _) | Held::Before(mut receipt) => {
                    if receipt.checkpoint.is_empty() {
                        receipt.checkpoint = checkpoint.clone();
                    }
                    Ok(receipt)
                }
                Held::Not(not) => Err(not),
            };
            // Whoever asked may have gone away; the act stands all the same.
            drop(answer.send(held));
        }
    }

    /// Refuses everybody whose answer depended on a commit that is not durable. A refusal too may
    /// have depended on it.
    pub fn refuse_all(self, not: &NotTaken) {
        for Answering { answer, .. } in self.answers {
            drop(answer.send(Err(not.clone())));
        }
    }
}

/// The facts of a receipt: each subject with the names of what was established about it.
pub(super) fn named(facts: &[Fact]) -> Vec<(SubjectId, &'static str)> {
    facts.iter().map(|fact| (fact.subject.clone(), fact.event.name().0)).collect()
}

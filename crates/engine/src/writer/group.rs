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
use ledger::log::Committed;
use ledger::store::{Draft, LEAF_BYTES_MAX, SealedRow};
use ledger::tree::hash_leaf;
use std::collections::BTreeMap;
use tokio::sync::oneshot;

type Answer = oneshot::Sender<Result<Receipt, NotTaken>>;

/// What an act came to, held back until the commit is durable.
enum Held {
    /// Taken, or taken before: its receipt, still without a checkpoint.
    Receipt(Receipt),
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
    answers: Vec<(Answer, Held)>,
    taken: BTreeMap<ActId, (Receipt, SaidLine)>,
    /// Dropped with the group, when what it registers is published.
    numbers: Vec<registering::Held>,
    /// Dropped with the group, when what names them is published.
    secrets: Vec<InFlight>,
    recorded: Timestamp,
    /// Subjects whose keys are to be destroyed once this is durable.
    pub erased: Vec<SubjectId>,
}

impl Group {
    /// Judges everything that waits, in order.
    pub fn judge(writer: &mut Writer, acts: Vec<Waiting>) -> Self {
        let now = writer.inner.clock.now();
        let last = writer.centre.recorded().unwrap_or(now);
        let mut group = Self {
            centre: writer.centre.clone(),
            drafts: Vec::new(),
            subjects: Vec::new(),
            sealed: Vec::new(),
            answers: Vec::with_capacity(acts.len()),
            taken: BTreeMap::new(),
            numbers: Vec::new(),
            secrets: Vec::new(),
            recorded: now.max(last),
            erased: Vec::new(),
        };
        let ids: Vec<_> = acts.iter().map(|waiting| waiting.prepared.act.id.0).collect();
        let known = super::retry::positions_of(&writer.inner, &ids);
        let known = (0..ids.len()).map(|nth| match &known {
            Ok(known) => Ok(known.get(nth).copied().flatten()),
            Err(not) => Err(not.clone()),
        });
        for (Waiting { prepared, answer }, known) in acts.into_iter().zip(known) {
            let held = if now < last {
                Held::Not(NotTaken::ClockBack { now, last })
            } else {
                match known.and_then(|known| group.take(writer, *prepared, known)) {
                    Ok(receipt) => Held::Receipt(receipt),
                    Err(not) => Held::Not(not),
                }
            };
            group.answers.push((answer, held));
        }
        group
    }

    /// Whether nothing is to be written.
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// `known`: where the log has an act of this id.
    fn take(
        &mut self,
        writer: &mut Writer,
        mut prepared: Prepared,
        known: Option<u64>,
    ) -> Result<Receipt, NotTaken> {
        let id = prepared.act.id;
        if let Some((receipt, line)) = self.known(writer, id, known)? {
            return if line.same_act(&prepared.line, prepared.occurred) {
                Ok(receipt)
            } else {
                Err(NotTaken::IdTaken)
            };
        }
        prepared.act.recorded = self.recorded;
        for (digest, process) in prepared.shelf.drain(..) {
            self.centre.shelve(digest, process);
        }
        let decision = self.decide(writer, &prepared)?;
        let position = self.centre.size();
        let leaf = self.write(writer, &prepared, &decision)?;
        let receipt = Receipt {
            id,
            position,
            leaf: hash_leaf(&leaf).to_string(),
            recorded: self.recorded,
            facts: named(&decision.facts),
            findings: decision.findings.clone(),
            checkpoint: String::new(),
            drawn: None,
        };
        self.fold(writer, position, &decision.facts)?;
        let subjects = decision.facts.iter().map(|fact| &fact.subject);
        writer.leaving.note(&self.centre, position, subjects.clone());
        self.erased.extend(subjects.filter(|subject| self.centre.is_erased(subject)).cloned());
        self.drafts.push(Draft { id: id.0, leaf });
        self.sealed.append(&mut prepared.sealed);
        self.numbers.extend(prepared.held.take());
        self.secrets.append(&mut prepared.in_flight);
        self.taken.insert(id, (receipt.clone(), prepared.line));
        Ok(receipt)
    }

    /// An act of this id that is in the log, or earlier in this group.
    fn known(
        &self,
        writer: &Writer,
        id: ActId,
        known: Option<u64>,
    ) -> Result<Option<(Receipt, SaidLine)>, NotTaken> {
        match (self.taken.get(&id), known) {
            (Some(known), _) => Ok(Some(known.clone())),
            (None, Some(position)) => super::retry::receipt_at(&writer.inner, id, position),
            (None, None) => Ok(None),
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

    /// Makes the leaf: the line that was said, and what the centre made of it.
    fn write(
        &mut self,
        writer: &Writer,
        prepared: &Prepared,
        decision: &Decision,
    ) -> Result<Vec<u8>, NotTaken> {
        let position = self.centre.size();
        let mut about: Vec<About> = Vec::new();
        for fact in &decision.facts {
            if about.iter().any(|about| about.s == fact.subject) {
                continue;
            }
            let slot = self.centre.slot(&fact.subject);
            let n = slot.map_or(0, |slot| slot.ordinal) + 1;
            about.push(About { s: fact.subject.clone(), n, prev: slot.map(|slot| slot.last) });
        }
        self.subjects.extend(about.iter().map(|about| (about.s.clone(), about.n, position)));
        let read = decision.read.iter().map(|(s, n)| Read { s: s.clone(), n: *n }).collect();
        let made = MadeLine {
            recorded: self.recorded,
            sw: &writer.software,
            term: writer.log.term(),
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

    /// Answers everybody; `committed` is the commit their answers depend on.
    pub fn answer(self, committed: Option<&Committed>) {
        let checkpoint = committed
            .map(|committed| String::from_utf8_lossy(&committed.checkpoint).into_owned())
            .unwrap_or_default();
        for (answer, held) in self.answers {
            let held = match held {
                Held::Receipt(mut receipt) => {
                    if receipt.checkpoint.is_empty() {
                        receipt.checkpoint.clone_from(&checkpoint);
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
        for (answer, _) in self.answers {
            drop(answer.send(Err(not.clone())));
        }
    }
}

/// The facts of a receipt: each subject with the names of what was established about it.
pub(super) fn named(facts: &[Fact]) -> Vec<(SubjectId, String)> {
    facts.iter().map(|fact| (fact.subject.clone(), fact.event.name().0.to_owned())).collect()
}

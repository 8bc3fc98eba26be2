//! Deciding again: what was said, judged on the same past, must come to the same.

use super::meaning::{Bench, Course};
use super::stretch::Entry;
use crate::entry::Read;
use domain::act::{Act, Signing, Strength};
use domain::command::Command;
use domain::decide::{Decision, decide};
use domain::refusal::{Refusal, Stop};
use domain::text::Digest;
use ledger::objects::ObjectHash;
use serde_json::Value;
use std::sync::Arc;

/// The act of an entry, as the writer judged it.
pub(crate) fn act_of(entry: &Entry, covers: Vec<u64>, command: Command) -> Act {
    let said = &entry.said;
    Act {
        id: said.id,
        said: said.said,
        by: said.by.clone(),
        role: said.role,
        station: said.at.clone(),
        occurred: said.occurred,
        recorded: entry.recorded,
        signing: said.sign.as_ref().map(|sign| Signing {
            means: sign.means,
            covers,
            basis: sign.basis.size,
            strength: entry.proof.strength().unwrap_or(Strength::Password),
        }),
        command,
    }
}

/// What differs between what the rules come to and what an entry says they came to.
pub(crate) fn difference(decided: Result<Decision, Refusal>, entry: &Entry) -> Option<String> {
    match decided {
        Err(refusal) => {
            let codes: Vec<_> = refusal.reasons.iter().map(|reason| reason.code).collect();
            Some(format!("the rules refuse it: {}", codes.join(", ")))
        }
        Ok(decision) if decision.facts != entry.facts => {
            Some("the rules establish other facts".to_owned())
        }
        Ok(decision) if decision.findings != entry.findings => {
            Some("the rules find other things".to_owned())
        }
        Ok(decision) => {
            let read: Vec<_> = decision.read.into_iter().map(|(s, n)| Read { s, n }).collect();
            (read != entry.read).then(|| "the rules consult other subjects".to_owned())
        }
    }
}

impl Bench<'_> {
    /// Judges the act of an entry on the centre before it, and compares.
    pub(super) fn decide_again(&self, course: &mut Course, covers: Vec<u64>, entry: &Entry) {
        let said = &entry.said;
        let command = match Command::decode(&said.is, said.iv, said.with.clone()) {
            Ok(command) => command,
            Err(error) => return course.wrong(entry.position, error.to_string()),
        };
        self.shelve(course, entry);
        let act = act_of(entry, covers, command);
        let decided = loop {
            match decide(&course.centre, &act) {
                Err(Stop::Reload(subject)) => {
                    if !self.reload(course, entry.position, &subject) {
                        return;
                    }
                }
                Err(Stop::Refused(refusal)) => break Err(refusal),
                Ok(decision) => break Ok(decision),
            }
        };
        let problem = difference(decided, entry);
        match problem {
            None => course.meaning.reproduced += 1,
            Some(_) if entry.sw != crate::start::software() => {
                course.meaning.declared_different += 1;
            }
            Some(problem) => course.wrong(entry.position, problem),
        }
    }

    /// Puts a compiled process that the act brings on the shelf, as the door did.
    fn shelve(&self, course: &mut Course, entry: &Entry) {
        let Some(digest) = entry.said.with.get("compiled").and_then(Value::as_str) else { return };
        let Ok(digest) = digest.parse::<Digest>() else { return };
        let content = self.objects.get(&ObjectHash::from_bytes(digest.0));
        let process = content.ok().and_then(|bytes| domain::process::read_compiled(&bytes).ok());
        match process {
            Some(process) => course.centre.shelve(digest, Arc::new(process)),
            None => course.wrong(entry.position, "the compiled process it names cannot be read"),
        }
    }
}

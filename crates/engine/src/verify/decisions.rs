//! Deciding again: what was said, judged on the same past, must come to the same.

use super::meaning::{Bench, Course};
use super::stretch::Entry;
use crate::entry::Read;
use domain::act::{Act, Signing};
use domain::command::{Command, CommandError};
use domain::decide::decide;
use domain::refusal::Stop;
use ledger::objects::ObjectHash;
use std::sync::Arc;

impl Bench<'_> {
    /// Judges the act of an entry on the centre before it, and compares.
    pub(super) fn decide_again(
        &self,
        course: &mut Course,
        covers: Vec<u64>,
        entry: &Entry,
        command: Result<Command, CommandError>,
    ) {
        let said = &entry.said;
        let command = match command {
            Ok(command) => command,
            Err(error) => return course.wrong(entry.position, error.to_string()),
        };
        self.shelve(course, entry);
        let act = Act {
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
                basis: sign.size,
            }),
            command,
        };
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
        let problem = match decided {
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
        };
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
        let Some(digest) = entry.said.compiled else { return };
        let content = self.objects.get(&ObjectHash::from_bytes(digest.0));
        let process = content.ok().and_then(|bytes| domain::process::read_compiled(&bytes).ok());
        match process {
            Some(process) => course.centre.shelve(digest, Arc::new(process)),
            None => course.wrong(entry.position, "the compiled process it names cannot be read"),
        }
    }
}

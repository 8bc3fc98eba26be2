//! Several things signed in one go: one act, one signature, a fact for each thing.
//!
//! Such an act has no rule of its own. It is judged as the single acts it stands for would be, one
//! after the other, each with the part of the signature that covers it; and it establishes the facts
//! they would. All of them stand, or none (INV-SIGN-4).
//!
//! What is signed together belongs to one batch: an entry belongs whole to each record it is about,
//! and the record of one patient's batch must not drag another's along.

use crate::act::{Act, Signing};
use crate::command::{Command, Rule as _};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::refusal::{Broken, Reason, Stop};
use std::collections::BTreeSet;

/// How many things are signed in one go at most.
pub const THINGS_MAX: usize = 50;

/// How many entries a signature on several things covers at most: each is named by its hash, and an
/// entry takes 60 000 bytes.
pub const COVERED_MAX: usize = 400;

crate::refusals! {
    /// Why things cannot be signed in one go.
    pub enum Refused {
        /// Nothing was chosen.
        NothingChosen {} "nothing-chosen" Minor,
        /// More was chosen than one signature is given for.
        TooManyTogether { count: usize, most: usize } "too-many-together" Minor,
        /// It was chosen twice.
        ChosenTwice {} "chosen-twice" Minor,
        /// What was chosen rests on more entries than one signature covers.
        TooMuchCovered { count: usize, most: usize } "too-much-covered" Minor,
    }
}

/// The single acts that an act for several things stands for.
#[derive(Debug, Clone)]
pub struct Together {
    /// The field that names the things.
    field: &'static str,
    /// Each thing as the field names it, with the act on it alone.
    each: Vec<(String, Command)>,
}

impl Together {
    /// The acts on the things that `field` names.
    pub fn of<T: ToString>(field: &'static str, things: &[T], one: impl Fn(&T) -> Command) -> Self {
        Self { field, each: things.iter().map(|thing| (thing.to_string(), one(thing))).collect() }
    }

    /// The single acts, in the order of the field.
    pub fn commands(&self) -> impl Iterator<Item = &Command> {
        self.each.iter().map(|(_, command)| command)
    }

    /// A reason that stands against the thing at this place of the list.
    pub fn against(&self, nth: usize, reason: impl Into<Reason>) -> Reason {
        let name = self.each.get(nth).map_or_else(String::new, |(name, _)| name.clone());
        reason.into().among(self.field, nth, name)
    }

    /// Judges each act by itself. Whatever stands against one of them names it.
    pub fn judge(
        &self,
        desk: &Desk<'_>,
        act: &Act,
        broken: &mut Broken,
    ) -> Result<Vec<Fact>, Stop> {
        self.must_be_a_few()?;
        let mut facts = Vec::new();
        let mut seen = BTreeSet::new();
        for (nth, (name, command)) in self.each.iter().enumerate() {
            let mut own = Broken::default();
            if !seen.insert(name) {
                own.because(Refused::ChosenTwice {});
            }
            match one(desk, act, command, &mut own) {
                Ok(established) => facts.extend(established),
                Err(Stop::Refused(refusal)) => {
                    refusal.reasons.into_iter().for_each(|reason| own.because(reason));
                }
                Err(reload) => return Err(reload),
            }
            for reason in own.into_reasons() {
                broken.because(self.against(nth, reason));
            }
        }
        let count = act.signing.as_ref().map_or(0, |signing| signing.covers.len());
        if count > COVERED_MAX {
            broken.because_of(self.field, Refused::TooMuchCovered { count, most: COVERED_MAX });
        }
        Ok(facts)
    }

    /// Everything the single acts would sign for.
    pub fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        self.must_be_a_few()?;
        let mut covers = BTreeSet::new();
        for (nth, (_, command)) in self.each.iter().enumerate() {
            covers.extend(command.covers(desk).map_err(|stop| match stop {
                Stop::Refused(mut refusal) => {
                    let reasons = refusal.reasons.drain(..).map(|it| self.against(nth, it));
                    Stop::Refused(crate::refusal::Refusal { reasons: reasons.collect() })
                }
                reload @ Stop::Reload(_) => reload,
            })?);
        }
        Ok(covers.into_iter().collect())
    }

    fn must_be_a_few(&self) -> Result<(), Stop> {
        let refused = match self.each.len() {
            0 => Refused::NothingChosen {},
            count if count > THINGS_MAX => Refused::TooManyTogether { count, most: THINGS_MAX },
            _ => return Ok(()),
        };
        Err(Reason::from(refused).at(self.field).into())
    }
}

/// Judges one of the acts, signed for what concerns it and nothing else: what is corrected under one
/// thing supersedes no signature on another.
fn one(
    desk: &Desk<'_>,
    act: &Act,
    command: &Command,
    broken: &mut Broken,
) -> Result<Vec<Fact>, Stop> {
    let own: BTreeSet<u64> = command.covers(desk)?.into_iter().collect();
    let signing = act.signing.as_ref().map(|signing| Signing {
        covers: signing.covers.iter().copied().filter(|entry| own.contains(entry)).collect(),
        ..signing.clone()
    });
    let act = Act { command: command.clone(), signing, ..act.clone() };
    command.judge(desk, &act, broken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{ReaffirmStep, ReaffirmSteps, VerifyStep, VerifySteps};
    use crate::command::{Action, Manner};
    use crate::pair::Pair;
    use crate::quality::testing::{Laboratory, batch, correct, enter};
    use crate::quality::{ReviewResult, ReviewResults};

    /// Who may sign one may sign several, with the same meaning; nothing is told, for what was
    /// broken could not be told apart.
    #[test]
    fn several_are_signed_by_whom_one_is_signed() {
        let pairs: [(&Action, &Action); 3] = [
            (&VerifySteps::ACTION, &VerifyStep::ACTION),
            (&ReaffirmSteps::ACTION, &ReaffirmStep::ACTION),
            (&ReviewResults::ACTION, &ReviewResult::ACTION),
        ];
        for (several, one) in pairs {
            assert_eq!(several.roles, one.roles, "{}", several.name);
            assert_eq!(several.signed, one.signed, "{}", several.name);
            assert_eq!(several.manner, Manner::Asked, "{}", several.name);
        }
    }

    /// As much as one signature is given for makes an entry that can be written.
    #[test]
    fn the_most_there_may_be_fits_into_an_entry() {
        let mut lab = Laboratory::open();
        let mut results = Vec::new();
        for _ in 0..THINGS_MAX {
            let sample = lab.a_received_sample(&["viability"]);
            let reading = |n: usize| format!(r#"{{"n":"97.{n}","u":"%"}}"#);
            lab.stage.tells("QC-01", enter(&sample, "viability", &reading(0))).stands();
            for n in 1..COVERED_MAX / THINGS_MAX {
                let right = correct(&sample, "viability", 1, &reading(n));
                lab.stage.tells("QC-01", right).stands();
            }
            results.push(Pair(sample, "viability".parse().unwrap()));
        }
        let act = Command::from(ReviewResults { batch: batch(), results });
        let covers = act.covers(&Desk::new(&lab.stage.centre, lab.stage.now)).unwrap();
        assert_eq!(covers.len(), COVERED_MAX);
        let with = act.to_json().to_string();
        let decision = lab.stage.asks("QC-02", act).stands();
        let facts = serde_json::to_string(&decision.facts).unwrap();
        // A hash with its quotes and comma, twice a subject with its ordinals, and all the rest:
        // names, hashes, the proof of a passkey.
        let (hash, subjects, rest) = (67, 2 * 100 * decision.read.len(), 4_000);
        let bytes = with.len() + facts.len() + hash * covers.len() + subjects + rest;
        assert!(bytes < 60_000, "{bytes} bytes");
    }
}

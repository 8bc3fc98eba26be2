//! A batch at one step: what the acts of a batch look at.

use super::{Batch, Phase, StepRecord};
use crate::act::Act;
use crate::desk::Desk;
use crate::id::{BatchId, DeviationId};
use crate::people::Role;
use crate::people::views::must_be_qualified;
use crate::process::{Compiled, views::compiled};
use crate::quality::views::holding_deviations;
use crate::refusal::{Broken, Stop};
use crate::text::Code;
use process::model::{Operation, Step};
use process::run::{Plan, StepState};
use process::words::{RoleCode, StepId, ValueId};

crate::refusals! {
    /// Why nothing can be done in a step.
    pub enum Refused {
        /// The process has no such step.
        StepUnknown { step: Code } "step-unknown" Minor,
        /// Its operation has no such round.
        RoundUnknown { step: StepId, round: u32, rounds: u32 } "round-unknown" Minor,
        /// The step has nothing of that name.
        NotInStep { step: StepId, name: Code } "not-in-step" Minor,
        /// The record is complete, or the batch has been judged.
        RecordClosed { batch: BatchId, phase: &'static str } "record-closed" Major,
        /// The step was never begun.
        StepNotBegun { step: StepId, round: u32 } "step-not-begun" Major,
        /// Who did the step has signed it.
        StepAlreadySigned { step: StepId, round: u32 } "step-already-signed" Major,
        /// The step is another role's.
        RoleNotForStep { step: StepId, role: &'static str, wanted: RoleCode } "role-not-for-step" Major,
        /// Nobody has acted yet on a deviation about the batch.
        HeldByDeviation { batch: BatchId, deviation: DeviationId } "held-by-deviation" Major,
    }
}

/// A batch, the process it pins, and one step of it in one round.
pub(super) struct Work<'a> {
    pub id: &'a BatchId,
    pub batch: &'a Batch,
    pub process: &'a Compiled,
    pub operation: &'a Operation,
    pub step: &'a Step,
    pub round: u32,
}

impl<'a> Work<'a> {
    /// Looks a step up. `Err` when there is no such batch, step or round.
    pub fn at(desk: &Desk<'a>, id: &'a BatchId, step: &Code, round: u32) -> Result<Self, Stop> {
        let batch: &Batch = desk.state(id.subject())?;
        let process = compiled(desk, &batch.started.compiled)?.as_ref();
        let unknown = || Refused::StepUnknown { step: step.clone() };
        let (operation, step) = process.step(&StepId::from(step.as_str())).ok_or_else(unknown)?;
        let rounds = operation.repeat.as_ref().map_or(1, |repeat| repeat.max);
        if round == 0 || round > rounds {
            return Err(Refused::RoundUnknown { step: step.id.clone(), round, rounds }.into());
        }
        Ok(Self { id, batch, process, operation, step, round })
    }

    /// What is recorded of the step, if anything.
    pub fn record(&self) -> Option<&'a StepRecord> {
        self.batch.step(&self.step.id, self.round)
    }

    /// How every step of the batch stands.
    pub fn plan(&self) -> Plan {
        process::run::plan(self.process, self.batch)
    }

    /// The value or calculation of the step that an amount or a count names, as it stands.
    pub fn number(&self, value: &ValueId) -> Option<&'a standards::reading::Quantity> {
        self.record()?.value(value)?.reading.exact()
    }

    /// What qualifies people for this version of the process.
    pub fn skill(&self) -> Result<Code, Stop> {
        skill(&self.batch.started)
    }

    /// `Err` saying that the step has nothing called `name`.
    pub fn not_in_step(&self, name: &Code) -> Stop {
        Refused::NotInStep { step: self.step.id.clone(), name: name.clone() }.into()
    }

    /// Notes it when the record is closed.
    pub fn must_be_running(&self, broken: &mut Broken) {
        must_be_running(self.id, self.batch, broken);
    }

    /// Notes it when nothing can be signed on the step. On a closed record only a step is signed
    /// that lost a signature by withdrawal.
    pub fn must_be_open_to_sign(&self, broken: &mut Broken) {
        let withdrawn = self.record().is_some_and(|record| {
            record.signatures.iter().any(crate::signature::Signature::is_withdrawn)
        });
        if !withdrawn || self.batch.rejected.is_some() {
            self.must_be_running(broken);
        }
    }

    /// Notes it when the step is not open for entries: not begun, or signed.
    pub fn must_be_underway(&self, broken: &mut Broken) {
        self.must_be_running(broken);
        self.must_be_unsigned(broken);
    }

    /// Notes it when the step does not wait for its performer's signature: not begun, signed, or on a
    /// closed record.
    pub fn must_await_its_signature(&self, broken: &mut Broken) {
        self.must_be_open_to_sign(broken);
        self.must_be_unsigned(broken);
    }

    fn must_be_unsigned(&self, broken: &mut Broken) {
        self.must_be_begun(broken);
        if self.state() >= StepState::Performed {
            let (step, round) = (self.step.id.clone(), self.round);
            broken.because_of("step", Refused::StepAlreadySigned { step, round });
        }
    }

    /// Notes it when the step was never begun.
    pub fn must_be_begun(&self, broken: &mut Broken) {
        if self.record().and_then(|record| record.begun.as_ref()).is_none() {
            let (step, round) = (self.step.id.clone(), self.round);
            broken.because_of("step", Refused::StepNotBegun { step, round });
        }
    }

    /// How far the step has come.
    pub fn state(&self) -> StepState {
        process::run::Record::state(self.batch, &self.step.id, self.round)
    }

    /// Notes it when whoever acts does not act as `wanted`, or is not qualified for this version.
    pub fn must_be_done_by(
        &self,
        desk: &Desk<'_>,
        act: &Act,
        wanted: &RoleCode,
        broken: &mut Broken,
    ) -> Result<(), Stop> {
        if wanted.as_str().parse::<Role>() != Ok(act.role) {
            broken.because(Refused::RoleNotForStep {
                step: self.step.id.clone(),
                role: act.role.word(),
                wanted: wanted.clone(),
            });
        }
        must_be_qualified(desk, act, &act.by, &self.skill()?, broken)
    }

    /// Notes every deviation about the batch on which nobody has acted yet.
    pub fn must_not_be_held(&self, desk: &Desk<'_>, broken: &mut Broken) -> Result<(), Stop> {
        for (deviation, _) in holding_deviations(desk, self.id.subject())? {
            broken.because(Refused::HeldByDeviation { batch: self.id.clone(), deviation });
        }
        Ok(())
    }
}

/// Notes it when the record of a batch is closed.
pub(super) fn must_be_running(id: &BatchId, batch: &Batch, broken: &mut Broken) {
    if batch.completed.is_empty() && batch.rejected.is_none() {
        return;
    }
    let phase = match batch.phase() {
        // Changed since it was complete: still no place for new work.
        Phase::Running => Phase::Complete,
        phase => phase,
    };
    broken.because(Refused::RecordClosed { batch: id.clone(), phase: phase.word() });
}

/// What qualifies people for the version a batch is started on: `process/cart-cd19@1`.
pub(super) fn skill(started: &super::BatchStarted) -> Result<Code, Stop> {
    skill_for(&started.process, &started.version)
}

/// What qualifies people for a version of a process.
pub(super) fn skill_for(process: &crate::id::ProcessId, version: &Code) -> Result<Code, Stop> {
    let text = format!("{process}@{version}");
    text.parse().map_err(|_| {
        let name = version.clone();
        Refused::NotInStep { step: StepId::from("process"), name }.into()
    })
}

#[cfg(test)]
mod tests {
    use crate::batch::testing::Bench;
    use crate::people::Role;

    #[test]
    fn what_the_process_does_not_know_is_not_understood() {
        let mut bench = Bench::started();
        bench.begin("receipt.nowhere").refused("step-unknown");
        bench.begin(("receipt.identity", 0)).refused("round-unknown");
        bench.begin(("receipt.identity", 2)).refused("round-unknown");
        bench.begin("receipt.identity").stands();
        bench.value("receipt.identity", "colour", "=red").refused("not-in-step");
    }

    #[test]
    fn a_step_is_open_from_its_beginning_to_its_signature() {
        let mut bench = Bench::started();
        bench.value("receipt.identity", "integrity", "=intact").found("step-not-begun");
        bench.contain_all();
        bench.begin("receipt.identity").stands();
        let bag = bench.bag().to_string();
        bench.scans_container("receipt.identity", "apheresis", &bag).stands();
        bench.scans_room("receipt.identity", "suite", "room/cr-b2").stands();
        bench.done("receipt.identity").stands();
        bench.scans_room("receipt.identity", "suite", "room/cr-b2").refused("step-already-signed");
    }

    #[test]
    fn a_step_is_done_by_its_role_and_by_who_is_qualified_for_the_version() {
        let mut bench = Bench::started();
        let start = bench.start_step("receipt.identity");
        bench.asks("OP-09", start.clone()).refused("not-qualified");
        bench.person("OP-10", &[Role::QcAnalyst]);
        bench.qualify("OP-10", "process/cart-cd19@1");
        bench.asks("OP-10", start.clone()).refused("role-not-for-step");
        bench.asks("PH-05", start.clone()).refused("role-may-not");
        bench.asks("OP-08", start).stands();
    }

    #[test]
    fn a_batch_is_held_until_somebody_acts_on_a_deviation() {
        let mut bench = Bench::seeding();
        bench.value("culture.seed", "density", "0.40 10*6/mL").found("action-limit-exceeded");
        bench.value("culture.seed", "volume", "98.0 mL").stands();
        bench.sample("culture.seed", "seed_sample").stands();
        bench.done("culture.seed").refused("held-by-deviation");
        bench.contain_all();
        bench.done("culture.seed").stands();
    }

    #[test]
    fn a_complete_record_takes_no_new_work() {
        let mut bench = Bench::completed();
        let told = bench.value("culture.seed", "remark", "=red");
        told.found("record-closed");
    }
}

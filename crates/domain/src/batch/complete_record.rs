//! Signing a batch record as complete.

use super::work::skill;
use super::{Batch, RecordCompleted, rooms};
use crate::act::{Act, Meaning};
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::BatchId;
use crate::people::views::must_be_qualified;
use crate::process::views::compiled;
use crate::refusal::{Broken, Stop};
use crate::signature::{Signed, must_cover};
use process::words::{LabelId, StepId};

crate::command! {
    /// Signs the record of a batch as complete.
    ///
    /// Guarantees: every step is done or skipped by its condition, every signature stands, every
    /// label is accounted for (INV-BATCH-9); the batch has left its rooms.
    pub struct CompleteRecord = "batch.complete-record" 1;
    said: Asked;
    roles: [Operator, QaReviewer];
    signed: [Performed];
    about: Field("batch");
    /// Of which batch.
    pub batch: BatchId,
}

crate::refusals! {
    /// Why a record is not complete.
    pub enum Refused {
        /// It is signed as complete as it stands.
        AlreadyComplete { batch: BatchId } "record-already-complete" Minor,
        /// The batch has been rejected.
        BatchRejected { batch: BatchId } "batch-rejected" Major,
        /// Steps are still to be done or verified.
        StepsOpen { count: usize, next: String } "steps-open" Major,
        /// Something a signature covers was changed, and its signer has not reaffirmed it.
        SignatureSuperseded { step: StepId, round: u32, entry: u64 } "signature-superseded" Major,
        /// Labels were not counted since the last were printed.
        LabelsOpen { label: LabelId } "labels-open" Major,
    }
}

impl Rule for CompleteRecord {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let batch: &Batch = desk.state(self.batch.subject())?;
        let id = || self.batch.clone();
        must_not_be_rejected(&self.batch, batch, broken);
        if batch.completion_stands() {
            broken.because(Refused::AlreadyComplete { batch: id() });
        }
        let process = compiled(desk, &batch.started.compiled)?;
        let plan = process::run::plan(process, batch);
        let mut open = plan.instances.iter().filter(|it| !it.stage.is_settled());
        if let Some(next) = open.next() {
            let (count, next) = (1 + open.count(), format!("{}#{}", next.step, next.round));
            broken.because(Refused::StepsOpen { count, next });
        }
        must_stand(batch, broken);
        let open = process.labels.iter().filter(|label| !batch.labels(&label.id).is_reconciled());
        for label in open {
            broken.because(Refused::LabelsOpen { label: label.id.clone() });
        }
        must_be_qualified(desk, act, &act.by, &skill(&batch.started)?, broken)?;
        must_cover(act, signatures(batch), broken);
        let completed = RecordCompleted { signed: Signed::of(act)? };
        let mut facts = vec![Fact::new(self.batch.clone(), completed)];
        facts.extend(rooms::left(desk, &self.batch, &batch.rooms, &act.by)?);
        Ok(facts)
    }

    /// The record is signed for by signing for every signature in it.
    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        Ok(signatures(desk.state(self.batch.subject())?))
    }
}

/// Notes it when a batch has been rejected.
pub fn must_not_be_rejected(id: &BatchId, batch: &Batch, broken: &mut Broken) {
    if batch.rejected.is_some() {
        broken.because(Refused::BatchRejected { batch: id.clone() });
    }
}

/// Notes every signature of the record that no longer stands.
pub fn must_stand(batch: &Batch, broken: &mut Broken) {
    for (key, record) in &batch.steps {
        for signature in record.superseded() {
            broken.because(Refused::SignatureSuperseded {
                step: key.step.clone(),
                round: key.round,
                entry: signature.position,
            });
        }
    }
}

/// Positions of the latest signature of each meaning on every step.
pub(super) fn signatures(batch: &Batch) -> Vec<u64> {
    let latest = [Meaning::Performed, Meaning::Verified, Meaning::Reaffirmed];
    let records = batch.steps.values();
    let each = records.flat_map(|record| latest.iter().filter_map(|means| record.signed(*means)));
    let mut positions: Vec<u64> = each.map(|signature| signature.position).collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Phase;
    use crate::batch::testing::{Bench, room_id};
    use crate::facility::Room;

    /// INV-BATCH-9.
    #[test]
    fn a_record_is_complete_when_every_step_is_done_and_every_signature_stands() {
        let mut bench = Bench::seeded();
        bench.signs_off().refused("steps-open");
        bench.corrects("culture.seed", "volume", "99.0 mL").stands();
        bench.signs_off().refused("signature-superseded");
        bench.reaffirms("OP-07", "culture.seed").stands();
        bench.reaffirms("OP-08", "culture.seed").stands();
        bench.go_on();
        assert_eq!(bench.state_now().phase(), Phase::Complete);
        let room: &Room = bench.state(room_id("cr-b2").subject());
        assert!(room.occupants.is_empty());
        bench.signs_off().refused("record-already-complete");
    }

    #[test]
    fn a_change_after_the_end_has_the_record_completed_again() {
        let mut bench = Bench::completed();
        bench.corrects("expansion.count", "cells", "121 10*6").stands();
        assert_eq!(bench.state_now().phase(), Phase::Running);
        bench.signs_off().refused("signature-superseded");
        bench.reaffirms("OP-07", "expansion.count").stands();
        let complete = CompleteRecord { batch: bench.batch.clone() };
        bench.signs("OP-07", complete, &[]).refused("not-covered");
        bench.signs_off().stands();
        assert_eq!(bench.state_now().phase(), Phase::Complete);
    }

    #[test]
    fn labels_printed_since_they_were_counted_keep_it_open() {
        let mut bench = Bench::completed();
        let reason = bench.why();
        let print = bench.print_labels("filling.fill", "bag_label", 1);
        bench.told(crate::batch::PrintLabels { reason, ..print }).found("record-closed");
        bench.signs_off().refused("labels-open");
    }
}

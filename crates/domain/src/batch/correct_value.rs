//! Correcting a value.

use super::derive::follow;
use super::released::note_change_after_release;
use super::verdict::{judge, must_fit, note};
use super::work::Work;
use super::{Deed, ValueCorrected};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::BatchId;
use crate::refusal::{Broken, Stop};
use crate::signature::{Signed, must_cover};
use crate::text::{Code, Reason};
use process::words::{StepId, ValueId};
use standards::reading::Reading;

crate::command! {
    /// Corrects a recorded value, with a reason.
    ///
    /// Guarantees: what stood there stays in the record (INV-BATCH-8); the new reading is judged anew;
    /// signatures that covered the old one are superseded until their signers reaffirm them;
    /// whatever was computed from it is computed again beside what it said. After release the
    /// correction is a finding, and a grave one once somebody has relied on the release.
    pub struct CorrectValue = "batch.correct-value" 1;
    said: Told;
    roles: [Operator, Storekeeper, QcAnalyst, QaReviewer, FacilityEngineer, Coordinator];
    signed: [Corrected];
    about: Field("batch");
    /// Of which batch.
    pub batch: BatchId,
    /// In which step.
    pub step: Code,
    /// In which round, from 1.
    pub round: u32,
    /// Which value.
    pub value: Code,
    /// What it should say.
    pub reading: Reading,
    /// Why.
    pub reason: Reason,
}

crate::refusals! {
    /// What stands against a correction, or is noted of it.
    pub enum Refused {
        /// Nothing is recorded there: record it.
        NothingToCorrect { step: StepId, value: ValueId } "nothing-to-correct" Minor,
        /// It says so already.
        CorrectionChangesNothing { value: ValueId, reading: Reading } "correction-changes-nothing" Minor,
    }
}

impl Rule for CorrectValue {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let value = work.value_named(&self.value)?;
        must_fit(value, &self.reading)?;
        let (step, id) = (work.step.id.clone(), value.id.clone());
        let Some(before) = work.record().and_then(|record| record.value(&value.id)) else {
            return Err(Refused::NothingToCorrect { step, value: id }.into());
        };
        if before.reading.same_text(&self.reading) {
            let reading = self.reading.clone();
            return Err(Refused::CorrectionChangesNothing { value: id, reading }.into());
        }
        let verdict = judge(value, &self.reading);
        note(&work, value, &self.reading, verdict, broken);
        note_change_after_release(desk, &self.batch, broken)?;
        must_cover(act, [before.mark.position], broken);
        let corrected = ValueCorrected {
            step,
            round: work.round,
            value: id,
            reading: self.reading.clone(),
            verdict,
            was: before.mark.position,
            reason: self.reason.clone(),
            signed: Signed::of(act)?,
        };
        let mut facts = vec![Fact::new(self.batch.clone(), corrected)];
        follow(desk, &work, &Deed::of(act), &mut facts, broken);
        Ok(facts)
    }

    /// Whoever corrects signs for what stood there.
    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let value = work.value_named(&self.value)?;
        let before = work.record().and_then(|record| record.value(&value.id));
        Ok(before.map(|version| version.mark.position).into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use crate::batch::testing::Bench;
    use crate::custody::ContainerIssued;
    use crate::signature::Standing;

    /// INV-BATCH-8.
    #[test]
    fn a_correction_keeps_what_stood_there_and_supersedes_who_signed_for_it() {
        let mut bench = Bench::seeded();
        let standing = |bench: &Bench| -> Vec<Standing> {
            let record = bench.record("culture.seed");
            record.signatures.iter().map(|signature| record.standing(signature)).collect()
        };
        assert_eq!(standing(&bench), [Standing::Standing, Standing::Standing]);
        bench.corrects("culture.seed", "density", "1.21 10*6/mL").stands();
        let density = &bench.record("culture.seed").values[&"density".into()];
        assert_eq!(density.len(), 2);
        assert_eq!(density[0].reading.to_string(), "1.12 10*6/mL");
        assert_eq!(standing(&bench), [Standing::Superseded, Standing::Superseded]);
        bench.reaffirms("OP-07", "culture.seed").stands();
        assert_eq!(standing(&bench)[..2], [Standing::Reaffirmed, Standing::Superseded]);
        bench.reaffirms("OP-08", "culture.seed").stands();
        assert_eq!(standing(&bench)[..2], [Standing::Reaffirmed, Standing::Reaffirmed]);
        bench.corrects("culture.seed", "density", "1.22 10*6/mL").stands();
        assert_eq!(standing(&bench)[..2], [Standing::Superseded, Standing::Superseded]);
    }

    #[test]
    fn a_correction_corrects_something() {
        let mut bench = Bench::seeding();
        bench.corrects("culture.seed", "volume", "98.0 mL").refused("nothing-to-correct");
        bench.value("culture.seed", "volume", "98.0 mL").stands();
        bench.corrects("culture.seed", "volume", "98.0 mL").refused("correction-changes-nothing");
        bench.corrects("culture.seed", "volume", "98 mL").refused("reading-other-decimals");
        bench.corrects("culture.seed", "total", "98.0 10*6").refused("not-in-step");
        bench.corrects("culture.seed", "volume", "9.0 mL").found("action-limit-exceeded");
    }

    #[test]
    fn after_release_a_correction_is_a_finding_and_a_grave_one_once_it_was_relied_on() {
        let mut bench = Bench::released();
        let bag = bench.products().remove(0);
        let mut issued = bench.clone();
        let decision = bench.corrects("expansion.count", "cells", "121 10*6");
        let decision = decision.found("release-superseded");
        assert!(!bench.state_now().release_stands());
        let deviation = decision.facts.last().unwrap().clone();
        let crate::state::Event::Deviation(crate::quality::DeviationEvent::Opened(opened)) =
            deviation.event
        else {
            panic!("no deviation was opened")
        };
        assert!(opened.touches.contains(bag.subject()));
        let by = issued.find("SK-01");
        let occurred = issued.now;
        issued.happens(&bag, ContainerIssued { by, occurred });
        issued.corrects("expansion.count", "cells", "121 10*6").found("changed-after-release");
    }
}

//! Taking a sample into the laboratory.

use super::{Sample, SampleCondition, SampleReceived};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::SampleId;
use crate::refusal::{Broken, Stop};
use crate::text::{Note, Reason};

crate::command! {
    /// Takes a sample into the laboratory.
    pub struct ReceiveSample = "quality.receive-sample" 1;
    said: Either;
    roles: [QcAnalyst];
    signed: [];
    about: Field("sample");
    /// Which sample.
    pub sample: SampleId,
    /// In which condition it arrived.
    pub condition: SampleCondition,
    /// Anything to add.
    pub note: Option<Note>,
    /// Why it was taken in all the same.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a sample is not taken in.
    pub enum Refused {
        /// Its condition does not let it be tested.
        SampleNotAcceptable { sample: SampleId, condition: &'static str } "sample-not-acceptable" Major,
        /// It has been taken in already.
        SampleAlreadyReceived { sample: SampleId } "sample-already-received" Minor,
    }
}

impl Rule for ReceiveSample {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let sample: &Sample = desk.state(self.sample.subject())?;
        if !sample.received.is_empty() {
            broken.because(Refused::SampleAlreadyReceived { sample: self.sample.clone() });
        }
        if self.condition != SampleCondition::Acceptable {
            let condition = self.condition.word();
            let refused = Refused::SampleNotAcceptable { sample: self.sample.clone(), condition };
            broken.because_of("condition", refused);
        }
        let received = SampleReceived {
            condition: self.condition,
            note: self.note.clone(),
            by: act.by.clone(),
            occurred: act.occurred,
        };
        Ok(vec![Fact::new(self.sample.clone(), received)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::Waits;
    use crate::quality::testing::{Laboratory, receive};

    #[test]
    fn a_damaged_sample_is_turned_away_or_taken_in_with_a_reason() {
        let mut lab = Laboratory::open();
        let sample = lab.a_sample(&["viability"]);
        assert_eq!(lab.stage.state::<Sample>(sample.subject()).waits(), Waits::Receipt);
        let damaged = ReceiveSample { condition: SampleCondition::Damaged, ..receive(&sample) };
        lab.stage.asks("QC-01", damaged.clone()).refused("sample-not-acceptable");
        lab.stage.tells("QC-01", damaged.clone()).refused("reason-needed");
        let reason = Some(lab.stage.reason(sample.subject()));
        lab.stage
            .tells("QC-01", ReceiveSample { reason, ..damaged })
            .found("sample-not-acceptable");
        assert_eq!(lab.stage.state::<Sample>(sample.subject()).waits(), Waits::Result);
        lab.stage.asks("QC-01", receive(&sample)).refused("sample-already-received");
    }
}

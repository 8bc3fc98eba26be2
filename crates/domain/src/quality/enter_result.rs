//! Entering what a test gave.

use super::criterion::criterion_of;
use super::{ResultEntered, Sample};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::facility::views as facility;
use crate::fact::Fact;
use crate::id::{EquipmentId, SampleId};
use crate::people::views::must_be_qualified;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Digest};
use crate::time::Timestamp;
use standards::reading::Reading;

crate::command! {
    /// Enters what a test gave, and holds it against the specification.
    ///
    /// Guarantees: a result out of specification opens a deviation that touches the batch, and a
    /// repeated test takes nothing away from the first (INV-QUALITY-3).
    pub struct EnterResult = "quality.enter-result" 1;
    said: Told;
    roles: [QcAnalyst];
    signed: [];
    about: Field("sample");
    /// Of which sample.
    pub sample: SampleId,
    /// Of which line of the specification.
    pub attribute: Code,
    /// What the test gave.
    pub reading: Reading,
    /// By which method, as flow-cytometry.
    pub method: Code,
    /// On which equipment.
    pub equipment: Option<EquipmentId>,
    /// The instrument's file, as an object.
    pub raw_data: Option<Digest>,
}

crate::refusals! {
    /// What is wrong with entering a result.
    pub enum Refused {
        /// The laboratory has not received the sample.
        SampleNotReceived { sample: SampleId } "sample-not-received" Major,
        /// The sample was not taken for this.
        AttributeNotServed { sample: SampleId, attribute: Code } "attribute-not-served" Major,
        /// The test is said to be older than the sample.
        TestedBeforeTaken { sample: SampleId, taken: Timestamp } "tested-before-taken" Major,
        /// The test was done again, though no investigation has invalidated the first result.
        RepeatedWithoutInvestigation { attribute: Code, round: u32 } "repeated-without-investigation" Major,
        /// The code of the method is too long.
        MethodCodeTooLong { method: Code } "method-code-too-long" Minor,
    }
}

impl EnterResult {
    /// What the analyst must be qualified for.
    fn skill(&self) -> Result<Code, Refused> {
        let skill = format!("method/{}", self.method).parse();
        skill.map_err(|_| Refused::MethodCodeTooLong { method: self.method.clone() })
    }

    fn must_fit(&self, sample: &Sample, act: &Act, broken: &mut Broken) {
        let (id, attribute) = (&self.sample, &self.attribute);
        if sample.received.is_empty() {
            broken.because_of("sample", Refused::SampleNotReceived { sample: id.clone() });
        }
        if !sample.taken.attributes.contains(attribute) {
            let (sample, attribute) = (id.clone(), attribute.clone());
            broken.because_of("attribute", Refused::AttributeNotServed { sample, attribute });
        }
        if act.occurred < sample.taken.occurred {
            let taken = sample.taken.occurred;
            broken.because(Refused::TestedBeforeTaken { sample: id.clone(), taken });
        }
        if let Some(first) = sample.valid(attribute).next() {
            let (attribute, round) = (attribute.clone(), first.round);
            broken.because(Refused::RepeatedWithoutInvestigation { attribute, round });
        }
    }
}

impl Rule for EnterResult {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let sample: &Sample = desk.state(self.sample.subject())?;
        if let Some(id) = &self.equipment {
            let class = &facility::equipment(desk, id)?.class;
            facility::must_be_of_class(desk, id, class, broken)?;
            facility::must_be_calibrated(desk, act, id, broken)?;
        }
        let criterion = criterion_of(desk, &sample.taken.process, &self.attribute)?;
        must_be_qualified(desk, act, &act.by, &self.skill()?, broken)?;
        self.must_fit(sample, act, broken);
        let judged = criterion.judge(&self.attribute, &self.reading, broken)?;
        let entered = ResultEntered {
            attribute: self.attribute.clone(),
            round: sample.next_round(&self.attribute),
            reading: self.reading.clone(),
            judged,
            method: self.method.clone(),
            equipment: self.equipment.clone(),
            raw_data: self.raw_data,
            by: act.by.clone(),
            occurred: act.occurred,
        };
        Ok(vec![Fact::new(self.sample.clone(), entered)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facility::views::tests::equipment;
    use crate::quality::testing::{Laboratory, batch, enter, receive};
    use crate::quality::{Verdict, Waits, views};
    use crate::refusal::Severity;

    fn verdict(lab: &Laboratory, sample: &SampleId, attribute: &str) -> Option<Verdict> {
        lab.stage.state::<Sample>(sample.subject()).verdict(&attribute.parse().unwrap())
    }

    #[test]
    fn a_result_is_held_against_the_specification_of_its_batch() {
        let mut lab = Laboratory::open();
        let sample = lab.a_received_sample(&["viability", "sterility", "vcn"]);
        for (attribute, reading) in [
            ("viability", r#"{"n":"97.9","u":"%"}"#),
            ("sterility", r#"{"is":"no-growth"}"#),
            ("vcn", r#"{"n":"1.45","u":"{copies}/{cell}"}"#),
        ] {
            let decision = lab.stage.tells("QC-01", enter(&sample, attribute, reading)).stands();
            assert_eq!(decision.findings, [], "{attribute}");
        }
        assert_eq!(verdict(&lab, &sample, "viability"), Some(Verdict::WithinSpecification));
        assert_eq!(verdict(&lab, &sample, "sterility"), Some(Verdict::WithinSpecification));
        assert_eq!(verdict(&lab, &sample, "vcn"), Some(Verdict::Reported));
        assert_eq!(lab.stage.state::<Sample>(sample.subject()).waits(), Waits::Review);
    }

    /// INV-QUALITY-1.
    #[test]
    fn out_of_specification_opens_a_deviation_that_touches_the_batch() {
        let mut lab = Laboratory::open();
        let sample = lab.a_received_sample(&["viability", "sterility"]);
        let low = enter(&sample, "viability", r#"{"n":"69.9","u":"%"}"#);
        let decision = lab.stage.tells("QC-01", low).found("out-of-specification");
        assert_eq!(decision.findings[0].severity, Severity::Critical);
        assert_eq!(verdict(&lab, &sample, "viability"), Some(Verdict::OutOfSpecification));
        let grown = enter(&sample, "sterility", r#"{"is":"growth"}"#);
        lab.stage.tells("QC-01", grown).found("out-of-specification");
        let desk = Desk::new(&lab.stage.centre, lab.stage.now);
        assert_eq!(views::open_deviations(&desk, sample.subject()).unwrap().len(), 2);
        assert_eq!(views::open_deviations(&desk, batch().subject()).unwrap().len(), 2);
    }

    #[test]
    fn what_is_neither_within_nor_outside_is_looked_into() {
        let mut lab = Laboratory::open();
        let sample = lab.a_received_sample(&["endotoxin", "viability", "sterility", "vcn"]);
        for (attribute, reading) in [
            ("endotoxin", r#"{"lt":"0.60","u":"[EU]/mL"}"#),
            ("viability", r#"{"none":"not-detected"}"#),
            ("sterility", r#"{"none":"not-done"}"#),
            ("vcn", r#"{"none":"not-done"}"#),
        ] {
            let result = enter(&sample, attribute, reading);
            lab.stage.tells("QC-01", result).found("result-inconclusive");
            assert_eq!(verdict(&lab, &sample, attribute), Some(Verdict::Inconclusive));
        }
    }

    #[test]
    fn a_result_that_is_none_of_this_line_is_not_understood() {
        let mut lab = Laboratory::open();
        let sample = lab.a_received_sample(&["viability", "sterility"]);
        for (attribute, reading, code) in [
            ("colour", r#"{"is":"red"}"#, "attribute-unknown"),
            ("viability", r#"{"n":"80.0","u":"kg"}"#, "wrong-unit"),
            ("viability", r#"{"is":"no-growth"}"#, "wrong-kind-of-result"),
            ("sterility", r#"{"n":"0","u":"[CFU]"}"#, "wrong-kind-of-result"),
            ("sterility", r#"{"is":"unsure"}"#, "wrong-kind-of-result"),
        ] {
            lab.stage.tells("QC-01", enter(&sample, attribute, reading)).refused(code);
        }
        let fine = enter(&sample, "viability", r#"{"n":"80.0","u":"%"}"#);
        let long = EnterResult { method: "m".repeat(60).parse().unwrap(), ..fine.clone() };
        lab.stage.tells("QC-01", long).refused("method-code-too-long");
        let equipment = Some(EquipmentId::new("nobody-has-this").unwrap());
        lab.stage.tells("QC-01", EnterResult { equipment, ..fine }).refused("unknown-subject");
        let lost = lab.a_sample_under(Digest([9; 32]), &["viability"]);
        let lost = enter(&lost, "viability", r#"{"n":"80.0","u":"%"}"#);
        lab.stage.tells("QC-01", lost).refused("process-not-at-hand");
    }

    #[test]
    fn another_way_of_writing_is_taken_down_as_it_is() {
        let mut lab = Laboratory::open();
        let sample = lab.a_received_sample(&["viability", "endotoxin"]);
        let share = enter(&sample, "viability", r#"{"n":"0.699","u":"1"}"#);
        let decision = lab.stage.tells("QC-01", share).found("unit-not-as-specified");
        assert!(decision.findings.iter().any(|found| found.code == "out-of-specification"));
        let coarse = enter(&sample, "endotoxin", r#"{"n":"0.5","u":"[EU]/mL"}"#);
        let decision = lab.stage.tells("QC-01", coarse).found("decimals-not-as-specified");
        assert_eq!(decision.findings.len(), 1);
        assert_eq!(verdict(&lab, &sample, "endotoxin"), Some(Verdict::WithinSpecification));
    }

    #[test]
    fn what_should_not_have_been_done_is_found() {
        let mut lab = Laboratory::open();
        let sample = lab.a_sample(&["viability"]);
        let reading = r#"{"n":"80.0","u":"%"}"#;
        lab.stage
            .tells("QC-01", enter(&sample, "vcn", r#"{"n":"1.00","u":"{copies}/{cell}"}"#))
            .found("attribute-not-served");
        lab.stage.tells("QC-01", enter(&sample, "viability", reading)).found("sample-not-received");
        lab.stage.asks("QC-01", receive(&sample)).stands();
        lab.stage
            .tells("QC-01", enter(&sample, "viability", reading))
            .found("repeated-without-investigation");
        let untrained =
            EnterResult { method: "qpcr".parse().unwrap(), ..enter(&sample, "viability", reading) };
        lab.stage.tells("QC-01", untrained).found("not-qualified");
        let equipment = Some(equipment(&mut lab.stage, "e-cyt01", "cytometer"));
        let uncalibrated = EnterResult { equipment, ..enter(&sample, "viability", reading) };
        lab.stage.tells("QC-01", uncalibrated).found("not-calibrated");
        let young = lab.a_received_sample(&["viability"]);
        lab.stage.pass_minutes(-5);
        lab.stage.tells("QC-01", enter(&young, "viability", reading)).found("tested-before-taken");
    }

    /// INV-QUALITY-3.
    #[test]
    fn a_repeated_test_washes_nothing_out() {
        let mut lab = Laboratory::open();
        let sample = lab.a_received_sample(&["viability"]);
        let low = enter(&sample, "viability", r#"{"n":"60.0","u":"%"}"#);
        lab.stage.tells("QC-01", low).found("out-of-specification");
        let again = enter(&sample, "viability", r#"{"n":"90.0","u":"%"}"#);
        lab.stage.tells("QC-01", again).found("repeated-without-investigation");
        assert_eq!(verdict(&lab, &sample, "viability"), Some(Verdict::OutOfSpecification));
    }
}

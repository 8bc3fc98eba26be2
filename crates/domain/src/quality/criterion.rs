//! What a line of the specification asks of a result, and the judgement of a result by it.
//!
//! The specification is that of the compiled process the sample was taken under; its hash stands
//! in the sample and in every judgement, so that the judgement can be made again from the record.

use super::verdict::{Judged, Verdict};
use crate::desk::Desk;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Digest};
use ::process::model::{Acceptance, Attribute, Choice};
use standards::reading::{Absence, Judgement, Limits, Quantity, Reading};
use standards::unit::Unit;
use std::sync::Arc;

/// A line of the specification, with where it stands.
pub struct Criterion<'a> {
    line: &'a Attribute,
    version: Arc<str>,
    process: Digest,
}

crate::refusals! {
    /// What is wrong with a result.
    pub enum Refused {
        /// The compiled process the sample was taken under is not loaded.
        ProcessNotAtHand { process: Digest } "process-not-at-hand" Critical,
        /// The specification has no such line.
        AttributeUnknown { attribute: Code, version: Arc<str> } "attribute-unknown" Major,
        /// The unit cannot be converted into that of the specification.
        WrongUnit { unit: Unit, wanted: Unit } "wrong-unit" Major,
        /// A finding where a number belongs, a number where a finding belongs, or an unknown finding.
        WrongKindOfResult { reading: Reading, wanted: String } "wrong-kind-of-result" Major,
        /// The unit is not the specification's, though it can be converted.
        UnitNotAsSpecified { unit: Unit, wanted: Unit } "unit-not-as-specified" Minor,
        /// There are more or fewer decimals than the specification lays down.
        DecimalsNotAsSpecified { decimals: u32, wanted: u32 } "decimals-not-as-specified" Minor,
        /// Neither within nor outside can be said.
        ResultInconclusive { attribute: Code, reading: Reading } "result-inconclusive" Major,
        /// The result is outside the specification.
        OutOfSpecification { attribute: Code, reading: Reading, criterion: Arc<str> } "out-of-specification" Critical,
    }
}

/// The line of a process's specification for `attribute`.
pub fn criterion_of<'a>(
    desk: &Desk<'a>,
    process: &Digest,
    attribute: &Code,
) -> Result<Criterion<'a>, Stop> {
    let Some(compiled) = desk.centre().process(process) else {
        return Err(Refused::ProcessNotAtHand { process: *process }.into());
    };
    let version: Arc<str> = format!("{}@{}", compiled.id, compiled.version).into();
    match compiled.attribute(&attribute.as_str().into()) {
        Some(line) => Ok(Criterion { line, version, process: *process }),
        None => Err(Refused::AttributeUnknown { attribute: attribute.clone(), version }.into()),
    }
}

impl Criterion<'_> {
    /// Judges a result and notes what is wrong with it. `Err` when it is no result of this line.
    pub fn judge(
        &self,
        attribute: &Code,
        reading: &Reading,
        broken: &mut Broken,
    ) -> Result<Judged, Stop> {
        let (verdict, criterion) = match &self.line.accept {
            Acceptance::Number { unit, decimals, limits } => {
                must_be_number(reading, unit, *decimals, broken)?;
                let text = limits.as_ref().map(|limits| limits.to_string().into());
                (number(reading, limits.as_ref()), text)
            }
            Acceptance::Choice(choices) => {
                (finding(reading, choices)?, Some(accepted(choices).into()))
            }
        };
        let judged =
            Judged { verdict, criterion, version: self.version.clone(), process: self.process };
        note(attribute, reading, &judged, broken);
        Ok(judged)
    }
}

/// Notes it when a judgement is one that somebody has to look into.
fn note(attribute: &Code, reading: &Reading, judged: &Judged, broken: &mut Broken) {
    let (attribute, reading) = (attribute.clone(), reading.clone());
    match judged.verdict {
        Verdict::Reported | Verdict::WithinSpecification => {}
        Verdict::Inconclusive => {
            broken.because_of("reading", Refused::ResultInconclusive { attribute, reading });
        }
        Verdict::OutOfSpecification => {
            let criterion = judged.criterion.clone().unwrap_or_default();
            let outside = Refused::OutOfSpecification { attribute, reading, criterion };
            broken.because_of("reading", outside);
        }
    }
}

fn must_be_number(
    reading: &Reading,
    unit: &Unit,
    decimals: u32,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let quantity = match reading {
        Reading::Exact(quantity) | Reading::Below(quantity) | Reading::Above(quantity) => quantity,
        Reading::Absent(_) => return Ok(()),
        Reading::Found(_) => {
            let wanted = unit.to_string();
            return Err(Refused::WrongKindOfResult { reading: reading.clone(), wanted }.into());
        }
    };
    let Quantity { value, unit: given } = quantity;
    if given == unit {
        if value.scale() != decimals {
            let decimals_given = value.scale();
            broken.because_of(
                "reading",
                Refused::DecimalsNotAsSpecified { decimals: decimals_given, wanted: decimals },
            );
        }
        return Ok(());
    }
    let (unit, wanted) = (given.clone(), unit.clone());
    if !unit.annotations_agree(&wanted) || unit.factor_to(&wanted).is_none() {
        return Err(Refused::WrongUnit { unit, wanted }.into());
    }
    broken.because_of("reading", Refused::UnitNotAsSpecified { unit, wanted });
    Ok(())
}

fn number(reading: &Reading, limits: Option<&Limits>) -> Verdict {
    match (reading, limits) {
        (Reading::Absent(Absence::NotDone), _) => Verdict::Inconclusive,
        (_, None) => Verdict::Reported,
        (_, Some(limits)) => match limits.judge(reading) {
            Judgement::Within => Verdict::WithinSpecification,
            Judgement::Undecided => Verdict::Inconclusive,
            Judgement::Outside => Verdict::OutOfSpecification,
        },
    }
}

fn finding(reading: &Reading, choices: &[Choice]) -> Result<Verdict, Refused> {
    let known = match reading {
        Reading::Absent(_) => return Ok(Verdict::Inconclusive),
        Reading::Found(found) => choices.iter().find(|choice| choice.code == *found),
        Reading::Exact(_) | Reading::Below(_) | Reading::Above(_) => None,
    };
    match known {
        Some(choice) if choice.accepted => Ok(Verdict::WithinSpecification),
        Some(_) => Ok(Verdict::OutOfSpecification),
        None => {
            let codes: Vec<&str> = choices.iter().map(|choice| choice.code.as_str()).collect();
            let wanted = codes.join(" | ");
            Err(Refused::WrongKindOfResult { reading: reading.clone(), wanted })
        }
    }
}

/// The accepted findings as text: `no-growth`.
fn accepted(choices: &[Choice]) -> String {
    let accepted = choices.iter().filter(|choice| choice.accepted);
    accepted.map(|choice| choice.code.as_str()).collect::<Vec<_>>().join(" | ")
}

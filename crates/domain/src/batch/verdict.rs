//! How a value stands to its limits, and what is noted when it stands badly.

use super::work::Work;
use crate::refusal::{Broken, Reason, Severity, Stop};
use process::model::{Value, ValueKind};
use process::run::Unfit;
use process::words::{StepId, ValueId};
use standards::reading::{Limits, Reading};

crate::choice! {
    /// How a value stands to its limits.
    pub enum Verdict {
        /// Within all of them.
        Within "within",
        /// Outside the alert limits: somebody should look.
        Alert "alert",
        /// Outside the action limits, or not an accepted answer.
        Action "action",
        /// There are no limits, or the reading does not tell.
        Unjudged "unjudged",
    }
}

crate::refusals! {
    /// What stands against a reading.
    pub enum Refused {
        /// Outside its action limits, or not an accepted answer.
        ActionLimitExceeded { step: StepId, value: ValueId, reading: Reading, limits: String } "action-limit-exceeded" Major,
        /// Outside its alert limits.
        AlertLimitExceeded { step: StepId, value: ValueId, reading: Reading, limits: String } "alert-limit-exceeded" Minor,
        /// Nobody believes it: read again.
        ReadingImplausible { value: ValueId, reading: Reading, plausible: Limits } "reading-implausible" Minor,
        /// It is in another unit than the record's.
        ReadingOtherUnit { value: ValueId, reading: Reading, wanted: String } "reading-other-unit" Minor,
        /// It has more or fewer decimals than the record asks for.
        ReadingOtherDecimals { value: ValueId, reading: Reading, wanted: u32 } "reading-other-decimals" Minor,
        /// A number is wanted.
        ReadingNotANumber { value: ValueId, reading: Reading } "reading-not-a-number" Minor,
        /// One of the choices is wanted.
        ReadingNotAChoice { value: ValueId, reading: Reading, choices: String } "reading-not-a-choice" Minor,
    }
}

impl From<process::run::Verdict> for Verdict {
    fn from(verdict: process::run::Verdict) -> Self {
        match verdict {
            process::run::Verdict::Within => Self::Within,
            process::run::Verdict::Alert => Self::Alert,
            process::run::Verdict::Action => Self::Action,
            process::run::Verdict::Unjudged => Self::Unjudged,
        }
    }
}

/// Judges a value.
pub(super) fn judge(value: &Value, reading: &Reading) -> Verdict {
    process::run::judge(value, reading).into()
}

/// Refuses outright what cannot be taken down as it is, and says what is expected.
pub(super) fn must_fit(value: &Value, reading: &Reading) -> Result<(), Stop> {
    let Err(unfit) = process::run::fits(value, reading) else { return Ok(()) };
    let (id, reading) = (value.id.clone(), reading.clone());
    let refused = match unfit {
        Unfit::NotANumber => Refused::ReadingNotANumber { value: id, reading },
        Unfit::NotAChoice => {
            let choices = codes(value, |_| true);
            Refused::ReadingNotAChoice { value: id, reading, choices }
        }
        Unfit::OtherUnit { wanted } => {
            Refused::ReadingOtherUnit { value: id, reading, wanted: wanted.to_string() }
        }
        Unfit::OtherDecimals { wanted } => {
            Refused::ReadingOtherDecimals { value: id, reading, wanted }
        }
        Unfit::Implausible { plausible } => {
            Refused::ReadingImplausible { value: id, reading, plausible }
        }
    };
    Err(Stop::from(Reason::from(refused).at("reading")))
}

/// Notes it when a value stands outside its limits: graver where the product hangs on it.
pub(super) fn note(
    work: &Work<'_>,
    value: &Value,
    reading: &Reading,
    verdict: Verdict,
    broken: &mut Broken,
) {
    let (step, id) = (work.step.id.clone(), value.id.clone());
    let (reading, limits) = (reading.clone(), limits_of(value, verdict));
    let reason: Reason = match verdict {
        Verdict::Action => Refused::ActionLimitExceeded { step, value: id, reading, limits }.into(),
        Verdict::Alert => Refused::AlertLimitExceeded { step, value: id, reading, limits }.into(),
        Verdict::Within | Verdict::Unjudged => return,
    };
    let grave = verdict == Verdict::Action && value.critical;
    let severity = if grave { Severity::Critical } else { reason.severity };
    broken.because(Reason { severity, ..reason }.at("reading"));
}

/// What a value was to keep within, without translation.
fn limits_of(value: &Value, verdict: Verdict) -> String {
    match &value.kind {
        ValueKind::Number(number) => {
            let limits = match verdict {
                Verdict::Alert => number.alert.as_ref(),
                Verdict::Action | Verdict::Within | Verdict::Unjudged => number.action.as_ref(),
            };
            limits.map(ToString::to_string).unwrap_or_default()
        }
        ValueKind::Choice(_) => codes(value, |accepted| accepted),
    }
}

fn codes(value: &Value, wanted: impl Fn(bool) -> bool) -> String {
    let choices = value.kind.choices().iter().filter(|choice| wanted(choice.accepted));
    choices.map(|choice| choice.code.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use crate::batch::Verdict;
    use crate::batch::testing::Bench;
    use crate::refusal::Severity;

    /// INV-BATCH-2.
    #[test]
    fn outside_its_action_limits_it_opens_a_deviation_and_outside_its_alert_limits_it_is_noted() {
        let mut bench = Bench::seeding();
        let density = bench.value("culture.seed", "density", "0.40 10*6/mL");
        let decision = density.found("action-limit-exceeded");
        assert_eq!(decision.findings[0].severity, Severity::Critical);
        assert_eq!(decision.findings[0].args["limits"], ">= 0.50 10*6/mL");
        assert!(decision.facts.iter().any(|fact| fact.subject.key() == "DV26-0001"));
        let volume = bench.value("culture.seed", "volume", "9.9 mL");
        let decision = volume.found("action-limit-exceeded");
        assert_eq!(decision.findings[0].severity, Severity::Major);

        let mut bench = Bench::seeding();
        let density = bench.value("culture.seed", "density", "0.90 10*6/mL");
        let decision = density.found("alert-limit-exceeded");
        assert_eq!(decision.facts.len(), 1);
        let density = bench.record("culture.seed").value(&"density".into()).unwrap();
        assert_eq!(density.verdict, Verdict::Alert);
    }

    #[test]
    fn an_answer_that_is_not_accepted_opens_a_deviation() {
        let mut bench = Bench::started();
        bench.begin("receipt.identity").stands();
        let decision = bench.value("receipt.identity", "integrity", "=damaged");
        let decision = decision.found("action-limit-exceeded");
        assert_eq!(decision.findings[0].args["limits"], "intact");
    }

    #[test]
    fn what_cannot_be_taken_down_says_what_is_expected() {
        let mut bench = Bench::seeding();
        let mut says = |value: &str, said: &str, code: &str| {
            bench.value("culture.seed", value, said).refused(code);
        };
        says("density", "112 10*4/mL", "reading-other-unit");
        says("density", "1.1 10*6/mL", "reading-other-decimals");
        says("density", "112.00 10*6/mL", "reading-implausible");
        says("density", "=red", "reading-not-a-number");
        says("remark", "=blue", "reading-not-a-choice");
        says("remark", "1 mL", "reading-not-a-choice");
    }
}

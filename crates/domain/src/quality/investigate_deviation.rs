//! Establishing what caused a deviation and what it means.

use super::{Deviation, Investigated, views};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::DeviationId;
use crate::people::views::must_be_another;
use crate::refusal::{Broken, Severity, Stop};
use crate::signature::{Signed, must_cover};
use crate::text::Note;

crate::command! {
    /// Establishes what caused a deviation and what it means for product and patient.
    ///
    /// Refuses whoever's act opened the deviation, so that nobody investigates themselves.
    pub struct InvestigateDeviation = "quality.investigate-deviation" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Reviewed];
    about: Field("deviation");
    /// Which deviation.
    pub deviation: DeviationId,
    /// What caused it.
    pub cause: Note,
    /// What it means for product and patient.
    pub impact: Note,
    /// How grave it proved to be.
    pub severity: Severity,
}

crate::refusals! {
    /// Why a deviation cannot be investigated.
    pub enum Refused {
        /// Its cause and impact have been established.
        AlreadyInvestigated { deviation: DeviationId } "deviation-already-investigated" Minor,
    }
}

impl Rule for InvestigateDeviation {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let deviation: &Deviation = desk.state(self.deviation.subject())?;
        views::must_not_be_closed(desk, &self.deviation, broken)?;
        if deviation.investigated.is_some() {
            let deviation = self.deviation.clone();
            broken.because(Refused::AlreadyInvestigated { deviation });
        }
        must_be_another(desk, act, &[&deviation.opened.by], broken)?;
        must_cover(act, deviation.entries.iter().copied(), broken);
        let investigated = Investigated {
            cause: self.cause.clone(),
            impact: self.impact.clone(),
            severity: self.severity,
            signed: Signed::of(act)?,
        };
        Ok(vec![Fact::new(self.deviation.clone(), investigated)])
    }

    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        Ok(desk.state::<Deviation>(self.deviation.subject())?.entries.clone())
    }
}

#[cfg(test)]
mod tests {
    use crate::people::Role;
    use crate::quality::testing::{Laboratory, close, contain, investigate};
    use crate::quality::{Deviation, DeviationState};
    use crate::refusal::Severity;

    #[test]
    fn nobody_investigates_what_their_own_act_opened() {
        let mut lab = Laboratory::open();
        let deviation = lab.a_deviation();
        let keeper = lab.stage.find("SK-01");
        lab.stage.gives(&keeper, Role::QaReviewer).stands();
        lab.stage.asks("SK-01", investigate(&deviation)).refused("same-person");
        lab.stage.asks("QA-01", investigate(&deviation)).stands();
        let state: &Deviation = lab.stage.state(deviation.subject());
        assert_eq!(state.state(), DeviationState::Investigated);
        assert_eq!((state.opened.severity, state.severity()), (Severity::Minor, Severity::Major));
        lab.stage.asks("QA-02", investigate(&deviation)).refused("deviation-already-investigated");
        lab.stage.asks("QA-02", close(&deviation)).stands();
        lab.stage.asks("QA-02", investigate(&deviation)).refused("deviation-closed");
    }

    #[test]
    fn an_action_that_came_in_since_is_looked_at_first() {
        let mut lab = Laboratory::open();
        let deviation = lab.a_deviation();
        let seen = lab.stage.state::<Deviation>(deviation.subject()).entries.clone();
        lab.stage.signs("QA-01", investigate(&deviation), &[]).refused("not-covered");
        let shown_at = lab.stage.centre.size();
        lab.stage.tells("SK-01", contain(&deviation)).stands();
        let late = lab.stage.signs_as_shown("QA-01", investigate(&deviation), &seen, shown_at);
        late.refused("changed-since-shown");
        lab.stage.asks("QA-01", investigate(&deviation)).stands();
    }
}

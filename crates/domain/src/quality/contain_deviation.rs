//! Telling which immediate action was taken on a deviation.

use super::{Contained, views};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::DeviationId;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Note};

crate::command! {
    /// Tells which immediate action was taken, so that what the deviation concerns is held no more.
    pub struct ContainDeviation = "quality.contain-deviation" 1;
    said: Told;
    roles: [
        Operator, QcAnalyst, QcReviewer, QaReviewer, ProcessEngineer, Storekeeper, FacilityEngineer,
        Physician, Nurse, Coordinator, Courier,
    ];
    signed: [];
    about: Field("deviation");
    /// Which deviation.
    pub deviation: DeviationId,
    /// Which action, as quarantined or informed-physician.
    pub action: Code,
    /// Anything to add.
    pub note: Option<Note>,
}

impl Rule for ContainDeviation {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        views::must_not_be_closed(desk, &self.deviation, broken)?;
        let contained = Contained {
            action: self.action.clone(),
            note: self.note.clone(),
            by: act.by.clone(),
            occurred: act.occurred,
        };
        Ok(vec![Fact::new(self.deviation.clone(), contained)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::testing::{Laboratory, contain};
    use crate::quality::{Deviation, DeviationState};

    #[test]
    fn an_immediate_action_ends_the_hold_but_not_the_deviation() {
        let mut lab = Laboratory::open();
        let deviation = lab.a_deviation();
        let about = lab.stage.state::<Deviation>(deviation.subject()).opened.about.clone();
        let act = contain(&deviation);
        lab.stage.tells("SK-01", act).stands();
        let desk = Desk::new(&lab.stage.centre, lab.stage.now);
        assert_eq!(views::open_deviations(&desk, &about).unwrap().len(), 1);
        assert!(views::holding_deviations(&desk, &about).unwrap().is_empty());
    }

    #[test]
    fn an_action_on_a_closed_deviation_is_taken_down_and_changes_nothing() {
        let mut lab = Laboratory::open();
        let deviation = lab.a_closed_deviation();
        lab.stage.tells("SK-01", contain(&deviation)).found("deviation-closed");
        let state: &Deviation = lab.stage.state(deviation.subject());
        assert_eq!(state.state(), DeviationState::Closed);
    }
}

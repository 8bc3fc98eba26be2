//! Closing a deviation.

use super::{Deviation, DeviationClosed, views};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{DeviationId, PersonId};
use crate::people::views::must_be_another;
use crate::refusal::{Broken, Stop};
use crate::signature::{Signed, must_cover};
use crate::text::Note;

crate::command! {
    /// Closes a deviation with a conclusion.
    ///
    /// Refuses while its cause and impact are unknown, and whoever opened or investigated it: the
    /// end is judged by somebody who has no part in it.
    pub struct CloseDeviation = "quality.close-deviation" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Approved];
    about: Field("deviation");
    /// Which deviation.
    pub deviation: DeviationId,
    /// The conclusion.
    pub conclusion: Note,
}

impl Rule for CloseDeviation {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let deviation: &Deviation = desk.state(self.deviation.subject())?;
        views::must_not_be_closed(desk, &self.deviation, broken)?;
        views::must_be_investigated(desk, &self.deviation, broken)?;
        let took_part: Vec<&PersonId> =
            [Some(&deviation.opened.by), deviation.investigator()].into_iter().flatten().collect();
        must_be_another(desk, act, &took_part, broken)?;
        must_cover(act, deviation.entries.iter().copied(), broken);
        let closed =
            DeviationClosed { conclusion: self.conclusion.clone(), signed: Signed::of(act)? };
        Ok(vec![Fact::new(self.deviation.clone(), closed)])
    }

    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        Ok(desk.state::<Deviation>(self.deviation.subject())?.entries.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::testing::{Laboratory, close, investigate};
    use crate::state::Summarise;

    #[test]
    fn it_is_closed_once_by_somebody_who_has_no_part_in_it() {
        let mut lab = Laboratory::open();
        let deviation = lab.a_deviation();
        lab.stage.asks("QA-01", close(&deviation)).refused("deviation-not-investigated");
        lab.stage.asks("QA-01", investigate(&deviation)).stands();
        lab.stage.asks("QA-01", close(&deviation)).refused("same-person");
        lab.stage.asks("QA-02", close(&deviation)).stands();
        lab.stage.asks("QA-02", close(&deviation)).refused("deviation-closed");
        let about = lab.stage.state::<Deviation>(deviation.subject()).opened.about.clone();
        let desk = Desk::new(&lab.stage.centre, lab.stage.now);
        assert!(views::open_deviations(&desk, &about).unwrap().is_empty());
        assert!(desk.summary::<Deviation>(deviation.subject()).unwrap().closed());
    }
}

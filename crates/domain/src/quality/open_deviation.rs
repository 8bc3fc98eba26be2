//! Opening a deviation that a person saw.

use super::{DeviationOpened, views};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::{Desk, unknown};
use crate::fact::Fact;
use crate::id::{Kind, SubjectId};
use crate::refusal::{Broken, Severity, Stop};
use crate::text::{Code, Note};

crate::command! {
    /// Reports that something departed from what was laid down.
    pub struct OpenDeviation = "quality.open-deviation" 1;
    said: Told;
    roles: [
        Operator, QcAnalyst, QcReviewer, QaReviewer, ReleasingPerson, ProcessEngineer, Storekeeper,
        FacilityEngineer, Physician, Nurse, Coordinator, Courier, Administrator, System,
    ];
    signed: [];
    about: Field("about");
    /// What it is chiefly about.
    pub about: SubjectId,
    /// How grave it is at first sight.
    pub severity: Severity,
    /// What was seen.
    pub description: Note,
    /// The step of the batch it arose in, as harvest.count.
    pub step: Option<Code>,
}

impl Rule for OpenDeviation {
    fn judge(&self, desk: &Desk<'_>, act: &Act, _: &mut Broken) -> Result<Vec<Fact>, Stop> {
        if !desk.exists(&self.about) {
            return Err(unknown(&self.about).at("about").into());
        }
        let opened = DeviationOpened {
            about: self.about.clone(),
            touches: views::touched_through(desk, &self.about)?,
            step: self.step.clone(),
            findings: Vec::new(),
            severity: self.severity,
            occurred: act.occurred,
            description: Some(self.description.clone()),
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(desk.next(Kind::Deviation), opened)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Role;
    use crate::quality::views::{holding_deviations, open_deviations};
    use crate::testing::Stage;

    #[test]
    fn what_a_person_saw_holds_its_subject() {
        let mut stage = Stage::open();
        stage.person("SK-01", &[Role::Storekeeper]);
        let lot = stage.lot("transact", "2026-12-31", "SK-01");
        let open = |about: SubjectId| OpenDeviation {
            description: stage.note(&about),
            about,
            severity: Severity::Minor,
            step: None,
        };
        let (known, strange) = (open(lot.subject().clone()), open("lot/L26-0099".parse().unwrap()));
        stage.tells("SK-01", strange).refused("unknown-subject");
        stage.asks("SK-01", known.clone()).refused("only-told");
        stage.tells("SK-01", known).stands();
        let desk = Desk::new(&stage.centre, stage.now);
        assert_eq!(open_deviations(&desk, lot.subject()).unwrap().len(), 1);
        assert_eq!(holding_deviations(&desk, lot.subject()).unwrap().len(), 1);
    }
}

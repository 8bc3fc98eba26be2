//! Taking a role one does not hold, because somebody is in need now.

use super::emergency::EmergencyRoleTaken;
use super::{Person, Role};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Reason};
use crate::time::Timestamp;

/// How long a role taken in an emergency lasts, in minutes. It can be taken again.
pub const EMERGENCY_MINUTES: i64 = 60;

/// What may be done in an emergency: work at the product and the patient. Nothing is judged, and no
/// account is run, because somebody is in need.
pub const EMERGENCY_ROLES: &[Role] = &[
    Role::Operator,
    Role::QcAnalyst,
    Role::Storekeeper,
    Role::FacilityEngineer,
    Role::Physician,
    Role::Nurse,
    Role::Coordinator,
    Role::Courier,
];

crate::command! {
    /// Takes a role one does not hold for an hour, because somebody is in need now. Everybody sees
    /// it, and quality assurance has to close it.
    pub struct TakeEmergencyRole = "people.take-emergency-role" 1;
    said: Told;
    roles: [
        Administrator, Operator, QcAnalyst, QcReviewer, QaReviewer, ReleasingPerson, ProcessEngineer,
        Storekeeper, FacilityEngineer, Physician, Nurse, Coordinator, Courier,
    ];
    signed: [Performed];
    about: Field("person");
    /// Whoever acts.
    pub person: PersonId,
    /// Which role.
    pub role: Role,
    /// What the emergency is.
    pub reason: Reason,
}

crate::refusals! {
    /// What taking a role in an emergency breaks.
    pub enum Refused {
        /// A role was taken that nobody gave.
        EmergencyAccess { person: Code, role: &'static str, until: Timestamp } "emergency-access" Critical,
        /// This role is not taken in any emergency.
        NoEmergencyRole { role: &'static str } "no-emergency-role" Critical,
    }
}

impl Rule for TakeEmergencyRole {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person: &Person = desk.state(self.person.subject())?;
        let mut others = Broken::default();
        super::views::must_be_oneself(desk, act, &self.person, &mut others)?;
        if !EMERGENCY_ROLES.contains(&self.role) {
            others.because_of("role", Refused::NoEmergencyRole { role: self.role.word() });
        }
        // Nobody else's role and no judgement is taken by telling of it.
        if !others.is_empty() {
            return Err(Stop::Refused(crate::refusal::Refusal { reasons: others.into_reasons() }));
        }
        let until = act.recorded.plus_minutes(EMERGENCY_MINUTES);
        broken.because(Refused::EmergencyAccess {
            person: person.code.clone(),
            role: self.role.word(),
            until,
        });
        let reason = self.reason.clone();
        let taken = EmergencyRoleTaken { role: self.role, until, reason };
        Ok(vec![Fact::new(self.person.clone(), taken)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Stage;

    #[test]
    fn a_role_taken_in_need_lasts_an_hour_and_opens_a_deviation() {
        let mut stage = Stage::open();
        let nurse = stage.person("NU-02", &[Role::Nurse]);
        let other = stage.person("NU-06", &[Role::Nurse]);
        let take = |person: &PersonId, role| TakeEmergencyRole {
            person: person.clone(),
            role,
            reason: Reason(crate::testing::sealed(person)),
        };
        let item = stage.item("transact");
        stage.asks_as("NU-02", Role::Storekeeper, item.clone()).refused("role-not-held");
        for role in [Role::Administrator, Role::ReleasingPerson, Role::System] {
            stage.tells("NU-02", take(&nurse, role)).refused("no-emergency-role");
        }
        stage.tells("NU-02", take(&other, Role::Storekeeper)).refused("not-yourself");
        let taken = stage.tells("NU-02", take(&nurse, Role::Storekeeper)).found("emergency-access");
        let opened = taken.facts.iter().any(|fact| fact.event.name().0 == "deviation-opened");
        assert!(opened, "quality assurance has to close it: {taken:#?}");
        stage.pass_minutes(EMERGENCY_MINUTES - 1);
        stage.asks_as("NU-02", Role::Storekeeper, item).stands();
        stage.pass_minutes(1);
        let item = stage.item("other");
        stage.asks_as("NU-02", Role::Storekeeper, item).refused("role-not-held");
    }
}

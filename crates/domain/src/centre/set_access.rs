//! Setting how long people stay signed in, and how long a role may be given for.

use super::settings::AccessSet;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::CentreId;
use crate::people::ROLE_DAYS_MAX;
use crate::refusal::{Broken, Stop};

crate::command! {
    /// Sets how long a session lives without use and at most, and for how many days a role may be
    /// given.
    pub struct SetAccess = "centre.set-access" 1;
    said: Asked;
    roles: [Administrator];
    signed: [Approved];
    about: Field("centre");
    /// The centre.
    pub centre: CentreId,
    /// After how many minutes without use a session ends.
    pub idle_minutes: u32,
    /// The same where several people share a tablet.
    pub idle_minutes_shared: u32,
    /// After how many hours a session ends, used or not.
    pub session_hours: u32,
    /// For how many days a role may be given at most; left out: for 1100.
    pub role_days: Option<u32>,
}

crate::refusals! {
    /// Why it cannot be set like this.
    pub enum Refused {
        /// Outside of what is sensible.
        AccessOutOfRange { given: u32, least: u32, most: u32 } "access-out-of-range" Minor,
    }
}

impl Rule for SetAccess {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &super::Settings = desk.state(self.centre.subject())?;
        let mut within = |field, given: u32, least: u32, most: u32| {
            if given < least || given > most {
                broken.because_of(field, Refused::AccessOutOfRange { given, least, most });
            }
        };
        within("idle_minutes", self.idle_minutes, 1, 60);
        within("idle_minutes_shared", self.idle_minutes_shared, 1, 60);
        within("session_hours", self.session_hours, 1, 24);
        within("role_days", self.role_days.unwrap_or(1), 1, ROLE_DAYS_MAX);
        let set = AccessSet {
            idle_minutes: self.idle_minutes,
            idle_minutes_shared: self.idle_minutes_shared,
            session_hours: self.session_hours,
            role_days: self.role_days,
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(self.centre.clone(), set)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{AssignRole, AssignRoleV1, Role};
    use crate::testing::Stage;

    #[test]
    fn a_role_has_a_last_day_where_the_centre_says_so() {
        let mut stage = Stage::open();
        let set = |minutes, role_days| SetAccess {
            centre: CentreId::new("c01").unwrap(),
            idle_minutes: minutes,
            idle_minutes_shared: 5,
            session_hours: 12,
            role_days,
        };
        stage.asks("AD-01", set(0, None)).refused("access-out-of-range");
        stage.asks("AD-01", set(15, Some(365))).stands();
        assert_eq!(stage.centre.settings().unwrap().access.role_days, Some(365));
        let person = stage.person("OP-07", &[]);
        let assign = |until: &str| AssignRole {
            person: person.clone(),
            role: Role::Operator,
            until: until.parse().unwrap(),
        };
        stage.asks("AD-01", assign("2027-11-23")).refused("last-day-needed");
        stage.asks("AD-01", assign("2027-11-22")).stands();
        // Version 1 took a role without a last day, where a centre did not ask for one.
        let without = AssignRoleV1 { person, role: Role::Operator, until: None };
        stage.asks("AD-01", without).refused("last-day-needed");
    }
}

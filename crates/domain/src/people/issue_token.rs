//! Issuing an access token for a machine.

use super::token::{TokenIssued, number};
use super::{Role, views};
use crate::act::Act;
use crate::command::{Command, Rule};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::secret::{DrawnCode, Password};
use crate::text::Code;
use crate::time::LocalDate;
use jiff::ToSpan as _;

/// For how many days a token is issued at most.
pub const TOKEN_DAYS_MAX: i64 = 366;

crate::command! {
    /// Issues an access token with which a machine acts for oneself: in one role, for some actions
    /// that take no signature, until a day.
    pub struct IssueToken = "people.issue-token" 1;
    said: Asked;
    roles: people;
    signed: [];
    about: Field("person");
    /// Whoever acts.
    pub person: PersonId,
    /// The role the machine acts in.
    pub role: Role,
    /// What it may do besides reading, by the names of actions; none: it reads only.
    pub actions: Vec<Code>,
    /// Its last day, at most a year from today.
    pub until: LocalDate,
    /// One's own password.
    pub password: Password,
    /// The secret of the token: drawn here, and shown once.
    pub code: DrawnCode,
}

crate::refusals! {
    /// Why a token cannot be issued.
    pub enum Refused {
        /// The person does not hold the role.
        TokenRoleNotHeld { role: &'static str } "token-role-not-held" Major,
        /// The token would not hold today, or for too long.
        TokenOutOfRange { until: LocalDate, last: LocalDate } "token-out-of-range" Minor,
        /// No machine does this: there is no such action, or a person signs it or gives a secret.
        NoMachineAction { action: Code } "no-machine-action" Major,
    }
}

/// Whether a machine may do it: it needs no signature and no secret.
fn for_machines(action: &Code, role: Role) -> bool {
    Command::find(action.as_str()).is_some_and(|action| {
        let secret = action.fields.iter().any(|field| field.kind.secret());
        action.signed.is_empty() && !secret && action.roles.contains(&role)
    })
}

impl Rule for IssueToken {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let given = ("password", self.password);
        let person = views::oneself_by_password(desk, act, &self.person, given, broken)?;
        let today = desk.today();
        if !person.holds(self.role, today) {
            broken.because_of("role", Refused::TokenRoleNotHeld { role: self.role.word() });
        }
        let last = today.checked_add(TOKEN_DAYS_MAX.days()).unwrap_or(today);
        if self.until < today || self.until > last {
            broken.because_of("until", Refused::TokenOutOfRange { until: self.until, last });
        }
        for action in self.actions.iter().filter(|action| !for_machines(action, self.role)) {
            broken.because_of("actions", Refused::NoMachineAction { action: action.clone() });
        }
        let issued = TokenIssued {
            token: number(act.id),
            role: self.role,
            actions: self.actions.clone(),
            until: self.until,
            code: self.code.0,
        };
        Ok(vec![Fact::new(self.person.clone(), issued)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{Person, RevokeToken};
    use crate::testing::Stage;
    use crate::text::Digest;

    #[test]
    fn a_token_does_what_its_owner_may_without_signing_and_until_it_is_revoked() {
        let mut stage = Stage::open();
        let person = stage.person("SK-01", &[Role::Storekeeper]);
        stage.person("OP-07", &[Role::Operator]);
        stage.invites("SK-01");
        stage.opens_account("SK-01");
        let issue = |role, action: &str, until: &str| IssueToken {
            person: person.clone(),
            role,
            actions: vec![action.parse().unwrap()],
            until: until.parse().unwrap(),
            password: Password(Digest([9; 32])),
            code: DrawnCode(Digest([4; 32])),
        };
        let good = issue(Role::Storekeeper, "materials.receive-lot", "2027-01-01");
        stage.asks("OP-07", good.clone()).refused("not-yourself");
        let nurse = issue(Role::Nurse, "ward.identify", "2027-01-01");
        stage.asks("SK-01", nurse).refused("token-role-not-held");
        let signed = issue(Role::Storekeeper, "people.qualify", "2027-01-01");
        stage.asks("SK-01", signed).refused("no-machine-action");
        let long = issue(Role::Storekeeper, "materials.receive-lot", "2029-01-01");
        stage.asks("SK-01", long).refused("token-out-of-range");
        stage.asks("SK-01", good).stands();
        let state: &Person = stage.state(person.subject());
        let token = state.account.tokens.keys().next().unwrap().clone();
        assert!(state.account.kept().any(|kept| kept == Digest([4; 32])));
        let revoke = RevokeToken { person: person.clone(), token };
        stage.asks("OP-07", revoke.clone()).refused("not-yourself");
        stage.asks("AD-01", revoke.clone()).stands();
        stage.asks("SK-01", revoke).refused("no-such-token");
        let state: &Person = stage.state(person.subject());
        assert!(state.account.tokens.is_empty());
    }
}

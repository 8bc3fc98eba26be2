//! Opening one's account: the first sign-in.

use super::account::{AccountOpened, Invitation};
use super::passkey::PasskeyWithdrawn;
use super::time_code::TimeCodeWithdrawn;
use super::{Person, views};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::secret::{NewPassword, OneTimeCode};
use crate::text::Digest;
use crate::time::LocalDate;

crate::command! {
    /// Opens one's own account with the code of an invitation: the person sets a password that
    /// nobody else knows, and acknowledges that her electronic signatures bind her.
    ///
    /// Guarantees: opened anew, the account begins with no other factor: passkeys and time-based codes
    /// that were there are withdrawn, for whoever lost one may not know where it is.
    pub struct OpenAccount = "people.open-account" 1;
    said: Asked;
    roles: people;
    signed: [];
    about: Field("person");
    /// Whoever was invited.
    pub person: PersonId,
    /// The code of the invitation.
    pub code: OneTimeCode,
    /// The password from now on.
    pub password: NewPassword,
    /// Hash of the text that was acknowledged, kept before as an object.
    pub acknowledged: Digest,
}

crate::refusals! {
    /// Why an account cannot be opened.
    pub enum Refused {
        /// There is no such invitation, or it was used.
        NotInvited {} "not-invited" Major,
        /// The invitation has run out.
        InvitationExpired { until: LocalDate } "invitation-expired" Minor,
    }
}

impl Rule for OpenAccount {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person: &Person = desk.state(self.person.subject())?;
        views::must_be_oneself(desk, act, &self.person, broken)?;
        let named = |invitation: &&Invitation| invitation.code == self.code.0;
        match person.account.invitation.as_ref().filter(named) {
            None => broken.because_of("code", Refused::NotInvited {}),
            Some(invitation) if invitation.until < desk.today() => {
                broken.because_of("code", Refused::InvitationExpired { until: invitation.until });
            }
            Some(_) => {}
        }
        let opened = AccountOpened {
            password: self.password.0,
            acknowledged: self.acknowledged,
            invitation: self.code.0,
        };
        let mut facts = vec![Fact::new(self.person.clone(), opened)];
        for (credential, _) in person.passkeys.standing() {
            let withdrawn = PasskeyWithdrawn { credential: credential.clone() };
            facts.push(Fact::new(self.person.clone(), withdrawn));
        }
        if let Some(codes) = &person.account.time_code {
            let withdrawn = TimeCodeWithdrawn { secret: codes.secret };
            facts.push(Fact::new(self.person.clone(), withdrawn));
        }
        Ok(facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{AccountStanding, Invite, Role};
    use crate::secret::DrawnCode;
    use crate::testing::Stage;

    fn open(person: &PersonId, code: u8) -> OpenAccount {
        OpenAccount {
            person: person.clone(),
            code: OneTimeCode(Digest([code; 32])),
            password: NewPassword(Digest([9; 32])),
            acknowledged: Digest([8; 32]),
        }
    }

    #[test]
    fn an_invitation_is_used_once_in_time_and_by_whom_it_was_for() {
        let mut stage = Stage::open();
        let person = stage.person("OP-07", &[Role::Operator]);
        stage.person("OP-11", &[Role::Operator]);
        stage.asks("OP-07", open(&person, 1)).refused("not-invited");
        let code = DrawnCode(Digest([1; 32]));
        let invite = Invite { person: person.clone(), until: None, code };
        stage.asks("AD-01", invite.clone()).stands();
        stage.asks("OP-07", open(&person, 2)).refused("not-invited");
        stage.asks("OP-11", open(&person, 1)).refused("not-yourself");
        stage.pass_days(8);
        stage.asks("OP-07", open(&person, 1)).refused("invitation-expired");
        stage.asks("AD-01", invite).stands();
        stage.asks("OP-07", open(&person, 1)).stands();
        let state: &Person = stage.state(person.subject());
        assert_eq!(state.account.standing(), AccountStanding::Open);
        assert_eq!(state.account.acknowledged, Some(Digest([8; 32])));
        stage.asks("OP-07", open(&person, 1)).refused("not-invited");
    }

    #[test]
    fn whoever_may_act_at_all_may_open_the_account() {
        for action in [OpenAccount::ACTION, crate::people::SetPassword::ACTION] {
            let people = Role::ALL.iter().filter(|role| **role != Role::System);
            assert!(action.roles.iter().eq(people), "{}", action.name);
        }
    }
}

//! The provider of single sign-on says which roles somebody has.

use super::Role;
use super::provider::{Refused, changes};
use super::system::must_not_be_the_systems;
use crate::act::Act;
use crate::centre::single_sign_on::laid_down;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::refusal::{Broken, Refusal, Stop};

crate::command! {
    /// Takes down which roles a person has by the word of the provider of single sign-on: they are
    /// given for some days, and those it gave before and gives no more are ended. The program does at
    /// a sign-in.
    ///
    /// Guarantees: a role given by hand stays as it is; duties that are kept apart stay apart, and a
    /// finding says what was withheld. It is taken down only when it changes something.
    pub struct TakeProviderRoles = "people.take-provider-roles" 1;
    said: Told;
    roles: [System];
    signed: [];
    about: Field("person");
    /// Who signed in.
    pub person: PersonId,
    /// The roles her groups stand for; none: every role the provider gave is ended.
    pub roles: Vec<Role>,
}

impl Rule for TakeProviderRoles {
    fn judge(&self, desk: &Desk<'_>, _: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let laid_down = laid_down(desk)?;
        let mut others = Broken::default();
        for role in &self.roles {
            must_not_be_the_systems(*role, &self.person, &mut others);
            if !laid_down.group_roles.iter().any(|it| it.role == *role) {
                others.because_of("roles", Refused::RoleNotMapped { role: role.word() });
            }
        }
        // What nobody laid down is not given by telling of it.
        if !others.is_empty() {
            return Err(Stop::Refused(Refusal { reasons: others.into_reasons() }));
        }
        let changes = changes(desk, &self.person, &self.roles)?;
        if changes.is_empty() {
            let person = super::views::code_of(desk, &self.person)?;
            return Err(Refused::NothingNew { person }.into());
        }
        for (role, other) in &changes.withheld {
            let (role, other) = (role.word(), other.word());
            broken.because_of("roles", Refused::RoleWithheld { role, other });
        }
        Ok(changes.facts(&self.person))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::Said;
    use crate::people::{Person, system};
    use crate::testing::{Outcome, Stage, a_provider};
    use crate::time::LocalDate;

    const GROUPS: &[&str] = &["ops = operator", "qa = qa-reviewer", "adm = administrator"];

    fn with_a_provider() -> Stage {
        let mut stage = Stage::open();
        stage.person("QA-01", &[Role::QaReviewer]);
        stage.asks("QA-01", a_provider(GROUPS)).stands();
        stage
    }

    fn says(stage: &mut Stage, person: &PersonId, roles: &[Role]) -> Outcome {
        let take = TakeProviderRoles { person: person.clone(), roles: roles.to_vec() };
        stage.act(system(), Role::System, Said::Tell, take.into())
    }

    fn roles(stage: &Stage, person: &PersonId) -> Vec<(Role, Option<LocalDate>)> {
        let state: &Person = stage.state(person.subject());
        state.roles.iter().map(|(role, until)| (*role, *until)).collect()
    }

    #[test]
    fn a_role_of_the_provider_has_an_end_and_goes_when_the_group_goes() {
        let mut stage = with_a_provider();
        let person = stage.person("OP-07", &[]);
        says(&mut stage, &person, &[Role::Operator]).stands();
        let first = Some("2026-11-24".parse().unwrap());
        assert_eq!(roles(&stage, &person), [(Role::Operator, first)]);
        says(&mut stage, &person, &[Role::Operator]).refused("provider-says-nothing-new");
        stage.pass_days(1);
        says(&mut stage, &person, &[Role::Operator]).stands();
        let second = Some("2026-11-25".parse().unwrap());
        assert_eq!(roles(&stage, &person), [(Role::Operator, second)]);
        says(&mut stage, &person, &[]).stands();
        assert_eq!(roles(&stage, &person), []);
    }

    #[test]
    fn what_was_given_by_hand_is_not_the_providers_to_take() {
        let mut stage = with_a_provider();
        let person = stage.person("OP-07", &[Role::Operator]);
        says(&mut stage, &person, &[Role::Operator, Role::QaReviewer]).stands();
        says(&mut stage, &person, &[]).stands();
        let until = Some("2029-11-26".parse().unwrap());
        assert_eq!(roles(&stage, &person), [(Role::Operator, until)]);
        says(&mut stage, &person, &[Role::QaReviewer]).stands();
        stage.gives(&person, Role::QaReviewer).stands();
        says(&mut stage, &person, &[]).refused("provider-says-nothing-new");
        assert_eq!(roles(&stage, &person), [(Role::Operator, until), (Role::QaReviewer, until)]);
    }

    #[test]
    fn duties_kept_apart_stay_apart_and_the_record_says_what_was_withheld() {
        let mut stage = with_a_provider();
        let person = stage.person("OP-07", &[Role::Operator]);
        says(&mut stage, &person, &[Role::Administrator]).refused("provider-says-nothing-new");
        let other = stage.person("OP-08", &[]);
        says(&mut stage, &other, &[Role::QaReviewer]).stands();
        let both = [Role::Administrator, Role::QaReviewer];
        let entry = says(&mut stage, &other, &both).found("role-withheld");
        assert_eq!(entry.facts.len(), 1, "the role ends, and no deviation is opened: {entry:#?}");
        assert_eq!(roles(&stage, &other), [], "nobody says which of the two is meant");
    }

    #[test]
    fn only_what_was_laid_down_is_given() {
        let mut stage = with_a_provider();
        let person = stage.person("OP-07", &[]);
        says(&mut stage, &person, &[Role::Physician]).refused("role-not-mapped");
        says(&mut stage, &person, &[Role::System]).refused("role-of-the-system");
    }

    #[test]
    fn the_last_administrator_is_not_taken_away_from_outside() {
        let mut stage = with_a_provider();
        let person = stage.person("AD-02", &[]);
        says(&mut stage, &person, &[Role::Administrator]).stands();
        says(&mut stage, &person, &[]).refused("provider-says-nothing-new");
        assert_eq!(roles(&stage, &person).len(), 1, "AD-01 has not opened an account");
        stage.invites("AD-01");
        stage.opens_account("AD-01");
        says(&mut stage, &person, &[]).stands();
        assert_eq!(roles(&stage, &person), []);
    }
}

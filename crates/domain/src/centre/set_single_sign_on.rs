//! Laying single sign-on down.

use super::set_access::Refused as OutOfRange;
use super::single_sign_on::{Anew, GroupRole, SingleSignOnSet, Unknown};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::CentreId;
use crate::people::Role;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Name, Scanned};

/// For how long a role may hold after a sign-in, in days.
const ROLE_DAYS: std::ops::RangeInclusive<u32> = 1..=92;

/// The most lines of groups and roles.
const GROUP_ROLES_MAX: usize = 100;

crate::command! {
    /// Lays down which provider people may sign in through, and which of its groups stand for
    /// which role.
    ///
    /// Why: whoever chooses the provider chooses who vouches for everybody. So quality assurance
    /// does, and not who runs the accounts (EU GMP Annex 11 12; PI 041-1 9).
    pub struct SetSingleSignOn = "centre.set-single-sign-on" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Approved];
    about: Field("centre");
    /// The centre.
    pub centre: CentreId,
    /// What the provider is called on the page of sign-in.
    pub name: Name,
    /// The provider, as it names itself: https://login.hospital.example/realm.
    pub issuer: Scanned,
    /// What the centre is called at the provider: its client id.
    pub client_id: Scanned,
    /// The claim that holds a person's code here, such as preferred_username.
    pub person_claim: Code,
    /// The claim that holds a person's groups; left out: the provider gives no roles.
    pub groups_claim: Option<Code>,
    /// Which group stands for which role, a line each: GROUP = role.
    pub group_roles: Vec<Scanned>,
    /// For how many days a role given by the provider holds after a sign-in.
    pub role_days: u32,
    /// What becomes of somebody for whom the provider vouches and whom nobody enrolled here.
    pub unknown: Unknown,
    /// Whether the provider has people prove anew who they are.
    pub anew: Anew,
    /// What is asked for at the provider besides openid and profile.
    pub scopes: Vec<Code>,
}

crate::refusals! {
    /// Why single sign-on cannot be laid down like this.
    pub enum Refused {
        /// The issuer is no address, or one that is not encrypted.
        IssuerUnreadable {} "issuer-unreadable" Major,
        /// A line is not a group and a role.
        GroupRoleUnreadable { line: String } "group-role-unreadable" Minor,
        /// Groups stand for roles, and nothing says where they are found.
        GroupsClaimNeeded {} "groups-claim-needed" Minor,
    }
}

/// Whether an issuer can be asked: over TLS, or on this machine alone.
fn readable(issuer: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '@' | '\\');
    let host = |rest: &str| {
        let authority = rest.split('/').next().unwrap_or_default().to_owned();
        match authority.rsplit_once(':') {
            Some((host, port)) if port.parse::<u16>().is_ok() => host.to_owned(),
            _ => authority,
        }
    };
    if !issuer.chars().all(plain) {
        return false;
    }
    if let Some(rest) = issuer.strip_prefix("https://") {
        return !host(rest).is_empty();
    }
    let here = ["127.0.0.1", "localhost", "[::1]"];
    issuer.strip_prefix("http://").is_some_and(|rest| here.contains(&host(rest).as_str()))
}

impl Rule for SetSingleSignOn {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &super::Settings = desk.state(self.centre.subject())?;
        if !readable(self.issuer.as_str()) {
            broken.because_of("issuer", Refused::IssuerUnreadable {});
        }
        let (least, most) = ROLE_DAYS.into_inner();
        if self.role_days < least || self.role_days > most {
            let given = self.role_days;
            broken.because_of("role_days", OutOfRange::AccessOutOfRange { given, least, most });
        }
        let mut group_roles = Vec::new();
        for (nth, line) in self.group_roles.iter().enumerate() {
            match GroupRole::read(line.as_str()).filter(|it| it.role != Role::System) {
                Some(read) if nth < GROUP_ROLES_MAX => group_roles.push(read),
                _ => broken.because_of(
                    "group_roles",
                    Refused::GroupRoleUnreadable { line: line.as_str().to_owned() },
                ),
            }
        }
        if self.groups_claim.is_none() && !self.group_roles.is_empty() {
            broken.because_of("groups_claim", Refused::GroupsClaimNeeded {});
        }
        let set = SingleSignOnSet {
            name: self.name.clone(),
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            person_claim: self.person_claim.clone(),
            groups_claim: self.groups_claim.clone(),
            group_roles,
            role_days: self.role_days,
            unknown: self.unknown,
            anew: self.anew,
            scopes: self.scopes.clone(),
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(self.centre.clone(), set)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::centre::EndSingleSignOn;
    use crate::testing::{Stage, a_provider, sealed};

    #[test]
    fn quality_assurance_says_who_vouches_and_not_who_runs_the_accounts() {
        let mut stage = Stage::open();
        stage.person("QA-01", &[Role::QaReviewer]);
        stage.asks("AD-01", a_provider(&[])).refused("role-may-not");
        stage.asks("QA-01", a_provider(&["ctc-operators = operator"])).stands();
        let laid_down = stage.centre.settings().unwrap().single_sign_on.clone().unwrap();
        assert_eq!(laid_down.roles_of(["ctc-operators", "else"]), [Role::Operator]);
        let centre = CentreId::new("c01").unwrap();
        let reason = crate::text::Reason(sealed(&centre));
        let end = EndSingleSignOn { centre, reason };
        stage.asks("AD-01", end.clone()).stands();
        stage.asks("QA-01", end).refused("no-single-sign-on");
        assert!(stage.centre.settings().unwrap().single_sign_on.is_none());
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let mut stage = Stage::open();
        stage.person("QA-01", &[Role::QaReviewer]);
        let issuer =
            |issuer: &str| SetSingleSignOn { issuer: issuer.parse().unwrap(), ..a_provider(&[]) };
        for bad in [
            "login.hospital.example",
            "http://login.hospital.example",
            "http://localhost.hospital.example",
            "http://127.0.0.1@evil.example",
            "https://",
            "https://login.hospital.example/?x",
        ] {
            stage.asks("QA-01", issuer(bad)).refused("issuer-unreadable");
        }
        for bad in ["operators", "operators = surgeon", "= operator", "programs = system"] {
            stage.asks("QA-01", a_provider(&[bad])).refused("group-role-unreadable");
        }
        let days = SetSingleSignOn { role_days: 0, ..a_provider(&[]) };
        stage.asks("QA-01", days).refused("access-out-of-range");
        let nowhere = SetSingleSignOn { groups_claim: None, ..a_provider(&["x = operator"]) };
        stage.asks("QA-01", nowhere).refused("groups-claim-needed");
        for good in ["https://login.hospital.example:8443/realm/", "http://[::1]:3000"] {
            stage.asks("QA-01", issuer(good)).stands();
        }
        let named = GroupRole::read("CN=operators,OU=ctc = operator").unwrap();
        assert_eq!(named.group.as_str(), "CN=operators,OU=ctc");
    }
}

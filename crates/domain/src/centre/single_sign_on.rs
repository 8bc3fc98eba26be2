//! Single sign-on: which provider the centre lets vouch for who somebody is, and for which roles.
//!
//! The provider says who is at the browser; it never signs. Which claim names a person, which of its
//! groups stand for which role, and what becomes of somebody unknown is laid down here, by an act.
//! The client's secret is no part of the record: it lies with the server.

use crate::desk::Desk;
use crate::id::PersonId;
use crate::people::Role;
use crate::refusal::Stop;
use crate::text::{Code, Name, Reason, Scanned};
use serde::{Deserialize, Serialize};

crate::choice! {
    /// What becomes of somebody for whom the provider vouches and whom nobody enrolled here.
    pub enum Unknown {
        /// They are turned away.
        Refused "refuse-unknown",
        /// The program enrols them, if one of their groups stands for a role.
        Enrolled "enrol-unknown",
    }
}

crate::choice! {
    /// Whether the provider has somebody prove anew who they are.
    pub enum Anew {
        /// At every sign-in: a session here that has ended stays ended.
        Always "anew-always",
        /// Where several people share a tablet; elsewhere the provider decides.
        Shared "anew-shared",
    }
}

/// A group of the provider and the role it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRole {
    /// The group, as the provider's claim says it.
    pub group: Scanned,
    /// The role.
    pub role: Role,
}

impl GroupRole {
    /// Reads `GROUP = role`. A group may have an equals sign in it; a role has none.
    pub fn read(line: &str) -> Option<Self> {
        let (group, role) = line.rsplit_once('=')?;
        Some(Self { group: group.trim().parse().ok()?, role: role.trim().parse().ok()? })
    }
}

crate::event! {
    /// Single sign-on was laid down.
    pub struct SingleSignOnSet {
        /// What the provider is called on the page of sign-in, sealed.
        pub name: Name,
        /// The provider, as it names itself.
        pub issuer: Scanned,
        /// What the centre is called there.
        pub client_id: Scanned,
        /// The claim that holds a person's code.
        pub person_claim: Code,
        /// The claim that holds a person's groups.
        pub groups_claim: Option<Code>,
        /// Which group stands for which role.
        pub group_roles: Vec<GroupRole>,
        /// For how many days a role holds after a sign-in.
        pub role_days: u32,
        /// What becomes of somebody unknown.
        pub unknown: Unknown,
        /// Whether the provider has people prove anew who they are.
        pub anew: Anew,
        /// What is asked for besides `openid` and `profile`.
        pub scopes: Vec<Code>,
        /// Who laid it down.
        pub by: PersonId,
    }
}

crate::event! {
    /// Single sign-on was ended.
    pub struct SingleSignOnEnded {
        /// Why, sealed.
        pub reason: Reason,
        /// Who ended it.
        pub by: PersonId,
    }
}

crate::refusals! {
    /// What is missing for single sign-on.
    pub enum Refused {
        /// No provider is laid down.
        NoSingleSignOn {} "no-single-sign-on" Major,
    }
}

impl SingleSignOnSet {
    /// The roles these groups stand for, each once.
    pub fn roles_of<'a>(&self, groups: impl IntoIterator<Item = &'a str>) -> Vec<Role> {
        let groups: Vec<&str> = groups.into_iter().collect();
        let stands = |it: &&GroupRole| groups.contains(&it.group.as_str());
        let mut roles: Vec<Role> =
            self.group_roles.iter().filter(stands).map(|it| it.role).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }
}

/// The provider the centre has laid down.
pub fn laid_down<'a>(desk: &Desk<'a>) -> Result<&'a SingleSignOnSet, Stop> {
    let settings = desk.centre().settings();
    let laid_down = settings.and_then(|settings| settings.single_sign_on.as_deref());
    laid_down.ok_or_else(|| Refused::NoSingleSignOn {}.into())
}

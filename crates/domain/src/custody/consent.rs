//! What a patient has consented to, at any moment.

use crate::id::{OrderId, PersonId};
use crate::text::{Digest, Note};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

crate::choice! {
    /// What a consent covers.
    pub enum ConsentScope {
        /// Collection, manufacture and infusion.
        Treatment "treatment",
        /// Use of material and data for research.
        Research "research",
        /// Follow-up over the years after the infusion.
        LongTermFollowUp "long-term-follow-up",
    }
}

crate::event! {
    /// A patient's consent was obtained.
    pub struct ConsentGiven {
        /// What it covers.
        pub scopes: Vec<ConsentScope>,
        /// The signed form, as an object.
        pub document: Option<Digest>,
        /// When.
        pub occurred: Timestamp,
        /// Who obtained it.
        pub by: PersonId,
    }
}

crate::event! {
    /// A patient withdrew consent.
    pub struct ConsentWithdrawn {
        /// What is withdrawn.
        pub scopes: Vec<ConsentScope>,
        /// What was added.
        pub note: Option<Note>,
        /// When.
        pub occurred: Timestamp,
        /// Who took it down.
        pub by: PersonId,
    }
}

crate::refusals! {
    /// Why a consent says nothing.
    pub enum Refused {
        /// It names no scope.
        ConsentScopeMissing { order: OrderId } "consent-scope-missing" Minor,
    }
}

/// A change of what a patient consents to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConsentChange {
    /// What it is about.
    pub scopes: Vec<ConsentScope>,
    /// Given or withdrawn.
    pub given: bool,
    /// When.
    pub occurred: Timestamp,
    /// The position of its entry.
    pub position: u64,
    /// Who took it down.
    pub by: PersonId,
}

/// How a consent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentStanding {
    /// It was given and not withdrawn.
    Standing,
    /// It was given, then withdrawn.
    Withdrawn,
    /// It was not given.
    Missing,
}

/// How consent to `scope` stood at a moment: the latest change until then counts, and of two at
/// the same moment the later taken down.
pub(super) fn standing(
    changes: &[ConsentChange],
    scope: ConsentScope,
    moment: Timestamp,
) -> ConsentStanding {
    let until_then =
        |change: &&ConsentChange| change.occurred <= moment && change.scopes.contains(&scope);
    let last =
        changes.iter().filter(until_then).max_by_key(|change| (change.occurred, change.position));
    match last {
        None => ConsentStanding::Missing,
        Some(change) if change.given => ConsentStanding::Standing,
        Some(_) => ConsentStanding::Withdrawn,
    }
}

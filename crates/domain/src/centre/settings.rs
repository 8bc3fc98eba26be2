//! What the centre says of itself: zone, facility, whether it is a training copy.

use crate::act::Meaning;
use crate::fact::{At, Impossible, Subject};
use crate::id::PersonId;
use crate::index::Key;
use crate::state::Summarise;
use crate::text::{Code, Scanned};
use crate::time::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

crate::event! {
    /// The log was opened: who keeps it, under which rules of time and number.
    pub struct Opened {
        /// The IANA name of the zone dates are in.
        pub zone: Code,
        /// The facility identification number that stands in donation numbers.
        pub facility: Code,
        /// A training copy: nothing made in it can be real.
        pub training: bool,
        /// The origin of the log, with its generation.
        pub origin: Code,
        /// The key its checkpoints are signed with, as a verifier key.
        pub key: crate::text::Scanned,
        /// The host name passkeys are bound to.
        pub relying_party: Code,
        /// The addresses pages are served from.
        pub page_origins: Vec<crate::text::Scanned>,
        /// The algorithms of the log.
        pub suite: Code,
        /// Hash of the document that specifies the form of an entry.
        pub format: crate::text::Digest,
    }
}

crate::event! {
    /// Which signatures take a key that cannot leave its device.
    pub struct KeysRequired {
        /// Their meanings.
        pub meanings: Vec<Meaning>,
        /// Who laid it down.
        pub by: PersonId,
    }
}

crate::event! {
    /// How far the record of every subject went was sealed.
    pub struct HeadsSealed {
        /// How many entries came before.
        pub size: u64,
        /// How many subjects they are about.
        pub subjects: u64,
        /// The root of the tree over their heads.
        pub root: crate::text::Digest,
    }
}

crate::event! {
    /// How long people stay signed in was set, and for how long roles may be given.
    pub struct AccessSet {
        /// After how many minutes without use a session ends.
        pub idle_minutes: u32,
        /// The same where several people share a tablet.
        pub idle_minutes_shared: u32,
        /// After how many hours a session ends, used or not.
        pub session_hours: u32,
        /// For how many days a role may be given at most; none: it needs no last day.
        pub role_days: Option<u32>,
        /// Who set it.
        pub by: PersonId,
    }
}

crate::events! {
    /// What happens to the centre itself.
    pub enum CentreEvent {
        /// It was opened.
        Opened(Opened) "centre-opened" 1,
        /// What it asks of signatures was laid down.
        KeysRequired(KeysRequired) "keys-required" 1,
        /// The heads of all subjects were sealed.
        HeadsSealed(HeadsSealed) "heads-sealed" 1,
        /// How people stay signed in, and for how long roles are given, was set.
        AccessSet(AccessSet) "access-set" 1,
    }
}

/// The centre's settings. They are their own summary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The IANA name of the zone.
    pub zone_name: Code,
    /// The facility identification number.
    pub facility: Code,
    /// A training copy.
    pub training: bool,
    /// The origin of the log, with its generation.
    pub origin: Code,
    /// The host name passkeys are bound to.
    pub relying_party: Code,
    /// The addresses pages are served from; none: the relying party's own.
    pub page_origins: Vec<Scanned>,
    /// The meanings of a signature that take a key which cannot leave its device.
    pub keys_required: BTreeSet<Meaning>,
    /// When it was opened.
    pub opened_on: Timestamp,
    /// Position of the entry that sealed the heads of all subjects last.
    pub heads_sealed_at: Option<u64>,
    /// When that was.
    pub heads_sealed_on: Option<Timestamp>,
    /// How long people stay signed in, and for how long roles are given.
    pub access: Access,
}

/// How long people stay signed in, and for how long roles are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// After how many minutes without use a session ends.
    pub idle_minutes: u32,
    /// The same where several people share a tablet.
    pub idle_minutes_shared: u32,
    /// After how many hours a session ends, used or not.
    pub session_hours: u32,
    /// For how many days a role may be given at most; none: it needs no last day.
    pub role_days: Option<u32>,
}

impl Default for Access {
    fn default() -> Self {
        Self { idle_minutes: 15, idle_minutes_shared: 5, session_hours: 12, role_days: None }
    }
}

impl Settings {
    /// The zone dates in rules are in; UTC if this build does not know the name.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(self.zone_name.as_str()).unwrap_or(TimeZone::UTC)
    }
}

impl Subject for Settings {
    type Event = CentreEvent;
    type Summary = Settings;

    fn begin(at: At, event: &CentreEvent) -> Option<Self> {
        let CentreEvent::Opened(opened) = event else { return None };
        Some(Self {
            zone_name: opened.zone.clone(),
            facility: opened.facility.clone(),
            training: opened.training,
            origin: opened.origin.clone(),
            relying_party: opened.relying_party.clone(),
            page_origins: opened.page_origins.clone(),
            keys_required: BTreeSet::new(),
            opened_on: at.recorded,
            heads_sealed_at: None,
            heads_sealed_on: None,
            access: Access::default(),
        })
    }

    fn fold(&mut self, at: At, event: &CentreEvent) -> Result<(), Impossible> {
        match event {
            CentreEvent::Opened(_) => return Err("the centre was opened before"),
            CentreEvent::KeysRequired(required) => {
                self.keys_required = required.meanings.iter().copied().collect();
            }
            CentreEvent::HeadsSealed(_) => {
                self.heads_sealed_at = Some(at.position);
                self.heads_sealed_on = Some(at.recorded);
            }
            CentreEvent::AccessSet(set) => {
                self.access = Access {
                    idle_minutes: set.idle_minutes,
                    idle_minutes_shared: set.idle_minutes_shared,
                    session_hours: set.session_hours,
                    role_days: set.role_days,
                };
            }
        }
        Ok(())
    }

    fn summary(&self) -> Settings {
        self.clone()
    }
}

impl Summarise for Settings {
    fn closed(&self) -> bool {
        false
    }

    fn keys(&self, _: &mut dyn FnMut(Key)) {}
}

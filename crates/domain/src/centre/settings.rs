//! What the centre says of itself: zone, facility, whether it is a training copy.

use crate::fact::{At, Impossible, Subject};
use crate::id::PersonId;
use crate::index::Key;
use crate::state::Summarise;
use crate::text::Code;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

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

    fn begin(_: At, event: &CentreEvent) -> Option<Self> {
        let CentreEvent::Opened(opened) = event else { return None };
        Some(Self {
            zone_name: opened.zone.clone(),
            facility: opened.facility.clone(),
            training: opened.training,
            access: Access::default(),
        })
    }

    fn fold(&mut self, _: At, event: &CentreEvent) -> Result<(), Impossible> {
        match event {
            CentreEvent::Opened(_) => return Err("the centre was opened before"),
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

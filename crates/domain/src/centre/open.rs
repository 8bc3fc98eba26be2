//! Opening a centre: the first entry of its log.

use super::{Opened, SecondSuite, SecondSuiteName};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{CentreId, PersonId};
use crate::people::{Enrolled, Role, RoleAssigned, system_enrolled};
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Digest, Name, Scanned};

crate::command! {
    /// Opens a centre's log, enrols its first administrator and gives the program its identity.
    pub struct Open = "centre.open" 1;
    said: Asked;
    roles: [Administrator];
    signed: [];
    about: Field("person");
    /// The centre.
    pub centre: CentreId,
    /// The IANA name of the zone dates are in, as Asia/Shanghai.
    pub zone: Code,
    /// The facility identification number for donation numbers.
    pub facility: Code,
    /// "yes" for a training copy, "no" for a real centre.
    pub training: Training,
    /// The origin of the log, with its generation, as centre.example/c01/1.
    pub origin: Code,
    /// The key its checkpoints are signed with, as a verifier key.
    pub key: Scanned,
    /// The host name passkeys are bound to.
    pub relying_party: Code,
    /// The addresses pages are served from.
    pub page_origins: Vec<Scanned>,
    /// The algorithms of the log.
    pub suite: Code,
    /// Hash of the document that specifies the form of an entry.
    pub format: Digest,
    /// The key of the second suite, SM3 and SM2, of a log that has it; as a verifier key.
    pub second_key: Option<Scanned>,
    /// The first administrator.
    pub person: PersonId,
    /// The administrator's code, as AD-01.
    pub code: Code,
    /// The administrator's name.
    pub name: Name,
}

crate::choice! {
    /// Whether the centre is a training copy.
    pub enum Training {
        /// A training copy: its lots can never be real.
        Yes "yes",
        /// A real centre.
        No "no",
    }
}

crate::refusals! {
    /// Why a centre cannot be opened.
    pub enum Refused {
        /// The log has entries already.
        AlreadyOpen {} "already-open" Critical,
        /// Nobody knows this time zone.
        ZoneUnknown { zone: Code } "zone-unknown" Critical,
    }
}

impl Rule for Open {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        if desk.centre().size() > 0 {
            broken.because(Refused::AlreadyOpen {});
        }
        if jiff::tz::TimeZone::get(self.zone.as_str()).is_err() {
            broken.because_of("zone", Refused::ZoneUnknown { zone: self.zone.clone() });
        }
        Ok(vec![
            Fact::new(
                self.centre.clone(),
                Opened {
                    zone: self.zone.clone(),
                    facility: self.facility.clone(),
                    training: self.training == Training::Yes,
                    origin: self.origin.clone(),
                    key: self.key.clone(),
                    relying_party: self.relying_party.clone(),
                    page_origins: self.page_origins.clone(),
                    suite: self.suite.clone(),
                    format: self.format,
                    second: self
                        .second_key
                        .clone()
                        .map(|key| SecondSuite { suite: SecondSuiteName::Sm3Sm2, key }),
                },
            ),
            Fact::new(
                self.person.clone(),
                Enrolled { code: self.code.clone(), name: self.name.clone(), by: act.by.clone() },
            ),
            Fact::new(
                self.person.clone(),
                RoleAssigned { role: Role::Administrator, until: None, by: act.by.clone() },
            ),
            system_enrolled(),
        ])
    }
}

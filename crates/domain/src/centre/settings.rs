//! What the centre says of itself: zone, facility, whether it is a training copy.

use super::single_sign_on::{SingleSignOnEnded, SingleSignOnSet};
use super::{ACCESS_DAYS_DEFAULT, RECORD_SOURCE, RECORD_YEARS};
use crate::act::Meaning;
use crate::fact::{At, Impossible, Subject};
use crate::id::PersonId;
use crate::index::Key;
use crate::people::SecondFactor;
use crate::state::Summarise;
use crate::text::{Code, Reason, Scanned};
use crate::time::{LocalDate, Timestamp};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
        /// The second suite of algorithms, of a log that has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub second: Option<SecondSuite>,
    }
}

crate::event! {
    /// A root and a signature that are added to those of the log and never stand for them.
    pub struct SecondSuite {
        /// The algorithms.
        pub suite: SecondSuiteName,
        /// The key that signs a second time, as a verifier key.
        pub key: crate::text::Scanned,
    }
}

crate::choice! {
    /// The algorithms a log can have beside SHA-256 and Ed25519.
    pub enum SecondSuiteName {
        /// SM3 (GB/T 32905) and SM2 (GB/T 32918).
        Sm3Sm2 "sm3-sm2",
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
    /// A day of the access log was sealed.
    pub struct AccessSealed {
        /// The day, in the centre's zone.
        pub day: LocalDate,
        /// How many notes it has.
        pub size: u32,
        /// The root over them.
        pub root: crate::text::Digest,
        /// Days before this one have run out: their notes are removed.
        pub kept_from: LocalDate,
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
    /// It was set for how many days the notes of the access log are kept.
    pub struct AccessRetentionSet {
        /// For how many days.
        pub days: u32,
    }
}

crate::event! {
    /// A witness was accepted.
    pub struct WitnessAccepted {
        /// Its name.
        pub name: Code,
        /// Its public key.
        pub key: Scanned,
        /// Where it is asked for cosignatures.
        pub address: Scanned,
        /// Who accepted it.
        pub by: PersonId,
    }
}

crate::event! {
    /// A witness was dismissed.
    pub struct WitnessDismissed {
        /// Its name.
        pub name: Code,
        /// Why, sealed.
        pub reason: Reason,
        /// Who dismissed it.
        pub by: PersonId,
    }
}

crate::event! {
    /// The log lost its end and goes on as its next generation.
    pub struct LogResumed {
        /// The origin from here on.
        pub origin: Code,
        /// The key its checkpoints are signed with from here on.
        pub key: Scanned,
        /// How many entries there were left.
        pub size: u32,
        /// The root over them.
        pub root: crate::text::Digest,
        /// How many there had been at least.
        pub lost_size: u32,
        /// The root over those, where it is known.
        pub lost_root: Option<crate::text::Digest>,
        /// Who says how many there had been.
        pub said_by: Vec<Code>,
        /// The highest number of each series that may exist on paper.
        pub numbers: BTreeMap<String, u32>,
        /// The list of every such number, kept as an object.
        pub list: crate::text::Digest,
        /// Why it was lost, sealed.
        pub reason: Reason,
        /// Who signed for it.
        pub by: PersonId,
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

crate::event! {
    /// It was laid down of whom a second factor is asked after the password.
    pub struct SecondFactorRequired {
        /// Of whom.
        pub second_factor: SecondFactor,
        /// Who laid it down.
        pub by: PersonId,
    }
}

crate::event! {
    /// How long an identification at the bedside counts was laid down.
    pub struct IdentificationSet {
        /// For how many minutes.
        pub minutes: u32,
        /// Who approved it.
        pub by: PersonId,
    }
}

crate::event! {
    /// The master key was given into the keeping of several people.
    pub struct KeyEscrowed {
        /// What tells the key from others.
        pub key: Code,
        /// How many shares give it back.
        pub need: u32,
        /// Who has a share each.
        pub holders: Vec<PersonId>,
        /// Who signed for it.
        pub by: PersonId,
    }
}

crate::event! {
    /// It was set for how many years what names a patient is kept.
    pub struct RecordRetentionSet {
        /// For how many years after the last product was given.
        pub years: u32,
        /// Where it is laid down.
        pub source: Code,
        /// Who approved it.
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
        /// A day of the access log was sealed.
        AccessSealed(AccessSealed) "access-sealed" 1,
        /// How long the access log is kept was set.
        AccessRetentionSet(AccessRetentionSet) "access-retention-set" 1,
        /// A witness was accepted.
        WitnessAccepted(WitnessAccepted) "witness-accepted" 1,
        /// A witness was dismissed.
        WitnessDismissed(WitnessDismissed) "witness-dismissed" 1,
        /// The log went on as its next generation.
        LogResumed(LogResumed) "log-resumed" 1,
        /// The heads of all subjects were sealed.
        HeadsSealed(HeadsSealed) "heads-sealed" 1,
        /// How people stay signed in, and for how long roles are given, was set.
        AccessSet(AccessSet) "access-set" 1,
        /// The time an identification counts was set.
        IdentificationSet(IdentificationSet) "identification-set" 1,
        /// How long records that name a patient are kept was set.
        RecordRetentionSet(RecordRetentionSet) "record-retention-set" 1,
        /// The master key was given into keeping.
        KeyEscrowed(KeyEscrowed) "key-escrowed" 1,
        /// Of whom a second factor is asked was laid down.
        SecondFactorRequired(SecondFactorRequired) "second-factor-required" 1,
        /// Single sign-on was laid down.
        SingleSignOnSet(SingleSignOnSet) "single-sign-on-set" 1,
        /// Single sign-on was ended.
        SingleSignOnEnded(SingleSignOnEnded) "single-sign-on-ended" 1,
    }
}

/// For how many minutes two people's identification of patient and bag counts where the centre says
/// nothing else: a design default (\[P\]), published nowhere, to be confirmed by the site.
pub const IDENTIFICATION_MINUTES: u32 = 30;

/// An accepted witness.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WitnessAt {
    /// Its public key.
    pub key: Scanned,
    /// Where it is asked for cosignatures.
    pub address: Scanned,
    /// When it was accepted.
    pub since: Timestamp,
}

/// Who keeps the master key in shares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Escrow {
    /// What tells the key from others.
    pub key: Code,
    /// How many shares give it back.
    pub need: u32,
    /// Who has a share each.
    pub holders: Vec<PersonId>,
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
    /// For how many days the notes of the access log are kept.
    pub access_days: u32,
    /// The last day of the access log that was sealed.
    pub access_sealed: Option<LocalDate>,
    /// Notes of days before this one have run out.
    pub access_kept_from: Option<LocalDate>,
    /// Who watches the log, by name.
    pub witnesses: BTreeMap<Code, WitnessAt>,
    /// Numbers that may exist on paper though the log lost them, by series.
    pub numbers_lost: BTreeMap<String, u32>,
    /// Position of the entry that sealed the heads of all subjects last.
    pub heads_sealed_at: Option<u64>,
    /// When that was.
    pub heads_sealed_on: Option<Timestamp>,
    /// How long people stay signed in, and for how long roles are given.
    pub access: Access,
    /// For how many minutes an identification at the bedside counts.
    pub identification_minutes: u32,
    /// For how many years after the last product was given what names a patient is kept.
    pub record_years: u32,
    /// Where that is laid down.
    pub record_source: Code,
    /// Who keeps the master key, as it was signed for last.
    pub escrow: Option<Escrow>,
    /// Of whom a second factor is asked after the password.
    pub second_factor: SecondFactor,
    /// Through which provider people may sign in, if through any.
    pub single_sign_on: Option<Arc<SingleSignOnSet>>,
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
    /// The next day of the access log to be sealed.
    pub fn access_unsealed(&self) -> Option<LocalDate> {
        match self.access_sealed {
            Some(sealed) => sealed.tomorrow().ok(),
            None => Some(self.opened_on.day_in(&self.zone())),
        }
    }

    /// The first day whose notes are kept, as of `today`. What has run out stays gone.
    pub fn access_days_kept_from(&self, today: LocalDate) -> LocalDate {
        let kept = jiff::Span::new().try_days(i64::from(self.access_days));
        let from = kept.and_then(|span| today.checked_sub(span)).unwrap_or(LocalDate::MIN);
        self.access_kept_from.map_or(from, |before| before.max(from))
    }

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
            access_days: ACCESS_DAYS_DEFAULT,
            access_sealed: None,
            access_kept_from: None,
            witnesses: BTreeMap::new(),
            numbers_lost: BTreeMap::new(),
            heads_sealed_at: None,
            heads_sealed_on: None,
            access: Access::default(),
            identification_minutes: IDENTIFICATION_MINUTES,
            record_years: RECORD_YEARS,
            record_source: RECORD_SOURCE.parse().ok()?,
            escrow: None,
            second_factor: SecondFactor::WhereSetUp,
            single_sign_on: None,
        })
    }

    fn fold(&mut self, at: At, event: &CentreEvent) -> Result<(), Impossible> {
        match event {
            CentreEvent::Opened(_) => return Err("the centre was opened before"),
            CentreEvent::KeysRequired(required) => {
                self.keys_required = required.meanings.iter().copied().collect();
            }
            CentreEvent::AccessSealed(sealed) => {
                self.access_sealed = Some(sealed.day);
                self.access_kept_from = Some(sealed.kept_from);
            }
            CentreEvent::AccessRetentionSet(set) => self.access_days = set.days,
            CentreEvent::WitnessAccepted(accepted) => {
                let WitnessAccepted { name, key, address, .. } = accepted.clone();
                self.witnesses.insert(name, WitnessAt { key, address, since: at.recorded });
            }
            CentreEvent::WitnessDismissed(dismissed) => {
                self.witnesses.remove(&dismissed.name).ok_or("the witness was not accepted")?;
            }
            CentreEvent::LogResumed(resumed) => {
                self.origin = resumed.origin.clone();
                for (prefix, number) in &resumed.numbers {
                    let lost = self.numbers_lost.entry(prefix.clone()).or_default();
                    *lost = (*lost).max(*number);
                }
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
            CentreEvent::IdentificationSet(set) => self.identification_minutes = set.minutes,
            CentreEvent::RecordRetentionSet(set) => {
                self.record_years = set.years;
                self.record_source = set.source.clone();
            }
            CentreEvent::KeyEscrowed(escrowed) => {
                let KeyEscrowed { key, need, holders, .. } = escrowed.clone();
                self.escrow = Some(Escrow { key, need, holders });
            }
            CentreEvent::SecondFactorRequired(required) => {
                self.second_factor = required.second_factor;
            }
            CentreEvent::SingleSignOnSet(set) => self.single_sign_on = Some(Arc::new(set.clone())),
            CentreEvent::SingleSignOnEnded(_) => {
                self.single_sign_on.take().ok_or("there was no single sign-on")?;
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

//! Badges, PINs and stations over the whole log: who had both when they signed with them, and whether
//! the station was one then. That they were given is the server's word.

use super::stretch::Entry;
use crate::entry::Proof;
use domain::facility::StationEvent;
use domain::fact::Fact;
use domain::id::SubjectId;
use domain::people::PersonEvent;
use domain::state::Event;
use std::collections::BTreeSet;

/// What the log has said of them so far.
#[derive(Default)]
pub(super) struct BadgesSeen {
    badges: BTreeSet<SubjectId>,
    pins: BTreeSet<SubjectId>,
    stations: BTreeSet<SubjectId>,
}

impl BadgesSeen {
    /// Takes down what an entry establishes of them.
    pub fn take_down(&mut self, facts: &[Fact]) {
        for Fact { subject, event } in facts {
            match event {
                Event::Person(PersonEvent::BadgeIssued(_)) => {
                    self.badges.insert(subject.clone());
                }
                Event::Person(PersonEvent::PinSet(_)) => {
                    self.pins.insert(subject.clone());
                }
                Event::Person(PersonEvent::BadgeRevoked(_)) => {
                    self.badges.remove(subject);
                }
                Event::Person(PersonEvent::Left(_)) => {
                    self.badges.remove(subject);
                    self.pins.remove(subject);
                }
                Event::Station(StationEvent::Registered(_)) => {
                    self.stations.insert(subject.clone());
                }
                Event::Station(StationEvent::Withdrawn(_)) => {
                    self.stations.remove(subject);
                }
                _ => {}
            }
        }
    }

    /// What is wrong with a signature by badge and PIN, by what came before it.
    pub fn wrong(&self, entry: &Entry) -> Option<&'static str> {
        let Proof::BadgePin { station, .. } = &entry.proof else { return None };
        let signer = entry.said.by.subject();
        if !self.stations.contains(station.subject()) {
            return Some("its station was not registered");
        }
        if !self.badges.contains(signer) {
            return Some("its signer had no badge");
        }
        (!self.pins.contains(signer)).then_some("its signer had set no PIN")
    }
}

#[cfg(test)]
mod tests {
    use super::super::stretch::read;
    use super::*;
    use domain::facility::{StationRegistered, StationWithdrawn};
    use domain::id::{PersonId, StationId};
    use domain::people::badge::{BadgeIssued, BadgeRevoked, PinSet};
    use domain::text::{Digest, Name, Sealed};

    /// An entry that says it was done at one station and proven at another.
    fn entry(at: &str, proven: &str) -> Entry {
        let leaf = format!(
            r#"{{"v":1,"log":"centre.example/c01/1","id":"0193f2a7-b1c0-7d2e-9a41-3c5f0e8b7a10","is":"people.leave","iv":1,"said":"ask","by":"person/ad02","as":"administrator","at":"{at}","occurred":"2026-11-22T10:14:05.120Z","tz":"UTC","with":{{}},"nonce":"AA"}}
{{"recorded":"2026-11-22T10:14:05.120Z","sw":"x","term":1,"about":[],"read":[],"facts":[],"proof":{{"how":"badge-pin","checked":"argon2id","station":"{proven}"}}}}"#
        );
        read(9, leaf.as_bytes()).unwrap()
    }

    #[test]
    fn a_signature_by_badge_and_pin_takes_a_station_a_badge_and_a_pin_before_it() {
        let by: PersonId = "person/ad02".parse().unwrap();
        let station: StationId = "station/tab-1".parse().unwrap();
        let entry = entry("station/tab-1", "station/tab-1");
        let mut seen = BadgesSeen::default();
        let mut after = |fact: Fact| {
            seen.take_down(&[fact]);
            seen.wrong(&entry)
        };
        let badge = Digest([5; 32]);
        let issued = BadgeIssued { badge, by: by.clone() };
        let why = after(Fact::new(by.clone(), issued.clone()));
        assert_eq!(why, Some("its station was not registered"));
        let key = station.clone().into();
        let name = Name(Sealed { commitment: "AA".to_owned(), key, resolved: None });
        let room = "room/cr-b2".parse().unwrap();
        let registered = StationRegistered { name, room, code: badge, by: by.clone() };
        let why = after(Fact::new(station.clone(), registered.clone()));
        assert_eq!(why, Some("its signer had set no PIN"));
        assert_eq!(after(Fact::new(by.clone(), PinSet { pin: badge })), None);
        let revoked = BadgeRevoked { badge, by: by.clone() };
        let why = after(Fact::new(by.clone(), revoked));
        assert_eq!(why, Some("its signer had no badge"));
        assert_eq!(after(Fact::new(by.clone(), issued)), None);
        let why = after(Fact::new(station.clone(), StationWithdrawn { by }));
        assert_eq!(why, Some("its station was not registered"));
        assert_eq!(after(Fact::new(station, registered)), None);
    }

    #[test]
    fn a_badge_is_scanned_where_the_act_was_said_and_for_what_is_signed() {
        let wrong = |at, proven| super::super::signatures::strength(&entry(at, proven), &|_| None);
        let elsewhere = wrong("station/tab-1", "station/tab-2");
        assert!(elsewhere.contains(&"its badge was not scanned where it was said".to_owned()));
        let here = wrong("station/tab-1", "station/tab-1");
        assert_eq!(here, ["badge and PIN are attested for what is not signed"]);
    }
}

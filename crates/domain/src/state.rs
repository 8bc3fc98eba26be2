//! The kinds of state, in one list: each folds the events of its own kind of subject, alone.

use crate::fact::{At, Impossible, Subject};
use crate::id::Kind;
use crate::index::Key;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What every summary can say of itself.
pub trait Summarise {
    /// Whether nothing more is expected of the subject, so that its state may leave memory.
    fn closed(&self) -> bool;

    /// Whether what was sealed for it is gone for good: its key was destroyed by an act.
    fn text_erased(&self) -> bool {
        false
    }

    /// Under which keys the indexes of the centre find it.
    fn keys(&self, found_under: &mut dyn FnMut(Key));
}

macro_rules! subjects {
    ($($kind:ident => $state:ty, $event:ty, $summary:ty;)+) => {
        /// A fact's event, by kind of subject.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Event { $(#[doc = concat!("Of a ", stringify!($kind))] $kind($event),)+ }

        impl Event {
            /// The frozen name and version.
            pub fn name(&self) -> (&'static str, u32) {
                match self { $(Event::$kind(event) => event.name(),)+ }
            }

            /// Reads an event of a kind of subject; `None` if this build knows none such.
            pub fn decode(kind: Kind, name: &str, version: u32, json: &str)
                -> Option<Result<Self, serde_json::Error>> {
                let mut body = serde_json::Deserializer::from_str(json);
                let read = Self::read(kind, name, version, &mut body)?;
                Some(read.and_then(|event| body.end().map(|()| event)))
            }

            /// Reads the body of an event of a kind of subject, where it stands in its entry.
            pub fn read<'de, D: serde::Deserializer<'de>>(
                kind: Kind, name: &str, version: u32, body: D,
            ) -> Option<Result<Self, D::Error>> {
                match kind {
                    $(Kind::$kind => <$event>::read(name, version, body)
                        .map(|read| read.map(Event::$kind)),)+
                }
            }

            /// Every event: kind of subject, name, version.
            pub fn all() -> Vec<(Kind, &'static str, u32)> {
                let mut all = Vec::new();
                $(all.extend(<$event>::NAMES.iter().map(|(n, v)| (Kind::$kind, *n, *v)));)+
                all
            }
        }

        $(impl From<$event> for Event {
            fn from(event: $event) -> Self { Event::$kind(event) }
        })+

        /// What the events about one subject make of it.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub enum State { $(#[doc = concat!("Of a ", stringify!($kind))] $kind(Arc<$state>),)+ }

        impl State {
            /// The state a first event makes.
            pub fn begin(at: At, event: &Event) -> Option<Self> {
                match event {
                    $(Event::$kind(event) =>
                        <$state>::begin(at, event).map(|state| State::$kind(Arc::new(state))),)+
                }
            }

            /// Takes down one more event.
            pub fn fold(&mut self, at: At, event: &Event) -> Result<(), Impossible> {
                match (self, event) {
                    $((State::$kind(state), Event::$kind(event)) =>
                        Arc::make_mut(state).fold(at, event),)+
                    _ => Err("the event is of another kind of subject"),
                }
            }

            /// The small part lists and indexes read.
            pub fn summary(&self) -> Summary {
                match self { $(State::$kind(state) => Summary::$kind(state.summary()),)+ }
            }
        }

        /// What is kept of a subject when its state has left memory.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub enum Summary { $(#[doc = concat!("Of a ", stringify!($kind))] $kind($summary),)+ }

        impl Summarise for Summary {
            fn closed(&self) -> bool {
                match self { $(Summary::$kind(summary) => summary.closed(),)+ }
            }

            fn text_erased(&self) -> bool {
                match self { $(Summary::$kind(summary) => summary.text_erased(),)+ }
            }

            fn keys(&self, found_under: &mut dyn FnMut(Key)) {
                match self { $(Summary::$kind(summary) => summary.keys(found_under),)+ }
            }
        }

        $(
            impl Held for $state {
                type Summary = $summary;

                fn of(state: &State) -> Option<&Self> {
                    match state { State::$kind(state) => Some(state), _ => None }
                }

                fn of_summary(summary: &Summary) -> Option<&$summary> {
                    match summary { Summary::$kind(summary) => Some(summary), _ => None }
                }
            }
        )+
    };
}

/// A state that the centre holds in a slot.
pub trait Held: Sized {
    /// Its summary.
    type Summary;
    /// The state, if it is of this type.
    fn of(state: &State) -> Option<&Self>;
    /// The summary, if it is of this type.
    fn of_summary(summary: &Summary) -> Option<&Self::Summary>;
}

subjects! {
    Centre => crate::centre::Settings, crate::centre::CentreEvent, crate::centre::Settings;
    Person => crate::people::Person, crate::people::PersonEvent, crate::people::PersonSummary;
    Item => crate::materials::Item, crate::materials::ItemEvent, crate::materials::ItemSummary;
    Lot => crate::materials::Lot, crate::materials::LotEvent, crate::materials::LotSummary;
    Sample => crate::quality::Sample, crate::quality::SampleEvent, crate::quality::SampleSummary;
    Room => crate::facility::Room, crate::facility::RoomEvent, crate::facility::RoomSummary;
    Equipment => crate::facility::Equipment, crate::facility::EquipmentEvent, crate::facility::EquipmentSummary;
    Station => crate::facility::Station, crate::facility::StationEvent, crate::facility::StationSummary;
    Batch => crate::batch::Batch, crate::batch::BatchEvent, crate::batch::BatchSummary;
    Process => crate::process::Process, crate::process::ProcessEvent, crate::process::ProcessSummary;
    Patient => crate::custody::Patient, crate::custody::PatientEvent, crate::custody::PatientSummary;
    Order => crate::custody::Order, crate::custody::OrderEvent, crate::custody::OrderSummary;
    Container => crate::custody::Container, crate::custody::ContainerEvent, crate::custody::ContainerSummary;
    Infusion => crate::ward::Infusion, crate::ward::InfusionEvent, crate::ward::InfusionSummary;
    Deviation => crate::quality::Deviation, crate::quality::DeviationEvent, crate::quality::DeviationSummary;
}

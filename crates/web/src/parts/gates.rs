//! Readiness: what must be so before the work may go on.

use maud::{Markup, html};

use super::Status;
use crate::lang::{Text, Texts};

/// One thing that must be so.
#[derive(Clone, Debug)]
pub struct Gate {
    /// How it stands.
    pub status: Status,
    /// What it is about.
    pub name: Text,
    /// Its evidence: until when, by whom, which lot.
    pub detail: Option<Markup>,
    /// The word for how it stands; without one the status says its own to who does not see its
    /// shape.
    pub word: Option<Text>,
    /// How much of it.
    pub amount: Option<String>,
}

impl Gate {
    /// A gate with its name.
    pub fn new(status: Status, name: impl Into<Text>) -> Gate {
        Gate { status, name: name.into(), detail: None, word: None, amount: None }
    }

    /// With its evidence.
    pub fn detail(mut self, detail: Markup) -> Gate {
        self.detail = Some(detail);
        self
    }

    /// With how much of it.
    pub fn amount(mut self, amount: impl Into<String>) -> Gate {
        self.amount = Some(amount.into());
        self
    }

    /// With a word for how it stands.
    pub fn word(mut self, word: impl Into<Text>) -> Gate {
        self.word = Some(word.into());
        self
    }
}

/// Gates below each other.
pub fn gates(t: Texts, gates: &[Gate]) -> Markup {
    html! {
        ul.gates {
            @for gate in gates {
                @let word = gate.status.word(t);
                li {
                    @match &gate.word {
                        Some(_) => (gate.status),
                        None => (gate.status.icon().toned(gate.status).named(word.plain())),
                    }
                    span {
                        (gate.name)
                        @if let Some(detail) = &gate.detail { small { (detail) } }
                    }
                    @if let Some(word) = &gate.word {
                        span.gates__w.(gate.status.text_class()) { (word) }
                    } @else if let Some(amount) = &gate.amount {
                        span.num { (amount) }
                    }
                }
            }
        }
    }
}

//! Identifiers, and whether they all name the same person.

use maud::{Markup, html};

use super::Status;
use crate::lang::Text;

/// An identifier people read: in a type where every character can be told from another.
pub fn id(code: &str) -> Markup {
    html! { span.id { (code) } }
}

/// An identifier of the chain of identity, in the colour that nothing else uses.
pub fn identity_id(code: &str) -> Markup {
    html! { span.id."s-identity" { (code) } }
}

/// One carrier of an identity: a wristband, a bag, a record.
#[derive(Clone, Debug)]
pub struct IdMatch {
    /// What carries it.
    pub carrier: Text,
    /// What it says.
    pub code: String,
    /// `Ok` if it matches, `Action` if it does not, `Idle` if it was not read.
    pub status: Status,
    /// The word for that.
    pub word: Text,
}

/// Everything that carries an identity, with whether it matches.
pub fn id_match(carriers: &[IdMatch]) -> Markup {
    html! {
        ul.idmatch {
            @for one in carriers {
                li {
                    (one.status.icon().toned(one.status).named(one.word.plain()))
                    span { (one.carrier) span.id { (one.code) } }
                    @if one.status != Status::Ok {
                        span.gates__w.(one.status.text_class()) { (one.word) }
                    }
                }
            }
        }
    }
}

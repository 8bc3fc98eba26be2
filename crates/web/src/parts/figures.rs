//! A row of figures: what there is, counted.

use maud::{Markup, html};

use super::Status;
use crate::lang::Text;

/// A number that matters and what it counts.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The number, written as people read it.
    pub value: String,
    /// What it counts.
    pub label: Text,
    /// Coloured only when it differs from what is normal.
    pub status: Option<Status>,
}

/// Figures beside each other, the most important first.
pub fn figures(figures: &[Figure]) -> Markup {
    html! {
        ul.figures {
            @for figure in figures {
                li {
                    b class=[figure.status.map(Status::text_class)] {
                        (figure.value)
                    }
                    span {
                        @if let Some(status) = figure.status {
                            (status.icon().toned(status)) " "
                        }
                        (figure.label)
                    }
                }
            }
        }
    }
}

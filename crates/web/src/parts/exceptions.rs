//! Review by exception: only what differs, each with where it stands.

use maud::{Markup, html};

use super::Status;
use crate::lang::Text;

/// Something that did not go as written.
#[derive(Clone, Debug)]
pub struct Exception {
    /// How bad it was.
    pub status: Status,
    /// The word for that, for who does not see the shape.
    pub severity: Text,
    /// What it was, in one line.
    pub title: Text,
    /// The numbers, and what was done.
    pub what: Markup,
    /// Which entry of the record.
    pub entry: Markup,
    /// Where it stands: a chip, a link.
    pub act: Markup,
}

/// Exceptions in the order they happened.
pub fn exceptions(exceptions: &[Exception]) -> Markup {
    html! {
        ol.exceptions {
            @for one in exceptions {
                li.exc {
                    (one.status.icon().large().toned(one.status).named(one.severity.plain()))
                    div {
                        h3 { (one.title) }
                        p { (one.what) }
                        p.small.muted { (one.entry) }
                    }
                    div.exc__act { (one.act) }
                }
            }
        }
    }
}

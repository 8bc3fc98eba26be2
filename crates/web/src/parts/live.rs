//! Parts of a page that follow the centre while the page is open.
//!
//! A live region is an element with an id and `data-live`. When somebody acts, the script fetches
//! the same page again and puts the new region in place of the old one; focus, caret and typed
//! input stay. Without script the page is right as of when it was asked for.

use maud::{Markup, html};

use super::Status;

/// A region that follows the centre. `id` must be the same at each rendering.
pub fn region(id: &str, body: Markup) -> Markup {
    html! { div id=(id) data-live { (body) } }
}

/// A sentence that is read out when it appears: politely, or at once for an action limit.
pub fn announce(status: Status, sentence: &str) -> Markup {
    let role = match status {
        Status::Action => "alert",
        Status::Ok | Status::Alert | Status::Info | Status::Idle => "status",
    };
    html! {
        p.notice.(status.text_class()) role=(role) { (status.icon()) span { (sentence) } }
    }
}

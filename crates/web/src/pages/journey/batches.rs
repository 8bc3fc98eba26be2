//! What batches add to a journey. A batch's own page tells the rest.

use crate::pages::eye::Eye;
use crate::pages::links;
use domain::id::{OrderId, SubjectId};
use domain::index::Index;
use domain::permit::Sight;
use maud::{Markup, html};

/// The batches made for an order, in the order of their numbers.
pub fn of(eye: &Eye<'_>, order: &OrderId) -> Vec<SubjectId> {
    let found = eye.desk.found_under(Index::BatchOfOrder, &order.to_string());
    found.into_iter().filter(|batch| eye.sight(batch) > Sight::None).cloned().collect()
}

/// A batch as a fact of a journey: its number, leading to its record if there is one here.
pub fn named(eye: &Eye<'_>, batch: &SubjectId) -> Markup {
    html! {
        @if eye.desk.exists(batch) {
            a.id href=(links::subject(batch)) { (batch.key()) }
        } @else {
            span.id { (batch.key()) }
        }
    }
}

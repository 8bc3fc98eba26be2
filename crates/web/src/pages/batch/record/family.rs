//! Where a batch comes from and where it goes, as a drawing.

use crate::lang::Text;
use crate::pages::eye::Eye;
use crate::pages::{links, words};
use crate::parts::{Edge, Genealogy, Node, Panel};
use domain::batch::views;
use domain::id::{BatchId, Kind, SubjectId};
use domain::materials::Lot;
use domain::refusal::Stop;
use maud::{Markup, html};

/// The drawing, both ways.
pub fn genealogy(eye: &Eye<'_>, batch: &BatchId) -> Result<Markup, Stop> {
    let t = eye.t;
    let family = views::genealogy(eye.desk, batch)?;
    let node = |subject: &SubjectId| Node {
        code: subject.key().to_owned(),
        label: node_label(eye, subject),
        identity: is_identity(eye, subject),
        href: Some(links::subject(subject)),
    };
    let edge = |edge: &views::Edge| Edge {
        from: edge.from.key().to_owned(),
        to: edge.to.key().to_owned(),
    };
    let sentence = t.with(
        "genealogy-says",
        &[("batch", batch.key().into()), ("nodes", family.nodes.len().into())],
    );
    let nodes = family.nodes.iter().map(node).collect();
    let edges = family.edges.iter().map(edge).collect();
    Ok(html! {
        (Panel::new("genealogy", t.label("genealogy")).live()
            .body(html! { (Genealogy::new(t, sentence, nodes, edges)) }))
    })
}

/// What something in the drawing is: a lot by its item, everything else by its kind.
pub fn node_label(eye: &Eye<'_>, subject: &SubjectId) -> Text {
    match eye.desk.summary::<Lot>(subject) {
        Ok(lot) => Text::new(lot.item.key()),
        Err(_) => words::kind(eye.t, subject.kind()).alone(),
    }
}

/// Whether it carries a patient's identity.
fn is_identity(eye: &Eye<'_>, subject: &SubjectId) -> bool {
    match subject.kind() {
        Kind::Order | Kind::Container | Kind::Infusion => true,
        Kind::Batch => {
            let batch = eye.desk.summary::<domain::batch::Batch>(subject);
            batch.is_ok_and(|batch| batch.order.is_some())
        }
        _ => false,
    }
}

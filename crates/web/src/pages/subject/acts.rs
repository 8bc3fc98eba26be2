//! What somebody may do about a subject now, and what stands against it.

use crate::app::Call;
use crate::lang::Text;
use crate::pages::act::page::against;
use crate::pages::eye::Eye;
use crate::pages::naming::Voice;
use crate::pages::{judge, links, words};
use crate::parts::{Item, Panel, Reason, Status, list};
use crate::shell::Ctx;
use domain::command::{ACTIONS, Action, Owner};
use domain::id::SubjectId;
use domain::quality::WithdrawSignature;
use domain::refusal::Stop;
use domain::shape::FieldKind;
use maud::{Markup, html};
use serde_json::{Map, json};

/// An action on a subject.
pub struct Offered {
    /// What it is called.
    pub label: Text,
    /// Its form, with the subject filled in.
    pub href: String,
    /// What stands against it, where the subject alone is enough to say so.
    pub against: Vec<Reason>,
}

/// The actions about a subject that one of the person's roles may take.
pub fn on(eye: &Eye<'_>, subject: &SubjectId) -> Result<Vec<Offered>, Stop> {
    let mut offered = Vec::new();
    let here = |action: &&Action| !for_oneself(action) && !is_about_an_entry(action);
    for action in ACTIONS.iter().filter(here).filter(|action| may(eye.call, action)) {
        let Some(field) = about(action, subject) else { continue };
        let with = Map::from_iter([(field.to_owned(), json!(subject))]);
        let against = match judge::command_of(action, with) {
            Some(command) => judge::what_stands_against(eye, command)?,
            None => Vec::new(),
        };
        let voice = Voice::about(eye, [subject]);
        offered.push(Offered {
            label: words::action(eye.t, action.name),
            href: links::act_with(action.name, &[(field, &subject.to_string())]),
            against: against.iter().map(|why| voice.part(why)).collect(),
        });
    }
    Ok(offered)
}

/// Whether an action is done for oneself alone, with a secret: on one's own account page.
fn for_oneself(action: &Action) -> bool {
    let given = |kind| matches!(kind, FieldKind::Password | FieldKind::OneTimeCode);
    action.fields.iter().any(|field| given(field.kind))
}

/// Whether an action is about an entry of the subject: it is offered where that entry is shown.
fn is_about_an_entry(action: &Action) -> bool {
    action.name == WithdrawSignature::ACTION.name
}

fn may(call: &Call, action: &Action) -> bool {
    call.roles().iter().any(|role| action.roles.contains(role))
}

/// The field of an action that takes this subject as what it is chiefly about. What defines a
/// subject is not about one that is there.
fn about(action: &Action, subject: &SubjectId) -> Option<&'static str> {
    let Owner::Field(owner) = action.owner else { return None };
    let field = action.fields.iter().find(|field| field.name == owner)?;
    let fits = match field.kind {
        FieldKind::Subject(kind) => kind == subject.kind(),
        FieldKind::AnySubject => true,
        _ => false,
    };
    let makes = [".define-", ".register-"].iter().any(|verb| action.name.contains(verb));
    (fits && !makes).then_some(owner)
}

/// The actions, those that can be taken first; the others each with what stands against it.
pub fn panel(ctx: &Ctx, offered: &[Offered]) -> Markup {
    let t = ctx.texts();
    let (open, blocked): (Vec<_>, Vec<_>) = offered.iter().partition(|one| one.against.is_empty());
    let go =
        |one: &&Offered| Item::new(one.label.clone()).status(Status::Info).href(one.href.as_str());
    let why = |one: &&Offered| {
        Item::new(one.label.clone())
            .status(Status::Idle)
            .href(one.href.as_str())
            .detail(against(&one.against))
    };
    let items: Vec<Item> = open.iter().map(go).chain(blocked.iter().map(why)).collect();
    html! {
        @if !items.is_empty() {
            (Panel::new("acts", t.label("acts")).live().flush().body(list(&items)))
        }
    }
}

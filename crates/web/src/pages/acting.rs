//! Forms that a page of its own shows for one of its acts, and what becomes of them.
//!
//! Fields are read and acts are taken as [`super::act`] does it. What is added here: the page that
//! showed the form shows it again when the act is refused, and where the act could be told, offers
//! to tell it.

use super::act::take::{self, Taken};
use super::posted::Posted;
use super::visit::Visit;
use super::{frame, links, words};
use crate::parts::{Button, Field, Form, Reason, Refusal, at_field};
use crate::problem::{Kind, Problem, Result};
use crate::shell::Ctx;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::act::{Meaning, Said};
use domain::command::{Command, Manner};
use maud::{Markup, html};

/// The hidden field that names the action.
const ACTION: &str = "is";

/// What is drawn or typed anew when the same act is told.
const ANEW: &[&str] = &["act", ACTION, "said", "means", "csrf", "password", "pin", "reason"];

/// A form for an action that posts to the page at `path`.
pub fn form(ctx: &Ctx, path: &str, action: &str, said: Said) -> Form {
    Form::post(path, ctx.csrf.as_str())
        .hidden("act", links::draw_act().to_string())
        .hidden(ACTION, action)
        .hidden("said", said.word())
}

/// The same form, for a signature that covers these entries of the log as the page saw it.
pub fn signing(form: Form, means: Meaning, covers: &[u64], basis: u64) -> Form {
    let covers: Vec<String> = covers.iter().map(u64::to_string).collect();
    form.hidden("means", means.word())
        .hidden("basis", basis.to_string())
        .hidden("covers", covers.join(","))
}

/// Why a form's act was not taken, for the page that shows the form again.
#[derive(Debug, Clone)]
pub struct NotTaken {
    /// The action that was attempted.
    pub action: &'static str,
    /// Why not, in the language of the page.
    pub reasons: Vec<Reason>,
    /// Whether it may be told, now that it could not be asked.
    pub may_be_told: bool,
    /// What was typed.
    pub typed: Posted,
}

/// Answers a form that acts: once the act is recorded, back to `back`; refused, the page `again`.
pub async fn answer(
    visit: &Visit,
    posted: Posted,
    back: &str,
    again: impl AsyncFnOnce(NotTaken) -> Result<Markup>,
) -> Result<Response> {
    let action = Command::find(posted.get(ACTION)).ok_or_else(|| Problem::new(Kind::NotFound))?;
    match take::take(visit, action, &posted).await? {
        Taken::Recorded(receipt) => {
            Ok(Redirect::to(&frame::after(back, receipt.position)).into_response())
        }
        Taken::Not(not) => {
            let asked = posted.get("said") != Said::Tell.word();
            let refused = not.status == Kind::Refused.status();
            let may_be_told = asked && refused && action.manner == Manner::Either;
            let status: StatusCode = not.status;
            let not =
                NotTaken { action: action.name, reasons: not.reasons, may_be_told, typed: posted };
            Ok((status, again(not).await?).into_response())
        }
    }
}

impl NotTaken {
    /// All reasons, for the head of the page; and the form to tell what cannot be asked, where it
    /// has happened already. The page at `path` takes that form.
    pub fn head(&self, ctx: &Ctx, path: &str) -> Markup {
        html! {
            (Refusal::of(ctx.texts(), self.reasons.clone()))
            @if self.may_be_told { (self.tell(ctx, path)) }
        }
    }

    /// What was typed into a field, if the form was about this action.
    pub fn typed(&self, action: &str, field: &str) -> &str {
        if self.action == action { self.typed.get(field) } else { "" }
    }

    /// What is wrong with a field, if the form was about this action.
    pub fn at(&self, action: &str, field: &str) -> Option<&str> {
        if self.action == action { at_field(&self.reasons, field) } else { None }
    }

    /// The same act, told: what was typed goes along, a reason is asked for.
    pub fn tell(&self, ctx: &Ctx, path: &str) -> Markup {
        let t = ctx.texts();
        let means = Command::find(self.action).and_then(|action| action.signed.first());
        let mut form = form(ctx, path, self.action, Said::Tell);
        if let Some(means) = means {
            form = form.hidden("means", means.word());
        }
        for (name, value) in self.typed.pairs().filter(|(name, _)| !ANEW.contains(name)) {
            form = form.hidden(name, value);
        }
        let body = html! {
            (Field::textarea("reason", words::field(t, "reason")).required())
            @if let Some(means) = means {
                p.sign__meaning { (words::sentence(t, *means)) }
                @if ctx.by_pin() {
                    (Field::pin("pin", t.label("sign-pin")).required())
                } @else {
                    (Field::password("password", t.label("sign-password")).required())
                }
            }
            (Button::submit(t.label("tell-button")).danger().big())
        };
        html! {
            details.more id="tell" {
                summary { (t.get("tell-title")) }
                p.muted { (t.get("tell-words")) }
                (form.body(body))
            }
        }
    }
}

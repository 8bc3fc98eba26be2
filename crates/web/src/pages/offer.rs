//! What a person may do about a subject right now: the form for it, or why not.
//!
//! The rules answer, by judging the act without taking it. A page never leaves an action out
//! because it is not possible: it says what stands against it, and whose work it is.

use super::acting::{self, NotTaken};
use super::eye::Eye;
use super::judge::what_stands_against;
use super::naming::Voice;
use super::sentence::{self, Sentence};
use super::words;
use crate::lang::{Lang, Text, Texts};
use crate::parts::{self, Form, Sign, SignForm, Status, id};
use crate::shell::Ctx;
use domain::act::Said;
use domain::command::{Action, Command, Rule as _};
use domain::id::SubjectId;
use domain::refusal::Stop;
use domain::text::Sealed;
use maud::{Markup, html};
use process::Process;

/// A sealed text that is not written yet: rules never look into one.
pub fn unwritten(owner: &SubjectId) -> Sealed {
    Sealed { commitment: String::new(), key: owner.clone(), resolved: None }
}

/// An action on a subject, judged for the person at the page.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The action.
    pub action: &'static Action,
    /// What stands against it.
    pub against: Vec<parts::Reason>,
    /// The entries it would sign for, newest first.
    pub covered: Vec<Sentence>,
    /// The same by position.
    covers: Vec<u64>,
    basis: u64,
    who: String,
    key_of: Option<String>,
    unable: bool,
}

impl Offer {
    /// Judges a command whose free texts are [`unwritten`].
    pub fn of(eye: &Eye<'_>, command: Command) -> Result<Self, Stop> {
        let with = command.to_json();
        Self::said(eye, command, Voice::about_fields(eye, &with))
    }

    /// The same about a batch: what stands against it in the words of its process.
    pub fn in_batch(eye: &Eye<'_>, process: &Process, command: Command) -> Result<Self, Stop> {
        Self::said(eye, command, Voice::of(eye, process))
    }

    fn said(eye: &Eye<'_>, command: Command, voice: Voice<'_>) -> Result<Self, Stop> {
        let action = command.action();
        let covers = match command.covers(eye.desk) {
            Ok(covers) => covers,
            Err(Stop::Refused(_)) => Vec::new(),
            Err(reload) => return Err(reload),
        };
        let mut against = what_stands_against(eye, command)?;
        // Whoever tells is always believed; a page offers telling to those whose work it is.
        if !eye.call.roles().iter().any(|role| action.roles.contains(role)) {
            let role = eye.call.role().map_or("", domain::people::Role::word);
            against =
                vec![domain::permit::Refused::RoleMayNot { role, action: action.name }.into()];
        }
        let signed = !action.signed.is_empty();
        let covered = if signed { sentence::at(eye, &covers) } else { Vec::new() };
        Ok(Self {
            action,
            against: against.iter().map(|reason| voice.part(reason)).collect(),
            covered,
            covers,
            basis: eye.call.snapshot.size,
            key_of: eye.key_of(),
            unable: eye.unable_to_sign(),
            who: eye.call.session.as_ref().map_or(String::new(), |session| session.code.clone()),
        })
    }

    /// Whether nothing stands against it.
    pub fn is_open(&self) -> bool {
        self.against.is_empty()
    }

    /// The same, without holding a reason against it that the form itself will settle.
    pub fn without(mut self, code: &str) -> Self {
        self.against.retain(|reason| reason.code != code);
        self
    }

    /// Why it cannot be done here and now, in a few lines: whose work it is, or each reason with
    /// what to do.
    pub fn why(&self, t: Texts) -> Markup {
        why(t, self.action, &self.against)
    }

    /// The form of the action, without its fields.
    pub fn form(&self, ctx: &Ctx, path: &str) -> Form {
        acting::form(ctx, path, self.action.name, Said::Ask)
    }

    /// The panel to sign it: the form, or who may sign and what must come first. `body` holds the
    /// questions before the password.
    pub fn sign(
        &self,
        ctx: &Ctx,
        path: &str,
        part: Text,
        body: Markup,
        refused: Option<&NotTaken>,
    ) -> Sign {
        if !self.is_open() {
            return Sign::Waiting { part, why: self.why(ctx.texts()) };
        }
        self.signing(ctx, path, part, body, refused, &self.who)
    }

    /// The panel for a second person at the same page, who signs under their own name: what stands
    /// against the first does not stand against them. `body` asks for that name.
    pub fn sign_by_another(
        &self,
        ctx: &Ctx,
        path: &str,
        part: Text,
        body: Markup,
        refused: Option<&NotTaken>,
    ) -> Sign {
        self.signing(ctx, path, part, body, refused, "…")
    }

    fn signing(
        &self,
        ctx: &Ctx,
        path: &str,
        part: Text,
        body: Markup,
        refused: Option<&NotTaken>,
        who: &str,
    ) -> Sign {
        let t = ctx.texts();
        let Some(means) = self.action.signed.first() else {
            return Sign::Waiting { part, why: self.why(t) };
        };
        let meaning = words::sentence(t, *means);
        let form = acting::signing(self.form(ctx, path), *means, &self.covers, self.basis);
        let reasons = refused.filter(|not| not.action == self.action.name);
        let reasons = reasons.map_or_else(Vec::new, |not| not.reasons.clone());
        let form = SignForm::new(t, part, form, meaning, who)
            .body(html! { (body) (self.covering(t)) })
            .button(words::action(t, self.action.name))
            .by_key(self.key_of.as_deref().filter(|_| who == self.who))
            .by_pin(ctx.by_pin() && who == self.who)
            .unable(self.unable && who == self.who)
            .reasons(reasons);
        Sign::Now(form)
    }

    /// The entries a signature covers, folded away beside the password.
    pub fn covering(&self, t: Texts) -> Markup {
        html! {
            @if !self.covered.is_empty() {
                details.more {
                    summary { (t.with("offer-covers", &[("n", self.covered.len().into())])) }
                    ul.plainlist {
                        @for one in self.covered.iter().rev() {
                            li { (id(&one.position.to_string())) " " (one.words()) }
                        }
                    }
                }
            }
        }
    }
}

/// Why an action cannot be done here and now.
pub fn why(t: Texts, action: &Action, against: &[parts::Reason]) -> Markup {
    // To somebody of another role, what else stands against it is not theirs to solve.
    if against.iter().any(|reason| matches!(reason.code.as_str(), "role-may-not" | "role-not-held"))
    {
        return html! { (t.with("offer-waits-for", &[("roles", roles(t, action).into())])) };
    }
    html! {
        ul.plainlist {
            @for reason in against {
                li.field__error {
                    (Status::Action)
                    span {
                        (reason.sentence)
                        @if let Some(next) = &reason.next { " " span.muted { (next) } }
                    }
                }
            }
        }
    }
}

/// Who may do it, in words.
fn roles(t: Texts, action: &Action) -> String {
    let names: Vec<String> =
        action.roles.iter().map(|role| words::role(t, *role).plain().to_owned()).collect();
    names.join(match t.lang() {
        Lang::ZhCn => "、",
        Lang::En => ", ",
    })
}

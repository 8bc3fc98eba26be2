//! How the parts of a step stand together.

use super::super::super::acting::{self, NotTaken};
use super::super::super::eye::Eye;
use super::super::super::naming::Voice;
use super::super::super::{frame, links};
use super::super::{both, chain};
use super::{At, bar, calculated, head, labels, outputs, rail, samples, scans, signatures, values};
use crate::lang::Texts;
use crate::parts::{Form, id, identity_id};
use crate::shell::{Ctx, Exec, exec_page};
use domain::act::Said;
use domain::batch::views::{StepSheet, step_sheet};
use domain::people::Role;
use domain::refusal::Stop;
use maud::{Markup, html};
use process::run::Stage;

/// A step as somebody sees it: what every part of the page is made of.
pub struct Page<'a> {
    /// Who looks.
    pub eye: &'a Eye<'a>,
    /// The shell.
    pub ctx: &'a Ctx,
    /// Which step.
    pub at: &'a At,
    /// Everything about it.
    pub sheet: &'a StepSheet<'a>,
    /// Why the last form was not taken.
    pub refused: Option<&'a NotTaken>,
    /// The value that is being corrected.
    pub correct: Option<&'a str>,
    /// The address of the page.
    pub path: String,
}

impl Page<'_> {
    /// The sentences of the page's language.
    pub fn t(&self) -> Texts {
        self.eye.t
    }

    /// The words of the batch's process.
    pub fn voice(&self) -> Voice<'_> {
        Voice::of(self.eye, self.sheet.whole.process)
    }

    /// A form for an act of this step.
    pub fn form(&self, action: &str, said: Said) -> Form {
        self.about(acting::form(self.ctx, &self.path, action, said))
    }

    /// The same form, with which step it is about.
    pub fn about(&self, form: Form) -> Form {
        form.hidden("batch", self.at.batch.to_string())
            .hidden("step", self.at.step.as_str())
            .hidden("round", self.at.round.to_string())
    }

    /// The generic form of an act of this step, with more of it filled in.
    pub fn link(&self, action: &str, more: &[(&str, &str)]) -> String {
        let (batch, round) = (self.at.batch.to_string(), self.at.round.to_string());
        let mut fields = vec![
            ("batch", batch.as_str()),
            ("step", self.at.step.as_str()),
            ("round", round.as_str()),
            ("next", self.path.as_str()),
        ];
        fields.extend_from_slice(more);
        links::act_with(action, &fields)
    }

    /// Whether entries are taken: the step is begun and not signed.
    pub fn is_underway(&self) -> bool {
        self.sheet.stage == Some(Stage::Underway)
    }

    /// What was typed into a field of the last form.
    pub fn typed(&self, action: &str, field: &str) -> &str {
        self.refused.map_or("", |not| not.typed(action, field))
    }

    /// What is wrong with a field of the last form.
    pub fn wrong(&self, action: &str, field: &str) -> Option<&str> {
        self.refused.and_then(|not| not.at(action, field))
    }

    /// Number of the operation and of the step within it, and how many steps it has.
    pub fn number(&self) -> (usize, usize, usize) {
        let operations = &self.sheet.whole.process.operations;
        let operation = operations.iter().position(|it| it.id == self.sheet.operation.id);
        let steps = &self.sheet.operation.steps;
        let step = steps.iter().position(|it| it.id == self.sheet.step.id);
        (operation.unwrap_or(0) + 1, step.unwrap_or(0) + 1, steps.len())
    }
}

/// The page.
pub fn markup(
    eye: &Eye<'_>,
    ctx: &Ctx,
    at: &At,
    refused: Option<&NotTaken>,
    correct: Option<&str>,
) -> Result<Markup, Stop> {
    let session = eye.call.session.as_ref();
    let person = session.map(|session| session.person.clone());
    let Some(person) = person else { return Ok(html! {}) };
    let role = eye.call.role().unwrap_or(Role::Inspector);
    let sheet = step_sheet(eye.desk, &at.batch, &at.step, at.round, (&person, role))?;
    let page = Page { eye, ctx, at, sheet: &sheet, refused, correct, path: at.path() };
    let signing = signatures::Signing::of(&page)?;
    let exec = Exec {
        title: title(&page),
        context: context(&page),
        rail: rail::rail(&page),
        bar: bar::bar(&page, &signing)?,
    };
    let step = html! {
        (frame::read_only(eye.call))
        (frame::recorded(eye.call))
        @if let Some(not) = refused.filter(|not| not.typed.get("is") != "scan") {
            (not.head(ctx, &page.path))
        }
        (head::head(&page))
        (head::begin(&page)?)
        (scans::field(&page))
        (values::panel(&page)?)
        (calculated::panels(&page))
        (samples::panel(&page))
        (labels::panel(&page))
        (outputs::panel(&page))
        (signatures::panel(&page, &signing))
    };
    Ok(exec_page(ctx, &exec, step, scans::side(&page)))
}

fn title(page: &Page<'_>) -> String {
    let (operation, step, _) = page.number();
    let numbers = format!("{operation}.{step}");
    page.t()
        .with("step-title", &[("number", numbers.into()), ("batch", page.at.batch.key().into())])
}

fn context(page: &Page<'_>) -> Vec<(crate::lang::Text, Markup)> {
    let t = page.t();
    let batch = page.sheet.whole.batch;
    let process = page.sheet.whole.process;
    let mut context = vec![(
        t.label("step-batch"),
        html! {
            a href=(links::subject(page.at.batch.subject())) { (id(page.at.batch.key())) }
        },
    )];
    match chain(page.eye, batch) {
        Some(chain) => context.push((t.label("step-chain"), identity_id(&chain))),
        None => context.push((t.label("step-chain"), html! { (t.get("step-no-chain")) })),
    }
    context.push((t.label("step-product"), html! { (*process.product.code) }));
    let named = page.sheet.step.room.as_ref();
    if let Some(room) = named.and_then(|room| batch.started.rooms.get(room)) {
        let name = process.rooms.iter().find(|it| Some(&it.id) == named);
        let name = name.map(|it| both(t, &it.name).plain().to_owned()).unwrap_or_default();
        context.push((t.label("step-room"), html! { span title=(name) { (room.key()) } }));
    }
    context
}

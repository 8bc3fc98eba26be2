//! The form of an action: its fields, whether it is asked or told, and the signing panel.

use super::input::{Input, Offer};
use super::read;
use crate::pages::eye::Eye;
use crate::pages::judge;
use crate::pages::line::Line;
use crate::pages::naming::Voice;
use crate::pages::posted::Posted;
use crate::pages::sentence::{self, Sentence};
use crate::pages::{links, words};
use crate::parts::{
    Button, Choice, Choices, Field as InputLine, Form, Item, Reason, SignForm, at_field, id, list,
};
use crate::shell::Ctx;
use domain::act::Said;
use domain::command::{Action, Command, Manner, Owner, Rule as _};
use domain::id::{Kind, PersonId, ProcessId, SubjectId};
use domain::people::{Person, Role};
use domain::permit::Sight;
use domain::process::views::effective;
use domain::refusal::Stop;
use domain::shape::{Field, FieldKind};
use maud::{Markup, html};
use serde_json::Value;

/// How many subjects a picker offers, the newest first.
const OFFERED: usize = 200;

/// What a form of an action shows.
pub struct ActForm {
    /// The action.
    pub action: &'static Action,
    /// What is filled in.
    pub posted: Posted,
    /// The role the person will act in.
    pub role: Role,
    /// What stands against it as it is filled in, where enough is filled in to say so.
    pub against: Vec<Reason>,
    offers: Vec<Vec<Offer>>,
    me: String,
    name: Option<String>,
    covers: Option<Vec<Sentence>>,
    size: u64,
    fixed: &'static [&'static str],
    only_asked: bool,
    id: &'static str,
    key_of: Option<String>,
    unable: bool,
}

impl ActForm {
    /// The form of `action` with these fields filled in.
    pub fn of(eye: &Eye<'_>, action: &'static Action, posted: Posted) -> Result<Self, Stop> {
        let session = eye.call.session.as_ref();
        let zone = eye.desk.centre().settings().map(domain::centre::Settings::zone);
        let with = read::fields(action, &posted, &zone.unwrap_or(jiff::tz::TimeZone::UTC));
        // Of a list that nobody has filled in yet the rules would say that it is empty.
        let begun = |field: &Field| {
            !matches!(field.kind, FieldKind::List(_)) || posted.given(field.name).is_some()
        };
        let voice = Voice::about_fields(eye, &Value::Object(with.clone()));
        let command = judge::command_of(action, with);
        let (against, covers) = match command.filter(|_| action.fields.iter().all(begun)) {
            Some(command) => {
                (judge::what_stands_against(eye, command.clone())?, covers(eye, &command)?)
            }
            None => (Vec::new(), None),
        };
        let role = session.map(|session| crate::api::default_role(eye.call, session, action.name));
        Ok(Self {
            action,
            role: role.unwrap_or(Role::Inspector),
            against: against.iter().map(|why| voice.part(why)).collect(),
            offers: action.fields.iter().map(|field| offers(eye, action, field)).collect(),
            me: session.map(|session| session.code.clone()).unwrap_or_default(),
            name: session.and_then(|session| shown_name(eye, &session.person)),
            covers,
            size: eye.call.snapshot.size,
            fixed: &[],
            only_asked: false,
            id: "act",
            key_of: eye.key_of(),
            unable: eye.unable_to_sign(),
            posted,
        })
    }

    /// With fields the page itself knows: they go along unseen.
    pub fn fixed(mut self, fields: &'static [&'static str]) -> Self {
        self.fixed = fields;
        self
    }

    /// On its normal path alone: what has already happened is reported elsewhere.
    pub fn only_asked(mut self) -> Self {
        self.only_asked = true;
        self
    }

    /// Under another id than `act`, where a page has two forms.
    pub fn id(mut self, id: &'static str) -> Self {
        self.id = id;
        self
    }

    /// As markup, posted to `to`. `reasons` say why it was refused; what was typed is kept.
    pub fn markup(&self, ctx: &Ctx, to: &str, reasons: &[Reason]) -> Markup {
        let t = ctx.texts();
        let form = self.hidden(ctx, Form::post(to, ctx.csrf.as_str()).id(self.id));
        let button = words::action(t, self.action.name);
        match self.action.signed {
            [] => {
                let submit = Button::submit(button).primary().big().block();
                html! { (form.body(html! { (self.fields(ctx, reasons)) (submit) })) }
            }
            meanings => {
                let sentence = match meanings {
                    [only] => words::sentence(t, *only),
                    _ => t.get("act-means-chosen"),
                };
                let inside = html! {
                    (self.fields(ctx, reasons))
                    @if meanings.len() > 1 { (self.meanings(ctx, reasons)) }
                    (self.signed_for(ctx))
                    @if let Some(name) = &self.name {
                        p.small { (t.get("act-printed-name")) " " b { (name) } }
                    }
                };
                let part = words::role(t, self.role);
                html! {
                    (SignForm::new(t, part, form, sentence, self.me.as_str())
                        .body(inside)
                        .button(button)
                        .by_key(self.key_of.as_deref())
                        .by_pin(ctx.by_pin())
                        .unable(self.unable)
                        .reasons(reasons.to_vec()))
                }
            }
        }
    }

    /// What nobody types. An act keeps its id while its form is corrected: it is one act.
    fn hidden(&self, ctx: &Ctx, form: Form) -> Form {
        let act =
            self.posted.given("act").map_or_else(|| links::draw_act().to_string(), str::to_owned);
        let mut form = form.hidden("act", act).hidden("basis", self.size.to_string());
        if let Some(covers) = &self.covers {
            let covers: Vec<_> = covers.iter().map(|entry| entry.position.to_string()).collect();
            form = form.hidden("covers", covers.join(","));
        }
        if let Some(next) = self.posted.given("next") {
            form = form.hidden("next", next);
        }
        for name in self.fixed {
            form = form.hidden(*name, self.posted.get(name));
        }
        debug_assert!(!ctx.csrf.is_empty(), "a form that acts belongs to a session");
        form
    }

    fn fields(&self, ctx: &Ctx, reasons: &[Reason]) -> Markup {
        let t = ctx.texts();
        let first = self.action.fields.iter().position(|field| self.is_open(field));
        let told = self.action.manner != Manner::Asked && !self.only_asked;
        let shown = |(_, field): &(usize, &Field)| {
            let reason = field.kind == FieldKind::Reason && !field.required;
            !(self.fixed.contains(&field.name) || self.only_asked && reason)
        };
        html! {
            @if told && self.action.manner == Manner::Either { (self.manner(ctx)) }
            @for (n, field) in self.action.fields.iter().enumerate().filter(shown) {
                (Input {
                    t,
                    field,
                    posted: &self.posted,
                    reasons,
                    offers: self.offers.get(n).map_or(&[], Vec::as_slice),
                    focus: first == Some(n) && reasons.is_empty(),
                }.markup())
            }
            @if told {
                (InputLine::moment(t, "occurred", t.label("act-occurred"))
                    .value(self.posted.get("occurred"))
                    .error(at_field(reasons, "occurred"))
                    .hint(html! { (t.get("act-occurred.hint")) }))
            }
        }
    }

    /// Whether somebody still has to fill it in.
    fn is_open(&self, field: &Field) -> bool {
        let part = format!("{}.n", field.name);
        self.posted.given(field.name).is_none() && self.posted.given(&part).is_none()
    }

    /// Asked on the normal path; told when it has already happened.
    fn manner(&self, ctx: &Ctx) -> Markup {
        let t = ctx.texts();
        let choices = vec![
            Choice::new("ask", t.label("act-ask")).hint(t.label("act-ask.hint").alone()),
            Choice::new("tell", t.label("act-tell")).hint(t.label("act-tell.hint").alone()),
        ];
        let said = match read::said(self.action, &self.posted) {
            Said::Ask => "ask",
            Said::Tell => "tell",
        };
        html! { (Choices::new("said", t.label("act-said"), choices).chosen(said).across()) }
    }

    fn meanings(&self, ctx: &Ctx, reasons: &[Reason]) -> Markup {
        let t = ctx.texts();
        let choice = |means: &domain::act::Meaning| {
            Choice::new(means.word(), words::means(t, *means)).hint(words::sentence(t, *means))
        };
        let choices = self.action.signed.iter().map(choice).collect();
        html! {
            (Choices::new("means", t.label("act-means"), choices)
                .chosen(self.posted.get("means"))
                .error(at_field(reasons, "means")))
        }
    }

    /// The entries the signature signs for.
    fn signed_for(&self, ctx: &Ctx) -> Markup {
        let t = ctx.texts();
        let items: Vec<Item> = self.covers.iter().flatten().map(Sentence::item).collect();
        html! {
            @if !items.is_empty() {
                section aria-labelledby="covers-h" {
                    h3 id="covers-h" { (t.label("act-covers")) }
                    (list(&items))
                }
            }
        }
    }

    /// What the action is, for the head of its page.
    pub fn about(&self, ctx: &Ctx) -> Markup {
        let t = ctx.texts();
        html! { (t.get("act-as")) " " (words::role(t, self.role)) " · " (id(&self.me)) }
    }
}

/// The entries a signature on a command would sign for; none if it cannot be told yet.
fn covers(eye: &Eye<'_>, command: &Command) -> Result<Option<Vec<Sentence>>, Stop> {
    if command.action().signed.is_empty() {
        return Ok(None);
    }
    match command.covers(eye.desk) {
        Ok(positions) => Ok(Some(sentence::at(eye, &positions))),
        Err(Stop::Refused(_)) => Ok(None),
        Err(reload) => Err(reload),
    }
}

/// The printed name of whoever signs, as far as the person at the page may see it.
pub fn shown_name(eye: &Eye<'_>, person: &PersonId) -> Option<String> {
    let name = eye.desk.summary::<Person>(person.subject()).ok()?.name.as_ref()?;
    eye.open(person.subject(), &name.0).text().map(str::to_owned)
}

/// What a picker offers: the newest subjects of its kind, each with what tells it from others.
fn offers(eye: &Eye<'_>, action: &Action, field: &Field) -> Vec<Offer> {
    let kind: Kind = match field.kind {
        FieldKind::Subject(kind) => kind,
        _ => return Vec::new(),
    };
    let centre = eye.desk.centre();
    // An act on a process is about any of its versions; whatever else names one puts it to use.
    let on_itself = matches!(action.owner, Owner::Field(owner) if owner == field.name);
    let in_effect = |id: &SubjectId| match ProcessId::try_from(id.clone()) {
        Ok(process) if !on_itself => {
            effective(eye.desk, &process).is_ok_and(|found| found.is_some())
        }
        _ => true,
    };
    let mut found: Vec<_> = centre
        .of_kind(kind)
        .filter(|(id, _)| eye.sight(id) > Sight::None && in_effect(id))
        .collect();
    found.sort_by_key(|(_, slot)| std::cmp::Reverse(slot.last));
    let offer = |(id, slot): &(&SubjectId, &domain::centre::Slot)| {
        let line = Line::of(eye, id, &slot.summary);
        let shown = if line.code == id.key() {
            line.details()
        } else {
            format!("{} · {}", line.code, line.details())
        };
        (id.key().to_owned(), shown)
    };
    found.iter().take(OFFERED).map(offer).collect()
}

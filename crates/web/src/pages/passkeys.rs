//! `/passkeys`: the passkeys of whoever is signed in. `/sign-in/passkey`: signing in with one.

use super::act::take::{Taken, take};
use super::act::{form::shown_name, read};
use super::eye::Eye;
use super::frame::{Place, after, show};
use super::posted::Posted;
use super::visit::Visit;
use super::{acting, links, words};
use crate::api;
use crate::app::{App, Call};
use crate::parts::{
    Empty, Field, Form, Icon, Item, MadeFor, Panel, PasskeyDeed, Reason, Refusal, SignForm, Status,
    chip, list, passkey,
};
use crate::problem::{Kind, Problem, Result};
use crate::session::welcome;
use crate::shell::{Ctx, Head, Preferences};
use axum::extract::State;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::act::{Meaning, Said};
use domain::id::PersonId;
use domain::people::passkey::{Binding, enrolment_challenge};
use domain::people::{EnrolPasskey, Passkey, Person, WithdrawPasskey, sign_in_name};
use domain::refusal::Stop;
use domain::state::Held as _;
use domain::text::Encoded;
use maud::{Markup, Render as _, html};
use serde_json::Value;

/// The routes of passkeys.
pub fn routes() -> Router<App> {
    Router::new()
        .route(links::PASSKEYS, get(mine).post(enrol))
        .route(links::PASSKEYS_WITHDRAW, post(withdraw))
        .route(links::PASSKEY_CHALLENGE, post(challenge))
        .route(links::PASSKEY_SIGN_IN, post(sign_in))
}

/// A passkey as its holder sees it.
struct Line {
    credential: Encoded,
    key: Passkey,
    called: Option<String>,
    when: String,
}

/// What the page shows.
struct View {
    person: PersonId,
    code: String,
    name: Option<String>,
    lines: Vec<Line>,
    act: domain::act::ActId,
    challenge: Encoded,
    host: String,
    size: u64,
    unable: bool,
}

impl View {
    fn of(eye: &Eye<'_>, person: &PersonId) -> std::result::Result<Self, Stop> {
        let state: &Person = eye.desk.state(person.subject())?;
        let line = |(credential, key): (&Encoded, &Passkey)| Line {
            credential: credential.clone(),
            called: key
                .called
                .as_ref()
                .and_then(|called| eye.open(person.subject(), &called.0).text().map(str::to_owned)),
            when: eye.moment(key.enrolled),
            key: key.clone(),
        };
        let mut lines: Vec<Line> = state.passkeys.iter().map(line).collect();
        lines.sort_by_key(|line| (line.key.withdrawn.is_some(), line.key.position));
        let act = links::draw_act();
        let challenge = enrolment_challenge(eye.call.app.engine.origin(), act, person);
        let settings = eye.desk.centre().settings();
        Ok(Self {
            person: person.clone(),
            code: state.code.to_string(),
            name: shown_name(eye, person),
            lines,
            act,
            challenge: Encoded::of(&challenge),
            host: settings.map(|it| it.relying_party.to_string()).unwrap_or_default(),
            size: eye.call.snapshot.size,
            unable: eye.unable_to_sign(),
        })
    }

    fn has_key(&self) -> bool {
        self.lines.iter().any(|line| line.key.stands())
    }
}

async fn mine(visit: Visit) -> Result<Markup> {
    page(&visit, &[]).await
}

async fn page(visit: &Visit, refused: &[Reason]) -> Result<Markup> {
    let person = visit.signed_in()?.person.clone();
    let view = visit.ask(move |eye| View::of(eye, &person)).await?;
    let ctx = visit.ctx();
    let t = ctx.texts();
    let head = Head::new(t.label("passkeys"));
    let body = html! {
        div.stack."stack--lg" {
            @if !refused.is_empty() { (Refusal::of(t, refused.to_vec())) }
            (Panel::new("mine", t.label("passkeys-mine")).body(listed(&ctx, &view, refused)))
            (Panel::new("new", t.label("passkeys-new")).body(new(&ctx, &view, refused)))
            p.small.muted { (t.get("passkeys-trust")) }
        }
    };
    Ok(show(visit, &ctx, Place::People, &head, body))
}

fn listed(ctx: &Ctx, view: &View, refused: &[Reason]) -> Markup {
    let t = ctx.texts();
    if view.lines.is_empty() {
        let words = t.label("passkeys-none.words");
        return html! { (Empty::new(Icon::Key, t.label("passkeys-none")).words(words)) };
    }
    let item = |line: &Line| {
        let called = line.called.clone().unwrap_or_else(|| t.get("passkeys-unnamed"));
        let (status, word) = match (line.key.stands(), line.key.binding) {
            (false, _) => (Status::Idle, "passkeys-withdrawn"),
            (true, Binding::Device) => (Status::Ok, "passkeys-bound"),
            (true, Binding::Synced) => (Status::Info, "passkeys-synced"),
        };
        let when = t.with("passkeys-enrolled", &[("when", line.when.clone().into())]);
        let position = line.key.position.to_string();
        let entry = t.with("passkeys-entry", &[("position", position.into())]);
        let detail = html! {
            (when) " · " span.num { (line.key.algorithm) } " · "
            a href=(links::entry(line.key.position)) { (entry) }
            @if line.key.stands() { (withdrawal(ctx, view, line, refused)) }
        };
        Item::of(html! { b { (called) } })
            .icon(Icon::Key)
            .detail(detail)
            .end(chip(status, &t.label(word)))
    };
    list(&view.lines.iter().map(item).collect::<Vec<_>>())
}

fn withdrawal(ctx: &Ctx, view: &View, line: &Line, refused: &[Reason]) -> Markup {
    let t = ctx.texts();
    let action = WithdrawPasskey::ACTION.name;
    let form = acting::form(ctx, links::PASSKEYS_WITHDRAW, action, Said::Ask)
        .hidden("person", view.person.to_string())
        .hidden("credential", line.credential.as_str());
    let form = acting::signing(form, Meaning::Performed, &[], view.size);
    let sentence = words::sentence(t, Meaning::Performed);
    html! {
        details.more {
            summary { (t.get("passkeys-withdraw")) }
            (SignForm::new(t, t.label("passkeys-withdraw-part"), form, sentence, view.code.as_str())
                .button(words::action(t, action))
                .by_key(view.has_key().then_some(view.host.as_str()))
                .reasons(refused.to_vec()))
        }
    }
}

fn new(ctx: &Ctx, view: &View, refused: &[Reason]) -> Markup {
    let t = ctx.texts();
    let action = EnrolPasskey::ACTION.name;
    // One that was withdrawn may be made anew at the same authenticator.
    let standing = view.lines.iter().filter(|line| line.key.stands());
    let known: Vec<&str> = standing.map(|line| line.credential.as_str()).collect();
    let form = Form::post(links::PASSKEYS, ctx.csrf.as_str())
        .id("new-passkey")
        .for_passkey(MadeFor {
            challenge: view.challenge.to_string(),
            party: view.host.clone(),
            user: view.person.to_string(),
            name: view.code.clone(),
            known: known.join(" "),
        })
        .hidden("act", view.act.to_string())
        .hidden("person", view.person.to_string());
    let form = acting::signing(form, Meaning::Performed, &[], view.size);
    let sentence = words::sentence(t, Meaning::Performed);
    let before = html! {
        p { (t.get("passkeys-new-words")) }
        div data-passkey-unmade {
            (passkey(t, &view.host, PasskeyDeed::Make, &t.label("passkeys-make")))
        }
    };
    let called = html! {
        p { (t.get("passkeys-made")) }
        (Field::text("called", words::field(t, "called")))
        @if let Some(name) = &view.name {
            p.small { (t.get("act-printed-name")) " " b { (name) } }
        }
    };
    html! {
        (SignForm::new(t, t.label("passkeys-enrol-part"), form, sentence, view.code.as_str())
            .before(before)
            .body(called)
            .button(words::action(t, action))
            .by_key(view.has_key().then_some(view.host.as_str()))
            .unable(view.unable)
            .reasons(refused.to_vec()))
        noscript { p.small.muted { (t.get("passkeys-no-script")) } }
    }
}

async fn enrol(visit: Visit, posted: Posted) -> Result<Response> {
    acted(visit, &EnrolPasskey::ACTION, posted).await
}

async fn withdraw(visit: Visit, posted: Posted) -> Result<Response> {
    acted(visit, &WithdrawPasskey::ACTION, posted).await
}

async fn acted(
    visit: Visit,
    action: &'static domain::command::Action,
    posted: Posted,
) -> Result<Response> {
    match take(&visit, action, &posted).await? {
        Taken::Recorded(receipt) => {
            Ok(Redirect::to(&after(links::PASSKEYS, receipt.position)).into_response())
        }
        Taken::Not(not) => {
            let page = page(&visit, &not.reasons).await?;
            Ok((not.status, page).into_response())
        }
    }
}

async fn challenge(State(app): State<App>, call: Call, posted: Posted) -> Result<Json<Value>> {
    call.check_form(posted.get("csrf"))?;
    Ok(Json(api::to_sign_json(&app.engine.prepare_sign_in()?)))
}

async fn sign_in(State(app): State<App>, call: Call, posted: Posted) -> Result<Response> {
    call.check_form(posted.get("csrf"))?;
    let wrong = || Problem::new(Kind::WrongPasskey);
    let challenge = posted.get("challenge").parse::<Encoded>().map_err(|_| wrong())?.bytes();
    let challenge: [u8; 32] = challenge.try_into().map_err(|_| wrong())?;
    let assertion = read::assertion("", &posted).ok_or_else(wrong)?;
    let engine = app.engine.clone();
    let person = app.blocking(move || Ok(engine.signed_in_by(&challenge, &assertion)?)).await?;
    let name = call.snapshot.centre.slot(person.subject());
    let name = name.and_then(|slot| Person::of_summary(&slot.summary));
    let name = name.map(|person| sign_in_name(&person.code)).unwrap_or_default();
    let signed_in = welcome(&app, &call.asked, person, name, "passkey").await?;
    // Two people share a tablet: whoever signs in is the one at it.
    if let Some(before) = &call.session {
        app.sessions.end(before);
    }
    let cookie = signed_in.token.cookie(app.settings.behind_tls);
    let to = Redirect::to(Preferences::back_to(posted.get("back")));
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), to).into_response())
}

/// The form to sign in with a passkey, for the page that asks for a password.
pub fn sign_in_form(ctx: &Ctx, csrf: &str, host: &str, back: &str) -> Markup {
    asking_form(ctx, csrf, host, back, (links::PASSKEY_SIGN_IN, links::PASSKEY_CHALLENGE))
}

/// The form to show a passkey after the password.
pub fn second_step_form(ctx: &Ctx, csrf: &str, host: &str, back: &str) -> Markup {
    asking_form(ctx, csrf, host, back, (links::SECOND_STEP, links::SECOND_CHALLENGE))
}

/// A form that has a passkey asked with the challenge of one address and posts to another.
fn asking_form(
    ctx: &Ctx,
    csrf: &str,
    host: &str,
    back: &str,
    (to, challenge): (&str, &str),
) -> Markup {
    let t = ctx.texts();
    Form::post(to, csrf)
        .for_passkey(MadeFor { challenge: challenge.to_owned(), ..MadeFor::default() })
        .hidden("back", back)
        .body(passkey(t, host, PasskeyDeed::SignIn, &t.label("passkeys-sign-in")))
        .render()
}

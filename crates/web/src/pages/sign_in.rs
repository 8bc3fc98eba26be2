//! `/sign-in`, `/sign-out`, `/role`: who is at this browser, and in which role they act.

use super::posted::Posted;
use super::visit::Visit;
use super::{badge, links, passkeys, single_sign_on, words};
use crate::app::{App, Call};
use crate::parts::{Button, Field, Form, Icon, Item, Panel, Refusal, Status, id, list};
use crate::problem::{Kind, Problem, Result};
use crate::session::{SignedIn, Token, device, second_factor, sign_in, station};
use crate::shell::{Ctx, Head, Preferences, bare_page, paths};
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::id::Kind as SubjectKind;
use domain::people::{Person, Role};
use maud::{Markup, html};

/// The password of everybody in a demonstration: its sign-in page shows it.
pub const DEMONSTRATION_PASSWORD: &str = "synthetic-demo-2026";

/// The routes of sessions.
pub fn routes() -> Router<App> {
    Router::new()
        .route(links::SIGN_IN, get(form).post(open))
        .route(paths::SIGN_OUT, post(end))
        .route(links::ROLE, post(choose))
}

/// What the sign-in page shows.
struct View {
    name: String,
    back: String,
    wrong: Option<Problem>,
    /// The relying party of passkeys.
    host: String,
    /// What the provider of single sign-on is called, if there is one.
    provider: Option<String>,
    /// Whether somebody for whom it vouched has just signed out.
    left: bool,
    /// Whether the account was just opened.
    opened: bool,
    /// The station this browser is, if it is one.
    station: Option<String>,
    /// In a demonstration: everybody by code, with their roles.
    people: Vec<(String, Vec<Role>)>,
}

impl View {
    fn of(call: &Call, name: &str, back: &str) -> View {
        let demo = call.app.settings.demo;
        let people = call.snapshot.centre.summaries::<Person>(SubjectKind::Person);
        let mut people: Vec<_> = people
            .filter(|(_, person)| demo && !person.roles.contains_key(&Role::System))
            .map(|(_, person)| (person.code.to_string(), person.roles.keys().copied().collect()))
            .collect();
        people.sort();
        let (name, back) = (name.to_owned(), Preferences::back_to(back).to_owned());
        let settings = call.snapshot.centre.settings();
        let host = settings.map(|it| it.relying_party.to_string()).unwrap_or_default();
        let asked = super::parameters(call);
        let (opened, left) = (asked.given("opened").is_some(), asked.given("left").is_some());
        let here = station::here(&call.app, &call.asked).ok().flatten();
        let station = here.map(|station| station.key().to_owned());
        View { name, back, wrong: None, host, provider: None, left, opened, station, people }
    }

    /// With the provider of single sign-on, if there is one.
    async fn with_provider(self, app: &App) -> View {
        if app.settings.provider.is_none() {
            return self;
        }
        let engine = app.engine.clone();
        let provider = app.blocking(move || Ok(engine.provider())).await.ok().flatten();
        View { provider: provider.map(|(_, name)| name), ..self }
    }
}

async fn form(call: Call) -> Response {
    let asked = super::parameters(&call);
    let back = Preferences::back_to(asked.get("back")).to_owned();
    if call.session.is_some() && asked.given("name").is_none() {
        return Redirect::to(&back).into_response();
    }
    let view = View::of(&call, asked.get("name"), &back).with_provider(&call.app).await;
    page(&call.app.bare_ctx(&call.asked), &call.ctx().csrf, &view).into_response()
}

async fn open(State(app): State<App>, call: Call, posted: Posted) -> Result<Response> {
    call.check_form(posted.get("csrf"))?;
    let (name, back) = (posted.get("name"), posted.get("back"));
    // A password may begin or end with a blank.
    let password = posted.raw("password").to_owned();
    match sign_in(&app, &call.asked, name, password).await {
        Ok(signed_in) => enter(&app, &call, &signed_in, back),
        // A browser keeps the ticket of the second step in a cookie, and out of any address.
        Err(problem) if problem.kind == Kind::SecondFactorNeeded => {
            let cookie = second_factor::handed(&problem, app.settings.behind_tls);
            let to = links::with(links::SECOND_STEP, &[("back", Preferences::back_to(back))]);
            Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(&to)).into_response())
        }
        Err(problem) if problem.kind == Kind::Fault => Err(problem),
        Err(problem) => {
            let status = problem.kind.status();
            let view = View { wrong: Some(problem), ..View::of(&call, name, back) };
            let view = view.with_provider(&app).await;
            let page = page(&app.bare_ctx(&call.asked), &call.ctx().csrf, &view);
            Ok((status, page).into_response())
        }
    }
}

/// Hands the session over to the browser, and leads back to where somebody wanted to go.
pub(super) fn enter(app: &App, call: &Call, signed_in: &SignedIn, back: &str) -> Result<Response> {
    // Two people share a tablet: whoever signs in is the one at it.
    if let Some(before) = &call.session {
        app.sessions.end(before);
    }
    let tls = app.settings.behind_tls;
    let device = device::cookie(&app.engine, &signed_in.name, tls);
    let device = device.map_err(|error| Problem::fault(&error))?;
    let mut cookies =
        vec![(header::SET_COOKIE, signed_in.token.cookie(tls)), (header::SET_COOKIE, device)];
    if call.asked.ticket.is_some() {
        cookies.push((header::SET_COOKIE, second_factor::forget(tls)));
    }
    Ok((AppendHeaders(cookies), Redirect::to(Preferences::back_to(back))).into_response())
}

async fn end(State(app): State<App>, call: Call, posted: Posted) -> Result<Response> {
    call.check_form(posted.get("csrf"))?;
    if let Some(session) = &call.session {
        app.sessions.end(session);
    }
    let forget = AppendHeaders(Token::forget(app.settings.behind_tls));
    let back = posted.given("back").map_or("/", Preferences::back_to);
    let vouched = call.session.as_ref().is_some_and(|session| session.provider.is_some());
    let to = if vouched {
        links::with(links::SIGN_IN, &[("back", back), ("left", "yes")])
    } else {
        links::sign_in(back)
    };
    Ok((forget, Redirect::to(&to)).into_response())
}

async fn choose(visit: Visit, posted: Posted) -> Result<Response> {
    visit.check_form(posted.get("csrf"))?;
    let role: Option<Role> = posted.get("role").parse().ok();
    let Some(role) = role.filter(|role| visit.roles().contains(role)) else {
        return Err(Problem::new(Kind::NotPermitted));
    };
    visit.signed_in()?.choose(Some(role));
    Ok(Redirect::to(Preferences::back_to(posted.get("back"))).into_response())
}

fn page(ctx: &Ctx, csrf: &str, view: &View) -> Markup {
    let t = ctx.texts();
    // Whoever has a name filled in goes on with the password.
    let named = !view.name.is_empty();
    let name = Field::text("name", t.label("sign-in-name")).required().autocomplete("username");
    let password = Field::password("password", t.label("sign-in-password"))
        .required()
        .autocomplete("current-password");
    // At a station the badge comes first; its field has the focus.
    let (name, password) = match (named, &view.station) {
        (true, _) => (name, password.focus()),
        (false, None) => (name.focus(), password),
        (false, Some(_)) => (name, password),
    };
    let form = Form::post(links::SIGN_IN, csrf).hidden("back", view.back.as_str()).body(html! {
        (name.value(view.name.as_str()))
        (password)
        (Button::submit(t.label("sign-in")).primary().big().block())
    });
    bare_page(
        ctx,
        &Head::new(t.label("sign-in")),
        html! {
            div.stack."stack--lg" {
                @if let Some(problem) = &view.wrong {
                    (Refusal::new(t, t.label("sign-in-failed"), vec![problem.title_part(ctx.lang)]))
                } @else if view.opened {
                    p.notice.s-ok role="status" { (Status::Ok) span { (t.get("sign-in-opened")) } }
                }
                @if let Some(station) = &view.station {
                    (Panel::new("badge", t.label("badge-title"))
                        .note(html! { (t.get("badge-station")) " " (id(station)) })
                        .body(badge::waiting(ctx, csrf, &view.back, None)))
                }
                (Panel::new("sign-in", ctx.centre.as_str()).body(html! {
                    (form)
                    (passkeys::sign_in_form(ctx, csrf, &view.host, &view.back))
                    @if let Some(provider) = &view.provider {
                        (single_sign_on::button(ctx, provider, &view.back))
                    }
                }))
                @if let Some(provider) = view.provider.as_ref().filter(|_| view.left) {
                    (single_sign_on::farewell(ctx, provider))
                }
                p.small { a href=(links::OPEN_ACCOUNT) { (t.get("sign-in-invited")) } }
                @if !view.people.is_empty() { (people(ctx, view)) }
            }
        },
    )
}

/// Everybody of a demonstration: a press fills the name in.
fn people(ctx: &Ctx, view: &View) -> Markup {
    let t = ctx.texts();
    let items: Vec<Item> = view
        .people
        .iter()
        .map(|(code, roles)| {
            let name = code.to_lowercase();
            let fields = [("name", name.as_str()), ("back", view.back.as_str())];
            let labels: Vec<_> = roles.iter().map(|role| words::role(t, *role)).collect();
            Item::of(id(code)).icon(Icon::User).href(links::with(links::SIGN_IN, &fields)).detail(
                html! {
                    @for (n, label) in labels.iter().enumerate() {
                        @if n > 0 { " · " }
                        (label)
                    }
                },
            )
        })
        .collect();
    html! {
        (Panel::new("people", t.label("sign-in-people"))
            .note(html! { (t.get("sign-in-demo-password")) " " (id(DEMONSTRATION_PASSWORD)) })
            .flush()
            .body(list(&items)))
    }
}

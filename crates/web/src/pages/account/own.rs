//! `/account`: one's own account. What lets me in, where I am signed in, what I may act as.

use super::time_code;
use crate::app::App;
use crate::lang::Text;
use crate::pages::act::read;
use crate::pages::act::take::{Taken, take};
use crate::pages::frame::{Place, after, show};
use crate::pages::posted::Posted;
use crate::pages::visit::Visit;
use crate::pages::{links, words};
use crate::parts::{
    Button, Field, Form, Item, Kv, Panel, Reason, Refusal, Status, at_field, chip, id, list,
};
use crate::problem::{Kind, Problem, Result};
use crate::shell::{Ctx, Head};
use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::command::Command;
use domain::people::views::roles_ending;
use domain::people::{
    Account, IssueToken, Person, RevokeToken, Role, SetPassword, TakeEmergencyRole, sign_in_name,
};
use domain::time::LocalDate;
use engine::weak::PASSWORD_CHARACTERS_MIN;
use maud::{Markup, html};

pub fn routes() -> Router<App> {
    Router::new().route(links::ACCOUNT, get(form).post(act))
}

struct View {
    name: String,
    printed: Option<String>,
    roles: Vec<(Role, Option<LocalDate>)>,
    /// Those that end soon unless they are assigned again.
    ending: Vec<(Role, LocalDate)>,
    today: LocalDate,
    account: Account,
    password_since: Option<String>,
    time_code_since: Option<String>,
    provider: Provided,
}

/// What the provider of single sign-on is to a person.
struct Provided {
    linked: bool,
    roles: Vec<Role>,
}

async fn form(visit: Visit) -> Result<Markup> {
    page(&visit, &Posted::default(), &[]).await
}

/// What the forms of this page do.
async fn act(visit: Visit, posted: Posted) -> Result<Response> {
    if let Some(mark) = posted.given("end") {
        visit.check_form(posted.get("csrf"))?;
        let me = &visit.signed_in()?.person;
        let sessions = visit.app.sessions.of(me, visit.now, visit.app.access());
        if let Some(session) = sessions.iter().find(|session| session.mark() == mark) {
            visit.app.sessions.end(session);
        }
        return Ok(Redirect::to(links::ACCOUNT).into_response());
    }
    let action = Command::find(posted.get("is"))
        .filter(|action| action.name == SetPassword::ACTION.name)
        .ok_or_else(|| Problem::new(Kind::NotFound))?;
    if posted.raw("password") != posted.raw("again") {
        visit.check_form(posted.get("csrf"))?;
        let differ = crate::problem::Reason::new("passwords-differ").at("/again");
        let problem = Problem::unreadable([differ]);
        let lang = visit.asked.lang;
        let reasons: Vec<Reason> = problem.reasons.iter().map(|it| it.part(lang)).collect();
        let page = page(&visit, &posted, &reasons).await?;
        return Ok((problem.kind.status(), page).into_response());
    }
    match take(&visit, action, &posted).await? {
        Taken::Recorded(receipt) => {
            Ok(Redirect::to(&after(links::ACCOUNT, receipt.position)).into_response())
        }
        Taken::Not(not) => {
            let page = page(&visit, &posted, &not.reasons).await?;
            Ok((not.status, page).into_response())
        }
    }
}

async fn page(visit: &Visit, posted: &Posted, reasons: &[Reason]) -> Result<Markup> {
    let me = visit.signed_in()?.person.clone();
    let view = visit
        .ask(move |eye| {
            let person: &Person = eye.desk.state(me.subject())?;
            Ok(View {
                name: sign_in_name(&person.code),
                printed: person
                    .name
                    .as_ref()
                    .and_then(|name| eye.open(me.subject(), &name.0).text().map(str::to_owned)),
                roles: person.roles.iter().map(|(role, until)| (*role, *until)).collect(),
                ending: roles_ending(eye.desk.summary::<Person>(me.subject())?, eye.desk.today()),
                today: eye.desk.today(),
                password_since: person.account.password_since.map(|at| eye.moment(at)),
                time_code_since: person.account.time_code.as_ref().map(|it| eye.moment(it.since)),
                account: person.account.clone(),
                provider: Provided {
                    linked: person.provider_identity.is_some(),
                    roles: person.provider_roles.iter().copied().collect(),
                },
            })
        })
        .await?;
    let ctx = visit.ctx();
    let t = ctx.texts();
    let session = visit.signed_in()?;
    let head = Head::new(t.label("account")).code(session.code.clone());
    let body = html! {
        div.columns {
            div.stack."stack--lg" {
                @if !reasons.is_empty() { (Refusal::of(t, reasons.to_vec())) }
                (invited(&ctx, &view))
                (sessions(visit, &ctx)?)
                (tokens(visit, &ctx, &view)?)
                @if view.account.password.is_some() {
                    (password(&ctx, &session.person.to_string(), posted, reasons))
                } @else {
                    (Panel::new("password", t.label("account-password")).body(html! {
                        p { (t.get("account-password-none")) }
                    }))
                }
            }
            aside.stack."stack--lg" aria-label=(t.get("account-about")) {
                (about(&ctx, &view))
                (Panel::new("passkeys", t.label("passkeys")).body(html! {
                    p.small { (t.get("passkeys-why")) }
                    (Button::link(t.label("passkeys-mine"), links::PASSKEYS))
                }))
                (time_code::panel(&ctx, &session.person.to_string(), view.time_code_since.as_deref()))
                (super::badge::own(&ctx, &session.person.to_string(), &view.account, |at| {
                    crate::lang::moment(&at.instant().to_zoned(read::zone(visit)))
                }))
                (Panel::new("emergency", t.label("account-emergency")).body(html! {
                    p.small { (t.get("account-emergency-what")) }
                    (Button::link(
                        words::action(t, TakeEmergencyRole::ACTION.name),
                        links::act_with(TakeEmergencyRole::ACTION.name, &[("person", &session.person.to_string())]),
                    ))
                }))
            }
        }
    };
    Ok(show(visit, &ctx, Place::People, &head, body))
}

/// Somebody invited me although I have an account: I should know, for I may not have asked for it.
fn invited(ctx: &Ctx, view: &View) -> Markup {
    let t = ctx.texts();
    html! {
        @if let Some(invitation) = &view.account.invitation {
            p.notice.s-alert role="status" {
                span {
                    (t.with("account-invited-again", &[("until", invitation.until.to_string().into())]))
                    " "
                    a href=(links::entry(invitation.position)) { (t.get("account-invited-by")) }
                }
            }
        }
    }
}

fn about(ctx: &Ctx, view: &View) -> Markup {
    let t = ctx.texts();
    let until = |role: &Role, until: &Option<LocalDate>| {
        let Some(day) = until else { return t.get("account-role-open") };
        let says = match view.ending.iter().any(|(ending, _)| ending == role) {
            _ if *day < view.today => "account-role-ended",
            true => "account-role-ending",
            false => "account-role-until",
        };
        t.with(says, &[("day", day.to_string().into())])
    };
    let since = view.password_since.as_deref().unwrap_or_default();
    let mut rows = Kv::new().start().row(t.label("sign-in-name"), id(&view.name));
    if let Some(printed) = &view.printed {
        rows = rows.text(t.label("account-printed"), printed);
    }
    rows = rows.text(t.label("account-password-since"), since);
    if view.provider.linked {
        rows = rows.text(t.label("account-provider"), &t.get("account-provider-linked"));
    }
    let provided = view.provider.roles.iter().map(|role| words::role(t, *role).plain().to_owned());
    let provided: Vec<String> = provided.collect();
    let roles = view.roles.iter().fold(Kv::new().start(), |rows, (role, day)| {
        let label: Text = words::role(t, *role);
        rows.text(label, &until(role, day))
    });
    html! {
        (Panel::new("about", t.label("account-about")).body(html! { (rows) }))
        @if !view.roles.is_empty() {
            (Panel::new("roles", t.label("field-roles")).body(html! {
                (roles)
                @if !provided.is_empty() {
                    p.small.muted {
                        (t.with("account-provider-roles", &[("roles", provided.join(" · ").into())]))
                    }
                }
            }))
        }
    }
}

/// Where I am signed in; each can be ended but this one, which has its own way out.
fn sessions(visit: &Visit, ctx: &Ctx) -> Result<Markup> {
    let t = ctx.texts();
    let own = visit.signed_in()?;
    let access = visit.app.access();
    let zone = read::zone(visit);
    let at = |moment: domain::time::Timestamp| {
        crate::lang::moment(&moment.instant().to_zoned(zone.clone()))
    };
    let items: Vec<Item> = visit
        .app
        .sessions
        .of(&own.person, visit.now, access)
        .iter()
        .map(|session| {
            let used = t.with("account-session-used", &[("at", at(session.used()).into())]);
            let opened = t.with("account-session-opened", &[("at", at(session.opened).into())]);
            let ends = t.with("account-session-ends", &[("at", at(session.ends(access)).into())]);
            let item = Item::of(html! { (used) }).detail(html! { (opened) " · " (ends) });
            if session.mark() == own.mark() {
                return item.end(chip(Status::Ok, &t.label("account-session-own").alone()));
            }
            let end = Button::submit(t.label("account-session-end"));
            item.end(html! {
                (Form::post(links::ACCOUNT, ctx.csrf.as_str())
                    .hidden("end", session.mark())
                    .body(html! { (end) }))
            })
        })
        .collect();
    Ok(html! {
        (Panel::new("sessions", t.label("account-sessions")).flush().body(list(&items)))
    })
}

/// The machines that act for me.
fn tokens(visit: &Visit, ctx: &Ctx, view: &View) -> Result<Markup> {
    let t = ctx.texts();
    let me = visit.signed_in()?.person.to_string();
    let zone = read::zone(visit);
    let item = |(number, token): (&domain::text::Code, &domain::people::token::AccessToken)| {
        let last = visit.app.machines.last(number).map_or_else(
            || t.get("token-unused"),
            |at| {
                let at = crate::lang::moment(&at.instant().to_zoned(zone.clone()));
                t.with("account-session-used", &[("at", at.into())])
            },
        );
        let until = t.with("account-role-until", &[("day", token.until.to_string().into())]);
        let actions: Vec<String> = token
            .actions
            .iter()
            .map(|action| words::action(t, action.as_str()).plain().to_owned())
            .collect();
        let does = if actions.is_empty() { t.get("token-reads") } else { actions.join(", ") };
        let fields =
            [("person", me.as_str()), ("token", number.as_str()), ("next", links::ACCOUNT)];
        let revoke = links::act_with(RevokeToken::ACTION.name, &fields);
        Item::of(html! { (id(number.as_str())) " " (words::role(t, token.role).alone()) })
            .detail(html! { (does) " · " (until) " · " (last) })
            .end(html! { (Button::link(words::action(t, RevokeToken::ACTION.name), revoke)) })
    };
    let items: Vec<Item> = view.account.tokens.iter().map(item).collect();
    let issue = links::act_with(IssueToken::ACTION.name, &[("person", &me)]);
    Ok(html! {
        (Panel::new("tokens", t.label("account-tokens")).flush().body(html! {
            (list(&items))
            div.panel__body {
                p.small { (t.get("account-tokens-what")) }
                (Button::link(words::action(t, IssueToken::ACTION.name), issue))
            }
        }))
    })
}

fn password(ctx: &Ctx, me: &str, posted: &Posted, reasons: &[Reason]) -> Markup {
    let t = ctx.texts();
    let line = |name: &'static str, label: &str, fills: &'static str| {
        let field = Field::password(name, t.label(label)).required().autocomplete(fills);
        field.error(at_field(reasons, name))
    };
    let act = posted.given("act").map_or_else(|| links::draw_act().to_string(), str::to_owned);
    let min = PASSWORD_CHARACTERS_MIN.into();
    let fields = html! {
        (line("old_password", "field-old_password", "current-password"))
        (line("password", "open-account-password", "new-password")
            .hint(html! { (t.with("open-account-password.hint", &[("min", min)])) }))
        (line("again", "open-account-again", "new-password"))
        p.small.muted { (t.get("account-password-ends")) }
        (Button::submit(words::action(t, SetPassword::ACTION.name)).primary())
    };
    let form = Form::post(links::ACCOUNT, ctx.csrf.as_str())
        .hidden("is", SetPassword::ACTION.name)
        .hidden("act", act)
        .hidden("person", me)
        .body(fields);
    html! { (Panel::new("password", t.label("account-password")).body(html! { (form) })) }
}

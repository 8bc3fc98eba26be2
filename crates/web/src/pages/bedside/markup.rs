//! The bedside as markup: the one thing to do next, beside who and what it is about.

use super::shown;
use super::stop::{already, stop};
use super::view::{Look, Next, View};
use crate::lang::Text;
use crate::pages::act::ActForm;
use crate::pages::frame::{Place, show};
use crate::pages::visit::Visit;
use crate::pages::{links, words};
use crate::parts::{
    Button, Empty, Form, Icon, Panel, Reason, Sign, Standing, Status, Timer, announce,
    identity_chip, signs,
};
use crate::shell::{Ctx, Density, Head, paths};
use domain::act::Meaning;
use domain::command::Action;
use maud::{Markup, html};

/// Why a form was not taken, and which.
type Refused<'a> = Option<(&'static Action, &'a [Reason])>;

/// The page. Its controls are large: hands are gloved, and the patient is looked at, not the page.
pub fn page(visit: &Visit, view: &View, refused: Refused<'_>) -> Markup {
    let ctx = if refused.is_some() { visit.ctx() } else { visit.live() };
    let ctx = Ctx { density: Density::Touch, ..ctx };
    let t = ctx.texts();
    let head = Head::new(t.label("bedside"))
        .code(view.order.key())
        .meta(identity_chip(&Text::new(view.chain.as_str())))
        .meta(html! { b { (view.patient[0].shown(t)) } })
        .action(html! {
            (Button::link(t.label("journey"), links::order(&view.order)).icon(Icon::Link))
        });
    let body = html! {
        div.stack."stack--lg" {
            @if let Some((action, reasons)) = refused { (stop(t, view, action, reasons)) }
            div.columns."columns--beside" {
                div.stack."stack--lg" { (next(&ctx, view, refused)) }
                aside.stack."stack--lg" aria-label=(t.get("bedside-aside")) {
                    (shown::patient(t, view))
                    (shown::matches(t, view))
                    (shown::bags(t, view))
                }
            }
        }
    };
    show(visit, &ctx, Place::Ward, &head, body)
}

fn reasons<'a>(refused: Refused<'a>, form: &ActForm) -> &'a [Reason] {
    match refused {
        Some((action, reasons)) if action.name == form.action.name => reasons,
        _ => &[],
    }
}

fn to(view: &View, deed: &str) -> String {
    format!("{}/{deed}", links::bedside(&view.order))
}

fn next(ctx: &Ctx, view: &View, refused: Refused<'_>) -> Markup {
    let t = ctx.texts();
    match &view.next {
        Next::NoBag => html! {
            (Empty::new(Icon::Bag, t.label("bedside-no-bag")).words(t.get("bedside-no-bag.words")))
        },
        Next::Identify(form) => identify(ctx, view, form.as_deref(), refused),
        Next::Start(form) => html! {
            (looked(ctx, view))
            (Panel::new("start", t.label("bedside-start")).live_unless_typing().body(html! {
                (form.markup(ctx, &to(view, "start"), reasons(refused, form)))
                p.row { (already(t, view)) }
            }))
        },
        Next::Running { vitals, end } => running(ctx, view, vitals, end, refused),
        Next::Done => html! {
            @if let Some(running) = &view.running {
                (announce(Status::Ok, &t.get("bedside-done")))
                (Panel::new("infusion", t.label("bedside-infusion")).body(html! {
                    (shown::infusion(t, running))
                }))
                (shown::vitals(t, running))
            }
        },
    }
}

/// The two identifications: what was given, and the one to give now.
fn identify(ctx: &Ctx, view: &View, form: Option<&ActForm>, refused: Refused<'_>) -> Markup {
    let t = ctx.texts();
    let part = if view.looks.is_empty() { "bedside-first" } else { "bedside-second" };
    let unfit = view.bags.iter().all(|bag| !bag.against.is_empty());
    html! {
        @if !view.looks.is_empty() { (looked(ctx, view)) }
        @if let Some(form) = form {
            (Panel::new("identify", t.label(part)).live_unless_typing().body(html! {
                @if unfit { (announce(Status::Action, &t.get("bedside-unfit-all"))) }
                p { (t.get("bedside-scan-both")) }
                (form.markup(ctx, &to(view, "identify"), reasons(refused, form)))
            }))
        } @else {
            (Panel::new("identify", t.label("bedside-second")).body(html! {
                p { (t.get("bedside-another")) }
                (Form::post(paths::SIGN_OUT, ctx.csrf.as_str())
                    .hidden("back", links::bedside(&view.order))
                    .body(html! {
                        (Button::submit(t.label("bedside-switch")).primary().big().block().icon(Icon::Users))
                    }))
            }))
        }
    }
}

/// Who has looked, and how long that still counts.
fn looked(ctx: &Ctx, view: &View) -> Markup {
    let t = ctx.texts();
    let most = view.identification_seconds;
    let done = |(n, look): (usize, &Look)| Sign::Done {
        part: t.label(if n == 0 { "bedside-first" } else { "bedside-second" }),
        code: look.code.clone(),
        role: words::means(t, Meaning::Identified).alone(),
        when: look.when.clone(),
        meaning: words::sentence(t, Meaning::Identified),
        how: Text::default(),
        proven: false,
        standing: Standing::Standing,
        entry: None,
    };
    let mut all: Vec<Sign> = view.looks.iter().enumerate().map(done).collect();
    if all.len() == 1 {
        let why = html! { (t.get("bedside-second.why")) };
        all.push(Sign::Waiting { part: t.label("bedside-second"), why });
    }
    let oldest = view.looks.iter().map(|look| look.seconds).max();
    html! {
        (Panel::new("looked", t.label("bedside-looked")).live().body(html! {
            (signs(t, &all))
            @if let Some(seconds) = oldest {
                (Timer::new(t, t.label("bedside-counts"), seconds, most).alert_at(most * 2 / 3))
            }
        }))
    }
}

fn running(
    ctx: &Ctx,
    view: &View,
    vitals: &ActForm,
    end: &ActForm,
    refused: Refused<'_>,
) -> Markup {
    let t = ctx.texts();
    let Some(running) = &view.running else { return html! {} };
    html! {
        (Panel::new("infusion", t.label("bedside-running")).live().body(html! {
            @if let Some((elapsed, most)) = running.thawed {
                (Timer::new(t, t.label("bedside-since-thaw"), elapsed, most).alert_at(most * 2 / 3))
            }
            (shown::infusion(t, running))
        }))
        (Panel::new("vitals", words::action(t, vitals.action.name)).live_unless_typing().body(
            vitals.markup(ctx, &to(view, "vitals"), reasons(refused, vitals))
        ))
        (shown::vitals(t, running))
        (Panel::new("end", words::action(t, end.action.name)).live_unless_typing().body(
            end.markup(ctx, &to(view, "end"), reasons(refused, end))
        ))
    }
}

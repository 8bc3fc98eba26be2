//! `/deviation/{key}`: a deviation, and what is to be done about it.

use super::super::acting::{self, NotTaken};
use super::super::frame::{Place, show as page};
use super::super::posted::Posted;
use super::super::sentence::{self, Sentence};
use super::super::visit::Visit;
use super::super::{links, words};
use super::CONTAINMENTS;
use super::deviation_view::{Containment, View};
use crate::lang::{Text, Texts};
use crate::parts::{
    self, Button, Choice, Choices, Empty, Exception, Field, Icon, Item, Kv, Panel, Sign, Status,
    chip, exceptions, id, list, signs,
};
use crate::problem::Result;
use crate::shell::{Ctx, Head};
use axum::extract::Path;
use axum::response::Response;
use domain::id::DeviationId;
use domain::quality::DeviationState;
use domain::refusal::Severity;
use maud::{Markup, html};

/// The page.
pub async fn show(visit: Visit, Path(key): Path<String>) -> Result<Markup> {
    let id = super::deviation_id(&key)?;
    render(&visit, &id, None).await
}

/// An act about the deviation.
pub async fn act(visit: Visit, Path(key): Path<String>, posted: Posted) -> Result<Response> {
    let id = super::deviation_id(&key)?;
    let back = links::subject(id.subject());
    let again = async |not| render(&visit, &id, Some(not)).await;
    acting::answer(&visit, posted, &back, again).await
}

async fn render(visit: &Visit, id: &DeviationId, refused: Option<NotTaken>) -> Result<Markup> {
    let wanted = id.clone();
    let view = visit.ask(move |eye| View::of(eye, &wanted)).await?;
    let ctx = if refused.is_some() { visit.ctx() } else { visit.live() };
    let t = ctx.texts();
    let head = Head::new(t.label("deviation-title"))
        .code(view.id.key())
        .meta(state_chip(t, view.state))
        .meta(severity_chip(t, view.severity));
    Ok(page(visit, &ctx, Place::Quality, &head, body(&ctx, &view, refused.as_ref())))
}

/// The page without its shell.
pub(super) fn body(ctx: &Ctx, view: &View, refused: Option<&NotTaken>) -> Markup {
    let path = links::subject(view.id.subject());
    html! {
        @if let Some(not) = refused { (not.head(ctx, &path)) }
        div.columns {
            div.stack."stack--lg" {
                (what_happened(ctx.texts(), view))
                (immediate(ctx, view, &path, refused))
                (investigation(ctx, view, &path, refused))
                (closure(ctx, view, &path, refused))
            }
            aside aria-label=(ctx.texts().get("deviation-about")) {
                (about(ctx.texts(), view)) (history(ctx.texts(), &view.history))
            }
        }
    }
}

/// Where a deviation stands, as a chip.
pub fn state_chip(t: Texts, state: DeviationState) -> Markup {
    let status = match state {
        DeviationState::Opened => Status::Action,
        DeviationState::Contained | DeviationState::Investigated => Status::Alert,
        DeviationState::Closed => Status::Ok,
    };
    chip(status, &words::choice(t, state.word()))
}

fn severity_chip(t: Texts, severity: Severity) -> Markup {
    chip(sentence::status(severity), &words::choice(t, severity.word()))
}

fn what_happened(t: Texts, view: &View) -> Markup {
    let entry = html! {
        a href=(links::entry(view.position)) { (t.get("entry")) " " (id(&view.position.to_string())) }
    };
    let all: Vec<Exception> = view
        .findings
        .iter()
        .map(|(severity, reason)| Exception {
            status: sentence::status(*severity),
            severity: words::choice(t, severity.word()),
            title: Text::new(reason.sentence.as_str()),
            what: html! { @if let Some(next) = &reason.next { (next) } },
            entry: html! { (entry) " · " (id(&reason.code)) },
            act: severity_chip(t, *severity),
        })
        .collect();
    html! {
        (Panel::new("happened", t.label("deviation-happened")).live().flush().body(html! {
            @if let Some(seen) = &view.description {
                div.panel__body { p { (seen.shown(t)) } p.small.muted { (entry) } }
            }
            @if !all.is_empty() { (exceptions(&all)) }
        }))
    }
}

fn about(t: Texts, view: &View) -> Markup {
    let mut kv = Kv::new();
    for (n, (subject, name)) in view.about.iter().enumerate() {
        let label = if n == 0 { t.label("deviation-about") } else { t.label("deviation-touches") };
        let kind = words::kind(t, subject.kind()).alone();
        kv = kv.row(label, html! { (kind) " " a.id href=(links::subject(subject)) { (name) } });
    }
    let kv = kv
        .row(
            t.label("deviation-step"),
            html! {
                @match &view.step {
                    Some(step) => (id(step)),
                    None => (crate::lang::MISSING),
                }
            },
        )
        .text(t.label("deviation-occurred"), &view.occurred)
        .row(t.label("deviation-opened-by"), id(&view.by));
    html! { (Panel::new("about", t.label("deviation-facts")).live().body(html! { (kv) })) }
}

fn immediate(ctx: &Ctx, view: &View, path: &str, refused: Option<&NotTaken>) -> Markup {
    let t = ctx.texts();
    let taken: Vec<Item> = view.contained.iter().map(|it| containment(t, it)).collect();
    let mut panel = Panel::new("contain", t.label("deviation-contain")).flush();
    if view.state == DeviationState::Opened {
        panel = panel.tone(Status::Action);
    }
    html! {
        (panel.live_unless_typing().body(html! {
            @if taken.is_empty() {
                @if view.state == DeviationState::Opened {
                    div.panel__body { p { (t.get("deviation-holds")) } }
                }
            } @else { (list(&taken)) }
            @if view.state != DeviationState::Closed {
                div.panel__body {
                    @if view.contain.is_open() {
                        (view.contain.form(ctx, path).hidden("deviation", view.id.to_string())
                            .body(contain_fields(t, view.contain.action.name, refused)))
                    } @else { (view.contain.why(t)) }
                }
            }
        }))
    }
}

fn containment(t: Texts, it: &Containment) -> Item {
    let action = t.find(&format!("containment-{}", it.action), &[]).unwrap_or(it.action.clone());
    Item::new(action).status(Status::Ok).detail(html! {
        (id(&it.by)) " · " span.num { (it.when) }
        @if let Some(note) = &it.note { br; (note.shown(t)) }
    })
}

/// The questions about an immediate action: the same here and beside the value that caused it.
pub fn contain_fields(t: Texts, action: &str, refused: Option<&NotTaken>) -> Markup {
    let typed = |field| refused.map_or("", |not| not.typed(action, field));
    let at = |field| refused.and_then(|not| not.at(action, field));
    let choices = CONTAINMENTS
        .iter()
        .map(|code| Choice::new(*code, t.label(&format!("containment-{code}"))))
        .collect();
    html! {
        (Choices::new("action", t.label("deviation-action"), choices).across()
            .chosen(typed("action")).error(at("action")))
        (Field::textarea("note", words::field(t, "note")).value(typed("note")).error(at("note")))
        (Button::submit(t.label("deviation-contain-button")).primary().big())
    }
}

fn investigation(ctx: &Ctx, view: &View, path: &str, refused: Option<&NotTaken>) -> Markup {
    let t = ctx.texts();
    let part = t.label("deviation-investigated-by");
    let offer = &view.investigate;
    let (facts, sign) = match &view.investigated {
        Some((cause, impact, severity, sign)) => {
            let kv = Kv::new()
                .text(words::field(t, "cause"), &cause.shown(t))
                .text(words::field(t, "impact"), &impact.shown(t))
                .row(words::field(t, "severity"), severity_chip(t, *severity))
                .start();
            (Some(kv), sign.clone())
        }
        None => {
            let action = offer.action.name;
            let fields = investigate_fields(t, view, action, refused);
            (None, offer.sign(ctx, path, part, fields, refused))
        }
    };
    signing_panel("investigate", t.label("deviation-investigate"), t, facts, sign)
}

fn investigate_fields(t: Texts, view: &View, action: &str, refused: Option<&NotTaken>) -> Markup {
    let typed = |field| refused.map_or("", |not| not.typed(action, field));
    let at = |field| refused.and_then(|not| not.at(action, field));
    let chosen = match typed("severity") {
        "" => view.severity.word(),
        word => word,
    };
    let severities = Severity::ALL
        .iter()
        .map(|it| Choice::new(it.word(), words::choice(t, it.word())))
        .collect();
    html! {
        (parts::hidden("deviation", &view.id.to_string()))
        (Field::textarea("cause", words::field(t, "cause")).required().value(typed("cause")).error(at("cause")))
        (Field::textarea("impact", words::field(t, "impact")).required().value(typed("impact")).error(at("impact")))
        (Choices::new("severity", words::field(t, "severity"), severities).chosen(chosen).across()
            .error(at("severity")))
    }
}

fn closure(ctx: &Ctx, view: &View, path: &str, refused: Option<&NotTaken>) -> Markup {
    let t = ctx.texts();
    let part = t.label("deviation-closed-by");
    let offer = &view.close;
    let (facts, sign) = match &view.closed {
        Some((conclusion, sign)) => {
            let kv = Kv::new().text(words::field(t, "conclusion"), &conclusion.shown(t)).start();
            (Some(kv), sign.clone())
        }
        None => {
            let typed = refused.map_or("", |not| not.typed(offer.action.name, "conclusion"));
            let at = refused.and_then(|not| not.at(offer.action.name, "conclusion"));
            let fields = html! {
                (parts::hidden("deviation", &view.id.to_string()))
                (Field::textarea("conclusion", words::field(t, "conclusion")).required()
                    .value(typed).error(at))
            };
            (None, offer.sign(ctx, path, part, fields, refused))
        }
    };
    signing_panel("close", t.label("deviation-close"), t, facts, sign)
}

fn signing_panel(name: &str, title: Text, t: Texts, facts: Option<Kv>, sign: Sign) -> Markup {
    html! {
        (Panel::new(name, title).flush().live_unless_typing().body(html! {
            @if let Some(kv) = &facts { div.panel__body { (kv) } }
            (signs(t, &[sign]))
        }))
    }
}

fn history(t: Texts, entries: &[Sentence]) -> Markup {
    let items: Vec<Item> = entries.iter().map(Sentence::item).collect();
    html! {
        (Panel::new("history", t.label("deviation-history")).live().flush().body(html! {
            @if items.is_empty() {
                (Empty::new(Icon::File, t.label("deviation-history")))
            } @else { (list(&items)) }
        }))
    }
}

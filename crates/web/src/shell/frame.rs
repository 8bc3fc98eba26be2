//! The document around a shell.

use maud::{DOCTYPE, Markup, html};

use super::{Ctx, Density, Theme};
use crate::assets;
use crate::parts::Status;

/// A whole document with `body` in it.
pub(super) fn document(ctx: &Ctx, title: &str, body: Markup) -> Markup {
    let t = ctx.texts();
    let theme = match ctx.theme {
        Theme::System => None,
        Theme::Light | Theme::Dark => Some(ctx.theme.name()),
    };
    let density = match ctx.density {
        Density::Desk => None,
        Density::Touch => Some(ctx.density.name()),
    };
    html! {
        (DOCTYPE)
        html lang=(ctx.lang.tag()) data-theme=[theme] data-density=[density] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Centrosome" }
                link rel="icon" href=(assets::mark_href());
                link rel="stylesheet" href=(assets::style_href());
                script src=(assets::script_href()) defer {}
            }
            body data-stream=[&ctx.stream] data-page=(ctx.path) data-idle=[ctx.idle_seconds]
                data-who=[ctx.who.as_ref().map(|who| who.code.as_str())] {
                a.skip href="#main" { (t.get("skip")) }
                (body)
                div.live-notes {
                    p.toast hidden role="status" data-note="changed" {
                        span { (t.get("live-changed")) }
                        a.btn href=(ctx.path) { (t.get("live-reload")) }
                    }
                    p.toast hidden role="status" data-note="lost" { (t.get("live-lost")) }
                    @if ctx.idle_seconds.is_some() {
                        p.toast hidden role="alert" data-note="ending" {
                            span { (t.get("session-ending")) }
                            button.btn type="button" data-stay { (t.get("session-stay")) }
                        }
                        p.toast hidden role="alert" data-note="ended" {
                            span { (t.get("session-ended")) }
                            a.btn href="/sign-in" target="_blank" rel="noopener" { (t.get("sign-in")) }
                            button.btn type="button" data-again { (t.get("session-again")) }
                        }
                    }
                }
            }
        }
    }
}

/// Says on every page who acts in a role that nobody gave them.
pub(super) fn emergencies(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    html! {
        div.stack id="emergencies" data-live {
            @for one in &ctx.emergencies {
                p.notice.s-action role="status" {
                    (Status::Action)
                    span {
                        a.id href=(one.href) { (one.code) } " "
                        (t.with("emergency", &[
                            ("role", one.role.as_str().into()), ("until", one.until.as_str().into()),
                        ]))
                    }
                }
            }
        }
    }
}

/// What stands at the foot of a printed page.
pub(super) fn print_foot(ctx: &Ctx, title: &str) -> Markup {
    let t = ctx.texts();
    html! {
        div.printfoot {
            span {
                (ctx.centre) " · " (title)
                @if ctx.demo { " · " (t.get("demo-copy")) }
            }
            span {
                (t.get("printed")) " " (crate::lang::moment(&ctx.now))
                @if let Some(who) = &ctx.who { " · " (who.code) }
            }
        }
    }
}

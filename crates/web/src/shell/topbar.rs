//! The bar at the top: brand, scan or search, time, person and wishes.

use maud::{Markup, html};

use super::{Ctx, Density, Theme, past, paths};
use crate::assets;
use crate::lang::{Lang, clock, day, offset};
use crate::parts::{Form, Icon, demo_tag, id};

pub(super) fn brand(ctx: &Ctx) -> Markup {
    html! {
        a.brand href=(paths::HOME) {
            svg.mark aria-hidden="true" { use href={ (assets::icons_href()) "#mark" } {} }
            span { "Centrosome" small { (ctx.centre) } }
        }
    }
}

pub(super) fn search(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    html! {
        form.searchbox role="search" action=(paths::FIND) {
            (Icon::Scan)
            input type="search" name="q" id="find" aria-label=(t.get("find"))
                placeholder=(t.get("find-what")) autocomplete="off" spellcheck="false" data-find;
            @if let Some(past) = &ctx.past { input type="hidden" name="at" value=(past.at); }
        }
    }
}

/// Demonstration mark, language, time and person.
pub(super) fn end(ctx: &Ctx, time: bool) -> Markup {
    let t = ctx.texts();
    html! {
        div.topbar__end {
            @if ctx.demo { (demo_tag(t)) }
            @if time {
                time.num datetime=(ctx.now.strftime("%Y-%m-%dT%H:%M%:z")) {
                    span.optional { (day(t, ctx.now.date())) " " }
                    b { (clock(&ctx.now)) } " "
                    span.muted { (offset(&ctx.now)) }
                }
            }
            (language(ctx))
            (menu(ctx))
        }
    }
}

fn wish(ctx: &Ctx, body: Markup) -> Markup {
    html! {
        (Form::post(paths::PREFERENCES, ctx.own_csrf.as_str()).hidden("back", ctx.path.as_str()).body(body))
    }
}

fn language(ctx: &Ctx) -> Markup {
    let other = ctx.lang.other();
    let spoken = match other {
        Lang::ZhCn => "zh-Hans",
        Lang::En => "en",
    };
    wish(
        ctx,
        html! {
            button.textbtn type="submit" name="lang" value=(other.tag()) lang=(spoken) {
                (other.own_name())
            }
        },
    )
}

/// The person, and behind it the wishes and the way out. Opens without script.
fn menu(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    html! {
        details.menu {
            summary aria-label=[ctx.who.is_none().then(|| t.get("menu"))] {
                @match &ctx.who {
                    Some(who) => {
                        span.who__code { (who.code) }
                        span.who__role { (who.role) }
                    },
                    None => (Icon::Moon),
                }
            }
            div.menu__body {
                (wish(ctx, html! {
                    (wishes(&t.get("theme"), "theme", &Theme::ALL.map(|theme| {
                        let word = t.get(match theme {
                            Theme::System => "theme-system",
                            Theme::Light => "theme-light",
                            Theme::Dark => "theme-dark",
                        });
                        (theme.name(), word, theme == ctx.theme)
                    })))
                    (wishes(&t.get("density"), "density", &Density::ALL.map(|density| {
                        let word = t.get(match density {
                            Density::Desk => "density-desk",
                            Density::Touch => "density-touch",
                        });
                        (density.name(), word, density == ctx.density)
                    })))
                }))
                @if let Some(who) = &ctx.who {
                    @if let Some(station) = &who.station {
                        p.small { (t.get("badge-station")) " " (id(station)) }
                        a.btn."btn--block" href=(paths::BADGE) { (t.get("badge-switch")) }
                    }
                    (past::question(ctx))
                    a.btn."btn--block" href=(paths::ACCOUNT) { (t.get("account")) }
                    (Form::post(paths::SIGN_OUT, ctx.own_csrf.as_str()).body(html! {
                        button.btn."btn--block" type="submit" { (t.get("sign-out")) }
                    }))
                }
            }
        }
    }
}

fn wishes(legend: &str, name: &str, all: &[(&'static str, String, bool)]) -> Markup {
    html! {
        fieldset.wishes {
            legend { (legend) }
            div.seg {
                @for (value, word, current) in all {
                    button type="submit" name=(name) value=(value)
                        aria-pressed=(current) { (word) }
                }
            }
        }
    }
}

//! The tablet shell: one step of a batch record, the rail of operations, the bar of actions.

use maud::{Markup, html};

use super::frame::{document, emergencies, print_foot};
use super::{Ctx, topbar};
use crate::lang::{Text, clock};
use crate::parts::{ActionBar, Icon, Status, progress};

/// An operation on the rail.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its name with its number.
    pub label: Text,
    /// How it stands.
    pub status: Status,
    /// The word for that, for who does not see the shape.
    pub word: Text,
    /// Steps complete.
    pub done: u64,
    /// Steps it has.
    pub all: u64,
    /// Where it leads.
    pub href: String,
    /// Its steps, if this is the operation at hand: how each stands, and which one is shown.
    pub steps: Option<(Vec<Status>, usize)>,
}

/// The rail: how far the record is, and its operations.
#[derive(Clone, Debug)]
pub struct Rail {
    /// What the record is called.
    pub title: Text,
    /// Steps complete.
    pub done: u64,
    /// Steps it has.
    pub all: u64,
    /// Day, process version.
    pub note: String,
    /// The operations in order.
    pub operations: Vec<Operation>,
}

/// Everything of the tablet shell but the step itself.
#[derive(Clone, Debug)]
pub struct Exec {
    /// For the browser's tab and the printed foot.
    pub title: String,
    /// What the work is on: batch, chain of identity, product, room. The first two always show.
    pub context: Vec<(Text, Markup)>,
    /// The rail.
    pub rail: Rail,
    /// The bar.
    pub bar: ActionBar,
}

/// A page in the tablet shell. `step` holds the `h1`; `side` what must be ready.
pub fn exec_page(ctx: &Ctx, exec: &Exec, step: Markup, side: Markup) -> Markup {
    document(
        ctx,
        &exec.title,
        html! {
            div.exec {
                header.topbar {
                    (topbar::brand(ctx))
                    dl.ctx {
                        @for (name, value) in &exec.context { div { dt { (name) } dd { (value) } } }
                    }
                    (saved(ctx))
                    (topbar::end(ctx, false))
                }
                (rail(ctx, &exec.rail))
                main.exec__main id="main" tabindex="-1" {
                    (emergencies(ctx))
                    div.exec__grid {
                        div.stack."stack--lg" { (step) }
                        div.exec__side { (side) }
                    }
                    (print_foot(ctx, &exec.title))
                }
                (exec.bar)
            }
        },
    )
}

/// Nothing on this page waits to be saved: each act is durable before it is answered.
fn saved(ctx: &Ctx) -> Markup {
    html! {
        span.saved.s-ok id="saved" data-live {
            (Icon::Sync) span { (ctx.texts().get("saved")) " " span.num { (clock(&ctx.now)) } }
        }
    }
}

fn rail(ctx: &Ctx, rail: &Rail) -> Markup {
    let t = ctx.texts();
    let of =
        |done: u64, all: u64| t.with("steps-of", &[("done", done.into()), ("all", all.into())]);
    html! {
        nav.rail aria-label=(t.get("operations")) {
            div id="rail" data-live {
                div.rail__sum {
                    span.row { b { (rail.title) } span.end.num { (rail.done) "/" (rail.all) } }
                    (progress(rail.done, rail.all, &of(rail.done, rail.all)))
                    small.muted { (rail.note) }
                }
                ol.ops {
                    @for operation in &rail.operations {
                        li {
                            a href=(operation.href)
                                aria-current=[operation.steps.is_some().then_some("step")] {
                                (operation.status.icon().large().toned(operation.status)
                                    .named(operation.word.plain()))
                                span.ops__name { (operation.label) }
                                span.ops__n.num {
                                    @if operation.done > 0 { (operation.done) "/" }
                                    (operation.all)
                                }
                            }
                            @if let Some((steps, shown)) = &operation.steps {
                                (substeps(steps, *shown, &of(operation.done, operation.all)))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One mark a step; the same is said in words.
fn substeps(steps: &[Status], shown: usize, sentence: &str) -> Markup {
    html! {
        div.substeps role="img" aria-label=(sentence) {
            @for (i, status) in steps.iter().enumerate() {
                @let class = match status {
                    Status::Ok => "done",
                    Status::Alert => "late",
                    Status::Action => "stop",
                    Status::Info => "cur",
                    Status::Idle => "",
                };
                i.(class).is-shown[i == shown] {}
            }
        }
    }
}

//! `/audit`: the filters, and the acts that fit, the newest first.

use super::acts::{Line, table};
use super::search::{Found, search};
use super::told::Opened;
use super::wanted::{FIELDS, Typed, Wanted, Wrong, actions};
use crate::lang::{Text, number};
use crate::pages::eye::Eye;
use crate::pages::frame::{Place, show as page};
use crate::pages::visit::Visit;
use crate::pages::{access, parameters};
use crate::parts::{Button, Empty, Field, Icon, Pagination, Panel, SelectOption, hidden};
use crate::problem::{Problem, Result};
use crate::shell::{Ctx, Head};
use engine::past::PastError;
use engine::trail::Only;
use maud::{Markup, html};

/// How many acts a page holds.
const PAGE: usize = 100;

/// The address of the page.
pub const AUDIT: &str = "/audit";

struct View {
    lines: Vec<Line>,
    rest: Option<u64>,
    wrong: Wrong,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Markup> {
    let asked = parameters(&visit);
    let typed = Typed::of(&FIELDS, &asked);
    let before: Option<u64> = asked.get("before").parse().ok();
    let wanted = typed.clone();
    let view = visit.ask(move |eye| Ok(of(eye, &wanted, before))).await?;
    let view = view.map_err(|error| Problem::fault(&error))?;
    let ctx = visit.ctx();
    let t = ctx.texts();
    let head = Head::new(t.label("audit-title"))
        .meta(html! { (visit.app.engine.origin()) })
        .action(html! {
            @for (label, path) in
                [("audit-export-csv", "/audit/export.csv"), ("audit-export-lines", "/audit/export.jsonl")]
            {
                (Button::link(t.label(label), typed.address(path, &[])).icon(Icon::File))
            }
        });
    let head = if visit.sees_access() {
        let label = t.label("access-title");
        head.action(html! { (Button::link(label, access::ACCESS).icon(Icon::User)) })
    } else {
        head
    };
    let body = html! {
        div.stack."stack--lg" {
            (filters(&ctx, &typed, &view.wrong))
            (acts(&ctx, &typed, before, &view))
            p.small.muted {
                b { (t.get("audit-export")) } " " (t.get("audit-export.words")) " "
                a href=(typed.address("/audit/export.csv", &[("named", "yes")])) {
                    (t.get("audit-export-open"))
                }
            }
        }
    };
    Ok(page(&visit, &ctx, Place::Audit, &head, body))
}

fn of(eye: &Eye<'_>, typed: &Typed, before: Option<u64>) -> std::result::Result<View, PastError> {
    let wanted = match Wanted::read(eye, typed)? {
        Ok(wanted) => wanted,
        Err(wrong) => return Ok(View { lines: Vec::new(), rest: None, wrong }),
    };
    let Found { acts, rest } = search(eye, &wanted, before, PAGE, Opened::AsPermitted)?;
    Ok(View {
        lines: acts.into_iter().map(|told| Line::of(eye, told)).collect(),
        rest,
        wrong: Wrong::new(),
    })
}

fn filters(ctx: &Ctx, typed: &Typed, wrong: &Wrong) -> Markup {
    let t = ctx.texts();
    let error =
        |name: &str| wrong.iter().find(|(field, _)| *field == name).map(|(_, why)| why.as_str());
    let text = |name: &'static str| {
        let key = format!("audit-{name}");
        Field::text(name, t.label(&key)).value(typed.get(name)).error(error(name))
    };
    let option = |value: &str, label: Text| SelectOption { value: value.to_owned(), label };
    let act = actions(t).into_iter().map(|(name, label)| option(name, label.into())).collect();
    let only = Only::ALL
        .into_iter()
        .map(|only| option(only.word(), t.label(&format!("audit-only-{}", only.word()))));
    html! {
        (Panel::new("filters", t.label("audit-filters")).body(html! {
            form.filters method="get" action=(AUDIT) role="search" aria-label=(t.get("audit-filters")) {
                @if let Some(past) = &ctx.past { (hidden(crate::app::AT, &past.at)) }
                (text("person").placeholder(t.get("audit-person.example")))
                (text("subject").placeholder(t.get("audit-subject.example")))
                (Field::select("act", t.label("audit-act"), act)
                    .placeholder(t.get("audit-act.any")).value(typed.get("act")).error(error("act")))
                (text("from").placeholder(t.get("audit-until.example")))
                (text("until").placeholder(t.get("audit-until.example")))
                (Field::select("only", t.label("audit-only"), only.collect())
                    .placeholder(t.get("audit-only.any")).value(typed.get("only")).error(error("only")))
                (text("words").hint(html! { (t.get("audit-words.hint")) }))
                div.filters__go {
                    (Button::submit(t.label("audit-show")).primary().icon(Icon::Search))
                    @if !typed.is_empty() { (Button::link(t.label("audit-clear"), AUDIT)) }
                }
            }
        }))
    }
}

fn acts(ctx: &Ctx, typed: &Typed, before: Option<u64>, view: &View) -> Markup {
    let t = ctx.texts();
    let shown = t.with("audit-shown", &[("n", view.lines.len().into())]);
    let shown = match view.rest {
        None => shown,
        Some(rest) => {
            let position = number(&rest.to_string());
            let looked = t.with("audit-looked", &[("position", position.into())]);
            format!("{shown} · {looked}")
        }
    };
    let older = view.rest.map(|rest| typed.address(AUDIT, &[("before", &rest.to_string())]));
    html! {
        (Panel::new("acts", t.label("audit-acts")).flush().body(html! {
            @if view.lines.is_empty() {
                (Empty::new(Icon::Search, t.label("audit-none")).words(t.get("audit-none.words")))
            } @else { (table(t, &view.lines)) }
            (Pagination::new(t, t.get("audit-acts"), shown)
                .before(before.map(|_| typed.address(AUDIT, &[])))
                .after(older))
        }))
    }
}

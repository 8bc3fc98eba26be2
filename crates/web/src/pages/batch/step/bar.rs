//! The bar at the foot of a step: report, and the one next action with what stands in its way.

use super::super::super::links;
use super::super::step_path;
use super::head;
use super::page::Page;
use super::signatures::Signing;
use crate::lang::Text;
use crate::parts::{ActionBar, Button, Icon};
use domain::batch::views::NextAct;
use domain::refusal::Stop;
use maud::{Markup, html};
use process::run::Stage;

/// The bar.
pub fn bar(page: &Page<'_>, signing: &Signing) -> Result<ActionBar, Stop> {
    let t = page.t();
    let batch = page.at.batch.to_string();
    let report = links::act_with(
        "quality.open-deviation",
        &[("about", batch.as_str()), ("step", page.at.step.as_str()), ("next", page.path.as_str())],
    );
    let bar = ActionBar::new()
        .other(
            Button::link(t.label("bar-record"), links::subject(page.at.batch.subject()))
                .icon(Icon::File),
        )
        .other(Button::link(t.label("bar-deviation"), report).danger().icon(Icon::Flag));
    let (operation, step, _) = page.number();
    let number = format!("{operation}.{step}");
    let say = |key: &str| -> Text { t.label_with(key, &[("number", number.as_str().into())]) };
    Ok(match page.sheet.next {
        Some(NextAct::Start) => {
            let offer = head::offer(page)?;
            if offer.is_open() {
                bar.next(Button::submit(say("bar-begin")).form("begin-form").icon(Icon::Run))
            } else {
                blocked(bar, say("bar-begin"), why(page, offer.against.len()))
            }
        }
        Some(NextAct::Complete) => match signing.complete.as_ref() {
            Some(offer) if !offer.is_open() => {
                blocked(bar, say("bar-complete"), why(page, offer.against.len()))
            }
            _ => bar.next(Button::link(say("bar-complete"), "#signatures").after(Icon::Pen)),
        },
        Some(NextAct::Verify) => {
            bar.next(Button::link(say("bar-verify"), "#signatures").after(Icon::Pen))
        }
        None => following(page, bar),
    })
}

fn blocked(bar: ActionBar, label: Text, why: Markup) -> ActionBar {
    bar.why(why).next(Button::blocked(label, ActionBar::WHY))
}

fn why(page: &Page<'_>, reasons: usize) -> Markup {
    let t = page.t();
    html! { (t.with("bar-blocked", &[("n", reasons.into())])) }
}

/// When this step is done: the next that can be worked on.
fn following(page: &Page<'_>, bar: ActionBar) -> ActionBar {
    let t = page.t();
    let steps = page.sheet.whole.operations.iter().flat_map(|operation| &operation.steps);
    let next = steps.clone().find(|it| matches!(it.stage, Stage::Underway | Stage::Ready));
    let next = next.or_else(|| steps.clone().find(|it| it.stage == Stage::AwaitsVerification));
    match next {
        Some(next) => {
            let path = step_path(&page.at.batch, &next.step.id, next.round);
            bar.next(Button::link(t.label("bar-next"), path).after(Icon::Right))
        }
        None => {
            let path = links::subject(page.at.batch.subject());
            bar.next(Button::link(t.label("bar-record"), path).after(Icon::Right))
        }
    }
}

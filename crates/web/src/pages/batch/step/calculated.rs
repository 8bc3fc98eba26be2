//! Calculated values: the formula, what was put in, what came out; or what is still lacking.

use super::super::{both, limits};
use super::page::Page;
use crate::lang::unit;
use crate::parts::{Button, Calc, Icon, Panel, chip};
use domain::act::Said;
use domain::batch::views::CalculationLine;
use maud::{Markup, html};

/// A panel for each calculation of the step.
pub fn panels(page: &Page<'_>) -> Markup {
    html! {
        @for line in &page.sheet.calculations { (one(page, line)) }
        @if missing(page) { (calculate(page)) }
    }
}

/// Whether something that can be computed is not on record.
fn missing(page: &Page<'_>) -> bool {
    let lines = page.sheet.calculations.iter();
    page.is_underway() && lines.clone().any(|it| it.versions.is_empty() && it.now.is_ok())
}

fn calculate(page: &Page<'_>) -> Markup {
    let t = page.t();
    html! {
        (page.form("batch.calculate", Said::Tell).body(html! {
            (Button::submit(t.label("step-calculate")).icon(Icon::Run))
        }))
    }
}

fn one(page: &Page<'_>, line: &CalculationLine<'_>) -> Markup {
    let t = page.t();
    let calculation = line.calculation;
    let value = &calculation.value;
    let name = both(t, &value.name);
    let title = t.label_with("calc-title", &[("name", name.plain().into())]).alone();
    let recorded = line.versions.last();
    let verdict = recorded.and_then(|version| limits::verdict(t, version.verdict));
    let body = match (&line.now, recorded) {
        (Ok(now), recorded) => {
            let number = value.kind.number();
            let decimals = number.map_or(0, |number| number.decimals);
            let shown = crate::lang::number(&now.value.value.to_string());
            let when = match recorded {
                Some(version) => page.eye.moment(version.mark.recorded),
                None => t.get("calc-not-recorded"),
            };
            let note = t.with("calc-note", &[("decimals", decimals.into()), ("when", when.into())]);
            let calc = Calc::new(t, shown, unit(&now.value.unit.to_string()))
                .line(html! { (name.plain()) " = " (limits::formula(&calculation.formula.text)) })
                .line(html! { "= " (limits::formula(&now.substituted)) })
                .note(html! { (note) });
            html! { (calc) }
        }
        (Err(lacks), _) => {
            let lacks = lacks.iter().map(String::as_str);
            let lacks = page.voice().references(lacks);
            html! {
                div.panel__body {
                    p { (name.plain()) " = " (limits::formula(&calculation.formula.text)) }
                    p.muted { (t.with("calc-lacks", &[("lacks", lacks.into())])) }
                }
            }
        }
    };
    let wanted = limits::wanted(t, value);
    html! {
        (Panel::new(format!("calc-{}", value.id), title).flush().live()
            .note(html! {
                @if !wanted.is_empty() { (wanted) " " }
                @if let Some((status, word)) = &verdict { (chip(*status, word)) }
            })
            .body(body))
    }
}

//! The words that stop somebody at the bedside, and the way to report what nearly happened.

use super::view::View;
use crate::lang::{Text, Texts};
use crate::pages::links;
use crate::parts::{Button, Icon, Reason, Refusal};
use domain::command::{Action, Command};
use maud::{Markup, html};

/// What reports a near miss, where this build has it.
const REPORT: &str = "quality.open-deviation";

/// What was wrong, in two words: the gravest first.
fn title(t: Texts, reasons: &[Reason]) -> Text {
    let has = |codes: &[&str]| reasons.iter().any(|reason| codes.contains(&reason.code.as_str()));
    let key = if has(&["wrong-patient"]) {
        "stop-wrong-patient"
    } else if has(&["unknown-wristband", "unknown-patient"]) {
        "stop-unknown-patient"
    } else if has(&["wrong-chain"]) {
        "stop-wrong-bag"
    } else if has(&["not-released", "expired", "container-rejected", "container-deviation-open"]) {
        "stop-not-fit"
    } else if has(&[
        "already-infused",
        "in-use-time-exceeded",
        "consent-withdrawn",
        "consent-missing",
    ]) {
        "stop-do-not-give"
    } else {
        "stop-not-done"
    };
    t.label(key)
}

/// Whether what was scanned could have harmed somebody.
fn near_miss(reasons: &[Reason]) -> bool {
    const NEAR: [&str; 6] = [
        "wrong-patient",
        "wrong-chain",
        "not-released",
        "expired",
        "container-rejected",
        "already-infused",
    ];
    reasons.iter().any(|reason| NEAR.contains(&reason.code.as_str()))
}

/// Why an act at the bedside was refused, in words nobody can miss.
pub fn stop(t: Texts, view: &View, action: &Action, reasons: &[Reason]) -> Markup {
    let report = Command::find(REPORT).is_some() && near_miss(reasons);
    let about = view.order.to_string();
    let said: Vec<&str> = reasons.iter().map(|reason| reason.sentence.as_str()).collect();
    let words = t.with("stop-near-miss-words", &[("what", said.join(" ").into())]);
    let back = links::bedside(&view.order);
    let fields = [
        ("about", about.as_str()),
        ("severity", "minor"),
        ("description", words.as_str()),
        ("next", back.as_str()),
    ];
    html! {
        (Refusal::new(t, title(t, reasons), reasons.to_vec()))
        @if report {
            p.row {
                (Button::link(t.label("stop-near-miss"), links::act_with(REPORT, &fields))
                    .danger().big().icon(Icon::Flag))
            }
        }
        @if action.name == "ward.start-infusion" {
            p.row { (already(t, view)) }
        }
    }
}

/// The way to report what has already happened.
pub fn already(t: Texts, view: &View) -> Markup {
    let order = view.order.to_string();
    let fields = [("order", order.as_str()), ("said", "tell")];
    let href = links::act_with("ward.start-infusion", &fields);
    html! { (Button::link(t.label("bedside-already"), href).quiet()) }
}

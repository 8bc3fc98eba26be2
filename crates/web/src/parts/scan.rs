//! The field that waits for the scanner.

use maud::{Markup, Render, html};

use super::{Button, Form, Icon, Reason, Status};
use crate::lang::{Text, Texts};

/// A scan field: focused when the page opens, sent by the scanner's return key. Keys pressed
/// anywhere on the page go to it; typing a code by hand is the same form.
#[derive(Clone, Debug)]
pub struct Scan {
    label: Text,
    form: Form,
    name: String,
    expecting: Option<String>,
    enter: Text,
    next: String,
    refused: Option<Reason>,
    accepted: Option<Text>,
}

impl Scan {
    /// A scan field that posts to `action`.
    pub fn new(t: Texts, action: impl Into<String>, csrf: impl Into<String>) -> Scan {
        Scan {
            label: t.label("scan-next"),
            form: Form::post(action, csrf),
            name: "scan".to_owned(),
            expecting: None,
            enter: t.label("scan-enter"),
            next: t.get("refusal-next"),
            refused: None,
            accepted: None,
        }
    }

    /// With another question than "scan the next item".
    pub fn label(mut self, label: impl Into<Text>) -> Scan {
        self.label = label.into();
        self
    }

    /// Sent under another name than `scan`.
    pub fn name(mut self, name: impl Into<String>) -> Scan {
        self.name = name.into();
        self
    }

    /// With what is expected, shown in the empty field.
    pub fn expecting(mut self, what: impl Into<String>) -> Scan {
        self.expecting = Some(what.into());
        self
    }

    /// With a value nobody types.
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Scan {
        self.form = self.form.hidden(name, value);
        self
    }

    /// With why the last scan was refused.
    pub fn refused(mut self, reason: Option<Reason>) -> Scan {
        self.refused = reason;
        self
    }

    /// With what the last scan was taken as.
    pub fn accepted(mut self, what: impl Into<Text>) -> Scan {
        self.accepted = Some(what.into());
        self
    }
}

impl Render for Scan {
    fn render(&self) -> Markup {
        let id = format!("f-{}", self.name);
        let wrong = self.refused.is_some();
        let described = wrong.then(|| format!("{id}-e"));
        let body = html! {
            label for=(id) { (self.label) }
            span.scan__box {
                (Icon::Scan.large())
                input id=(id) name=(self.name) placeholder=[&self.expecting] autocomplete="off"
                    autocapitalize="off" spellcheck="false" required autofocus data-scan
                    aria-invalid=[wrong.then_some("true")] aria-describedby=[described];
            }
            (Button::submit(self.enter.clone()).big())
            @if let Some(reason) = &self.refused {
                p.scan__said.s-action id={ (id) "-e" } role="alert" {
                    (Status::Action)
                    span {
                        b { (reason.sentence) }
                        @if let Some(next) = &reason.next { " " (self.next) " " (next) }
                    }
                }
            } @else if let Some(what) = &self.accepted {
                p.scan__said.s-ok role="status" { (Status::Ok) span { (what) } }
            }
        };
        html! { div.scan."scan--refused"[wrong] { (self.form.clone().body(body)) } }
    }
}

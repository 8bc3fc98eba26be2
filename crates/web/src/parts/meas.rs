//! A measured value: name, field with unit, limits beside it, verdict.

use maud::{Markup, Render, html};

use super::field::error_line;
use super::{RangeBar, Status, chip};
use crate::lang::{Text, or_missing};

/// A row for one value to record, or one that was recorded.
#[derive(Clone, Debug)]
pub struct MeasRow {
    name: String,
    label: Text,
    unit: String,
    source: Option<Text>,
    value: Option<String>,
    written: bool,
    range: Option<RangeBar>,
    verdict: Option<(Status, Text)>,
    error: Option<String>,
    aside: Option<Markup>,
    form: Option<String>,
}

impl MeasRow {
    /// The value sent as `name`, in `unit` as printed.
    pub fn new(
        name: impl Into<String>,
        label: impl Into<Text>,
        unit: impl Into<String>,
    ) -> MeasRow {
        MeasRow {
            name: name.into(),
            label: label.into(),
            unit: unit.into(),
            source: None,
            value: None,
            written: false,
            range: None,
            verdict: None,
            error: None,
            aside: None,
            form: None,
        }
    }

    /// With where the value comes from: an instrument, an import, a person.
    pub fn source(mut self, source: impl Into<Text>) -> MeasRow {
        self.source = Some(source.into());
        self
    }

    /// With a value typed but not recorded.
    pub fn typed(mut self, value: impl Into<String>) -> MeasRow {
        self.value = Some(value.into());
        self
    }

    /// With a recorded value: it is shown, and corrected by an act of its own.
    pub fn recorded(mut self, value: impl Into<String>) -> MeasRow {
        self.value = Some(value.into());
        self.written = true;
        self
    }

    /// With its limits.
    pub fn range(mut self, range: RangeBar) -> MeasRow {
        self.range = Some(range);
        self
    }

    /// With the verdict on it.
    pub fn verdict(mut self, status: Status, word: impl Into<Text>) -> MeasRow {
        self.verdict = Some((status, word.into()));
        self
    }

    /// With what is wrong with what was typed.
    pub fn error(mut self, error: Option<&str>) -> MeasRow {
        self.error = error.map(str::to_owned);
        self
    }

    /// With something beside the verdict: a link to correct the value.
    pub fn aside(mut self, aside: Markup) -> MeasRow {
        self.aside = Some(aside);
        self
    }

    /// Sent by the form with this id, which stands elsewhere on the page.
    pub fn form(mut self, id: impl Into<String>) -> MeasRow {
        self.form = Some(id.into());
        self
    }

    fn control(&self) -> Markup {
        let id = format!("f-{}", self.name);
        let wrong = self.error.is_some();
        let described = if wrong { format!("{id}-e {id}-v") } else { format!("{id}-v") };
        html! {
            span.meas__in {
                @if self.written {
                    output id=(id) aria-describedby=(described) {
                        (or_missing(self.value.as_deref()))
                    }
                } @else {
                    input id=(id) name=(self.name) inputmode="decimal" autocomplete="off"
                        value=[&self.value] form=[&self.form] aria-invalid=[wrong.then_some("true")]
                        aria-describedby=(described);
                }
                span { (self.unit) }
            }
        }
    }
}

impl Render for MeasRow {
    fn render(&self) -> Markup {
        let tone = match self.verdict {
            Some((Status::Alert, _)) => "meas__row--alert",
            Some((Status::Action, _)) => "meas__row--action",
            Some((Status::Ok | Status::Info | Status::Idle, _)) | None => "",
        };
        html! {
            div.meas__row.(tone) {
                label.meas__name for={ "f-" (self.name) } {
                    span { (self.label) }
                    @if let Some(source) = &self.source { small { (source) } }
                }
                (self.control())
                div { @if let Some(range) = &self.range { (range) } }
                span.meas__v id={ "f-" (self.name) "-v" } {
                    @if let Some((status, word)) = &self.verdict { (chip(*status, word)) }
                    @if let Some(aside) = &self.aside { " " (aside) }
                }
                @if let Some(error) = &self.error {
                    div.meas__e { (error_line(&self.name, Some(error))) }
                }
            }
        }
    }
}

/// Rows below each other; an inline [`super::Deviation`] may stand between them.
pub fn measured(rows: &[Markup]) -> Markup {
    html! { div.meas { @for row in rows { (row) } } }
}

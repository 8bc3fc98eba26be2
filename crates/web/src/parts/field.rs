//! Fields of a form: what is asked, what was typed, what is wrong with it.

use maud::{Markup, Render, html};

use super::Icon;
use crate::lang::{Text, Texts};

/// An answer of a drop-down field.
#[derive(Clone, Debug)]
pub struct SelectOption {
    /// What is sent.
    pub value: String,
    /// What is shown. A drop-down cannot show two languages: only the page's own is used.
    pub label: Text,
}

#[derive(Clone, Debug)]
enum Kind {
    Input(&'static str),
    Pin,
    Number { unit: String },
    Day { t: Texts, shape: &'static Shape },
    Textarea { rows: u8 },
    Select(Vec<SelectOption>),
}

/// How a day or a moment is typed.
#[derive(Debug)]
struct Shape {
    /// In the empty field.
    example: &'static str,
    /// What the browser takes. Whether the day exists is for the server to say.
    pattern: &'static str,
    /// The key of the sentence that says so.
    title: &'static str,
    /// The input that shows a calendar.
    picker: &'static str,
}

const DATE: Shape = Shape {
    example: "2026-11-22",
    pattern: r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    title: "field-date-form",
    picker: "date",
};

const MOMENT: Shape = Shape {
    example: "2026-11-22 10:25",
    pattern: r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3]):[0-5]\d",
    title: "field-moment-form",
    picker: "datetime-local",
};

/// A question with a typed answer. Its input has the id `f-<name>`.
#[derive(Clone, Debug)]
pub struct Field {
    name: String,
    label: Text,
    kind: Kind,
    value: String,
    hint: Option<Markup>,
    error: Option<String>,
    placeholder: Option<String>,
    autocomplete: &'static str,
    required: bool,
    focus: bool,
    id: Option<String>,
}

impl Field {
    fn new(name: impl Into<String>, label: impl Into<Text>, kind: Kind) -> Field {
        Field {
            name: name.into(),
            label: label.into(),
            kind,
            value: String::new(),
            hint: None,
            error: None,
            placeholder: None,
            autocomplete: "off",
            required: false,
            focus: false,
            id: None,
        }
    }

    /// A line of text.
    pub fn text(name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(name, label, Kind::Input("text"))
    }

    /// A number with its unit behind it. Typed as text: what was typed is what is recorded.
    pub fn number(
        name: impl Into<String>,
        label: impl Into<Text>,
        unit: impl Into<String>,
    ) -> Field {
        Field::new(name, label, Kind::Number { unit: unit.into() })
    }

    /// A secret. It is never filled in by the page.
    pub fn password(name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(name, label, Kind::Input("password"))
    }

    /// A secret of digits alone. It is never filled in by the page.
    pub fn pin(name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(name, label, Kind::Pin)
    }

    /// A date, typed and sent as `2026-11-22` in either language, or taken from a calendar.
    pub fn date(t: Texts, name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(name, label, Kind::Day { t, shape: &DATE })
    }

    /// A moment on the centre's clock, typed and sent as `2026-11-22 10:25`.
    pub fn moment(t: Texts, name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(name, label, Kind::Day { t, shape: &MOMENT })
    }

    /// Some sentences.
    pub fn textarea(name: impl Into<String>, label: impl Into<Text>) -> Field {
        Field::new(name, label, Kind::Textarea { rows: 3 })
    }

    /// One of many. With few, use [`super::Choices`].
    pub fn select(
        name: impl Into<String>,
        label: impl Into<Text>,
        options: Vec<SelectOption>,
    ) -> Field {
        Field::new(name, label, Kind::Select(options))
    }

    /// With what was typed, or what is chosen.
    pub fn value(mut self, value: impl Into<String>) -> Field {
        self.value = value.into();
        self
    }

    /// With help below it.
    pub fn hint(mut self, hint: Markup) -> Field {
        self.hint = Some(hint);
        self
    }

    /// With what is wrong with the answer.
    pub fn error(mut self, error: Option<&str>) -> Field {
        self.error = error.map(str::to_owned);
        self
    }

    /// With an example in the empty field.
    pub fn placeholder(mut self, words: impl Into<String>) -> Field {
        self.placeholder = Some(words.into());
        self
    }

    /// With the browser's own help, such as `username`.
    pub fn autocomplete(mut self, what: &'static str) -> Field {
        self.autocomplete = what;
        self
    }

    /// Must be answered.
    pub fn required(mut self) -> Field {
        self.required = true;
        self
    }

    /// One of several fields of the same name: the `n`th, from 0.
    pub fn numbered(mut self, n: usize) -> Field {
        self.id = Some(format!("{}-{n}", self.name));
        self
    }

    /// Has the focus when the page opens.
    pub fn focus(mut self) -> Field {
        self.focus = true;
        self
    }

    /// What its id is made of.
    fn handle(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.name)
    }

    fn described_by(&self) -> Option<String> {
        let error = self.error.is_some().then(|| format!("f-{}-e", self.handle()));
        let hint = self.hint.is_some().then(|| format!("f-{}-n", self.handle()));
        match (error, hint) {
            (Some(error), Some(hint)) => Some(format!("{error} {hint}")),
            (one, other) => one.or(other),
        }
    }

    fn input(&self, kind: &str, mode: Option<&str>) -> Markup {
        let value = (kind != "password" && !self.value.is_empty()).then_some(&self.value);
        let wrong = self.error.is_some().then_some("true");
        html! {
            input.input type=(kind) id={ "f-" (self.handle()) } name=(self.name) value=[value]
                inputmode=[mode] placeholder=[&self.placeholder] autocomplete=(self.autocomplete)
                required[self.required] autofocus[self.focus] aria-invalid=[wrong]
                aria-describedby=[self.described_by()];
        }
    }

    /// A line of text of one form, whatever the browser's own form is. The calendar beside it is the
    /// browser's; without script there is the line alone.
    fn day(&self, t: Texts, shape: &Shape) -> Markup {
        let wrong = self.error.is_some().then_some("true");
        let value = (!self.value.is_empty()).then_some(&self.value);
        let title = t.get(shape.title);
        let pick = format!("{} · {}", self.label.plain(), t.get("field-pick"));
        html! {
            span.daybox {
                input.input type="text" id={ "f-" (self.handle()) } name=(self.name) value=[value]
                    inputmode="numeric" placeholder=(shape.example) pattern=(shape.pattern)
                    maxlength=(shape.example.len()) title=(title) autocomplete=(self.autocomplete)
                    spellcheck="false" required[self.required] autofocus[self.focus]
                    aria-invalid=[wrong] aria-describedby=[self.described_by()] data-day;
                button.btn."btn--icon" type="button" data-pick=(shape.picker)
                    aria-label=(pick) { (Icon::Cal.large()) }
            }
        }
    }

    fn control(&self) -> Markup {
        let wrong = self.error.is_some().then_some("true");
        match &self.kind {
            Kind::Input(kind) => self.input(kind, None),
            Kind::Pin => self.input("password", Some("numeric")),
            Kind::Day { t, shape } => self.day(*t, shape),
            Kind::Number { unit } => html! {
                span.unitbox { (self.input("text", Some("decimal"))) span.unitbox__u { (unit) } }
            },
            Kind::Textarea { rows } => html! {
                textarea.input.textarea id={ "f-" (self.handle()) } name=(self.name) rows=(rows)
                    placeholder=[&self.placeholder] required[self.required]
                    autofocus[self.focus] aria-invalid=[wrong]
                    aria-describedby=[self.described_by()] { (self.value) }
            },
            Kind::Select(options) => html! {
                select.input.select id={ "f-" (self.handle()) } name=(self.name)
                    required[self.required] autofocus[self.focus] aria-invalid=[wrong]
                    aria-describedby=[self.described_by()] {
                    @if let Some(words) = &self.placeholder { option value="" { (words) } }
                    @for choice in options {
                        option value=(choice.value) selected[choice.value == self.value] {
                            (choice.label.plain())
                        }
                    }
                }
            },
        }
    }
}

/// What is wrong with the field `name`, for the line below it.
pub(super) fn error_line(name: &str, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error {
            p.field__error id={ "f-" (name) "-e" } { (Icon::Action) span { (error) } }
        }
    }
}

impl Render for Field {
    fn render(&self) -> Markup {
        html! {
            div.field."field--wrong"[self.error.is_some()] {
                label for={ "f-" (self.handle()) } { (self.label) }
                (self.control())
                (error_line(self.handle(), self.error.as_deref()))
                @if let Some(hint) = &self.hint {
                    small id={ "f-" (self.handle()) "-n" } { (hint) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Field;
    use maud::Render;

    #[test]
    fn a_refusal_stands_at_its_field_and_what_was_typed_stays() {
        let html = Field::text("lot", "Lot")
            .value("LV-\"1")
            .error(Some("Lot LV-1 expired"))
            .render()
            .into_string();
        assert!(html.contains("value=\"LV-&quot;1\""), "{html}");
        assert!(html.contains("aria-describedby=\"f-lot-e\""), "{html}");
        assert!(html.contains("id=\"f-lot-e\""), "{html}");
    }

    #[test]
    fn a_day_is_typed_in_one_form_in_both_languages() {
        for lang in crate::lang::Lang::ALL {
            let html = Field::date(lang.texts(), "due", "Due").render().into_string();
            assert!(html.contains("type=\"text\"") && html.contains("placeholder=\"2026-11-22\""));
            assert!(html.contains("pattern=\"\\d{4}-"), "{html}");
            assert!(!html.contains("type=\"date\""), "{html}");
        }
    }

    #[test]
    fn a_password_is_never_sent_back() {
        let html = Field::password("password", "Password").value("secret").render();
        assert!(!html.into_string().contains("secret"));
    }
}

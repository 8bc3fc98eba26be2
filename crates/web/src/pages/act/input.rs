//! One field of an action as an input, by its kind.

use super::units;
use crate::lang::{Text, Texts, unit};
use crate::pages::posted::Posted;
use crate::pages::words;
use crate::parts::{Choice, Choices, Field as Line, Icon, Reason, SelectOption, at_field};
use domain::shape::{Field, FieldKind};
use maud::{Markup, html};

/// The most choices that are all in sight; with more, they are a drop-down.
const IN_SIGHT: usize = 5;

/// What a subject field offers: what is sent, and what is shown beside it.
pub type Offer = (String, String);

/// A field with what was typed and what is wrong with it.
pub struct Input<'a> {
    /// The sentences of the page.
    pub t: Texts,
    /// The field.
    pub field: &'a Field,
    /// What was typed so far.
    pub posted: &'a Posted,
    /// Why the form was refused.
    pub reasons: &'a [Reason],
    /// What a subject field offers.
    pub offers: &'a [Offer],
    /// Whether it has the focus when the page opens.
    pub focus: bool,
}

impl Input<'_> {
    /// As markup.
    pub fn markup(&self) -> Markup {
        match self.field.kind {
            FieldKind::Subject(_) | FieldKind::AnySubject => self.picker(),
            FieldKind::Reading => self.reading(),
            FieldKind::Number => self.line(Line::number(self.name(), self.label(), "")),
            FieldKind::Count => self.line(Line::number(self.name(), self.label(), "")),
            FieldKind::Date | FieldKind::BirthDate => {
                self.line(Line::date(self.t, self.name(), self.label()))
            }
            FieldKind::Moment => self.line(Line::moment(self.t, self.name(), self.label())),
            FieldKind::Choice(all) if self.field.required && all.len() <= IN_SIGHT => {
                self.choices(all)
            }
            FieldKind::Choice(all) => self.line(self.select(all)),
            FieldKind::Note | FieldKind::Reason => {
                self.line(Line::textarea(self.name(), self.label()))
            }
            FieldKind::Scan | FieldKind::Wristband => self.scan(),
            FieldKind::List(FieldKind::Choice(all)) => self.several(all),
            FieldKind::List(_) => self.line(Line::textarea(self.name(), self.label())),
            FieldKind::NewPassword => self.secret("new-password"),
            FieldKind::Password => self.secret("current-password"),
            FieldKind::NewPin => {
                self.secret_line(Line::pin(self.name(), self.label()).autocomplete("off"))
            }
            FieldKind::OneTimeCode | FieldKind::NewTimeCode => self.secret("one-time-code"),
            FieldKind::DrawnCode => html! {},
            FieldKind::Code
            | FieldKind::Pair(_, _)
            | FieldKind::Unit
            | FieldKind::Digest
            | FieldKind::Bytes
            | FieldKind::Name
            | FieldKind::HospitalNumber => self.line(Line::text(self.name(), self.label())),
        }
    }

    fn name(&self) -> &str {
        self.field.name
    }

    /// The label; what may be left out says so.
    fn label(&self) -> Text {
        let label = words::field(self.t, self.name());
        if self.required() { label } else { optional(self.t, &label) }
    }

    /// A list may be empty as far as a form knows; its rule says otherwise.
    fn required(&self) -> bool {
        self.field.required || matches!(self.field.kind, FieldKind::List(_))
    }

    fn error(&self) -> Option<&str> {
        at_field(self.reasons, self.name())
    }

    fn line(&self, line: Line) -> Markup {
        let list = matches!(self.field.kind, FieldKind::List(_));
        let value = if list {
            self.posted.all(self.name()).collect::<Vec<_>>().join("\n")
        } else {
            self.posted.get(self.name()).to_owned()
        };
        let mut line = line.value(value).error(self.error());
        if let Some(hint) = words::hint(self.t, self.name()) {
            line = line.hint(html! { (hint) });
        }
        if self.field.required {
            line = line.required();
        }
        if self.focus {
            line = line.focus();
        }
        html! { (line) }
    }

    /// What is never shown again once it was typed.
    fn secret(&self, autocomplete: &'static str) -> Markup {
        self.secret_line(Line::password(self.name(), self.label()).autocomplete(autocomplete))
    }

    fn secret_line(&self, line: Line) -> Markup {
        let mut line = line.required().error(self.error());
        if let Some(hint) = words::hint(self.t, self.name()) {
            line = line.hint(html! { (hint) });
        }
        html! { (line) }
    }

    fn select(&self, all: &[&str]) -> Line {
        let option = |word: &&str| SelectOption {
            value: (*word).to_owned(),
            label: words::choice(self.t, word),
        };
        Line::select(self.name(), self.label(), all.iter().map(option).collect())
            .placeholder(self.t.get("act-choose"))
    }

    fn choices(&self, all: &[&str]) -> Markup {
        let choice = |word: &&str| Choice::new(*word, words::choice(self.t, word));
        let choices = Choices::new(self.name(), self.label(), all.iter().map(choice).collect());
        html! { (choices.chosen(self.posted.get(self.name())).error(self.error()).across()) }
    }

    /// Any number of words, each by itself.
    fn several(&self, all: &[&str]) -> Markup {
        let name = self.name();
        let described = self.error().map(|_| format!("f-{name}-e"));
        html! {
            fieldset.choices id={ "f-" (name) } aria-describedby=[described] {
                legend { (self.label()) }
                div.choices__set."choices__set--across" {
                    @for (n, word) in all.iter().enumerate() {
                        @let on = self.posted.all(name).any(|chosen| chosen == *word);
                        label.choice for={ "f-" (name) "-" (n) } {
                            input type="checkbox" id={ "f-" (name) "-" (n) } name=(name)
                                value=(word) checked[on];
                            span { b { (words::choice(self.t, word)) } }
                        }
                    }
                }
                (error_line(name, self.error()))
            }
        }
    }

    /// A subject: typed, scanned, or taken from the list.
    fn picker(&self) -> Markup {
        let name = self.name();
        let hint = words::hint(self.t, name);
        let wrong = self.error().map(|_| format!("f-{name}-e"));
        let helped = hint.as_ref().map(|_| format!("f-{name}-n"));
        let described: Vec<String> = wrong.iter().chain(&helped).cloned().collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        html! {
            div.field."field--wrong"[wrong.is_some()] {
                label for={ "f-" (name) } { (self.label()) }
                input.input type="text" id={ "f-" (name) } name=(name)
                    value=(self.posted.get(name)) list={ "f-" (name) "-list" } autocomplete="off"
                    autocapitalize="off" spellcheck="false" required[self.field.required]
                    autofocus[self.focus] aria-invalid=[wrong.is_some().then_some("true")]
                    aria-describedby=[described];
                datalist id={ "f-" (name) "-list" } {
                    @for (value, shown) in self.offers { option value=(value) { (shown) } }
                }
                (error_line(name, self.error()))
                @if let Some(hint) = hint { small id={ "f-" (name) "-n" } { (hint) } }
            }
        }
    }

    /// What a scanner delivers. Its return key sends the form; a browser then goes to the next field
    /// that is still empty, so that one scan follows the other. A scan that was refused is not kept:
    /// the next one takes its place.
    fn scan(&self) -> Markup {
        let name = self.name();
        let hint = words::hint(self.t, name);
        let wrong = self.error().is_some();
        let value = if wrong { "" } else { self.posted.get(name) };
        let described = match (wrong, hint.is_some()) {
            (true, true) => Some(format!("f-{name}-e f-{name}-n")),
            (true, false) => Some(format!("f-{name}-e")),
            (false, true) => Some(format!("f-{name}-n")),
            (false, false) => None,
        };
        html! {
            div.field."field--wrong"[wrong] {
                label for={ "f-" (name) } { (self.label()) }
                span.unitbox {
                    (Icon::Scan.large())
                    input.input type="text" id={ "f-" (name) } name=(name) value=(value)
                        autocomplete="off" autocapitalize="off" spellcheck="false" data-scan
                        required[self.field.required] autofocus[self.focus]
                        aria-invalid=[wrong.then_some("true")] aria-describedby=[described];
                }
                (error_line(name, self.error()))
                @if let Some(hint) = hint { small id={ "f-" (name) "-n" } { (hint) } }
            }
        }
    }

    /// A number with its unit, or why there is none.
    fn reading(&self) -> Markup {
        let name = self.name();
        let part = |part: &str| self.posted.get(&format!("{name}.{part}")).to_owned();
        let (n, typed, how) = (part("n"), part("u"), part("how"));
        let units = units::of(name);
        let wrong = self.error().is_some();
        let described = wrong.then(|| format!("f-{name}-e"));
        let ways = ["n", "lt", "gt", "not-detected", "not-done", "not-applicable"];
        html! {
            div.field."field--wrong"[wrong] id={ "f-" (name) } {
                label for={ "f-" (name) "-n" } { (self.label()) }
                span.unitbox {
                    input.input type="text" id={ "f-" (name) "-n" } name={ (name) ".n" } value=(n)
                        inputmode="decimal" autocomplete="off" autofocus[self.focus]
                        aria-invalid=[wrong.then_some("true")] aria-describedby=[described];
                    @match units {
                        [only] => {
                            input type="hidden" name={ (name) ".u" } value=(only);
                            span.unitbox__u { (unit(only)) }
                        },
                        [] => {
                            input.input type="text" name={ (name) ".u" } value=(typed)
                                autocomplete="off" autocapitalize="off" spellcheck="false"
                                aria-label={ (self.label().plain()) " · " (self.t.get("act-unit")) };
                        },
                        several => {
                            select.input.select name={ (name) ".u" }
                                aria-label={ (self.label().plain()) " · " (self.t.get("act-unit")) } {
                                @for ucum in several {
                                    option value=(ucum) selected[*ucum == typed] { (unit(ucum)) }
                                }
                            }
                        },
                    }
                    select.input.select name={ (name) ".how" }
                        aria-label={ (self.label().plain()) " · " (self.t.get("act-how")) } {
                        @for way in ways {
                            option value=(way) selected[way == how] { (way_word(self.t, way)) }
                        }
                    }
                }
                (error_line(name, self.error()))
            }
        }
    }
}

fn way_word(t: Texts, way: &str) -> String {
    match way {
        "n" => t.get("act-how-exact"),
        "lt" => t.get("act-how-below"),
        "gt" => t.get("act-how-above"),
        why => words::choice(t, why).plain().to_owned(),
    }
}

/// A label that says that the field may be left out.
fn optional(t: Texts, label: &Text) -> Text {
    match label.companion() {
        Some(zh) => {
            Text::with_companion(t.with("act-optional", &[("label", label.plain().into())]), zh)
        }
        None => Text::new(t.with("act-optional", &[("label", label.plain().into())])),
    }
}

fn error_line(name: &str, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error {
            p.field__error id={ "f-" (name) "-e" } { (Icon::Action) span { (error) } }
        }
    }
}

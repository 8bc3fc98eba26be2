//! One of several.

use maud::{Markup, Render, html};

use super::field::error_line;
use crate::lang::Text;

/// A possible answer.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What it is called.
    pub label: Text,
    /// What it means or needs, in a few words.
    pub hint: Option<Text>,
    /// Why it cannot be chosen now.
    pub blocked: Option<Text>,
}

impl Choice {
    /// An answer that can be chosen.
    pub fn new(value: impl Into<String>, label: impl Into<Text>) -> Choice {
        Choice { value: value.into(), label: label.into(), hint: None, blocked: None }
    }

    /// With what it means or needs.
    pub fn hint(mut self, hint: impl Into<Text>) -> Choice {
        self.hint = Some(hint.into());
        self
    }

    /// That cannot be chosen now, and why.
    pub fn blocked(mut self, why: impl Into<Text>) -> Choice {
        self.blocked = Some(why.into());
        self
    }
}

/// A question with a few answers, all of them in sight.
#[derive(Clone, Debug)]
pub struct Choices {
    name: String,
    legend: Text,
    options: Vec<Choice>,
    chosen: Option<String>,
    error: Option<String>,
    across: bool,
    quiet: bool,
    optional: bool,
    form: Option<String>,
}

impl Choices {
    /// The question `legend`, sent as `name`.
    pub fn new(name: impl Into<String>, legend: impl Into<Text>, options: Vec<Choice>) -> Choices {
        Choices {
            name: name.into(),
            legend: legend.into(),
            options,
            chosen: None,
            error: None,
            across: false,
            quiet: false,
            optional: false,
            form: None,
        }
    }

    /// With this answer chosen.
    pub fn chosen(mut self, value: impl Into<String>) -> Choices {
        self.chosen = Some(value.into());
        self
    }

    /// With what is wrong with the answer.
    pub fn error(mut self, error: Option<&str>) -> Choices {
        self.error = error.map(str::to_owned);
        self
    }

    /// Answers beside each other.
    pub fn across(mut self) -> Choices {
        self.across = true;
        self
    }

    /// The question is said by what stands above: it is kept for who does not see that.
    pub fn quiet(mut self) -> Choices {
        self.quiet = true;
        self
    }

    /// May be left unanswered.
    pub fn optional(mut self) -> Choices {
        self.optional = true;
        self
    }

    /// Sent by the form with this id, which stands elsewhere on the page.
    pub fn form(mut self, id: impl Into<String>) -> Choices {
        self.form = Some(id.into());
        self
    }

    fn option(&self, i: usize, choice: &Choice) -> Markup {
        let id = format!("f-{}-{i}", self.name);
        let off = choice.blocked.is_some();
        let on = !off && self.chosen.as_ref() == Some(&choice.value);
        let hint = choice.blocked.as_ref().or(choice.hint.as_ref());
        let described = self.error.is_some().then(|| format!("f-{}-e", self.name));
        html! {
            label.choice."choice--off"[off] for=(id) {
                input type="radio" id=(id) name=(self.name) value=(choice.value) checked[on]
                    disabled[off] required[!off && !self.optional] form=[&self.form] aria-describedby=[described];
                span {
                    b { (choice.label) }
                    @if let Some(hint) = hint { small { (hint) } }
                }
            }
        }
    }
}

impl Render for Choices {
    fn render(&self) -> Markup {
        html! {
            fieldset.choices id={ "f-" (self.name) } {
                legend.sr[self.quiet] { (self.legend) }
                div.choices__set."choices__set--across"[self.across] {
                    @for (i, choice) in self.options.iter().enumerate() {
                        (self.option(i, choice))
                    }
                }
                (error_line(&self.name, self.error.as_deref()))
            }
        }
    }
}

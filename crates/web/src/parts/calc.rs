//! A calculated value: formula, what was put in, what came out, and how it was rounded.

use maud::{Markup, Render, html};

use crate::lang::Texts;

/// A piece of a formula.
#[derive(Clone, Debug)]
pub enum Term {
    /// Words, names, signs and numbers on one line.
    Line(Markup),
    /// A fraction: above and below the line.
    Over(Markup, Markup),
}

/// A calculation, shown so that it can be repeated by hand.
#[derive(Clone, Debug)]
pub struct Calc {
    over: String,
    terms: Vec<Term>,
    value: String,
    unit: String,
    note: Option<Markup>,
}

impl Calc {
    /// A calculation with the result `value` in `unit`, as printed.
    pub fn new(t: Texts, value: impl Into<String>, unit: impl Into<String>) -> Calc {
        Calc {
            over: t.get("calc-over"),
            terms: Vec::new(),
            value: value.into(),
            unit: unit.into(),
            note: None,
        }
    }

    /// With one more piece on the line.
    pub fn line(mut self, words: Markup) -> Calc {
        self.terms.push(Term::Line(words));
        self
    }

    /// With a fraction.
    pub fn over(mut self, above: Markup, below: Markup) -> Calc {
        self.terms.push(Term::Over(above, below));
        self
    }

    /// With the rounding rule and when it was calculated.
    pub fn note(mut self, note: Markup) -> Calc {
        self.note = Some(note);
        self
    }
}

impl Render for Calc {
    fn render(&self) -> Markup {
        html! {
            div.calc {
                div.formula {
                    @for term in &self.terms {
                        @match term {
                            Term::Line(words) => span { (words) },
                            Term::Over(above, below) => span.frac {
                                span { (above) } span.sr { (self.over) } span { (below) }
                            },
                        }
                    }
                }
                p.calc__out {
                    span { b { (self.value) } " " (self.unit) }
                    @if let Some(note) = &self.note { small { (note) } }
                }
            }
        }
    }
}

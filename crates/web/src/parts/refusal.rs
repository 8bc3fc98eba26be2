//! The answer "no", with all its reasons and the way on.

use maud::{Markup, Render, html};

use super::{Icon, Status};
use crate::lang::{Arg, Text, Texts};

/// One reason why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Its stable code, such as `lot-expired`.
    pub code: String,
    /// What is so, with the numbers in it.
    pub sentence: String,
    /// What to do next.
    pub next: Option<String>,
    /// The field of the form it is about.
    pub field: Option<String>,
}

impl Reason {
    /// The sentence and the way on for a code, from `refusal-<code>` and `refusal-<code>.next`.
    ///
    /// Surprises: a code without a sentence is shown as a code, so that a reason is never lost.
    pub fn of(t: Texts, code: &str, args: &[(&str, Arg<'_>)]) -> Reason {
        let key = format!("refusal-{code}");
        Reason {
            code: code.to_owned(),
            sentence: t
                .find(&key, args)
                .unwrap_or_else(|| t.with("refusal-without-sentence", &[("code", code.into())])),
            next: t.find(&format!("{key}.next"), args),
            field: None,
        }
    }

    /// About this field of the form.
    pub fn field(mut self, name: impl Into<String>) -> Reason {
        self.field = Some(name.into());
        self
    }
}

/// The first reason about a field, for [`super::Field::error`].
pub fn at_field<'a>(reasons: &'a [Reason], field: &str) -> Option<&'a str> {
    reasons
        .iter()
        .find(|reason| reason.field.as_deref() == Some(field))
        .map(|reason| reason.sentence.as_str())
}

/// All reasons at the head of a page, in the order a person would ask.
#[derive(Clone, Debug)]
pub struct Refusal {
    title: Text,
    next: String,
    reasons: Vec<Reason>,
}

impl Refusal {
    /// Says that `title` did not happen, and why.
    pub fn new(t: Texts, title: impl Into<Text>, reasons: Vec<Reason>) -> Refusal {
        Refusal { title: title.into(), next: t.get("refusal-next"), reasons }
    }

    /// The plain refusal: nothing was recorded.
    pub fn of(t: Texts, reasons: Vec<Reason>) -> Refusal {
        let n = reasons.len();
        Refusal::new(t, t.label_with("refusal-more", &[("n", n.into())]), reasons)
    }
}

impl Render for Refusal {
    fn render(&self) -> Markup {
        html! {
            section.refusal role="alert" aria-labelledby="refusal-h" tabindex="-1" data-focus {
                h2 id="refusal-h" {
                    (Icon::Action.large().toned(Status::Action)) span { (self.title) }
                }
                ol.refusal__list {
                    @for reason in &self.reasons {
                        li {
                            p.strong {
                                @match &reason.field {
                                    Some(field) => a href={ "#f-" (field) } { (reason.sentence) },
                                    None => (reason.sentence),
                                }
                            }
                            @if let Some(next) = &reason.next {
                                p { b { (self.next) } " " (next) }
                            }
                            p.small.muted { span.id { (reason.code) } }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn a_code_without_a_sentence_is_still_shown() {
        for lang in Lang::ALL {
            let reason = Reason::of(lang.texts(), "never-heard-of", &[]);
            assert!(reason.sentence.contains("never-heard-of"));
            assert_eq!(reason.next, None);
        }
    }

    #[test]
    fn a_reason_leads_to_its_field() {
        let reasons = vec![Reason::of(Lang::En.texts(), "x", &[]).field("lot")];
        assert!(at_field(&reasons, "lot").is_some());
        assert!(at_field(&reasons, "room").is_none());
        let html = Refusal::of(Lang::En.texts(), reasons).render().into_string();
        assert!(html.contains("href=\"#f-lot\""), "{html}");
    }
}

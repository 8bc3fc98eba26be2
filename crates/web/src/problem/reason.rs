//! One reason: a code, the field it concerns, values for its sentence.

use crate::lang::{Arg, Lang, Texts};
use crate::parts;
use domain::id::SubjectId;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// The code of what is for the server's log alone.
pub(super) const LOGGED: &str = "logged";

/// The value that names which of several things a reason is about.
pub const AMONG: &str = "among";

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Its stable code; its sentence is the locale key `refusal-CODE`.
    pub code: Cow<'static, str>,
    /// The field it concerns, as a JSON pointer into the request: `/with/lot`.
    pub field: Option<String>,
    /// Values for the sentence.
    pub args: Vec<(Cow<'static, str>, String)>,
}

impl Reason {
    /// A reason with this code.
    pub fn new(code: &'static str) -> Self {
        Self { code: Cow::Borrowed(code), field: None, args: Vec::new() }
    }

    /// About the place a JSON pointer names.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.field = Some(pointer.into());
        self
    }

    /// With a value for the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// A field that cannot be read: the code says how, where the problem is a known one.
    pub fn bad_field(pointer: String, problem: &str) -> Self {
        let code = match problem {
            "is missing" => "field-missing",
            "is empty" => "field-empty",
            "is a text" => "field-not-text",
            "is not a field of this action" => "field-unknown",
            _ => return Self::new("field-wrong").at(pointer).with("problem", problem),
        };
        Self::new(code).at(pointer)
    }

    /// What is so, in a language; a code without a sentence is shown as a code.
    pub fn sentence(&self, lang: Lang) -> String {
        self.sentence_at(lang, self.field.as_deref().unwrap_or_default())
    }

    /// The same, with the field called by `field`.
    fn sentence_at(&self, lang: Lang, field: &str) -> String {
        let t = lang.texts();
        let sentence = self.said(t, "", field).unwrap_or_else(|| {
            let code = Arg::from(self.code.as_ref());
            t.with("refusal-without-sentence", &[("code", code)])
        });
        // Of several things, the sentence says first which it is about.
        match self.args.iter().find(|(name, _)| name == AMONG) {
            Some((_, thing)) => {
                let args = [("thing", thing.as_str().into()), ("sentence", sentence.into())];
                t.with("refusal-among", &args)
            }
            None => sentence,
        }
    }

    /// What to do about it, in a language.
    pub fn next(&self, lang: Lang) -> Option<String> {
        self.said(lang.texts(), ".next", self.field.as_deref().unwrap_or_default())
    }

    fn said(&self, t: Texts, attribute: &str, field: &str) -> Option<String> {
        let words: Vec<(&str, String)> =
            self.args.iter().map(|(name, value)| (name.as_ref(), worded(t, name, value))).collect();
        let mut args: Vec<(&str, Arg<'_>)> =
            words.iter().map(|(name, word)| (*name, counted(name, word))).collect();
        let round = self.args.iter().find(|(name, _)| name == "round").map(|(_, n)| n.as_str());
        let in_round = match round {
            Some(round) if round != "1" => t.with("refusal-in-round", &[("round", round.into())]),
            _ => String::new(),
        };
        args.push(("in_round", Arg::from(in_round)));
        args.push(("field", Arg::from(field)));
        t.find(&format!("refusal-{}{attribute}", self.code), &args)
    }

    /// As a page shows it; the pointer becomes the name of the form's field.
    pub fn part(&self, lang: Lang) -> parts::Reason {
        let named = |part: &&str| part.parse::<usize>().is_err();
        let name = self.field.as_deref().map(|it| it.rsplit('/').find(named).unwrap_or(it));
        let label = name.and_then(|name| lang.texts().find(&format!("field-{name}"), &[]));
        parts::Reason {
            code: self.code.to_string(),
            sentence: self.sentence_at(lang, label.as_deref().or(name).unwrap_or_default()),
            next: self.next(lang),
            field: name.map(str::to_owned),
        }
    }

    /// As an answer carries it: in both languages, whoever asked.
    pub fn json(&self) -> Value {
        let args: Map<String, Value> = self
            .args
            .iter()
            .map(|(name, value)| (name.to_string(), Value::String(value.clone())))
            .collect();
        json!({
            "code": self.code,
            "field": self.field,
            "args": args,
            "en": self.sentence(Lang::En),
            "zh": self.sentence(Lang::ZhCn),
            "next": { "en": self.next(Lang::En), "zh": self.next(Lang::ZhCn) },
        })
    }
}

/// A subject as people speak of it: by its number alone. Numbers say of which kind they are; rooms
/// and people do not, and keep it.
fn numbered(value: &str) -> Option<&str> {
    let subject: SubjectId = value.parse().ok()?;
    let counted = subject.key().starts_with(|c: char| c.is_ascii_uppercase())
        && subject.key().ends_with(|c: char| c.is_ascii_digit());
    let key = value.split_once('/').map(|(_, key)| key);
    key.filter(|_| counted)
}

/// A value as the sentence takes it: how many there are chooses between its forms.
fn counted<'a>(name: &str, word: &'a str) -> Arg<'a> {
    match (name, word.parse::<u32>()) {
        ("wanted" | "count" | "given" | "made" | "people", Ok(count)) => Arg::from(count),
        _ => Arg::from(word),
    }
}

/// A value as a sentence says it: a word of the record by its label, where there is one.
fn worded(t: Texts, name: &str, value: &str) -> String {
    let family = match name {
        "role" | "held" => "role",
        "means" => "means",
        _ => return numbered(value).unwrap_or(value).to_owned(),
    };
    t.find(&format!("{family}-{value}"), &[]).unwrap_or_else(|| value.to_owned())
}

impl From<&domain::refusal::Reason> for Reason {
    fn from(reason: &domain::refusal::Reason) -> Self {
        Self {
            code: Cow::Borrowed(reason.code),
            field: match (reason.field, reason.nth) {
                (Some(field), Some(nth)) => Some(format!("/with/{field}/{nth}")),
                (Some(field), None) => Some(format!("/with/{field}")),
                (None, _) => beside_the_command(reason.code).map(str::to_owned),
            },
            args: reason.args.iter().map(|(n, v)| (Cow::Borrowed(*n), v.clone())).collect(),
        }
    }
}

/// Where a reason of `domain::decide` points that is about a part of the act beside its command.
fn beside_the_command(code: &str) -> Option<&'static str> {
    Some(match code {
        "only-asked" | "only-told" => "/said",
        "occurred-ahead" => "/occurred",
        "reason-needed" => "/with/reason",
        "signature-needed" => "/sign",
        "wrong-meaning" => "/sign/means",
        _ => return None,
    })
}

impl From<&domain::refusal::Finding> for Reason {
    fn from(finding: &domain::refusal::Finding) -> Self {
        Self {
            code: Cow::Owned(finding.code.clone()),
            field: None,
            args: finding.args.iter().map(|(n, v)| (Cow::Owned(n.clone()), v.clone())).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_said_in_both_languages_with_its_values() {
        let reason = Reason::new("role-not-held").with("person", "OP-07").with("role", "operator");
        let said = reason.json();
        for lang in ["en", "zh"] {
            assert!(said[lang].as_str().unwrap().contains("OP-07"), "{said}");
            assert!(said["next"][lang].is_string(), "{said}");
        }
        assert_eq!(said["args"]["role"], "operator");
    }

    #[test]
    fn one_is_said_otherwise_than_several() {
        let steps = |count: &str| Reason::new("steps-open").with("count", count).with("next", "x");
        assert!(steps("1").sentence(Lang::En).starts_with("One step"));
        assert!(steps("3").sentence(Lang::En).starts_with("3 steps"));
    }

    #[test]
    fn a_code_nobody_wrote_a_sentence_for_is_shown() {
        let reason = Reason::new("never-heard-of");
        assert!(reason.sentence(Lang::En).contains("never-heard-of"));
        assert_eq!(reason.next(Lang::ZhCn), None);
    }

    #[test]
    fn a_page_finds_the_field() {
        let reason = Reason::new("field-missing").at("/with/lot");
        assert_eq!(reason.part(Lang::En).field.as_deref(), Some("lot"));
        let one_of_several = Reason::new("field-missing").at("/with/steps/3");
        assert_eq!(one_of_several.part(Lang::En).field.as_deref(), Some("steps"));
    }

    #[test]
    fn of_several_things_it_says_which() {
        let reason = domain::refusal::Reason::from(domain::together::Refused::ChosenTwice {});
        let reason = Reason::from(&reason.among("steps", 2, "culture.seed#1".to_owned()));
        assert_eq!(reason.field.as_deref(), Some("/with/steps/2"));
        for lang in Lang::ALL {
            assert!(reason.sentence(lang).starts_with("culture.seed#1"), "{reason:?}");
        }
    }
}

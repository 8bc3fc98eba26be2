//! Fields of a JSON object, each wrong one noted by name, all of them at once.

use crate::problem::{Problem, Reason, Result};
use serde_json::{Map, Value};
use std::str::FromStr;

/// An object whose fields are taken out one after the other.
pub struct Fields {
    pointer: String,
    object: Map<String, Value>,
    wrong: Vec<Reason>,
}

impl Fields {
    /// The fields of a body, which must be an object.
    pub fn of(body: Value) -> Result<Self> {
        match body {
            Value::Object(object) => Ok(Self { pointer: String::new(), object, wrong: Vec::new() }),
            _ => Err(Problem::unreadable([Reason::new("not-an-object").at("")])),
        }
    }

    fn note(&mut self, name: &str, reason: Reason) {
        self.wrong.push(reason.at(format!("{}/{name}", self.pointer)));
    }

    fn wrong(&mut self, name: &str, problem: impl Into<String>) {
        self.note(name, Reason::new("field-wrong").with("problem", problem));
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        self.object.remove(name).filter(|value| !value.is_null())
    }

    /// Notes that a field is missing unless something was read or is wrong about it already.
    pub fn need<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self, &str) -> Option<T>,
    ) -> Option<T> {
        let there = self.object.get(name).is_some_and(|value| !value.is_null());
        if !there {
            self.object.remove(name);
            self.note(name, Reason::new("field-missing"));
            return None;
        }
        read(self, name)
    }

    /// A text, if it is there.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let value = self.take(name)?;
        if let Value::String(text) = value {
            return Some(text);
        }
        self.note(name, Reason::new("field-not-text"));
        None
    }

    /// A text that is read further, if it is there.
    pub fn parsed<T: FromStr<Err: ToString>>(&mut self, name: &str) -> Option<T> {
        match self.text(name)?.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.wrong(name, error.to_string());
                None
            }
        }
    }

    /// One of some words, if it is there.
    pub fn word<T: Copy>(
        &mut self,
        name: &str,
        all: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let text = self.text(name)?;
        let found = all.iter().copied().find(|one| word(*one) == text);
        if found.is_none() {
            let words: Vec<_> = all.iter().map(|one| word(*one)).collect();
            self.wrong(name, format!("it is one of {}", words.join(", ")));
        }
        found
    }

    /// A whole number, if it is there.
    pub fn whole(&mut self, name: &str) -> Option<u64> {
        let value = self.take(name)?;
        let whole = value.as_u64();
        if whole.is_none() {
            self.wrong(name, "it is a whole number from 0 up");
        }
        whole
    }

    /// A list of whole numbers, if it is there.
    pub fn wholes(&mut self, name: &str) -> Option<Vec<u64>> {
        let value = self.take(name)?;
        let list = value.as_array();
        let wholes = list.and_then(|list| list.iter().map(Value::as_u64).collect());
        if wholes.is_none() {
            self.wrong(name, "it is a list of whole numbers from 0 up");
        }
        wholes
    }

    /// An object, if it is there, with its fields read by `read`.
    pub fn object<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Fields) -> Option<T>,
    ) -> Option<T> {
        let object = self.plain_object(name)?;
        let pointer = format!("{}/{name}", self.pointer);
        let mut inner = Fields { pointer, object, wrong: Vec::new() };
        let read = read(&mut inner);
        inner.note_unknown();
        self.wrong.append(&mut inner.wrong);
        read
    }

    /// An object as it is, if it is there.
    pub fn plain_object(&mut self, name: &str) -> Option<Map<String, Value>> {
        let value = self.take(name)?;
        if let Value::Object(object) = value {
            return Some(object);
        }
        self.note(name, Reason::new("not-an-object"));
        None
    }

    fn note_unknown(&mut self) {
        for name in std::mem::take(&mut self.object).into_iter().map(|(name, _)| name) {
            let shown: String = name.chars().take(80).collect();
            self.note(&shown, Reason::new("field-unknown"));
        }
    }

    /// What was read, unless anything was wrong, missing or unknown.
    pub fn finish<T>(mut self, read: Option<T>) -> Result<T> {
        self.note_unknown();
        match read {
            Some(read) if self.wrong.is_empty() => Ok(read),
            _ => Err(Problem::unreadable(self.wrong)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let body = json!({ "id": 7, "said": "shout", "sign": { "means": null, "x": 1 }, "y": 2 });
        let mut fields = Fields::of(body).unwrap();
        let id = fields.need("id", Fields::text);
        let said = fields.word("said", domain::act::Said::ALL, domain::act::Said::word);
        let sign = fields.object("sign", |sign| sign.need("means", Fields::text));
        let is = fields.need("is", Fields::text);
        let problem = fields.finish(id.zip(said).zip(sign).zip(is)).unwrap_err();
        let named: Vec<_> = problem
            .reasons
            .iter()
            .map(|reason| (reason.field.as_deref().unwrap(), reason.code.as_ref()))
            .collect();
        let wanted = [
            ("/id", "field-not-text"),
            ("/said", "field-wrong"),
            ("/sign/means", "field-missing"),
            ("/sign/x", "field-unknown"),
            ("/is", "field-missing"),
            ("/y", "field-unknown"),
        ];
        assert_eq!(named, wanted);
    }

    #[test]
    fn what_is_no_object_says_so() {
        assert_eq!(Fields::of(json!([])).err().unwrap().reasons[0].code, "not-an-object");
    }
}

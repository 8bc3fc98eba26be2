//! Words of the record as people read them. Their sentences are in `locales/*/pages-words.ftl`; a
//! word without one is shown as it is recorded, so that nothing is ever hidden.

use crate::lang::{Text, Texts, number, with_unit};
use domain::act::Meaning;
use domain::id::Kind;
use domain::people::Role;
use standards::reading::{Quantity, Reading};

/// The label of a word that comes out of the record.
fn found(t: Texts, key: &str, word: &str) -> Text {
    if t.find(key, &[]).is_some() { t.label(key) } else { Text::new(word) }
}

/// What an action is called: `ward.identify` is `act-ward-identify`.
pub fn action(t: Texts, name: &str) -> Text {
    found(t, &format!("act-{}", name.replace('.', "-")), name)
}

/// What somebody did who took an action, to follow their name.
pub fn did(t: Texts, name: &str) -> String {
    let key = format!("act-{}.did", name.replace('.', "-"));
    t.find(&key, &[]).unwrap_or_else(|| name.to_owned())
}

/// What a field is called.
pub fn field(t: Texts, name: &str) -> Text {
    found(t, &format!("field-{name}"), name)
}

/// What may help to fill a field in.
pub fn hint(t: Texts, name: &str) -> Option<String> {
    t.find(&format!("field-{name}.hint"), &[])
}

/// One of several words that a field or a state may hold.
pub fn choice(t: Texts, word: &str) -> Text {
    found(t, &format!("choice-{word}"), word)
}

/// A kind of subject.
pub fn kind(t: Texts, kind: Kind) -> Text {
    found(t, &format!("kind-{}", kind.name()), kind.name())
}

/// Several of a kind.
pub fn kinds(t: Texts, kind: Kind) -> Text {
    found(t, &format!("kind-{}.many", kind.name()), kind.name())
}

/// A role.
pub fn role(t: Texts, role: Role) -> Text {
    found(t, &format!("role-{}", role.word()), role.word())
}

/// What a signature means, in a word.
pub fn means(t: Texts, meaning: Meaning) -> Text {
    found(t, &format!("means-{}", meaning.word()), meaning.word())
}

/// The sentence somebody signs.
pub fn sentence(t: Texts, meaning: Meaning) -> String {
    let key = format!("signs-{}", meaning.word());
    t.find(&key, &[]).unwrap_or_else(|| meaning.word().to_owned())
}

/// What an event says happened to its subject.
pub fn fact(t: Texts, event: &str) -> Text {
    found(t, &format!("fact-{event}"), event)
}

/// A reading with its unit, its bound, or why there is none.
pub fn reading(t: Texts, reading: &Reading) -> String {
    let quantity = |sign: &str, quantity: &Quantity| {
        let ucum = quantity.unit.to_string();
        format!("{sign}{}", with_unit(&quantity.value.to_string(), &ucum))
    };
    match reading {
        Reading::Exact(exact) => quantity("", exact),
        Reading::Below(bound) => quantity("<\u{a0}", bound),
        Reading::Above(bound) => quantity(">\u{a0}", bound),
        Reading::Absent(absence) => choice(t, absence.code()).plain().to_owned(),
        Reading::Found(finding) => choice(t, finding.as_str()).plain().to_owned(),
    }
}

/// A span of minutes, in the largest unit that still says something.
pub fn span(t: Texts, minutes: i64) -> String {
    let n = |count: i64| [("n", number(&count.to_string()).into())];
    match minutes {
        ..60 => t.with("span-minutes", &n(minutes)),
        60..2_880 => t.with("span-hours", &n(minutes / 60)),
        _ => t.with("span-days", &n(minutes / 1_440)),
    }
}

/// How long ago something was.
pub fn ago(t: Texts, minutes: i64) -> String {
    if minutes < 1 {
        return t.get("ago-now");
    }
    t.with("ago", &[("span", span(t, minutes).into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn a_word_nobody_labelled_is_shown_as_it_is() {
        for lang in Lang::ALL {
            assert_eq!(choice(lang.texts(), "never-heard-of").plain(), "never-heard-of");
            assert_eq!(action(lang.texts(), "x.never").plain(), "x.never");
        }
    }

    #[test]
    fn a_reading_keeps_its_digits_its_bound_and_its_silence() {
        let t = Lang::En.texts();
        let read = |json: &str| reading(t, &serde_json::from_str(json).unwrap());
        assert_eq!(read(r#"{"n":"81.20","u":"%"}"#), "81.20\u{a0}%");
        assert_eq!(read(r#"{"lt":"0.05","u":"[EU]/mL"}"#), "<\u{a0}0.05\u{a0}EU/mL");
        assert_eq!(read(r#"{"none":"not-done"}"#), "Not done");
    }

    #[test]
    fn time_is_told_in_the_largest_unit_that_says_something() {
        let t = Lang::En.texts();
        assert_eq!(ago(t, 0), "just now");
        assert_eq!(ago(t, 59), "59\u{a0}min ago");
        assert_eq!(ago(t, 120), "2\u{a0}h ago");
        assert_eq!(ago(t, 3 * 1440), "3\u{a0}d ago");
    }
}

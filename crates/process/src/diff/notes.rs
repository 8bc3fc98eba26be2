//! Taking changes down: one grammar for all of them.

use super::{Change, Weight};
use crate::voice::{Voice, say};
use crate::words::Text;

/// A word in both languages: zh, en.
pub(super) type Said = (&'static str, &'static str);

/// Texts wider than this are shown below each other.
const LONG: usize = 48;

/// How wide a text stands on the page, roughly: Chinese signs are twice as wide.
fn width(text: &str) -> usize {
    text.chars().map(|sign| if sign > '\u{2e80}' { 2 } else { 1 }).sum()
}

pub(super) struct Notes<'v> {
    pub voice: Voice<'v>,
    place: String,
    changes: Vec<Change>,
}

impl<'v> Notes<'v> {
    pub fn new(voice: Voice<'v>) -> Self {
        Self { voice, place: String::new(), changes: Vec::new() }
    }

    /// What follows is about this part of the process.
    pub fn at(&mut self, place: impl Into<String>) {
        self.place = place.into();
    }

    pub fn at_word(&mut self, (zh, en): Said) {
        self.place = self.voice.pick(zh, en).to_owned();
    }

    pub fn say(&mut self, weight: Weight, sentence: String) {
        self.changes.push(Change { weight, place: self.place.clone(), sentence });
    }

    /// Compares a field of something. `show` gives nothing for a field that is not there.
    pub fn field<T: PartialEq>(
        &mut self,
        weight: Weight,
        what: Said,
        of: &str,
        (before, after): (&T, &T),
        show: impl Fn(&T) -> Option<String>,
    ) {
        if before != after {
            let sentence = self.sentence(what, of, show(before), show(after));
            self.say(weight, sentence);
        }
    }

    /// The same for a field that is always there.
    pub fn plain<T: PartialEq>(
        &mut self,
        weight: Weight,
        what: Said,
        of: &str,
        both: (&T, &T),
        show: impl Fn(&T) -> String,
    ) {
        self.field(weight, what, of, both, |value| Some(show(value)));
    }

    /// Compares a text in both languages, whichever is spoken.
    pub fn text(&mut self, weight: Weight, what: Said, of: &str, (before, after): (&Text, &Text)) {
        let voice = self.voice;
        let spoken = |text: &Text| Some(voice.text(text));
        if before.get(voice.lang()) != after.get(voice.lang()) {
            let sentence = self.sentence(what, of, spoken(before), spoken(after));
            self.say(weight, sentence);
        }
        let other = voice.other();
        if before.get(other.lang()) != after.get(other.lang()) {
            let word = voice.pick(what.0, what.1);
            let word = say!(voice, "{word}（英文）", "{word} (Chinese)");
            let (before, after) = (other.text(before), other.text(after));
            let sentence = self.sentence_of(&word, of, Some(before), Some(after));
            self.say(weight, sentence);
        }
    }

    /// A text that may be missing.
    pub fn text_maybe(
        &mut self,
        weight: Weight,
        what: Said,
        of: &str,
        (before, after): (Option<&Text>, Option<&Text>),
    ) {
        if let (Some(before), Some(after)) = (before, after) {
            return self.text(weight, what, of, (before, after));
        }
        let voice = self.voice;
        self.field(weight, what, of, (&before, &after), |text| text.map(|t| voice.text(t)));
    }

    /// `storage of material vector: 2–8 °C → −65 °C`
    pub fn sentence(
        &self,
        (zh, en): Said,
        of: &str,
        before: Option<String>,
        after: Option<String>,
    ) -> String {
        self.sentence_of(self.voice.pick(zh, en), of, before, after)
    }

    fn sentence_of(
        &self,
        what: &str,
        of: &str,
        before: Option<String>,
        after: Option<String>,
    ) -> String {
        let voice = self.voice;
        let of_it = match of {
            "" => what.to_owned(),
            _ => say!(voice, "{of}的{what}", "{what} of {of}"),
        };
        match (before, after) {
            (Some(before), Some(after)) if before == after => {
                say!(
                    voice,
                    "{of_it}有变化，写法相同：{after}",
                    "{of_it} changed, and reads the same: {after}"
                )
            }
            (Some(before), Some(after)) => {
                if width(&before).max(width(&after)) > LONG {
                    say!(
                        voice,
                        "{of_it}有变化\n  原：{before}\n  今：{after}",
                        "{of_it} changed\n  before: {before}\n  after: {after}"
                    )
                } else {
                    say!(voice, "{of_it}：{before} → {after}", "{of_it}: {before} → {after}")
                }
            }
            (None, Some(after)) => {
                say!(voice, "增加{of_it}：{after}", "{of_it} added: {after}")
            }
            (Some(before), None) => {
                say!(voice, "取消{of_it}：{before}", "{of_it} removed: {before}")
            }
            (None, None) => say!(voice, "{of_it}有变化", "{of_it} changed"),
        }
    }

    pub fn finish(self) -> Vec<Change> {
        self.changes
    }
}

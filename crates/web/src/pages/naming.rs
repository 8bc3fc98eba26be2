//! Reasons in the words of the page they stand on.
//!
//! Rules speak of ids, codes and moments of the log; people read the names of the process, the words
//! of their language and the centre's clock. Every page turns its reasons into sentences here.

use super::batch::limits;
use super::eye::Eye;
use super::words;
use crate::lang::{Lang, Texts, with_unit};
use crate::parts;
use crate::problem::{AMONG, Reason};
use domain::batch::{Batch, BatchSummary};
use domain::custody::Container;
use domain::id::{BatchId, ProcessId, SampleId, SubjectId};
use domain::pair::Pair;
use domain::process::{Compiled, Process as Versions};
use domain::quality::{Deviation, Sample, SampleSummary};
use domain::text::Code;
use domain::time::Timestamp;
use process::Process;
use process::words::Text;

/// Who says why not: in a language, on a clock, with the names of a process where one is concerned.
#[derive(Clone, Copy)]
pub struct Voice<'a> {
    eye: &'a Eye<'a>,
    process: Option<&'a Process>,
}

impl<'a> Voice<'a> {
    /// About a batch of this process.
    pub fn of(eye: &'a Eye<'a>, process: &'a Process) -> Self {
        Self { eye, process: Some(process) }
    }

    /// About these subjects: the first that has to do with a process says which.
    pub fn about<'s>(eye: &'a Eye<'a>, subjects: impl IntoIterator<Item = &'s SubjectId>) -> Self {
        let process = subjects.into_iter().find_map(|subject| process_behind(eye, subject, 2));
        Self { eye, process }
    }

    /// About whatever subjects these fields of a command name.
    pub fn about_fields(eye: &'a Eye<'a>, with: &serde_json::Value) -> Self {
        let fields = with.as_object().into_iter().flat_map(serde_json::Map::values);
        let subjects = fields.filter_map(|value| value.as_str()?.parse().ok());
        Self::about(eye, &subjects.collect::<Vec<SubjectId>>())
    }

    /// What the process calls one of its steps.
    pub fn step(self, id: &str) -> String {
        self.call("step", id)
    }

    /// What the process calls one of its samples.
    pub fn sample(self, code: &str) -> String {
        self.call("sample", code)
    }

    /// One of several things that are signed in one go: a step in its round, a line of the
    /// specification on its sample.
    pub fn among(self, text: &str) -> String {
        match text.parse() {
            Ok(Pair::<SampleId, Code>(sample, attribute)) => {
                format!("{} {}", sample.key(), self.call("attribute", attribute.as_str()))
            }
            Err(_) => self.before(text),
        }
    }

    /// A reason as the page shows it.
    pub fn part(self, reason: impl Into<Reason>) -> parts::Reason {
        let mut reason: Reason = reason.into();
        let code = reason.code.clone();
        let value = reason.args.iter().find(|(name, _)| name == "value");
        let of_value = value.map(|(_, id)| id.clone());
        for (name, said) in &mut reason.args {
            *said = self.said(&code, name, said, of_value.as_deref());
        }
        reason.part(self.t().lang())
    }

    /// Values as formulas refer to them (`harvest.count.viability`), by their names.
    pub fn references<'s>(self, all: impl Iterator<Item = &'s str>) -> String {
        self.list(all.map(|text| self.reference(text)))
    }

    /// What a hold time is counted from: a step, or the end of a collection.
    pub fn since(self, text: &str) -> String {
        match text.split_once('/') {
            Some((family, id)) => self.call(family, id),
            None => self.call("step", text),
        }
    }

    /// A condition, as its author wrote it but for the names.
    pub fn condition(self, text: &str) -> String {
        let mut out = String::new();
        let mut token = String::new();
        let mut quoted = false;
        // A blank at the end closes the last word.
        for c in text.chars().chain([' ']) {
            if !quoted && (c.is_ascii_alphanumeric() || matches!(c, '_' | '.')) {
                token.push(c);
                continue;
            }
            out.push_str(&self.word_of_condition(&token));
            token.clear();
            quoted ^= c == '\'';
            out.push(c);
        }
        limits::formula(out.trim_end()).replace("<=", "≤").replace(">=", "≥").replace("!=", "≠")
    }

    fn word_of_condition(self, token: &str) -> String {
        match token {
            "and" => self.t().get("condition-and"),
            "or" => self.t().get("condition-or"),
            "not" => self.t().get("condition-not"),
            "is" => self.t().get("condition-is"),
            number if number.starts_with(|c: char| c.is_ascii_digit()) => number.to_owned(),
            other => self.reference(other),
        }
    }

    fn t(self) -> Texts {
        self.eye.t
    }

    fn list(self, all: impl Iterator<Item = String>) -> String {
        let all: Vec<String> = all.collect();
        all.join(if self.t().lang() == Lang::ZhCn { "、" } else { ", " })
    }

    fn said(self, code: &str, name: &str, text: &str, value: Option<&str>) -> String {
        let t = self.t();
        let choice = |word: &str| words::choice(t, word).plain().to_owned();
        match (code, name) {
            (_, AMONG) => self.among(text),
            (_, "lacks") => self.references(text.split(", ")),
            (_, "waits_for" | "next") => self.before(text),
            (_, "since") => self.since(text),
            (_, "condition") if code == "step-skipped" => self.condition(text),
            (_, "what") if text.contains('/') => self.since(text),
            (_, "what") => self.call("step", text),
            ("inputs-differ", "wanted") => {
                self.list(text.split(", ").map(|id| self.call("input", id)))
            }
            ("rooms-differ", "wanted") => {
                self.list(text.split(", ").map(|id| self.call("room", id)))
            }
            ("role-not-for-step", "wanted") => {
                t.find(&format!("role-{text}"), &[]).unwrap_or_else(|| text.to_owned())
            }
            ("reading-not-a-choice", "choices") => {
                self.list(text.split(", ").map(|code| self.choice_of(value, code)))
            }
            ("reading-other-unit" | "unit-does-not-fit" | "item-other-unit", "wanted" | "unit")
            | ("wrong-unit" | "unit-not-as-specified", _) => crate::lang::unit(text),
            ("exception-open", "kind") => {
                t.find(&format!("exception-{text}"), &[]).unwrap_or_else(|| text.to_owned())
            }
            (_, "action") => words::action(t, text).plain().to_owned(),
            (_, "phase" | "state" | "kind" | "condition") => choice(text),
            (_, "name") => self.call("input", text),
            (_, "reading") => match value.and_then(|id| self.finding(id, text)) {
                Some(name) => name,
                None => t.find(&format!("choice-{text}"), &[]).unwrap_or_else(|| measured(text)),
            },
            (
                _,
                "limits" | "plausible" | "criterion" | "wanted" | "at_most" | "at_least" | "weight"
                | "volume" | "temperature",
            ) => measured(text),
            (_, family) => match text.parse::<Timestamp>() {
                Ok(moment) => self.eye.when(moment),
                Err(_) => self.call(family, text),
            },
        }
    }

    /// What comes before: a step (`step#round`), an operation, or a value.
    fn before(self, text: &str) -> String {
        if let Some((step, round)) = text.rsplit_once('#') {
            return self.in_round(self.call("step", step), round);
        }
        if let Some((operation, round)) = text.split_once(" round ") {
            return self.in_round(self.call("operation", operation), round);
        }
        let operation = self.call("operation", text);
        if operation == text { self.reference(text) } else { operation }
    }

    fn in_round(self, title: String, round: &str) -> String {
        if round == "1" {
            return title;
        }
        let round = self.t().with("refusal-in-round", &[("round", round.into())]);
        format!("{title}{round}")
    }

    /// A value by the name it has where it is recorded; what is wrong with it is left out.
    fn reference(self, text: &str) -> String {
        let path = text.split(' ').next().unwrap_or(text);
        let input = self.call("input", path);
        if input != path {
            return input;
        }
        let (step, value) = path.rsplit_once('.').unwrap_or(("", path));
        let found = self.process.and_then(|process| value_of(process, step, value));
        match found.or_else(|| find(self.process?, "value", value)) {
            Some(name) => self.in_lang(name).to_owned(),
            None => path.to_owned(),
        }
    }

    /// What the process calls something; the id where it has no such thing.
    fn call(self, family: &str, id: &str) -> String {
        let found = self.process.and_then(|process| find(process, family, id));
        found.map_or(id, |text| self.in_lang(text)).to_owned()
    }

    fn choice_of(self, value: Option<&str>, code: &str) -> String {
        value.and_then(|id| self.finding(id, code)).unwrap_or_else(|| code.to_owned())
    }

    /// The name of one of the choices of a value.
    fn finding(self, value: &str, code: &str) -> Option<String> {
        let steps = self.process?.operations.iter().flat_map(|operation| &operation.steps);
        let mut values = steps.flat_map(|step| &step.values);
        let value = values.find(|it| it.id.as_str() == value)?;
        let choice = value.kind.choices().iter().find(|choice| choice.code.as_str() == code)?;
        Some(self.in_lang(&choice.name).to_owned())
    }

    fn in_lang(self, text: &'a Text) -> &'a str {
        in_lang(self.t(), text)
    }
}

/// What a process calls itself: as it is in effect, else as it was last written.
pub fn process_name(eye: &Eye<'_>, id: &ProcessId) -> String {
    let versions = eye.desk.summary::<Versions>(id.subject()).ok();
    let found = versions.and_then(|process| {
        let today = process.effective_on(eye.desk.today()).map(|(_, version)| version);
        let version = today.or_else(|| process.versions.values().next_back())?;
        eye.desk.centre().process(&version.compiled)
    });
    found.map_or_else(|| id.key().to_owned(), |process| in_lang(eye.t, &process.name).to_owned())
}

/// What a batch makes, and at which step it is.
pub fn of_batch(eye: &Eye<'_>, batch: &BatchSummary) -> (String, Option<String>) {
    let Some(process) = eye.desk.centre().process(&batch.compiled) else {
        let step = batch.current.as_ref().map(ToString::to_string);
        return (batch.process.key().to_owned(), step);
    };
    let step = batch.current.as_ref().and_then(|step| process.step(step));
    let title = step.map(|(_, step)| in_lang(eye.t, &step.title).to_owned());
    (in_lang(eye.t, &process.product.name).to_owned(), title)
}

/// What the process of a batch calls one of its samples.
pub fn sample_name(eye: &Eye<'_>, sample: &SampleSummary) -> String {
    let subject = sample.batch.subject();
    Voice::about(eye, [subject]).sample(sample.code.as_str())
}

fn in_lang(t: Texts, text: &Text) -> &str {
    match t.lang() {
        Lang::ZhCn => &text.zh,
        Lang::En => &text.en,
    }
}

/// The process a subject has to do with, over at most so many other subjects.
fn process_behind<'a>(eye: &Eye<'a>, subject: &SubjectId, further: u8) -> Option<&'a Process> {
    use domain::id::Kind;
    let desk = eye.desk;
    let batch = |id: &BatchId| -> Option<&'a Process> {
        let compiled = desk.summary::<Batch>(id.subject()).ok()?.compiled;
        desk.centre().process(&compiled).map(plain)
    };
    match subject.kind() {
        Kind::Batch => batch(&subject.clone().try_into().ok()?),
        Kind::Sample => batch(&desk.summary::<Sample>(subject).ok()?.batch),
        Kind::Container => {
            let container = desk.summary::<Container>(subject).ok()?;
            batch(container.filled_by.as_ref().or(container.taken_by.as_ref())?)
        }
        Kind::Process => {
            let (_, version) =
                desk.summary::<Versions>(subject).ok()?.effective_on(desk.today())?;
            desk.centre().process(&version.compiled).map(plain)
        }
        Kind::Deviation => {
            let about = &desk.summary::<Deviation>(subject).ok()?.about;
            process_behind(eye, about, further.checked_sub(1)?)
        }
        _ => None,
    }
}

fn plain(compiled: &std::sync::Arc<Compiled>) -> &Process {
    compiled
}

/// A number with its unit, a bound or limits, as pages write them: `35.0–38.0 °C`.
fn measured(text: &str) -> String {
    let word = |sign: &str| match sign {
        ">=" => "≥".to_owned(),
        "<=" => "≤".to_owned(),
        other => other.to_owned(),
    };
    let pieces: Vec<&str> = text.split(' ').collect();
    let digits = |n: &str| n.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
    match pieces.as_slice() {
        [n, unit] if digits(n) => with_unit(n, unit),
        [sign, n] if digits(n) => format!("{}\u{a0}{}", word(sign), crate::lang::number(n)),
        [sign, n, unit] if digits(n) => format!("{}\u{a0}{}", word(sign), with_unit(n, unit)),
        [">=", low, "and", "<=", high, unit] => {
            format!("{}–{}", crate::lang::number(low), with_unit(high, unit))
        }
        _ => text.to_owned(),
    }
}

fn value_of<'p>(process: &'p Process, step: &str, value: &str) -> Option<&'p Text> {
    let (_, step) = process.step(&step.into())?;
    let computed = step.calculations.iter().map(|it| &it.value);
    let mut values = step.values.iter().chain(computed);
    values.find(|it| it.id.as_str() == value).map(|it| &it.name)
}

/// The name a process gives to something, if it has such a thing.
pub fn find<'p>(process: &'p Process, family: &str, id: &str) -> Option<&'p Text> {
    let steps = || process.operations.iter().flat_map(|operation| &operation.steps);
    match family {
        "step" => steps().find(|it| it.id.as_str() == id).map(|it| &it.title),
        "operation" => {
            process.operations.iter().find(|it| it.id.as_str() == id).map(|it| &it.title)
        }
        "value" => {
            let computed = steps().flat_map(|it| &it.calculations).map(|it| &it.value);
            let mut values = steps().flat_map(|it| &it.values).chain(computed);
            values.find(|it| it.id.as_str() == id).map(|it| &it.name)
        }
        "sample" => {
            steps().flat_map(|it| &it.samples).find(|it| it.id.as_str() == id).map(|it| &it.name)
        }
        "input" => process.inputs.iter().find(|it| it.name.as_str() == id).map(|it| &it.label),
        "attribute" => {
            process.specification.iter().find(|it| it.id.as_str() == id).map(|it| &it.name)
        }
        "material" => process.materials.iter().find(|it| it.id.as_str() == id).map(|it| &it.name),
        "equipment" => process.equipment.iter().find(|it| it.id.as_str() == id).map(|it| &it.name),
        "room" => process.rooms.iter().find(|it| it.id.as_str() == id).map(|it| &it.name),
        "container" => process.containers.iter().find(|it| it.id.as_str() == id).map(|it| &it.name),
        "output" => process.outputs.iter().find(|it| it.id.as_str() == id).map(|it| &it.name),
        "label" => process.labels.iter().find(|it| it.id.as_str() == id).map(|it| &it.name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::measured;

    #[test]
    fn what_was_measured_is_written_as_pages_write_it() {
        for (text, shown) in [
            ("81.20 %", "81.20\u{a0}%"),
            ("1.12 10*6/mL", "1.12\u{a0}×10⁶/mL"),
            ("< 0.05 [EU]/mL", "<\u{a0}0.05\u{a0}EU/mL"),
            (">= 70.0 %", "≥\u{a0}70.0\u{a0}%"),
            (">= 35.0 and <= 38.0 Cel", "35.0–38.0\u{a0}°C"),
            ("not-done", "not-done"),
        ] {
            assert_eq!(measured(text), shown);
        }
    }
}

//! An entry as a sentence with what it says: "OP-07 corrected viability at “Harvest” of B26-0042 from
//! 81.2 % to 82.1 %", and why, if the reader may read that.

use crate::lang::{Lang, MISSING, Text, date, number};
use crate::pages::eye::{Clear, Eye};
use crate::pages::naming::{Voice, find};
use crate::pages::words;
use crate::problem;
use domain::act::{Meaning, Said};
use domain::batch::{Batch, BatchEvent};
use domain::command::{Action, Command};
use domain::fact::Wire;
use domain::id::{BatchId, SubjectId};
use domain::permit::Sight;
use domain::quality::Sample;
use domain::refusal::Severity;
use domain::shape::FieldKind;
use domain::state::{Event, Held as _, State};
use domain::text::{Code, Sealed};
use domain::time::{LocalDate, Timestamp};
use engine::entry::{self, EntryError, MadeRead, SaidLine};
use engine::look;
use ledger::store::Reader;
use process::Process;
use serde_json::Value;
use standards::reading::Reading;

/// Whether sealed texts are opened for a reader who may see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// None is: the record without what names somebody.
    Never,
    /// As far as the reader may see.
    AsPermitted,
}

/// An entry as people read it.
#[derive(Debug, Clone)]
pub struct Told {
    /// Its position.
    pub position: u64,
    /// When the writer took it down.
    pub recorded: Timestamp,
    /// When it happened, as claimed.
    pub occurred: Timestamp,
    /// The code of whoever acted.
    pub who: String,
    /// The role they acted in.
    pub role: Text,
    /// The action.
    pub is: String,
    /// Asked or told.
    pub said: Said,
    /// What it is about, each with what pages call it.
    pub about: Vec<(SubjectId, String)>,
    /// The sentence.
    pub sentence: String,
    /// Reasons and notes with what they are.
    pub reasons: Vec<(Text, Clear)>,
    /// What the signature means, if it is signed.
    pub signed: Option<Meaning>,
    /// The rules it broke.
    pub findings: Vec<(Severity, problem::Reason)>,
    /// The leaf's hash.
    pub leaf: String,
}

impl Told {
    /// The entry in `leaf`; none if the reader may not know of it.
    pub fn of(
        eye: &Eye<'_>,
        reader: &dyn Reader,
        position: u64,
        leaf: &[u8],
        opened: Opened,
    ) -> Result<Option<Self>, EntryError> {
        let (said, made) = (entry::said(leaf)?, entry::made(leaf)?);
        let sights = made.about.iter().map(|about| eye.sight(&about.s));
        let least = sights.min().unwrap_or(Sight::Coded);
        if least == Sight::None {
            return Ok(None);
        }
        let named = least == Sight::Named && opened == Opened::AsPermitted;
        Ok(Some(Self {
            position,
            recorded: made.recorded,
            occurred: said.occurred,
            who: eye.code(&said.by),
            role: words::role(eye.t, said.role),
            is: said.is.clone(),
            said: said.said,
            about: made.about.iter().map(|about| (about.s.clone(), eye.name(&about.s))).collect(),
            sentence: Telling { eye, reader, said: &said, made: &made }.sentence(),
            reasons: reasons(eye, &said, &made, named),
            signed: said.sign.as_ref().map(|sign| sign.means),
            findings: made.findings.iter().map(|f| (f.severity, f.into())).collect(),
            leaf: ledger::tree::hash_leaf(leaf).to_string(),
        }))
    }

    /// How grave the gravest rule it broke was.
    pub fn gravest(&self) -> Option<Severity> {
        self.findings.iter().map(|(severity, _)| *severity).max()
    }

    /// Whether all these words, in small letters, stand in what is shown of it.
    pub fn holds(&self, wanted: &[String]) -> bool {
        let mut text = format!("{} {} {} {}", self.sentence, self.who, self.role.plain(), self.is);
        let more = self.about.iter().map(|(_, name)| name.as_str());
        let more = more.chain(self.reasons.iter().filter_map(|(_, reason)| reason.text()));
        let more = more.chain(self.findings.iter().map(|(_, reason)| reason.code.as_ref()));
        for piece in more {
            text.push(' ');
            text.push_str(piece);
        }
        let text = text.to_lowercase();
        wanted.iter().all(|word| text.contains(word.as_str()))
    }
}

/// The free texts of an act: why it was done, what was noted.
fn reasons(eye: &Eye<'_>, said: &SaidLine, made: &MadeRead<'_>, named: bool) -> Vec<(Text, Clear)> {
    let Some(action) = Command::find(&said.is) else { return Vec::new() };
    let free = |kind| matches!(kind, FieldKind::Note | FieldKind::Reason);
    let about = made.about.first().map(|about| &about.s);
    let fields = action.fields.iter().filter(|field| free(field.kind));
    let text = fields.filter_map(|field| {
        let sealed: Sealed = serde_json::from_value(said.with.get(field.name)?.clone()).ok()?;
        let clear = match about.filter(|_| named) {
            Some(about) => eye.open(about, &sealed),
            None => Clear::Hidden,
        };
        Some((words::field(eye.t, field.name), clear))
    });
    text.collect()
}

/// What is needed to tell an entry.
struct Telling<'a> {
    eye: &'a Eye<'a>,
    reader: &'a dyn Reader,
    said: &'a SaidLine,
    made: &'a MadeRead<'a>,
}

impl Telling<'_> {
    /// The sentence of the action; of an action without one, who did what about what.
    fn sentence(&self) -> String {
        let t = self.eye.t;
        let who = self.eye.code(&self.said.by);
        let key = format!("told-{}", self.said.is.replace('.', "-"));
        if let Some(action) = Command::find(&self.said.is) {
            let values = self.values(action);
            let mut args = vec![("who", who.as_str().into())];
            args.extend(values.iter().map(|(name, value)| (*name, value.as_str().into())));
            if let Some(sentence) = t.find(&key, &args) {
                return sentence;
            }
        }
        let did = words::did(t, &self.said.is);
        let about: Vec<String> =
            self.made.about.iter().map(|about| self.eye.name(&about.s)).collect();
        format!("{who} {did} {}", about.join(" ")).trim_end().to_owned()
    }

    /// Every field of the act in words, what it brought into being, and what stood there before.
    fn values(&self, action: &Action) -> Vec<(&'static str, String)> {
        let process = self.process();
        let missing = || MISSING.to_owned();
        let shown = |value: Option<&Value>, name: &str| {
            value.map_or_else(missing, |value| self.shown(process, name, value))
        };
        let with = &self.said.with;
        let mut values: Vec<_> = action
            .fields
            .iter()
            .filter(|field| !field.kind.sealed())
            .map(|field| (field.name, shown(with.get(field.name), field.name)))
            .collect();
        let made = self.made.about.iter().find(|about| about.n == 1);
        values.push(("made", made.map_or_else(missing, |about| self.eye.name(&about.s))));
        values
            .push(("was", self.was().map_or_else(missing, |was| words::reading(self.eye.t, &was))));
        values
    }

    /// The process of the batch it is about, or of the sample's.
    fn process(&self) -> Option<&Process> {
        let centre = self.eye.desk.centre();
        let of_batch = |id: &SubjectId| {
            let summary = Batch::of_summary(&centre.slot(id)?.summary)?;
            centre.process(&summary.compiled).map(AsRef::as_ref)
        };
        self.made.about.iter().find_map(|about| {
            let summary = &centre.slot(&about.s)?.summary;
            match Sample::of_summary(summary) {
                Some(sample) => of_batch(sample.batch.subject()),
                None => of_batch(&about.s),
            }
        })
    }

    /// A value as the sentence says it.
    fn shown(&self, process: Option<&Process>, name: &str, value: &Value) -> String {
        let (t, lang) = (self.eye.t, self.eye.t.lang());
        match value {
            Value::String(text) if matches!(name, "steps" | "results") => {
                Voice::about(self.eye, self.made.about.iter().map(|about| &about.s)).among(text)
            }
            Value::String(text) => {
                if let Ok(subject) = text.parse::<SubjectId>() {
                    return self.eye.name(&subject);
                }
                if let Some(process) = process {
                    return called(process, lang, name, text)
                        .unwrap_or_else(|| self.word(name, text));
                }
                self.word(name, text)
            }
            Value::Array(values) => {
                let all: Vec<String> =
                    values.iter().map(|value| self.shown(process, name, value)).collect();
                all.join(if lang == Lang::ZhCn { "、" } else { ", " })
            }
            Value::Number(n) => number(&n.to_string()),
            Value::Bool(is) => words::choice(t, if *is { "yes" } else { "no" }).plain().to_owned(),
            Value::Null => MISSING.to_owned(),
            Value::Object(_) => serde_json::from_value::<Reading>(value.clone())
                .map_or_else(|_| MISSING.to_owned(), |reading| words::reading(t, &reading)),
        }
    }

    fn word(&self, name: &str, text: &str) -> String {
        let t = self.eye.t;
        if let Ok(day) = text.parse::<LocalDate>()
            && text.len() == 10
        {
            return date(day);
        }
        if let Ok(moment) = text.parse::<Timestamp>() {
            return self.eye.moment(moment);
        }
        let family = if name == "role" { "role" } else { "choice" };
        t.find(&format!("{family}-{text}"), &[]).unwrap_or_else(|| text.to_owned())
    }

    /// The reading a correction stands in place of.
    fn was(&self) -> Option<Reading> {
        let read = |fact: &Wire<'_>| fact.fact().ok();
        let corrected = |fact: &Wire<'_>| fact.is.contains("corrected");
        let fact = self.made.facts.iter().find(|fact| corrected(fact))?;
        let of: Value = serde_json::from_str(fact.of.get()).ok()?;
        match fact.s.kind() {
            domain::id::Kind::Batch => {
                let before = self.reader.entry(of.get("was")?.as_u64()?).ok()??;
                let before = entry::made(&before).ok()?;
                let value = of.get("value")?.as_str()?;
                let same = |event: &Event| {
                    let (id, reading) = match event {
                        Event::Batch(BatchEvent::ValueRecorded(it)) => (&it.value, &it.reading),
                        Event::Batch(BatchEvent::ValueCorrected(it)) => (&it.value, &it.reading),
                        _ => return None,
                    };
                    (id.as_str() == value).then(|| reading.clone())
                };
                before.facts.iter().filter_map(read).find_map(|fact| same(&fact.event))
            }
            domain::id::Kind::Sample => {
                let about = self.made.about.iter().find(|about| about.s == fact.s)?;
                let state = look::load(self.reader, &fact.s, about.prev?).ok()?;
                let State::Sample(sample) = state else { return None };
                let attribute: Code = serde_json::from_value(of.get("attribute")?.clone()).ok()?;
                let round = u32::try_from(of.get("round")?.as_u64()?).ok()?;
                Some(sample.result(&attribute, round)?.current().0.clone())
            }
            _ => None,
        }
    }
}

/// What a process calls what a field names, if it has such a thing.
fn called(process: &Process, lang: Lang, field: &str, id: &str) -> Option<String> {
    let name = find(process, field, id)?;
    Some(if lang == Lang::ZhCn { &name.zh } else { &name.en }.to_string())
}

/// The batch an entry is chiefly about, if it is about one.
pub fn batch_of(told: &Told) -> Option<BatchId> {
    told.about.iter().find_map(|(subject, _)| BatchId::try_from(subject.clone()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::command::ACTIONS;

    #[test]
    fn a_sentence_says_only_what_its_action_has() {
        for action in ACTIONS {
            let mut args = vec![("who", "OP-07".into()), ("made", "X".into()), ("was", "1".into())];
            args.extend(
                action
                    .fields
                    .iter()
                    .filter(|field| !field.kind.sealed())
                    .map(|field| (field.name, "x".into())),
            );
            for lang in Lang::ALL {
                let key = format!("told-{}", action.name.replace('.', "-"));
                let Some(sentence) = lang.texts().find(&key, &args) else { continue };
                assert!(!sentence.contains("{$"), "{key} in {}: {sentence}", lang.tag());
                assert!(sentence.starts_with("OP-07"), "{key} in {}: {sentence}", lang.tag());
            }
        }
    }

    #[test]
    fn every_act_of_a_batch_a_sample_and_a_therapy_has_a_sentence() {
        let rooms = ["batch.", "quality.", "custody.", "ward.", "materials.", "facility."];
        for action in ACTIONS.iter().filter(|act| rooms.iter().any(|r| act.name.starts_with(r))) {
            let key = format!("told-{}", action.name.replace('.', "-"));
            for lang in Lang::ALL {
                let said = lang.texts().find(&key, &[]).is_some();
                assert!(said, "say `{key}` in locales/{}/pages-audit.ftl", lang.tag());
            }
        }
    }
}

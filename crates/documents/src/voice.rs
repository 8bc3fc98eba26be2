//! How a record is said on paper: codes and opened names for people, names of the process for its
//! ids, moments in the zone of whoever acted.

use crate::Lang;
use crate::limits;
use crate::numbers::with_unit;
use crate::sheet::{Line, Tone};
use domain::batch::views::process_of;
use domain::custody::Order;
use domain::desk::Desk;
use domain::id::{BatchId, PersonId};
use domain::people::Person;
use domain::process::Compiled;
use domain::refusal::{Finding, Stop};
use domain::text::Sealed;
use domain::time::Timestamp;
use engine::dossier::Contents;
use jiff::Zoned;
use jiff::tz::TimeZone;
use process::model::{Acceptance, Attribute, Value, ValueKind};
use process::words::Text;
use standards::reading::{Quantity, Reading};

/// The sentences of a language.
pub trait Words {
    /// The sentence of a key with values put in, if there is one.
    fn find(&self, key: &str, args: &[(&str, &str)]) -> Option<String>;
}

/// Who says it.
pub struct Voice<'a> {
    /// What is said.
    pub contents: &'a Contents,
    /// The centre as the entries make it.
    pub desk: &'a Desk<'a>,
    /// The process the batch is carried out by.
    pub process: &'a Compiled,
    lang: Lang,
    words: &'a dyn Words,
    zone: TimeZone,
}

impl<'a> Voice<'a> {
    /// About a batch.
    pub fn of(
        contents: &'a Contents,
        desk: &'a Desk<'a>,
        lang: Lang,
        words: &'a dyn Words,
    ) -> Result<Self, Stop> {
        let settings = desk.centre().settings();
        let zone = settings.map_or(TimeZone::UTC, domain::centre::Settings::zone);
        let process = process_of(desk, contents.batch())?;
        Ok(Self { contents, desk, process, lang, words, zone })
    }

    /// The batch.
    pub fn batch(&self) -> &'a BatchId {
        self.contents.batch()
    }

    /// A sentence; one that is missing shows its key.
    pub fn say(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A sentence with values put in.
    pub fn with(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.words.find(key, args).unwrap_or_else(|| format!("⟦{key}⟧"))
    }

    /// A word of the record: as it is recorded where the language has none for it.
    pub fn word(&self, family: &str, word: &str) -> String {
        self.words.find(&format!("{family}-{word}"), &[]).unwrap_or_else(|| word.to_owned())
    }

    /// A text of the process.
    pub fn both<'t>(&self, text: &'t Text) -> &'t str {
        match self.lang {
            Lang::Zh => &text.zh,
            Lang::En => &text.en,
        }
    }

    /// Names one after the other.
    pub fn list(&self, all: &[String]) -> String {
        all.join(match self.lang {
            Lang::Zh => "、",
            Lang::En => ", ",
        })
    }

    /// Somebody's code, and their name where it is opened.
    pub fn person(&self, person: &PersonId) -> String {
        let Ok(summary) = self.desk.summary::<Person>(person.subject()) else {
            return person.key().to_owned();
        };
        let name = summary.name.as_ref().and_then(|name| self.contents.text(&name.0));
        match name {
            Some(name) => format!("{} {name}", summary.code),
            None => summary.code.to_string(),
        }
    }

    /// The code of the patient, and the name where it is opened.
    pub fn patient(&self, order: &Order) -> String {
        let patient = &order.placed.patient;
        let state = self.desk.state::<domain::custody::Patient>(patient.subject()).ok();
        let name = state.and_then(|state| self.contents.text(&state.name.0));
        match name {
            Some(name) => format!("{} {name}", patient.key()),
            None => patient.key().to_owned(),
        }
    }

    /// A sealed text: opened, or that it is not.
    pub fn sealed(&self, sealed: &Sealed) -> Vec<Line> {
        match self.contents.text(sealed) {
            Some(text) => crate::sheet::paragraphs(text, Tone::Plain),
            None => vec![Line::quiet(self.say("paper-closed"))],
        }
    }

    /// A moment on the centre's clock, to the second with its zone.
    pub fn moment(&self, moment: Timestamp) -> String {
        written(&moment.instant().to_zoned(self.zone.clone()))
    }

    /// A moment in the zone of whoever made the entry at a position.
    pub fn moment_in(&self, moment: Timestamp, position: u64) -> String {
        let said = self.contents.said(position);
        let zone = said.and_then(|said| TimeZone::get(&said.zone).ok());
        written(&moment.instant().to_zoned(zone.unwrap_or_else(|| self.zone.clone())))
    }

    /// A reading with its unit, its bound, or why there is none.
    pub fn reading(&self, reading: &Reading) -> String {
        let bound = |sign: &str, quantity: &Quantity| {
            let ucum = quantity.unit.to_string();
            format!("{sign}{}", with_unit(&quantity.value.to_string(), &ucum))
        };
        match reading {
            Reading::Exact(exact) => bound("", exact),
            Reading::Below(at) => bound("<\u{a0}", at),
            Reading::Above(at) => bound(">\u{a0}", at),
            Reading::Absent(absence) => self.word("choice", absence.code()),
            Reading::Found(finding) => self.word("choice", finding.as_str()),
        }
    }

    /// A reading of a value of the process: a finding by the name the process gives it.
    pub fn value(&self, value: Option<&Value>, reading: &Reading) -> String {
        let choices = value.map(|value| value.kind.choices()).unwrap_or_default();
        let named =
            reading.finding().and_then(|it| choices.iter().find(|choice| choice.code == *it));
        named.map_or_else(|| self.reading(reading), |choice| self.both(&choice.name).to_owned())
    }

    /// A result of a line of the specification.
    pub fn result(&self, attribute: Option<&Attribute>, reading: &Reading) -> String {
        let choices = match attribute.map(|attribute| &attribute.accept) {
            Some(Acceptance::Choice(choices)) => choices.as_slice(),
            _ => &[],
        };
        let named =
            reading.finding().and_then(|it| choices.iter().find(|choice| choice.code == *it));
        named.map_or_else(|| self.reading(reading), |choice| self.both(&choice.name).to_owned())
    }

    /// What a value may be: action limits, alert limits, or the answers that are good.
    pub fn wanted(&self, value: &Value) -> Vec<Line> {
        match &value.kind {
            ValueKind::Number(number) => {
                let limit = |key: &str, limits: Option<&standards::reading::Limits>| {
                    let limits = limits::text(limits?);
                    Some(Line::quiet(self.with(key, &[("limits", &limits)])))
                };
                let action = limit("paper-action", number.action.as_ref());
                action.into_iter().chain(limit("paper-alert", number.alert.as_ref())).collect()
            }
            ValueKind::Choice(choices) => {
                let good = choices.iter().filter(|choice| choice.accepted);
                let names: Vec<&str> = good.map(|choice| self.both(&choice.name)).collect();
                vec![Line::quiet(names.join(" / "))]
            }
        }
    }

    /// What a line of the specification accepts.
    pub fn accepted(&self, attribute: &Attribute) -> String {
        match &attribute.accept {
            Acceptance::Number { limits: Some(limits), .. } => limits::text(limits),
            Acceptance::Number { limits: None, .. } => self.say("spec-reported"),
            Acceptance::Choice(choices) => {
                let good = choices.iter().filter(|choice| choice.accepted);
                let names: Vec<&str> = good.map(|choice| self.both(&choice.name)).collect();
                names.join(" / ")
            }
        }
    }

    /// A line of the specification by its id.
    pub fn attribute(&self, id: &str) -> Option<&'a Attribute> {
        self.process.specification.iter().find(|attribute| attribute.id.as_str() == id)
    }

    /// What the process calls a step.
    pub fn step(&self, id: &str) -> String {
        let step = self.process.step(&process::words::StepId::from(id));
        step.map_or_else(|| id.to_owned(), |(_, step)| self.both(&step.title).to_owned())
    }

    /// What a rule found, in its sentence.
    pub fn finding(&self, finding: &Finding) -> String {
        let said = finding.args.iter().map(|(name, value)| (name.as_str(), self.arg(name, value)));
        let said: Vec<(&str, String)> = said.collect();
        let args: Vec<(&str, &str)> = said.iter().map(|(name, it)| (*name, it.as_str())).collect();
        let key = format!("refusal-{}", finding.code);
        self.words.find(&key, &args).unwrap_or_else(|| finding.code.clone())
    }
}

impl Voice<'_> {
    /// What a rule names, by the name the process has for it; measured values as people write them.
    fn arg(&self, name: &str, value: &str) -> String {
        match name {
            "step" | "since" => self.step(value),
            "value" => {
                let values = self.process.steps().flat_map(|(_, step)| {
                    let calculated = step.calculations.iter().map(|it| &it.value);
                    step.values.iter().chain(calculated)
                });
                let mut named = values.filter(|it| it.id.as_str() == value);
                named.next().map_or_else(|| value.to_owned(), |it| self.both(&it.name).to_owned())
            }
            "attribute" => {
                let found = self.attribute(value);
                found.map_or_else(|| value.to_owned(), |it| self.both(&it.name).to_owned())
            }
            _ => self.measured(value),
        }
    }

    /// `>= 35.0 and <= 38.0 Cel` with its signs and its unit as people write them.
    fn measured(&self, text: &str) -> String {
        let mut number = false;
        let words = text.split(' ').map(|word| {
            let shown = match word {
                ">=" => "≥".to_owned(),
                "<=" => "≤".to_owned(),
                "and" if number => self.say("condition-and"),
                unit if number => crate::numbers::unit(unit),
                other => other.to_owned(),
            };
            number = word.starts_with(|letter: char| letter.is_ascii_digit());
            shown
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

/// To the second with its zone as an offset: `2026-11-22 10:25:58 UTC+8`.
fn written(at: &Zoned) -> String {
    let minutes = at.offset().seconds() / 60;
    let sign = if minutes < 0 { '\u{2212}' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    let offset = match (hours, minutes) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    };
    format!("{} {offset}", at.strftime("%Y-%m-%d %H:%M:%S"))
}

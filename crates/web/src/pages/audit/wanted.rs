//! Which acts somebody wants to see: the filters as typed, and what they mean.

use crate::app::time_of;
use crate::lang::Texts;
use crate::pages::eye::Eye;
use crate::pages::{Posted, links, words};
use domain::centre::Settings;
use domain::command::{ACTIONS, Command};
use domain::id::{Kind, PersonId, SubjectId};
use domain::index::Index;
use domain::permit::Sight;
use domain::time::{LocalDate, Timestamp};
use engine::past::PastError;
use engine::trail::{Filter, Only};
use jiff::tz::TimeZone;
use std::ops::Range;

/// The parameters, in the order of the form.
pub const FIELDS: [&str; 7] = ["person", "subject", "act", "from", "until", "only", "words"];

/// The filters as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(Vec<(&'static str, String)>);

impl Typed {
    /// Of these, what the parameters of an address fill in; blanks are left out.
    pub fn of(fields: &[&'static str], parameters: &Posted) -> Self {
        let given =
            fields.iter().filter_map(|name| Some((*name, parameters.given(name)?.to_owned())));
        Self(given.collect())
    }

    /// What was typed into a field.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value)
    }

    /// Every field that was filled in.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `path` with these filters and more.
    pub fn address(&self, path: &str, more: &[(&str, &str)]) -> String {
        let mut all: Vec<(&str, &str)> = self.pairs().collect();
        all.extend(more);
        links::with(path, &all)
    }
}

/// What the filters mean.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// What the trail is asked for.
    pub filter: Filter,
    /// The entries in question.
    pub positions: Range<u64>,
    /// Words in small letters, all of which must stand in what is shown.
    pub words: Vec<String>,
}

/// A field that means nothing here, and why.
pub type Wrong = Vec<(&'static str, String)>;

impl Wanted {
    /// Reads the filters; the inner error names every field that means nothing.
    pub fn read(eye: &Eye<'_>, typed: &Typed) -> Result<Result<Self, Wrong>, PastError> {
        let t = eye.t;
        let mut wrong = Wrong::new();
        let given = |name| Some(typed.get(name)).filter(|value| !value.is_empty());
        let said = |key: &str, given: &str| t.with(key, &[("given", given.into())]);
        let mut filter = Filter::default();
        if let Some(code) = given("person") {
            filter.by = person(eye, code);
            if filter.by.is_none() {
                wrong.push(("person", said("audit-nobody", code)));
            }
        }
        if let Some(number) = given("subject") {
            filter.about = subject(eye, number);
            if filter.about.is_none() {
                wrong.push(("subject", said("audit-nothing", number)));
            }
        }
        if let Some(act) = given("act") {
            filter.is = Command::find(act).map(|action| action.name.to_owned());
            if filter.is.is_none() {
                wrong.push(("act", said("audit-nothing", act)));
            }
        }
        if let Some(only) = given("only") {
            filter.only = Only::ALL.into_iter().find(|it| it.word() == only);
            if filter.only.is_none() {
                wrong.push(("only", said("audit-nothing", only)));
            }
        }
        let size = eye.call.snapshot.size;
        let mut positions = 0..size;
        let zone = eye.desk.centre().settings().map_or(TimeZone::UTC, Settings::zone);
        let engine = &eye.call.app.engine;
        for name in ["from", "until"] {
            let Some(text) = given(name) else { continue };
            match moment(eye, name, text, &zone) {
                None => wrong.push((name, said("audit-no-moment", text))),
                // What was recorded at the very moment counts.
                Some(moment) if name == "from" => {
                    let before = Timestamp::from_millisecond(moment.as_millisecond() - 1);
                    positions.start = engine.size_at(before)?.min(size);
                }
                Some(moment) => positions.end = engine.size_at(moment)?.min(size),
            }
        }
        let words = typed.get("words").split_whitespace().map(str::to_lowercase).collect();
        Ok(if wrong.is_empty() { Ok(Self { filter, positions, words }) } else { Err(wrong) })
    }
}

/// The person with a code, however it is written.
pub fn person(eye: &Eye<'_>, code: &str) -> Option<PersonId> {
    let find = |code: &str| {
        let mut found = eye.desk.centre().found_under(Index::PersonCode, code);
        found.next().and_then(|id| PersonId::try_from(id.clone()).ok())
    };
    let by_id = || code.parse::<PersonId>().ok().filter(|id| eye.desk.exists(id.subject()));
    find(code).or_else(|| find(&code.to_uppercase())).or_else(by_id)
}

/// The subject with a number, of those the reader may know of.
pub fn subject(eye: &Eye<'_>, number: &str) -> Option<SubjectId> {
    let known = |id: &SubjectId| eye.desk.exists(id) && eye.sight(id) > Sight::None;
    if let Some(id) = number.parse::<SubjectId>().ok().filter(known) {
        return Some(id);
    }
    let of_kind = |key: &str| {
        let ids = Kind::ALL.iter().filter_map(|kind| SubjectId::new(*kind, key).ok());
        ids.into_iter().find(known)
    };
    let person = || person(eye, number).map(SubjectId::from);
    of_kind(number).or_else(|| of_kind(&number.to_uppercase())).or_else(person)
}

/// A day counts from its beginning, and until its end.
fn moment(eye: &Eye<'_>, name: &str, text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if name == "from"
        && text.len() == "2026-11-22".len()
        && let Ok(day) = text.parse::<LocalDate>()
    {
        let begins = day.to_zoned(zone.clone()).ok()?.timestamp();
        return Some(Timestamp::from_millisecond(begins.as_millisecond()));
    }
    time_of(text, zone, eye.desk.now())
}

/// Every action with its label, in the order of the labels.
pub fn actions(t: Texts) -> Vec<(&'static str, String)> {
    let label = |name| words::action(t, name).plain().to_owned();
    let mut all: Vec<_> = ACTIONS.iter().map(|action| (action.name, label(action.name))).collect();
    all.sort_by(|a, b| a.1.cmp(&b.1));
    all
}

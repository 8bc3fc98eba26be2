//! What stands beside entries: objects and opened texts, against what the entries say of them.

use super::find::Entry;
use super::lines::{FieldLine, ObjectLine};
use super::read::Placed;
use super::report::Check;
use super::verify::Course;
use super::whole::Whole;
use crate::entry::SaidLine;
use crate::vault::commitment_with;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::batch::BatchEvent;
use domain::state::Event;
use domain::text::{Digest, Sealed};
use serde::Deserialize as _;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The objects that the entries of a dossier name.
pub(super) fn named<'a>(
    entries: impl Iterator<Item = &'a Entry>,
    whole: &Whole,
) -> BTreeSet<Digest> {
    let mut named = BTreeSet::new();
    for entry in entries {
        let fields: &[&str] = if whole.records(entry) {
            named.extend(entry.said.sign.iter().flat_map(|sign| &sign.shown).map(|s| s.sha256));
            &["certificate", "document", "raw_data"]
        } else {
            &["certificate"]
        };
        let digest = |field: &&str| entry.said.with.get(*field)?.as_str()?.parse::<Digest>().ok();
        named.extend(fields.iter().filter_map(digest));
        for fact in entry.facts.iter().filter(|fact| whole.record.contains(&fact.subject)) {
            if let Event::Batch(BatchEvent::Started(started)) = &fact.event {
                named.extend([started.text, started.compiled]);
            }
        }
    }
    named
}

/// The sealed texts of line 1 with their paths, in their order.
pub(super) fn sealed_in(said: &SaidLine) -> Vec<(String, Sealed)> {
    let read = |(field, value): (&String, &Value)| {
        value.get("$sealed")?;
        Some((format!("with.{field}"), Sealed::deserialize(value).ok()?))
    };
    let mut sealed: Vec<_> = said.with.iter().filter_map(read).collect();
    sealed.extend(said.sign.iter().map(|sign| ("sign.name".to_owned(), sign.name.clone())));
    sealed
}

/// Checks the objects, and gives their contents.
pub(super) fn objects(
    course: &mut Course,
    lines: &[Placed<ObjectLine>],
    whole: &Whole,
) -> BTreeMap<Digest, Vec<u8>> {
    let mut wanted = named(course.entries.values().map(|placed| placed.is.as_ref()), whole);
    let mut contents = BTreeMap::new();
    for Placed { line, is } in lines {
        let content = match (&is.text, &is.base64) {
            (Some(text), None) => Some(text.clone().into_bytes()),
            // What is text is written as text.
            (None, Some(text)) => {
                STANDARD.decode(text).ok().filter(|bytes| std::str::from_utf8(bytes).is_err())
            }
            _ => None,
        };
        let Some(content) = content else {
            course.wrong(*line, Check::Form, "an object is either text or base64");
            continue;
        };
        if Digest(Sha256::digest(&content).into()) != is.object {
            course.wrong(*line, Check::Object, format!("it is not the object {}", is.object));
        } else if wanted.remove(&is.object) {
            contents.insert(is.object, content);
        } else {
            course.wrong(*line, Check::Object, format!("nothing names the object {}", is.object));
        }
    }
    for digest in wanted {
        let at = course.lines;
        course.wrong(at, Check::Object, format!("the object {digest} is missing"));
    }
    contents
}

/// Checks the fields against the sealed texts of the entries.
pub(super) fn fields(course: &mut Course, lines: &[Placed<FieldLine>], whole: &Whole) {
    let mut wanted = Vec::new();
    for (position, placed) in &course.entries {
        let sealed = sealed_in(&placed.is.said).into_iter();
        let sealed = sealed.filter(|(_, sealed)| whole.has(&sealed.key));
        wanted.extend(sealed.map(|(path, sealed)| ((*position, path), sealed)));
    }
    let order: Vec<_> = wanted.iter().map(|(place, _)| place.clone()).collect();
    let wanted: BTreeMap<_, _> = wanted.into_iter().collect();
    let mut next = 0;
    for Placed { line, is } in lines {
        let place = (is.field, is.path.clone());
        let named = format!("{} of entry {}", is.path, is.field);
        let Some(sealed) = wanted.get(&place) else {
            course.wrong(*line, Check::Field, format!("there is no sealed text {named}"));
            continue;
        };
        match order.iter().skip(next).position(|other| *other == place) {
            None => course.wrong(*line, Check::Field, format!("{named} is out of its place")),
            Some(skipped) => {
                for (position, path) in order.iter().skip(next).take(skipped) {
                    let what = format!("{path} of entry {position} has no line before this");
                    course.wrong(*line, Check::Field, what);
                }
                next += skipped + 1;
            }
        }
        match (&is.salt, &is.text) {
            (None, None) => course.closed += 1,
            (Some(salt), Some(text)) => {
                let salt = URL_SAFE_NO_PAD.decode(salt).ok().filter(|salt| salt.len() == 32);
                let made = salt.map(|salt| commitment_with(&salt, &is.path, text));
                if made.as_ref() == Some(&sealed.commitment) {
                    course.opened += 1;
                } else {
                    let what = format!("the text is not the one that {named} commits to");
                    course.wrong(*line, Check::Field, what);
                }
            }
            _ => course.wrong(*line, Check::Form, "a field has salt and text, or neither"),
        }
    }
    for (position, path) in order.iter().skip(next) {
        let at = course.lines;
        course.wrong(at, Check::Field, format!("{path} of entry {position} has no line"));
    }
}

//! Papers: what somebody wants printed of a record, made of what its dossier holds and of nothing else.
//!
//! The engine does not know what a paper looks like; whoever asks for a dossier brings a [`Press`].
//! A paper is a pure function of [`Contents`], so that a verifier with the same press makes it again
//! from the entries and compares it byte for byte.

use super::again::Refold;
use super::find::Entry;
use super::lines::DocumentLine;
use super::read::Placed;
use super::report::Check;
use super::verify::Course;
use super::whole::Whole;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::act::Strength;
use domain::centre::Centre;
use domain::id::{BatchId, SubjectId};
use domain::people::Role;
use domain::text::{Digest, Sealed};
use domain::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Makes papers.
#[derive(Debug, Clone, Copy)]
pub struct Press {
    /// The papers a dossier carries: name and language, in the order of both.
    pub papers: &'static [(&'static str, &'static str)],
    /// Makes the one of this name in this language. The same contents give the same bytes.
    pub make: fn(&Contents, &str, &str) -> Result<Vec<u8>, String>,
}

/// What a dossier holds, as far as a paper can show it.
pub struct Contents {
    pub(super) batch: BatchId,
    pub(super) log: String,
    pub(super) size: u64,
    pub(super) root: String,
    pub(super) whole: Whole,
    pub(super) entries: BTreeMap<u64, Arc<Entry>>,
    pub(super) objects: BTreeMap<Digest, Vec<u8>>,
    /// Opened texts by what commits to them.
    pub(super) opened: BTreeMap<String, String>,
}

/// What an entry says besides its facts.
#[derive(Debug, Clone, PartialEq)]
pub struct SaidIn {
    /// In which role somebody acted.
    pub role: Role,
    /// The IANA name of the zone they were in.
    pub zone: String,
    /// When it was taken down.
    pub recorded: Timestamp,
    /// The signer's printed name.
    pub name: Option<Sealed>,
    /// What a signature rests on.
    pub strength: Option<Strength>,
    /// What was added in words.
    pub note: Option<Sealed>,
    /// The reason given.
    pub reason: Option<Sealed>,
}

impl Contents {
    /// The batch.
    pub fn batch(&self) -> &BatchId {
        &self.batch
    }

    /// The origin of the log.
    pub fn log(&self) -> &str {
        &self.log
    }

    /// How many entries the log had.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over them, base64 as in a checkpoint.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// Position and moment of the latest entry about the record.
    pub fn latest(&self) -> (u64, Timestamp) {
        let of_record = self.entries.values().rev().find(|entry| self.whole.records(entry));
        of_record.map_or((0, Timestamp::from_millisecond(0)), |it| (it.position, it.recorded))
    }

    /// The subjects it shows whole.
    pub fn subjects(&self) -> impl Iterator<Item = &SubjectId> {
        self.whole.subjects()
    }

    /// The centre as these entries alone make it.
    pub fn centre(&self) -> Centre {
        let mut again = Refold::new(&self.objects);
        for entry in self.entries.values() {
            again.reach(entry);
            again.fold(entry, &self.whole);
        }
        again.centre
    }

    /// A sealed text, where it is opened.
    pub fn text(&self, sealed: &Sealed) -> Option<&str> {
        self.opened.get(&sealed.commitment).map(String::as_str)
    }

    /// What an entry says.
    pub fn said(&self, position: u64) -> Option<SaidIn> {
        let entry = self.entries.get(&position)?;
        let mut sealed = super::contents::sealed_in(&entry.said);
        let mut take = |path: &str| {
            let at = sealed.iter().position(|(found, _)| found == path)?;
            Some(sealed.swap_remove(at).1)
        };
        Some(SaidIn {
            role: entry.said.role,
            zone: entry.said.tz.clone(),
            recorded: entry.recorded,
            name: take("sign.name"),
            strength: entry.proof.strength(),
            note: take("with.note"),
            reason: take("with.reason"),
        })
    }
}

/// Every paper of a press, as lines.
pub(super) fn lines(press: Press, contents: &Contents) -> Result<Vec<DocumentLine>, String> {
    let line = |(name, lang): &(&'static str, &'static str)| {
        let bytes = (press.make)(contents, name, lang)?;
        Ok(DocumentLine {
            document: (*name).to_owned(),
            lang: (*lang).to_owned(),
            sw: crate::start::software(),
            base64: STANDARD.encode(bytes),
        })
    };
    press.papers.iter().map(line).collect()
}

/// How many papers were made again and are the same, and how many could not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Papers {
    /// Made again from these entries, the same byte for byte.
    pub same: u64,
    /// Not made again: another build made them, or no press was brought.
    pub not_compared: u64,
}

/// Checks the form of the papers.
pub(super) fn form(course: &mut Course, lines: &[Placed<DocumentLine>]) {
    for Placed { line, is } in lines {
        let word = |text: &str| {
            !text.is_empty()
                && text.len() <= 40
                && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        };
        let bytes = STANDARD.decode(&is.base64);
        if !word(&is.document) || !word(&is.lang) || bytes.is_err() {
            course.wrong(*line, Check::Form, "a document has a name, a language and base64");
        }
    }
}

/// Makes every paper of this build again and compares it.
pub(super) fn again(
    course: &mut Course,
    lines: &[Placed<DocumentLine>],
    contents: &Contents,
    press: Option<Press>,
) -> Papers {
    let mut papers = Papers::default();
    for Placed { line, is } in lines {
        let Some(press) = press.filter(|_| is.sw == crate::start::software()) else {
            papers.not_compared += 1;
            continue;
        };
        let known =
            press.papers.iter().any(|(name, lang)| *name == is.document && *lang == is.lang);
        let made = known.then(|| (press.make)(contents, &is.document, &is.lang));
        match made {
            Some(Ok(made)) if STANDARD.encode(&made) == is.base64 => papers.same += 1,
            Some(Ok(_)) => {
                let what = format!(
                    "the document {} ({}) is not the one these entries give: it was changed, or a \
                     field was closed after it was made",
                    is.document, is.lang
                );
                course.wrong(*line, Check::Document, what);
            }
            Some(Err(problem)) => {
                let what = format!("the document {} cannot be made again: {problem}", is.document);
                course.wrong(*line, Check::Document, what);
            }
            None => {
                let what = format!("this build makes no document {} ({})", is.document, is.lang);
                course.wrong(*line, Check::Document, what);
            }
        }
    }
    papers
}

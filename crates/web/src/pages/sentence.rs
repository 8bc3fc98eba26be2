//! An entry of the log as a sentence: who, in which role, did what, about what, when; with which
//! signature, and which rules it broke.

use super::eye::Eye;
use super::naming::Voice;
use super::{links, words};
use crate::lang::{Text, Texts, number};
use crate::parts::{self, Item, Status, chip, id};
use domain::act::{Meaning, Said, Strength};
use domain::id::SubjectId;
use domain::permit::Sight;
use domain::refusal::Severity;
use engine::entry::{self, EntryError};
use maud::{Markup, html};
use std::ops::{ControlFlow, Range};

/// An entry as a sentence.
#[derive(Debug, Clone)]
pub struct Sentence {
    t: Texts,
    /// Its position.
    pub position: u64,
    /// The code of whoever acted.
    pub who: String,
    /// The role they acted in.
    pub role: Text,
    /// What they did, to follow the code.
    pub did: String,
    /// Whether it was told rather than asked.
    pub said: Said,
    /// What it established facts about, each with what pages call it.
    pub about: Vec<(SubjectId, String)>,
    /// When it happened, as claimed.
    pub occurred: String,
    /// What the signature means, if it is signed.
    pub signed: Option<Meaning>,
    /// What the signature rests on.
    pub strength: Option<Strength>,
    /// The rules it broke, with how grave.
    pub findings: Vec<(Severity, parts::Reason)>,
}

impl Sentence {
    /// The sentence of the entry in `leaf`; none if the person may not know of it.
    pub fn of(eye: &Eye<'_>, position: u64, leaf: &[u8]) -> Result<Option<Self>, EntryError> {
        let (said, made) = (entry::said(leaf)?, entry::made(leaf)?);
        if made.about.iter().any(|about| eye.sight(&about.s) == Sight::None) {
            return Ok(None);
        }
        let voice = Voice::about(eye, made.about.iter().map(|about| &about.s));
        let reason = |finding| voice.part(finding);
        Ok(Some(Self {
            t: eye.t,
            position,
            who: eye.code(&said.by),
            role: words::role(eye.t, said.role),
            did: words::did(eye.t, &said.is),
            said: said.said,
            about: made.about.iter().map(|about| (about.s.clone(), eye.name(&about.s))).collect(),
            occurred: eye.moment(said.occurred),
            strength: said.sign.as_ref().and_then(|_| made.proof.strength()),
            signed: said.sign.map(|sign| sign.means),
            findings: made.findings.iter().map(|f| (f.severity, reason(f))).collect(),
        }))
    }

    /// How grave the gravest rule it broke was.
    pub fn gravest(&self) -> Option<Severity> {
        self.findings.iter().map(|(severity, _)| *severity).max()
    }

    /// Who did what.
    pub fn words(&self) -> String {
        let key = match self.said {
            Said::Ask => "sentence-asked",
            Said::Tell => "sentence-told",
        };
        let args = [("who", self.who.as_str().into()), ("did", self.did.as_str().into())];
        self.t.with(key, &args)
    }

    /// What it is about, as links.
    pub fn subjects(&self) -> Markup {
        html! {
            @for (n, (subject, name)) in self.about.iter().enumerate() {
                @if n > 0 { " " }
                a.id href=(links::subject(subject)) { (name) }
            }
        }
    }

    /// The signature and what was broken, as chips.
    pub fn marks(&self) -> Markup {
        let signed = self.signed.map(|meaning| words::means(self.t, meaning));
        html! {
            @if let Some(severity) = self.gravest() {
                (chip(status(severity), &words::choice(self.t, severity.word()))) " "
            }
            @if let Some(word) = signed { (chip(Status::Ok, &word)) }
        }
    }

    /// As a line of a list, with a link to the entry.
    pub fn item(&self) -> Item {
        let at = number(&self.position.to_string());
        let status = self.gravest().map_or(Status::Ok, status);
        let item = Item::of(html! { (self.words()) " " (self.subjects()) }).end(self.marks());
        item.status(status).detail(html! {
            span.num { (self.occurred) } " · " (self.role) " · "
            a href=(links::entry(self.position)) { (self.t.get("entry")) " " (id(&at)) }
            @if let Some((subject, _)) = self.about.first() {
                " · " a href=(links::then(&links::subject(subject), self.position)) {
                    (self.t.get("entry-then"))
                }
            }
        })
    }
}

/// The colour of a broken rule.
pub fn status(severity: Severity) -> Status {
    match severity {
        Severity::Minor => Status::Alert,
        Severity::Major | Severity::Critical => Status::Action,
    }
}

/// The sentences of the entries at these positions, the newest first.
///
/// Surprises: an entry that cannot be read is logged and left out; the log's own page says that
/// the log is not sound.
pub fn between(eye: &Eye<'_>, positions: Range<u64>) -> Vec<Sentence> {
    gathered(eye, positions, usize::MAX, |_| true)
}

/// The latest `most` acts of the person at the page among the last `back` entries.
pub fn mine(eye: &Eye<'_>, back: u64, most: usize) -> Vec<Sentence> {
    let Some(session) = &eye.call.session else { return Vec::new() };
    let me = session.person.to_string();
    let size = eye.call.snapshot.size;
    gathered(eye, size.saturating_sub(back)..size, most, |leaf| {
        // Line 1 names the actor in full: entries of others are not read any further.
        let by = format!("\"by\":\"{me}\"");
        entry::lines(leaf).is_ok_and(|(said, _)| said.contains(&by))
    })
}

/// The sentences at some positions of one chain, in the order given.
pub fn at(eye: &Eye<'_>, positions: &[u64]) -> Vec<Sentence> {
    positions
        .iter()
        .flat_map(|position| gathered(eye, *position..position.saturating_add(1), 1, |_| true))
        .collect()
}

fn gathered(
    eye: &Eye<'_>,
    positions: Range<u64>,
    most: usize,
    wanted: impl Fn(&[u8]) -> bool,
) -> Vec<Sentence> {
    let mut found = Vec::new();
    let read = eye.call.app.engine.log().with(|reader| {
        reader.entries(positions, &mut |position, leaf| {
            if wanted(leaf) {
                match Sentence::of(eye, position, leaf) {
                    Ok(sentence) => found.extend(sentence),
                    Err(error) => tracing::error!(position, %error, "an entry cannot be read"),
                }
            }
            ControlFlow::Continue(())
        })
    });
    if let Err(error) = read.and_then(|read| read) {
        tracing::error!(%error, "read entries");
    }
    found.reverse();
    found.truncate(most);
    found
}

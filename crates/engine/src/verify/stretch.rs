//! A stretch of the log as the pass over meaning takes it: read and decoded, its sealed texts opened.

use super::sealed::{self, Found, Place};
use crate::entry::{self, About, SaidHere};
use crate::vault::Keys;
use domain::act::{ActId, Meaning, Said};
use domain::command::{Action, Command, CommandError};
use domain::fact::Fact;
use domain::id::{PersonId, StationId};
use domain::people::Role;
use domain::shape::FieldKind;
use domain::text::Digest;
use domain::time::Timestamp;
use ledger::checkpoint::Checkpoint;
use ledger::note::Note;
use ledger::store::{CommitRow, Flow, Reader, StoreError};
use ledger::tree::{LeafHash, NodeHash};
use serde::Deserialize;
use std::ops::Range;

/// What stretches are read with.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    /// What opens sealed texts, if it is here.
    pub keys: Option<&'a Keys>,
    /// The log every entry must have been said to.
    pub origin: &'a str,
    /// Whether decisions are to be made again, for which commands are read.
    pub decisions: bool,
}

/// An entry read whole.
pub(super) struct Entry {
    pub position: u64,
    pub said: SaidWhole,
    pub recorded: Timestamp,
    pub sw: String,
    pub about: Vec<About>,
    pub read: Vec<entry::Read>,
    pub facts: Vec<Fact>,
    pub findings: Vec<domain::refusal::Finding>,
    pub proof: entry::Proof,
}

/// What its line 1 came to.
pub(super) struct SaidWhole {
    /// What is wrong with it by itself.
    pub wrong: Vec<String>,
    /// The action, if this build knows it.
    pub action: Option<&'static Action>,
    pub id: ActId,
    pub said: Said,
    pub by: PersonId,
    pub role: Role,
    pub at: Option<StationId>,
    pub occurred: Timestamp,
    /// The command, where decisions are made again.
    pub command: Option<Result<Command, CommandError>>,
    /// The compiled process that the act brings.
    pub compiled: Option<Digest>,
    /// The code of an invitation, where the action asks for one.
    pub code: Option<String>,
    pub sign: Option<Signature>,
}

/// What was signed.
pub(super) struct Signature {
    pub means: Meaning,
    /// The entries signed for; nothing if one is no hash.
    pub covers: Option<Vec<LeafHash>>,
    /// The size of the log it is based on.
    pub size: u64,
    /// The root it had; nothing if it is no hash.
    pub root: Option<NodeHash>,
}

/// A stretch of the log.
pub(super) struct Stretch {
    pub positions: Range<u64>,
    /// The entries, or what is wrong with them.
    pub entries: Vec<(u64, Result<Entry, String>)>,
    /// What came of their sealed texts.
    pub sealed: Found,
    /// The hashes kept of the entries, from the first position on.
    pub hashes: Vec<LeafHash>,
    /// The heads that were published in it: sizes with their roots.
    pub heads: Vec<(u64, NodeHash)>,
    /// Why it ends before it should.
    pub end: Result<(), StoreError>,
}

impl Stretch {
    /// Reads one.
    pub fn read(reader: &dyn Reader, reading: Reading<'_>, positions: Range<u64>) -> Self {
        let mut stretch = Self {
            positions: positions.clone(),
            entries: Vec::new(),
            sealed: Found::default(),
            hashes: Vec::new(),
            heads: Vec::new(),
            end: Ok(()),
        };
        stretch.end = stretch.fill(reader, reading);
        stretch
    }

    fn fill(&mut self, reader: &dyn Reader, reading: Reading<'_>) -> Result<(), StoreError> {
        let positions = self.positions.clone();
        let mut places = Vec::new();
        reader.entries(positions.clone(), &mut |position, leaf| {
            let before = places.len();
            let entry = read(position, leaf, reading, &mut places);
            if entry.is_err() {
                places.truncate(before);
            }
            self.entries.push((position, entry));
            Flow::Continue(())
        })?;
        if let Some(keys) = reading.keys {
            sealed::check_all(reader, keys, &places, &mut self.sealed);
        }
        self.hashes = reader.leaf_hashes(positions.clone())?;
        reader.commits(positions, &mut |commit| {
            self.heads.extend(head(commit));
            Flow::Continue(())
        })
    }
}

/// The head a commit published. Whether it was signed is the business of the pass over bytes.
fn head(commit: &CommitRow<'_>) -> Option<(u64, NodeHash)> {
    let note = Note::parse(commit.checkpoint).ok()?;
    let head: Checkpoint = note.unverified_text().parse().ok()?;
    Some((head.size(), head.root()))
}

fn read(
    position: u64,
    leaf: &[u8],
    reading: Reading<'_>,
    places: &mut Vec<Place>,
) -> Result<Entry, String> {
    let told = |error: &dyn std::error::Error| {
        let causes = std::iter::successors(Some(error), |error| error.source());
        causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
    };
    let said = entry::said_here(leaf).map_err(|error| told(&error))?;
    let made = entry::made_whole(leaf).map_err(|error| told(&error))?;
    Ok(Entry {
        position,
        said: whole(position, said, reading, places)?,
        recorded: made.recorded,
        facts: made.facts,
        sw: made.sw,
        about: made.about,
        read: made.read,
        findings: made.findings,
        proof: made.proof,
    })
}

fn whole(
    position: u64,
    said: SaidHere<'_>,
    reading: Reading<'_>,
    places: &mut Vec<Place>,
) -> Result<SaidWhole, String> {
    let with = said.with.get();
    let mut wrong = Vec::new();
    if said.v != entry::VERSION {
        wrong.push(format!("its form has version {}", said.v));
    }
    if said.log != reading.origin {
        wrong.push(format!("it was said to the log {}", said.log));
    }
    let act = said.id;
    let sealed = entry::sealed_here(&said).map_err(|error| format!("read line 1: {error}"))?;
    places.extend(sealed.into_iter().map(|(path, sealed)| Place { position, act, path, sealed }));
    let command = reading.decisions.then(|| Command::read(&said.is, said.iv, with));
    let compiled = if reading.decisions { compiled(with) } else { None };
    let sign = said.sign.map(|sign| {
        let covers = sign.covers.iter().map(|hash| LeafHash::parse_hex(hash).ok()).collect();
        let root = NodeHash::parse_hex(&sign.basis.root).ok();
        Signature { means: sign.means, covers, size: sign.basis.size, root }
    });
    let action = Command::find(&said.is);
    Ok(SaidWhole {
        wrong,
        action,
        code: action.and_then(|action| code(action, with)),
        id: said.id,
        said: said.said,
        by: said.by,
        role: said.role,
        at: said.at,
        occurred: said.occurred,
        command,
        compiled,
        sign,
    })
}

/// The code of an invitation that an act gives, if its action asks for one.
fn code(action: &Action, with: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Gives {
        code: String,
    }
    let asks = action.fields.iter().any(|field| field.kind == FieldKind::OneTimeCode);
    let gives: Gives = asks.then(|| serde_json::from_str(with).ok())??;
    Some(gives.code)
}

/// The compiled process that an act brings, if it brings one.
fn compiled(with: &str) -> Option<Digest> {
    #[derive(Deserialize)]
    struct Brings {
        compiled: Digest,
    }
    let brings: Brings = with.contains("compiled").then(|| serde_json::from_str(with).ok())??;
    Some(brings.compiled)
}

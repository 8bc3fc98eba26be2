//! Making a dossier from a log. The log is only read; a server may be writing it.

use super::find::{Entry, Found, Head, Source, heads, sealed_in};
use super::lines::{
    BasisLine, CheckpointLine, EndLine, EntryLine, FieldLine, HeadLine, Header, Line, ObjectLine,
    Path, VERSION,
};
use super::papers::{Contents, Press};
use super::whole::{Whole, whole};
use crate::engine::Inner;
use crate::entry::About;
use crate::vault::{KeyError, Sealing, open, salt};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::id::{BatchId, SubjectId};
use domain::text::{Digest, Sealed};
use ledger::checkpoint::{Checkpoint, CheckpointError};
use ledger::note::{Note, VerifierKey};
use ledger::objects::{ObjectError, ObjectHash};
use ledger::store::{Reader, StoreError, StoredTiles};
use ledger::tree::{LeafHash, ProveError, consistency_proof, hash_leaf, inclusion_proof};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

/// Why a dossier cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// There is no such batch.
    #[error("there is no {0} in this log")]
    NoBatch(BatchId),
    /// The log has no entries.
    #[error("the log is empty")]
    Empty,
    /// The store.
    #[error("read the log")]
    Store(#[from] StoreError),
    /// A proof cannot be made.
    #[error("make a proof: run verify")]
    Prove(#[from] ProveError<StoreError>),
    /// An entry is not there.
    #[error("entry {position} is missing from the log: run verify")]
    Missing {
        /// Its position.
        position: u64,
    },
    /// An entry cannot be read.
    #[error("read entry {position}: {problem}: run verify")]
    Entry {
        /// Its position.
        position: u64,
        /// What is wrong with it.
        problem: String,
    },
    /// A chain leads to an entry that is not about its subject.
    #[error("entry {position} is not about {subject}, whose chain leads there: run verify")]
    Chain {
        /// Whose chain.
        subject: SubjectId,
        /// Where it leads.
        position: u64,
    },
    /// The index of subjects of a commit cannot be read.
    #[error("read the subjects of the commit at entry {position}: run verify")]
    Subjects {
        /// Its first entry.
        position: u64,
    },
    /// A signature covers what is not in the log.
    #[error("entry {position} covers an entry that is not before it: run verify")]
    Covered {
        /// The entry that is signed.
        position: u64,
    },
    /// The heads an entry sealed are not those of the log.
    #[error("entry {position} sealed other heads than the log has: run verify")]
    Heads {
        /// The entry that sealed them.
        position: u64,
    },
    /// The first entry names no key.
    #[error("the first entry does not open a centre: run verify")]
    NotOpened,
    /// An object is not there or damaged.
    #[error("read the object {0}")]
    Object(Digest, #[source] ObjectError),
    /// Keys of subjects.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A checkpoint to meet is not one of this log.
    #[error("the checkpoint to meet is not of this log")]
    Kept(#[source] CheckpointError),
    /// A checkpoint to meet is ahead of the log.
    #[error("the checkpoint to meet has {kept} entries, and the log has {size}: it was cut")]
    Ahead {
        /// Entries under the checkpoint.
        kept: u64,
        /// Entries in the log.
        size: u64,
    },
    /// A document cannot be made.
    #[error("make a document: {0}")]
    Document(String),
    /// A line cannot be written.
    #[error("write a line: {0}")]
    Line(String),
}

/// How far the making has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Heads of subjects are looked up.
    Heads,
    /// Entries are proven.
    Entries,
}

/// A sealed text that could be opened.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Position of the entry.
    pub position: u64,
    /// Where in line 1 it stands, as `with.note`.
    pub path: &'a str,
    /// Whose key seals it.
    pub owner: &'a SubjectId,
    /// What the entry is about.
    pub about: &'a [About],
}

/// What is wanted.
pub struct Wanted<'a> {
    /// Of which batch.
    pub batch: BatchId,
    /// Whether a sealed text is opened.
    pub opens: &'a dyn Fn(Place<'_>) -> bool,
    /// Signed checkpoints kept elsewhere, which the dossier is to meet.
    pub kept: &'a [Vec<u8>],
    /// Checkpoints that witnesses cosigned, with their lines.
    pub witnessed: &'a [Vec<u8>],
    /// What makes the documents it carries; without it there are none.
    pub press: Option<Press>,
}

/// A dossier, and what is in it.
#[derive(Debug, Clone)]
pub struct Made {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many entries it holds.
    pub entries: u64,
    /// How many entries the log had.
    pub size: u64,
    /// Position of the entry that sealed the heads last, if one did.
    pub heads: Option<u64>,
    /// Everything an entry of it is about.
    pub about: BTreeSet<SubjectId>,
    /// Texts opened.
    pub opened: u64,
    /// Texts left closed.
    pub closed: u64,
}

/// Makes the dossier of a batch.
///
/// Guarantees: the log is read as it was at one size; what is written while it is being read is not
/// in it. It leads to the newest checkpoint that witnesses cosigned, where that holds every entry of
/// the dossier, and else to the newest there is.
pub fn make(
    source: Source<'_>,
    wanted: &Wanted<'_>,
    progress: &dyn Fn(Stage, u64, u64),
) -> Result<Made, MakeError> {
    let head = source.reader.head()?;
    let checkpoint = head.checkpoint.ok_or(MakeError::Empty)?;
    let Gathered { mut found, key, sealing, whole } =
        Gathered::of(source.reader, &wanted.batch, head.size, progress)?;
    let checkpoint = anchor(&mut found, &checkpoint, wanted, &key)?;
    let mut file = File::default();
    file.push(Line::Header(Header {
        dossier: VERSION,
        batch: wanted.batch.clone(),
        log: key.name().as_str().to_owned(),
        key: key.to_string(),
        heads: sealing.as_ref().map(|entry| entry.position),
    }))?;
    file.push(Line::Checkpoint(CheckpointLine { checkpoint }))?;
    entries(&found, &mut file, progress)?;
    bases(&found, &whole, wanted.kept, &key, &mut file)?;
    if let Some(sealing) = &sealing {
        head_lines(&found, &whole, sealing, &mut file)?;
    }
    let objects = objects(source, &found, &whole)?;
    for (digest, content) in &objects {
        file.push(Line::Object(object(*digest, content.clone())))?;
    }
    let fields = fields(source, &found, &whole, wanted.opens)?;
    let opened = fields.iter().filter(|field| field.opened.is_some()).count() as u64;
    let closed = fields.len() as u64 - opened;
    for Field { position, path, opened, .. } in &fields {
        let (salt, text) = opened.clone().unzip();
        file.push(Line::Field(FieldLine { field: *position, path: path.clone(), salt, text }))?;
    }
    if let Some(press) = wanted.press {
        let contents = held(&found, &key, &wanted.batch, &whole, objects, fields)?;
        for line in super::papers::lines(press, &contents).map_err(MakeError::Document)? {
            file.push(Line::Document(line))?;
        }
    }
    Ok(Made {
        bytes: file.ended()?,
        entries: found.entries.len() as u64,
        size: found.size,
        heads: sealing.map(|entry| entry.position),
        about: found.parsed().flat_map(|entry| &entry.about).map(|about| about.s.clone()).collect(),
        opened,
        closed,
    })
}

/// What a paper about a batch is made of, without the proofs: what the dossier would hold if it were
/// made when the log had `size` entries; without a size, as the log stands.
pub fn contents(
    source: Source<'_>,
    batch: &BatchId,
    size: Option<u64>,
    opens: &dyn Fn(Place<'_>) -> bool,
) -> Result<Contents, MakeError> {
    let head = source.reader.head()?.size;
    let size = size.map_or(head, |size| size.min(head));
    if size == 0 {
        return Err(MakeError::Empty);
    }
    let Gathered { found, key, whole, .. } =
        Gathered::of(source.reader, batch, size, &|_, _, _| {})?;
    let objects = objects(source, &found, &whole)?;
    let fields = fields(source, &found, &whole, opens)?;
    held(&found, &key, batch, &whole, objects, fields)
}

/// The entries of a dossier, read.
struct Gathered<'a> {
    found: Found<'a>,
    key: VerifierKey,
    sealing: Option<Arc<Entry>>,
    whole: Whole,
}

impl<'a> Gathered<'a> {
    fn of(
        reader: &'a dyn Reader,
        batch: &BatchId,
        size: u64,
        progress: &dyn Fn(Stage, u64, u64),
    ) -> Result<Self, MakeError> {
        let mut found = Found::at(reader, size, progress)?;
        let first = found.entry(0)?;
        let key = key_of(&first).ok_or(MakeError::NotOpened)?;
        let sealing = found.sealing()?;
        if !found.heads.contains_key(batch.subject()) {
            return Err(MakeError::NoBatch(batch.clone()));
        }
        let whole = whole(batch.subject(), &mut |subject| found.chain(subject))?;
        for subject in &whole.read {
            found.chain(subject)?;
        }
        cover(&mut found, &whole)?;
        Ok(Self { found, key, sealing, whole })
    }
}

/// What is held, as papers read it.
fn held(
    found: &Found<'_>,
    key: &VerifierKey,
    batch: &BatchId,
    whole: &Whole,
    objects: BTreeMap<Digest, Vec<u8>>,
    fields: Vec<Field>,
) -> Result<Contents, MakeError> {
    let root = ledger::tree::root_at(&StoredTiles(found.reader), found.size)?;
    let opened = fields.into_iter().filter_map(|field| Some((field.commitment, field.opened?.1)));
    Ok(Contents {
        batch: batch.clone(),
        log: key.name().as_str().to_owned(),
        size: found.size,
        root: root.to_base64(),
        whole: whole.clone(),
        entries: found.entries.iter().map(|(at, (_, entry))| (*at, entry.clone())).collect(),
        objects,
        opened: opened.collect(),
    })
}

impl Inner {
    /// Makes the dossier of a batch, from the log as it stands. Blocks: not for an async thread.
    pub fn dossier(
        &self,
        batch: &BatchId,
        opens: &dyn Fn(Place<'_>) -> bool,
        press: Option<Press>,
    ) -> Result<Made, MakeError> {
        let witnessed: Vec<Vec<u8>> = self.witnessed_checkpoint().into_iter().collect();
        let wanted =
            Wanted { batch: batch.clone(), opens, kept: &[], witnessed: &witnessed, press };
        self.pool.with(|reader| {
            let source = Source { reader, objects: &self.objects, keys: Some(&self.keys) };
            make(source, &wanted, &|_, _, _| {})
        })?
    }

    /// What a paper about a batch is made of, when the log had `size` entries. Blocks: not for an
    /// async thread.
    pub fn contents(
        &self,
        batch: &BatchId,
        size: u64,
        opens: &dyn Fn(Place<'_>) -> bool,
    ) -> Result<Contents, MakeError> {
        self.pool.with(|reader| {
            let source = Source { reader, objects: &self.objects, keys: Some(&self.keys) };
            contents(source, batch, Some(size), opens)
        })?
    }
}

/// The checkpoint a dossier leads to, with everybody's line on it.
fn anchor(
    found: &mut Found<'_>,
    newest: &[u8],
    wanted: &Wanted<'_>,
    key: &VerifierKey,
) -> Result<String, MakeError> {
    let trusted = std::slice::from_ref(key);
    let of_this_log = |note: &[u8]| Checkpoint::open_of(key.name().as_str(), note, trusted);
    let last = found.entries.last_key_value().map_or(0, |(position, _)| position + 1);
    let mut needed = last;
    for note in wanted.kept {
        needed = needed.max(of_this_log(note).map_err(MakeError::Kept)?.size());
    }
    let holds = |head: &Checkpoint| {
        // One over another history is for `verify` to find; no dossier leads there.
        let root = ledger::tree::root_at(&StoredTiles(found.reader), head.size());
        (needed..=found.size).contains(&head.size()) && root.is_ok_and(|root| root == head.root())
    };
    let witnessed = wanted.witnessed.iter().filter_map(|note| {
        let head = of_this_log(note).ok().filter(holds)?;
        Some((head.size(), Note::parse(note).ok()?))
    });
    let witnessed: Vec<(u64, Note)> = witnessed.collect();
    let Some((size, mut checkpoint)) = witnessed.iter().max_by_key(|(size, _)| *size).cloned()
    else {
        return Ok(String::from_utf8_lossy(newest).into_owned());
    };
    let same = |note: &&Note| note.unverified_text() == checkpoint.unverified_text();
    let all: Vec<Note> = witnessed.iter().map(|(_, note)| note).filter(same).cloned().collect();
    for line in all.iter().flat_map(Note::signatures) {
        if !checkpoint.signatures().contains(line) {
            checkpoint.add(line.clone());
        }
    }
    found.size = size;
    Ok(checkpoint.to_string())
}

/// The key of the log, as its first entry names it.
pub(super) fn key_of(first: &Entry) -> Option<VerifierKey> {
    first.facts.iter().find_map(|fact| match &fact.event {
        domain::state::Event::Centre(domain::centre::CentreEvent::Opened(opened)) => {
            opened.key.as_str().parse().ok()
        }
        _ => None,
    })
}

impl Found<'_> {
    /// The entries read so far.
    fn parsed(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().map(|(_, entry)| entry.as_ref())
    }
}

/// A file as it grows.
#[derive(Default)]
struct File(Vec<u8>);

impl File {
    fn push(&mut self, line: Line) -> Result<(), MakeError> {
        self.0.extend_from_slice(line.written().map_err(MakeError::Line)?.as_bytes());
        self.0.push(b'\n');
        Ok(())
    }

    fn ended(mut self) -> Result<Vec<u8>, MakeError> {
        let end = Digest(Sha256::digest(&self.0).into());
        self.push(Line::End(EndLine { end }))?;
        Ok(self.0)
    }
}

/// Gathers the entries that signatures of the record cover.
fn cover(found: &mut Found<'_>, whole: &Whole) -> Result<(), MakeError> {
    let entries: Vec<Arc<Entry>> = found.entries.values().map(|(_, entry)| entry.clone()).collect();
    for entry in entries.iter().filter(|entry| whole.records(entry)) {
        for hash in entry.said.sign.iter().flat_map(|sign| &sign.covers) {
            let position = entry.position;
            let hash = LeafHash::parse_hex(hash).map_err(|_| MakeError::Covered { position })?;
            found.with_hash(hash, position)?;
        }
    }
    Ok(())
}

fn entries(
    found: &Found<'_>,
    file: &mut File,
    progress: &dyn Fn(Stage, u64, u64),
) -> Result<(), MakeError> {
    let total = found.entries.len() as u64;
    for (nth, (position, (leaf, _))) in (0..).zip(&found.entries) {
        progress(Stage::Entries, nth, total);
        let problem = || "it is no text".to_owned();
        let leaf = String::from_utf8(leaf.clone())
            .map_err(|_| MakeError::Entry { position: *position, problem: problem() })?;
        let path = Path(inclusion_proof(&StoredTiles(found.reader), *position, found.size)?);
        file.push(Line::Entry(EntryLine { entry: *position, leaf, path }))?;
    }
    Ok(())
}

fn bases(
    found: &Found<'_>,
    whole: &Whole,
    kept: &[Vec<u8>],
    key: &VerifierKey,
    file: &mut File,
) -> Result<(), MakeError> {
    let signed = found.parsed().filter(|entry| whole.records(entry));
    let mut sizes: BTreeSet<u64> =
        signed.filter_map(|entry| Some(entry.said.sign.as_ref()?.basis.size)).collect();
    for note in kept {
        let kept = Checkpoint::open_of(key.name().as_str(), note, std::slice::from_ref(key))
            .map_err(MakeError::Kept)?
            .size();
        if kept > found.size {
            return Err(MakeError::Ahead { kept, size: found.size });
        }
        sizes.insert(kept);
    }
    for basis in sizes {
        let path = Path(consistency_proof(&StoredTiles(found.reader), basis, found.size)?);
        file.push(Line::Basis(BasisLine { basis, path }))?;
    }
    Ok(())
}

fn head_lines(
    found: &Found<'_>,
    whole: &Whole,
    sealing: &Entry,
    file: &mut File,
) -> Result<(), MakeError> {
    let other = || MakeError::Heads { position: sealing.position };
    let (size, root) = sealed_in(sealing).ok_or_else(other)?;
    let sealed: BTreeMap<SubjectId, Head> = heads(found.reader, size, &|_| {})?;
    let leaf = |(subject, head): (&SubjectId, &Head)| {
        hash_leaf(domain::centre::head_leaf(subject, head.n, head.last).as_bytes())
    };
    let leaves: Vec<LeafHash> = sealed.iter().map(leaf).collect();
    let count = leaves.len() as u64;
    match ledger::tree::root_at::<[LeafHash]>(&leaves, count) {
        Ok(computed) if *computed.as_bytes() == root.0 => {}
        _ => return Err(other()),
    }
    for (index, (subject, head)) in (0u64..).zip(&sealed) {
        if !whole.has(subject) {
            continue;
        }
        let path = inclusion_proof::<[LeafHash]>(&leaves, index, count);
        let path = Path(path.map_err(|_: ProveError<Infallible>| other())?);
        let (head, n, last) = (subject.clone(), head.n, head.last);
        file.push(Line::Head(HeadLine { head, n, last, index, path }))?;
    }
    Ok(())
}

fn objects(
    source: Source<'_>,
    found: &Found<'_>,
    whole: &Whole,
) -> Result<BTreeMap<Digest, Vec<u8>>, MakeError> {
    let read = |digest: Digest| {
        let content = source.objects.get(&ObjectHash::from_bytes(digest.0));
        Ok((digest, content.map_err(|error| MakeError::Object(digest, error))?))
    };
    super::contents::named(found.parsed(), whole).into_iter().map(read).collect()
}

fn object(digest: Digest, content: Vec<u8>) -> ObjectLine {
    match String::from_utf8(content) {
        Ok(text) => ObjectLine { object: digest, text: Some(text), base64: None },
        Err(bytes) => {
            let base64 = Some(STANDARD.encode(bytes.as_bytes()));
            ObjectLine { object: digest, text: None, base64 }
        }
    }
}

/// A sealed text in its place.
struct Field {
    position: u64,
    path: String,
    commitment: String,
    /// Salt and text.
    opened: Option<(String, String)>,
}

/// The fields, opened as wanted.
fn fields(
    source: Source<'_>,
    found: &Found<'_>,
    whole: &Whole,
    opens: &dyn Fn(Place<'_>) -> bool,
) -> Result<Vec<Field>, MakeError> {
    let mut fields = Vec::new();
    for entry in found.parsed() {
        let position = entry.position;
        for (path, sealed) in super::contents::sealed_in(&entry.said) {
            if !whole.has(&sealed.key) {
                continue;
            }
            let place = Place { position, path: &path, owner: &sealed.key, about: &entry.about };
            let opened = if opens(place) { opening(source, entry, &path, &sealed)? } else { None };
            fields.push(Field { position, path, commitment: sealed.commitment, opened });
        }
    }
    Ok(fields)
}

/// Salt and text of a field; none if its key is gone.
fn opening(
    source: Source<'_>,
    entry: &Entry,
    path: &str,
    sealed: &Sealed,
) -> Result<Option<(String, String)>, MakeError> {
    let Some(keys) = source.keys else { return Ok(None) };
    let Some(key) = keys.of(&sealed.key)? else { return Ok(None) };
    let owner = sealed.key.to_string();
    let kept = source.reader.sealed(owner.as_bytes(), sealed.commitment.as_bytes())?;
    let opened = kept.and_then(|kept| open(&key, &sealed.commitment, &kept).ok());
    let stands = Sealing { act: entry.said.id, path: path.to_owned() };
    Ok(opened
        .filter(|opened| opened.stands == stands)
        .map(|opened| (URL_SAFE_NO_PAD.encode(salt(&key, &stands).as_ref()), opened.text)))
}

//! Asking the witnesses: those outside who watch the log and cosign what continues what they saw.
//!
//! Who is a witness is said by acts (`centre.accept-witness`, `centre.dismiss-witness`); how a
//! witness is spoken to over the network is a [`Courier`]'s business. A thread of its own asks, so
//! that a witness that is slow or silent is nobody's delay; one that fails is asked less and less
//! often, one that works every few seconds while the log grows.
//!
//! What a witness cosigned is kept in `witnessed/`, outside the database and its restores: at the
//! next start a log that is shorter, or another, is noticed before anything is written.
//!
//! Guarantees: a witness that saw more than is here opens the centre for reading only, for good: the
//! way on is `centrosome resume`. A witness that saw something else is an alarm.

use crate::engine::Inner;
use crate::read_only::ReadOnly;
use domain::centre::{Settings, WitnessAt};
use domain::text::{Code, Digest};
use domain::time::Timestamp;
use ledger::atomic_file;
use ledger::checkpoint::Checkpoint;
use ledger::note::{CosignerKey, Note, SignatureLine, VerifierKey};
use ledger::store::{Reader, StoredTiles};
use ledger::tree::{consistency_proof, root_at};
use ledger::witness::{Submission, keep_note};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often the thread looks whether somebody is to be asked.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How often one witness is asked at most, while it answers.
const ASK_EVERY: Duration = Duration::from_secs(5);

/// How long one that fails is left alone: twice as long each time, up to the second.
const BACK_OFF: (Duration, Duration) = (Duration::from_secs(5), Duration::from_mins(10));

/// How long a witness may be behind before it is an alarm, in minutes.
pub const BEHIND_MINUTES_MAX: i64 = 15;

/// What a witness answered.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Carries requests to witnesses. It must give up after some seconds, and bound what it reads.
pub trait Courier: Send {
    /// Posts a body to an address; in words why that was not possible.
    fn post(&self, address: &str, body: &[u8]) -> Result<Reply, String>;
}

/// What a witness says of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// It has not been asked yet.
    Unasked,
    /// It cosigned what it was shown.
    Cosigned,
    /// It could not be asked, or refuses, and says nothing against the log.
    Silent(String),
    /// It saw another history: of this size, or up to it.
    Disagrees(String),
    /// It saw more entries than are here.
    SawMore(u64),
}

/// How a witness stands to the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Its name.
    pub name: Code,
    /// Where it is asked.
    pub address: String,
    /// How many entries it has cosigned; zero for none.
    pub size: u64,
    /// When it did.
    pub at: Option<Timestamp>,
    /// How long it has not cosigned all there is, since when; none while it has.
    pub behind_since: Option<Timestamp>,
    /// What it says.
    pub word: Word,
}

impl Standing {
    /// Whether somebody must look into it.
    pub fn alarms(&self, now: Timestamp) -> bool {
        match self.word {
            Word::Disagrees(_) | Word::SawMore(_) => true,
            Word::Unasked | Word::Cosigned | Word::Silent(_) => {
                let behind = self.behind_since.map(|since| now.minutes_since(since));
                behind.is_some_and(|minutes| minutes >= BEHIND_MINUTES_MAX)
            }
        }
    }
}

/// What is known of a witness.
#[derive(Debug, Clone)]
struct Known {
    size: u64,
    at: Option<Timestamp>,
    behind_since: Option<Timestamp>,
    word: Word,
    /// The checkpoint it cosigned with its line.
    note: Option<Note>,
}

impl Default for Known {
    fn default() -> Self {
        Self { size: 0, at: None, behind_since: None, word: Word::Unasked, note: None }
    }
}

/// What the witnesses have said.
pub(crate) struct Witnessing {
    folder: PathBuf,
    log: VerifierKey,
    /// Whose word does not count in this run.
    disregarded: Vec<String>,
    known: Mutex<BTreeMap<Code, Known>>,
}

/// What a kept word says against the log as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Against {
    /// The witness saw more than is here.
    SawMore { witness: Code, size: u64 },
    /// The witness saw another history.
    OtherHistory { witness: Code, size: u64 },
}

impl Against {
    /// Why the log may only be read, if it has `size` entries.
    pub fn why(&self, size: u64) -> ReadOnly {
        match self.clone() {
            Self::SawMore { witness, size: seen } => {
                ReadOnly::WitnessSawMore { witness, size, seen }
            }
            Self::OtherHistory { witness, size: seen } => {
                ReadOnly::WitnessSawAnother { witness, seen }
            }
        }
    }
}

/// A cosigned checkpoint as it is kept.
pub(crate) struct Kept {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// When it was cosigned.
    pub at: Timestamp,
    note: Note,
}

/// The file of a witness: named by the hash of its name, which may hold slashes.
fn file(folder: &Path, name: &Code) -> PathBuf {
    let hash = Digest(Sha256::digest(name.as_str()).into());
    folder.join(format!("{hash}.checkpoint"))
}

/// Where it is kept that a witness says it saw more than was here: its word alone, unsigned.
fn saw_file(folder: &Path, name: &Code) -> PathBuf {
    file(folder, name).with_extension("saw")
}

/// How many entries of this log a witness said it saw, when that was more than were here.
pub(crate) fn said_to_have_seen(folder: &Path, name: &Code, origin: &str) -> Option<u64> {
    let text = std::fs::read_to_string(saw_file(folder, name)).ok()?;
    let (of, size) = text.trim_end().split_once('\n')?;
    if of == origin { size.parse().ok() } else { None }
}

/// Reads what a witness cosigned of a log, if it is there and holds.
pub(crate) fn kept(folder: &Path, name: &Code, key: &str, logs: &[VerifierKey]) -> Option<Kept> {
    let note = std::fs::read(file(folder, name)).ok()?;
    let note = Note::parse(&note).ok()?;
    let key: CosignerKey = key.parse().ok()?;
    let text = note.verify(logs).ok()?;
    let checkpoint: Checkpoint = text.parse().ok()?;
    let seconds = note.signatures().iter().find_map(|line| key.check(text, line))?;
    let at = Timestamp::from_millisecond(i64::try_from(seconds).ok()?.checked_mul(1000)?);
    Some(Kept { checkpoint, at, note })
}

impl Witnessing {
    pub fn new(folder: PathBuf, log: VerifierKey, disregarded: Vec<String>) -> Self {
        Self { folder, log, disregarded, known: Mutex::default() }
    }

    /// The accepted witnesses whose word counts.
    fn heard<'a>(
        &'a self,
        settings: &'a Settings,
    ) -> impl Iterator<Item = (&'a Code, &'a WitnessAt)> {
        let counts = |name: &Code| self.disregarded.iter().all(|other| other != name.as_str());
        settings.witnesses.iter().filter(move |(name, _)| counts(name))
    }

    /// Reads what the accepted witnesses cosigned before, and compares it with the log: gives what
    /// speaks against it.
    pub fn recall(&self, settings: &Settings, log: &dyn Reader) -> Vec<Against> {
        let size = log.head().map_or(0, |head| head.size);
        let mut against = Vec::new();
        for (name, witness) in self.heard(settings) {
            let origin = self.log.name().as_str();
            let said = said_to_have_seen(&self.folder, name, origin).filter(|said| *said > size);
            if let Some(said) = said {
                against.push(Against::SawMore { witness: name.clone(), size: said });
                let word = Word::SawMore(said);
                self.lock().insert(name.clone(), Known { word, ..Known::default() });
                continue;
            }
            let logs = std::slice::from_ref(&self.log);
            let Some(kept) = kept(&self.folder, name, witness.key.as_str(), logs) else { continue };
            let (seen, root) = (kept.checkpoint.size(), kept.checkpoint.root());
            let witness = name.clone();
            let word = if seen > size {
                against.push(Against::SawMore { witness, size: seen });
                Word::SawMore(seen)
            } else if root_at(&StoredTiles(log), seen).is_ok_and(|ours| ours == root) {
                Word::Unasked
            } else {
                against.push(Against::OtherHistory { witness, size: seen });
                Word::Disagrees(format!("it cosigned another tree of {seen} entries"))
            };
            let (at, note) = (Some(kept.at), Some(kept.note));
            let known = Known { size: seen, at, behind_since: None, word, note };
            self.lock().insert(name.clone(), known);
        }
        against
    }

    /// Keeps that a witness says it saw more, for the next start.
    fn keep_said(&self, name: &Code, size: u64) {
        let path = saw_file(&self.folder, name);
        let text = format!("{}\n{size}\n", self.log.name());
        let audience = atomic_file::Audience::Default;
        let kept = std::fs::create_dir_all(&self.folder)
            .and_then(|()| atomic_file::replace(&path, text.as_bytes(), audience));
        if let Err(error) = kept {
            tracing::warn!(%error, witness = %name, "what a witness says was not kept");
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<Code, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How each accepted witness stands to a log of `size` entries.
    pub fn standings(&self, settings: &Settings) -> Vec<Standing> {
        let known = self.lock();
        let standing = |(name, witness): (&Code, &WitnessAt)| {
            let known = known.get(name).cloned().unwrap_or_default();
            Standing {
                name: name.clone(),
                address: witness.address.as_str().to_owned(),
                size: known.size,
                at: known.at,
                behind_since: known.behind_since,
                word: known.word,
            }
        };
        self.heard(settings).map(standing).collect()
    }

    /// A checkpoint with the lines of everybody who cosigned that very text.
    pub fn cosigned(&self, checkpoint: &[u8]) -> Vec<u8> {
        let Ok(mut note) = Note::parse(checkpoint) else { return checkpoint.to_vec() };
        for known in self.lock().values() {
            let Some(theirs) = &known.note else { continue };
            if theirs.unverified_text() == note.unverified_text() {
                theirs.signatures().iter().skip(1).for_each(|line| note.add(line.clone()));
            }
        }
        note.to_string().into_bytes()
    }

    /// The newest checkpoint that somebody has cosigned, with the lines of all who did.
    pub fn newest(&self) -> Option<Vec<u8>> {
        let note = self.lock().values().max_by_key(|known| known.size)?.note.clone()?;
        let mut bare = note.clone();
        bare.keep(|line| line.name() == self.log.name());
        Some(self.cosigned(bare.to_string().as_bytes()))
    }
}

/// What came of asking a witness.
enum Asked {
    /// It cosigned.
    Cosigned { at: Timestamp, size: u64, note: Box<Note> },
    /// It stands elsewhere than was thought.
    StandsAt(u64),
    /// It said something else.
    Said(Word),
}

/// Asks one witness to cosign the newest checkpoint. `old`: where it is thought to stand.
fn ask(inner: &Inner, courier: &dyn Courier, witness: &WitnessAt, old: u64) -> Asked {
    let silent = |why: String| Asked::Said(Word::Silent(why));
    let Ok(key) = witness.key.as_str().parse::<CosignerKey>() else {
        return silent("its key cannot be read".to_owned());
    };
    let snapshot = inner.snapshot();
    if old > snapshot.size {
        return Asked::Said(Word::SawMore(old));
    }
    let proof = inner.pool.with(|log| consistency_proof(&StoredTiles(log), old, snapshot.size));
    let path = match proof {
        Ok(Ok(path)) => path,
        Ok(Err(error)) => return silent(error.to_string()),
        Err(error) => return silent(error.to_string()),
    };
    let submission = Submission { old, path, checkpoint: snapshot.checkpoint.to_vec() };
    let address = format!("{}/add-checkpoint", witness.address.as_str().trim_end_matches('/'));
    let reply = match courier.post(&address, &submission.to_bytes()) {
        Ok(reply) => reply,
        Err(why) => return silent(why),
    };
    let body = String::from_utf8_lossy(&reply.body).into_owned();
    match reply.status {
        200 => match cosignature(&key, &snapshot.checkpoint, &body) {
            Some((note, at)) => Asked::Cosigned { at, size: snapshot.size, note: Box::new(note) },
            None => Asked::Said(Word::Disagrees("its cosignature does not hold".to_owned())),
        },
        409 => match body.trim_end().parse::<u64>() {
            Ok(size) if size > snapshot.size => Asked::Said(Word::SawMore(size)),
            Ok(size) if size == old => {
                Asked::Said(Word::Disagrees(format!("it cosigned another tree of {size} entries")))
            }
            Ok(size) => Asked::StandsAt(size),
            Err(_) => silent("it says that it stands elsewhere, and not where".to_owned()),
        },
        422 => Asked::Said(Word::Disagrees(format!(
            "it cosigned {old} entries that are not those here"
        ))),
        404 => silent("it does not watch this log: its operator adds the log's key".to_owned()),
        403 => {
            silent("it knows this log by another key: its operator adds the log's key".to_owned())
        }
        status => silent(format!("it answered with status {status}")),
    }
}

/// The checkpoint with a witness's line, and when it was cosigned.
fn cosignature(key: &CosignerKey, checkpoint: &[u8], lines: &str) -> Option<(Note, Timestamp)> {
    let mut note = Note::parse(checkpoint).ok()?;
    let text = note.unverified_text().to_owned();
    let (line, seconds) = lines.lines().find_map(|line| {
        let line: SignatureLine = line.parse().ok()?;
        let seconds = key.check(&text, &line)?;
        Some((line, seconds))
    })?;
    note.add(line);
    let at = Timestamp::from_millisecond(i64::try_from(seconds).ok()?.checked_mul(1000)?);
    Some((note, at))
}

impl Inner {
    /// How each accepted witness stands to the log.
    pub fn witnesses(&self) -> Vec<Standing> {
        let snapshot = self.snapshot();
        let settings = snapshot.centre.settings();
        settings.map(|settings| self.witnessing.standings(settings)).unwrap_or_default()
    }

    /// The newest checkpoint with the cosignatures there are over it.
    pub fn cosigned_checkpoint(&self) -> Vec<u8> {
        self.witnessing.cosigned(&self.snapshot().checkpoint)
    }

    /// The newest checkpoint that a witness has cosigned, if any has.
    pub fn witnessed_checkpoint(&self) -> Option<Vec<u8>> {
        self.witnessing.newest()
    }

    /// Asks a witness once, and once more if it stands elsewhere than was thought. Blocks.
    pub fn ask_witness(&self, courier: &dyn Courier, name: &Code) -> Option<Word> {
        let snapshot = self.snapshot();
        let witness = snapshot.centre.settings()?.witnesses.get(name)?.clone();
        let mut old = self.witnessing.lock().get(name).map_or(0, |known| known.size);
        let mut asked = ask(self, courier, &witness, old);
        if let Asked::StandsAt(size) = asked {
            old = size;
            asked = ask(self, courier, &witness, old);
        }
        let word = match asked {
            Asked::Cosigned { at, size, note } => self.keep_cosigned(name, size, at, *note),
            Asked::StandsAt(_) => Word::Silent("it stands elsewhere each time".to_owned()),
            Asked::Said(word) => word,
        };
        self.take_word(name, word.clone());
        Some(word)
    }

    fn keep_cosigned(&self, name: &Code, size: u64, at: Timestamp, note: Note) -> Word {
        let path = file(&self.witnessing.folder, name);
        if let Err(error) = keep_note(&path, &note) {
            tracing::warn!(%error, witness = %name, "a cosignature was not kept");
        }
        let mut known = self.witnessing.lock();
        let known = known.entry(name.clone()).or_default();
        *known = Known {
            size,
            at: Some(at),
            note: Some(note),
            behind_since: None,
            word: Word::Cosigned,
        };
        Word::Cosigned
    }

    /// Takes down what a witness said; what speaks against the log is said loudly, once.
    fn take_word(&self, name: &Code, word: Word) {
        let (size, now) = (self.snapshot().size, self.now());
        let before = {
            let mut all = self.witnessing.lock();
            let known = all.entry(name.clone()).or_default();
            if known.size >= size {
                known.behind_since = None;
            } else {
                known.behind_since.get_or_insert(now);
            }
            std::mem::replace(&mut known.word, word.clone())
        };
        if before == word {
            return;
        }
        match word {
            Word::SawMore(seen) => {
                tracing::error!(witness = %name, seen, here = size, "a witness saw more than is here");
                let witness = name.clone();
                self.witnessing.keep_said(name, seen);
                self.read_only_since(Against::SawMore { witness, size: seen }.why(size));
            }
            Word::Disagrees(why) => {
                tracing::error!(witness = %name, why, "A WITNESS SAW ANOTHER HISTORY of this log");
            }
            Word::Silent(why) => tracing::warn!(witness = %name, why, "a witness is silent"),
            Word::Cosigned => tracing::info!(witness = %name, size, "a witness cosigned"),
            Word::Unasked => {}
        }
    }
}

/// Whom to ask when.
struct Turn {
    next: Instant,
    wait: Duration,
}

impl crate::Engine {
    /// Starts the thread that asks the witnesses; it ends with the engine.
    pub fn watch_with(&self, courier: impl Courier + 'static) -> std::io::Result<()> {
        let inner = Arc::downgrade(&self.inner);
        std::thread::Builder::new().name("witnesses".to_owned()).spawn(move || {
            let mut turns: BTreeMap<Code, Turn> = BTreeMap::new();
            // Between two looks nobody is held: the engine may end.
            while let Some(inner) = inner.upgrade() {
                look(&inner, &courier, &mut turns);
                drop(inner);
                std::thread::sleep(LOOK_EVERY);
            }
        })?;
        Ok(())
    }
}

/// Asks everybody whose turn it is.
fn look(inner: &Inner, courier: &dyn Courier, turns: &mut BTreeMap<Code, Turn>) {
    let size = inner.snapshot().size;
    for standing in inner.witnesses() {
        let current = standing.word == Word::Cosigned && standing.size == size;
        let due = turns.get(&standing.name).is_none_or(|turn| turn.next <= Instant::now());
        if current || !due {
            continue;
        }
        let word = inner.ask_witness(courier, &standing.name);
        let before = turns.get(&standing.name).map_or(BACK_OFF.0, |turn| turn.wait);
        let (wait, next) = match word {
            Some(Word::Cosigned) => (BACK_OFF.0, ASK_EVERY),
            _ => ((before * 2).min(BACK_OFF.1), before),
        };
        turns.insert(standing.name, Turn { next: Instant::now() + next, wait });
    }
}

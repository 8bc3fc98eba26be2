//! Going on after a loss. A log that lost its end, or its high-water mark, opens for reading only;
//! this is the signed way on.
//!
//! The log goes on as its next generation: another origin (so that what was said to the one before
//! cannot be replayed into it), a higher term, the same entries before. Somebody signs for what is
//! gone, by name and password; numbers that may exist on paper are skipped, and listed in an object.
//!
//! In order: the act is durable in the log, then the key takes its new name, then the mark is written.
//! Died in between, [`resume`] called again finishes.

use crate::answer::{NotTaken, Receipt};
use crate::data::DataFolder;
use crate::engine::Engine;
use crate::request::{How, Request, SignRequest};
use crate::second_suite;
use crate::start::{Options, Standing, StartError};
use crate::witnessing::{self, Against};
use domain::act::{ActId, Meaning, Said};
use domain::centre::{Centre, NOBODY, Settings};
use domain::id::{Kind, PersonId, SubjectId};
use domain::people::Role;
use domain::series;
use domain::text::{Code, Digest};
use domain::time::Timestamp;
use ledger::checkpoint::Checkpoint;
use ledger::high_water::{HighWater, HighWaterError, Standing as Marked};
use ledger::log::{Log, LogKeys, OpenError};
use ledger::note::{
    KeyFileError, KeyName, Note, SigningKey, VerifierKey, read_key_file, read_sm2_key_file,
    rename_sm2_key_file,
};
use ledger::store::sqlite::{SqliteReader, SqliteStore, seen};
use ledger::store::{Reader, StoreError};
use ledger::tree::NodeHash;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The most numbers of one series that one lost entry is taken to have drawn, where nothing says
/// how many were: more than the largest filling prints labels for.
pub const NUMBERS_AN_ENTRY: u64 = 100;

/// The most numbers of one series that may have been drawn in a day, where nothing says how many
/// were: a large centre takes down two million acts a year, 5,500 a day of every kind.
pub const NUMBERS_A_DAY: u64 = 1_000;

/// Why a log does not go on.
#[derive(Debug, thiserror::Error)]
pub enum ResumeError {
    /// It cannot be opened.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log.
    #[error(transparent)]
    Log(#[from] OpenError),
    /// Its key.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// Its mark.
    #[error(transparent)]
    HighWater(#[from] HighWaterError),
    /// The mark is gone, and nobody said that it is gone for good.
    #[error("the high-water mark {} is missing: put it back from the folder that held the centre last; if it is gone for good, say so", .0.display())]
    MarkLost(PathBuf),
    /// A number on paper is none.
    #[error("{0} is no number of a series of this centre, as L26-0042 is")]
    NoNumber(String),
    /// The origin has no generation.
    #[error("the origin {0} does not end in a generation, as centre.example/c01/1 does")]
    NoGeneration(String),
    /// Nothing is missing.
    #[error("nothing is missing: the log has {0} entries, and nobody has seen more")]
    NothingLost(u64),
    /// Not a loss: something else.
    #[error("this is no lost tail: {0}")]
    OtherHistory(String),
    /// The name or the password is wrong.
    #[error("the name or the password is wrong")]
    WrongSignIn,
    /// The centre never was opened.
    #[error("the log has no entry: restore it from a backup")]
    Empty,
    /// The act was not taken.
    #[error("sign for the loss")]
    NotTaken(#[from] NotTaken),
}

/// What a log lost, as far as anything beside it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// How many entries are here.
    pub size: u64,
    /// The root over them.
    pub root: NodeHash,
    /// How many there were at least.
    pub lost_size: u64,
    /// The root over those, if it is known.
    pub lost_root: Option<NodeHash>,
    /// Who says so.
    pub said_by: Vec<String>,
    /// For each series the last number here, and the last that may exist on paper.
    pub numbers: BTreeMap<String, (u64, u64)>,
    /// Whether the high-water mark itself is lost: nobody can tell how much more is.
    pub unmarked: bool,
}

impl Lost {
    /// Every number that may exist on paper and is not in the log, one a line.
    pub fn list(&self, origin: &str) -> String {
        let mut text = format!(
            "Numbers that may exist on paper and are not in the log {origin}.\n\
             The log has {} entries, and had at least {}.\n\n",
            self.size, self.lost_size
        );
        for (prefix, (here, last)) in &self.numbers {
            for number in here + 1..=*last {
                text.push_str(&format!("{prefix}-{number:04}\n"));
            }
        }
        text
    }
}

/// Who signs for the loss, and why.
pub struct Signer {
    /// The name to sign in with.
    pub name: String,
    /// The password.
    pub password: String,
    /// Why the tail was lost, and what was done.
    pub reason: String,
    /// Whether she says that the high-water mark is gone for good, or cannot be read.
    pub mark_lost: bool,
    /// The newest numbers she found on paper, one of a series, as `L26-0042`.
    pub newest: Vec<String>,
}

/// What became of it.
pub enum Resumed {
    /// The log goes on from this entry.
    GoesOn {
        /// The act.
        receipt: Box<Receipt>,
        /// What was lost.
        lost: Box<Lost>,
        /// The origin from here on.
        origin: String,
        /// The public key from here on.
        key: Box<VerifierKey>,
    },
    /// An earlier call had come as far as the act; the rest is done.
    Finished {
        /// The origin from here on.
        origin: String,
    },
}

/// The key of the next generation.
fn next_key(key: &SigningKey) -> Result<SigningKey, ResumeError> {
    let origin = key.name().as_str();
    let unnumbered = || ResumeError::NoGeneration(origin.to_owned());
    let (base, generation) = origin.rsplit_once('/').ok_or_else(unnumbered)?;
    let generation: u64 = generation.parse().map_err(|_| unnumbered())?;
    let name = format!("{base}/{}", generation.saturating_add(1));
    Ok(key.renamed(KeyName::new(&name).map_err(|_| unnumbered())?))
}

/// The public keys of every generation of a log up to the one its key is named for.
pub fn generations(key: &SigningKey) -> Vec<VerifierKey> {
    let own = key.verifier();
    let Some((base, generation)) = own.name().as_str().rsplit_once('/') else { return vec![own] };
    let Ok(generation) = generation.parse::<u64>() else { return vec![own] };
    let named = |n: u64| KeyName::new(&format!("{base}/{n}")).ok();
    let before = (1..generation).filter_map(named).map(|name| key.renamed(name).verifier());
    before.chain([key.verifier()]).collect()
}

/// The origin a log's head names.
fn origin_of(log: &dyn Reader) -> Result<Option<String>, StoreError> {
    let Some(head) = log.head()?.checkpoint else { return Ok(None) };
    let note = Note::parse(&head).ok();
    let head = note.and_then(|note| note.unverified_text().parse::<Checkpoint>().ok());
    Ok(head.map(|head| head.origin().to_owned()))
}

/// Gathers what was lost, from everything beside the log.
fn find_lost(
    data: &DataFolder,
    log: &Log,
    centre: &Centre,
    settings: &Settings,
    signer: &Signer,
    now: Timestamp,
) -> Result<Lost, ResumeError> {
    let reader = log.reader()?;
    let (size, root) = (log.size(), log.root());
    let mut lost = Lost {
        size,
        root,
        lost_size: size,
        lost_root: None,
        said_by: Vec::new(),
        numbers: BTreeMap::new(),
        unmarked: false,
    };
    let mut say = |by: String, seen: u64, root: Option<NodeHash>| {
        if seen > size {
            lost.said_by.push(by);
            if seen > lost.lost_size || (seen == lost.lost_size && lost.lost_root.is_none()) {
                (lost.lost_size, lost.lost_root) = (seen, root);
            }
        }
    };
    let mark = match HighWater::read(&data.high_water()) {
        Ok(None) if !signer.mark_lost => return Err(ResumeError::MarkLost(data.high_water())),
        // What cannot be read says no more than what is not there.
        Err(HighWaterError::Damaged { .. }) if signer.mark_lost => None,
        read => read?,
    };
    if let Some(mark) = &mark {
        match mark.compare(reader.as_ref())? {
            Marked::Same | Marked::LogAhead { .. } => {}
            Marked::LogShorter { marked, .. } => {
                say("high-water".to_owned(), marked, Some(mark.root));
            }
            Marked::OtherHistory { marked } => {
                return Err(ResumeError::OtherHistory(format!(
                    "the first {marked} entries are not those that numbers were drawn on"
                )));
            }
            Marked::OtherOrigin { marked, .. } => {
                return Err(ResumeError::OtherHistory(format!("numbers were drawn for {marked}")));
            }
        }
    }
    if let Some(seen) = seen(&data.log()) {
        say("lock-file".to_owned(), seen, None);
    }
    let origin = log.origin();
    let keys = [read_key_file(&data.log_key())?.verifier()];
    let witnessing = witnessing::Witnessing::new(
        data.witnessed(),
        read_key_file(&data.log_key())?.verifier(),
        Vec::new(),
    );
    for against in witnessing.recall(settings, reader.as_ref()) {
        match against {
            Against::SawMore { witness, size: seen } => {
                let key = settings.witnesses.get(&witness).map(|at| at.key.as_str().to_owned());
                let kept =
                    key.and_then(|key| witnessing::kept(&data.witnessed(), &witness, &key, &keys));
                let root = kept.map(|kept| kept.checkpoint).filter(|it| it.size() == seen);
                say(witness.to_string(), seen, root.map(|checkpoint| checkpoint.root()));
            }
            Against::OtherHistory { .. } => {
                return Err(ResumeError::OtherHistory(against.why(size).to_string()));
            }
        }
    }
    tracing::debug!(origin, lost = lost.lost_size, "what was lost is gathered");
    let marked = mark.as_ref().map_or(size, |mark| mark.size.max(size));
    let mut more = lost.lost_size.saturating_sub(marked).saturating_mul(NUMBERS_AN_ENTRY);
    let since = centre.recorded().unwrap_or(now);
    if mark.is_none() {
        lost.unmarked = true;
        let days = u64::try_from(now.minutes_since(since) / (24 * 60)).unwrap_or(0) + 1;
        more = more.saturating_add(days.saturating_mul(NUMBERS_A_DAY));
        if lost.said_by.is_empty() {
            lost.said_by.push(NOBODY.to_owned());
        }
    }
    let mut known = mark.map(|mark| mark.counters).unwrap_or_default();
    for number in &signer.newest {
        let (prefix, number) = on_paper(number)?;
        let last = known.entry(prefix).or_default();
        *last = number.max(*last);
    }
    let here: BTreeMap<String, u64> =
        centre.counters().map(|(prefix, n)| (prefix.to_owned(), u64::from(n))).collect();
    let mut series: BTreeSet<String> = here.keys().chain(known.keys()).cloned().collect();
    if more > 0 {
        // What was lost may have begun a series that nothing here knows of.
        series.extend(series_of(since, now, settings));
    }
    for prefix in series {
        let here = here.get(&prefix).copied().unwrap_or(0);
        let last = known.get(&prefix).copied().unwrap_or(0).max(here).saturating_add(more);
        if last > here {
            lost.numbers.insert(prefix, (here, last));
        }
    }
    Ok(lost)
}

/// Every series that numbers may have been drawn of between two moments.
fn series_of(from: Timestamp, to: Timestamp, settings: &Settings) -> BTreeSet<String> {
    let year = |moment: Timestamp| moment.day_in(&settings.zone()).year();
    let letters = Kind::ALL.iter().filter_map(|kind| series::letters(*kind));
    let all = letters.flat_map(|letters| {
        (year(from)..=year(to)).map(move |year| format!("{letters}{:02}", year.rem_euclid(100)))
    });
    all.collect()
}

/// The series and number of a label somebody read.
fn on_paper(text: &str) -> Result<(String, u64), ResumeError> {
    let subject = |kind: &Kind| SubjectId::new(*kind, text).ok();
    let read = Kind::ALL.iter().filter_map(subject).find_map(|subject| {
        series::number(&subject).map(|(prefix, number)| (prefix.to_owned(), u64::from(number)))
    });
    read.ok_or_else(|| ResumeError::NoNumber(text.to_owned()))
}

/// Goes on with a log that lost its end, or its high-water mark.
///
/// Refuses: a log that lost nothing, one whose entries are others, a name or a password that is wrong,
/// somebody who is no administrator.
pub async fn resume(
    data: &DataFolder,
    signer: Signer,
    options: Options,
) -> Result<Resumed, ResumeError> {
    let key = read_key_file(&data.log_key())?;
    let next = next_key(&key)?;
    let reader = SqliteReader::open(&data.log())?;
    let origin = origin_of(&reader)?.ok_or(ResumeError::Empty)?;
    drop(reader);
    if origin == next.name().as_str() {
        // An earlier call died once its act was durable.
        settle(data, &next)?;
        return Ok(Resumed::Finished { origin });
    }
    let store = SqliteStore::open(&data.log())?;
    let mut previous = generations(&key);
    previous.retain(|key| key.name() != next.name());
    let keys = LogKeys::new(next.clone(), second_suite::of_folder(data)?);
    let log = Log::resume(Box::new(store), keys, &previous)?;
    let marked = BTreeMap::new();
    let standing = Standing { marked, read_only: None, resuming: true };
    let found = {
        let mut centre = Centre::default();
        crate::replay::tail(&|| log.reader(), &mut centre).map_err(StartError::from)?;
        let settings = centre.settings().cloned().ok_or(ResumeError::Empty)?;
        find_lost(data, &log, &centre, &settings, &signer, options.clock.now())?
    };
    if found.lost_size <= found.size && !found.unmarked {
        return Err(ResumeError::NothingLost(found.size));
    }
    let engine = Engine::begin(data, options, log, &next, standing)?;
    let receipt = sign(&engine, &next, &found, signer).await;
    engine.close();
    let receipt = receipt?;
    // Die here: the act is durable under an origin the key file does not name yet; called again,
    // this is where it goes on.
    settle(data, &next)?;
    let (origin, key) = (next.name().to_string(), Box::new(next.verifier()));
    Ok(Resumed::GoesOn { receipt: Box::new(receipt), lost: Box::new(found), origin, key })
}

/// Gives the key its new name, and makes the mark anew.
fn settle(data: &DataFolder, next: &SigningKey) -> Result<(), ResumeError> {
    ledger::note::rename_key_file(&data.log_key(), next)?;
    if data.sm2_key().exists() {
        // The log signs with it under its own name whatever the file says: this is for the reader.
        let second = read_sm2_key_file(&data.sm2_key())?.renamed(next.name().clone());
        rename_sm2_key_file(&data.sm2_key(), &second)?;
    }
    let keys = LogKeys::new(next.clone(), second_suite::of_folder(data)?);
    let log = Log::open(Box::new(SqliteStore::open(&data.log())?), keys)?;
    let mut centre = Centre::default();
    crate::replay::tail(&|| log.reader(), &mut centre).map_err(StartError::from)?;
    let counters = centre.counters().map(|(prefix, n)| (prefix.to_owned(), u64::from(n))).collect();
    let origin = log.origin().to_owned();
    HighWater { origin, size: log.size(), root: log.root(), counters }.write(&data.high_water())?;
    Ok(())
}

async fn sign(
    engine: &Engine,
    next: &SigningKey,
    lost: &Lost,
    signer: Signer,
) -> Result<Receipt, ResumeError> {
    let Signer { name, password, reason, .. } = signer;
    let person: Option<PersonId> = engine.sign_in(&name, &password).map_err(StartError::from)?;
    let person = person.ok_or(ResumeError::WrongSignIn)?;
    let origin = next.name().to_string();
    let list = engine.objects().put(lost.list(&origin).as_bytes()).map_err(StartError::from)?;
    let snapshot = engine.snapshot();
    let centre = snapshot.centre.of_kind(Kind::Centre).next().map(|(id, _)| id.to_string());
    let hexadecimal = |root: &NodeHash| Digest(*root.as_bytes()).to_string();
    let numbers: Vec<String> =
        lost.numbers.iter().map(|(prefix, (_, last))| format!("{prefix}-{last:04}")).collect();
    let said_by: Vec<&String> =
        lost.said_by.iter().filter(|by| by.parse::<Code>().is_ok()).collect();
    let with = json!({
        "centre": centre.ok_or(ResumeError::Empty)?,
        "origin": origin,
        "key": next.verifier().to_string(),
        "size": lost.size,
        "root": hexadecimal(&lost.root),
        "lost_size": lost.lost_size,
        "lost_root": lost.lost_root.as_ref().map(hexadecimal),
        "said_by": said_by,
        "numbers": numbers,
        "list": Digest(*list.as_bytes()).to_string(),
        "reason": reason,
    });
    let Value::Object(mut with) = with else {
        return Err(NotTaken::Fault("write the command".to_owned()).into());
    };
    with.retain(|_, value| !value.is_null());
    let request = Request {
        id: ActId(*uuid::Uuid::now_v7().as_bytes()),
        is: domain::centre::Resume::ACTION.name.to_owned(),
        iv: None,
        said: Said::Ask,
        by: person,
        role: Role::Administrator,
        at: None,
        occurred: None,
        with,
        sign: Some(SignRequest::by(Meaning::Approved, How::Password(password))),
    };
    Ok(engine.submit(request).await?)
}

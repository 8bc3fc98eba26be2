//! Checking a whole centre again from its bytes, in three passes that are reported apart.
//!
//! - **Bytes**: entries, tree, checkpoints, objects; the ledger's own check.
//! - **Meaning**: every entry has the specified form; `about` follows from the facts; each subject's
//!   ordinals have no gap; folding raises no anomaly; deciding again from what was said gives the
//!   same facts and findings; every sealed text opens to what the entry commits to; what is kept of
//!   each secret is what the log names.
//! - **Signatures**: every act that must be signed is, with a meaning it may have and a proof of
//!   that strength; what a signature covers and what it was based on are in the log before it. A
//!   passkey's proof is checked with the key enrolled in the log: no server has to be believed.
//! - **Access**: every day of the second log that has not run out is there, and is what was sealed.
//!
//! It is a library function, a command, and the oracle of the tests.

mod badges;
mod decisions;
mod meaning;
mod passkeys;
mod report;
mod sealed;
mod secrets;
mod signatures;
mod stretch;

pub(crate) use decisions::{act_of, difference};
pub(crate) use passkeys::PasskeysSeen;
pub use report::{Finding, Meaning, Pass, Progress, Report, Signatures};
pub(crate) use signatures::strength;
pub(crate) use stretch::{Entry, read as read_entry};

use crate::access;
use crate::data::DataFolder;
use crate::entry;
use crate::resume::generations;
use crate::second_suite;
use crate::vault::{self, Given, KeyError, Keys, MasterKey};
use domain::shape::FieldKind;
use domain::text::Digest;
use ledger::high_water::{HighWater, HighWaterError};
use ledger::note::read_key_file;
use ledger::objects::{ObjectHash, Objects};
use ledger::store::Reader;
use ledger::store::sqlite::{SqliteReader, seen};
use ledger::verify::{Attachments, Evidence};
use serde_json::{Map, Value};

/// Why a check could not begin. Whatever is wrong inside a log is a finding instead.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The log cannot be opened at all.
    #[error(transparent)]
    Store(#[from] ledger::store::StoreError),
    /// The log's key cannot be read.
    #[error(transparent)]
    Key(#[from] ledger::note::KeyFileError),
    /// The high-water mark cannot be read.
    #[error(transparent)]
    HighWater(#[from] HighWaterError),
}

/// What to check, and against what.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Signed checkpoints kept elsewhere: on paper, by a witness, in a receipt.
    pub kept: Vec<Vec<u8>>,
    /// Whether decisions are made again; takes most of the time.
    pub decisions: bool,
}

/// The first pass alone: bytes, with the act ids and objects that entries name.
pub fn bytes(
    data: &DataFolder,
    kept: &[Vec<u8>],
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<ledger::verify::Report, VerifyError> {
    let open = || open(data);
    let keys = generations(&read_key_file(&data.log_key())?);
    let second = second_suite::named_by(open()?.as_ref())?.and_then(Result::ok);
    let objects = Objects::open_to_read(&data.objects());
    let referred = |leaf: &[u8], each: &mut dyn FnMut(ObjectHash)| objects_of(leaf, each);
    let evidence = Evidence {
        kept,
        second: second.as_ref(),
        act_id: Some(entry::act_id),
        attachments: Some(Attachments { objects: &objects, referred: &referred }),
        ..Evidence::new(&open, &keys)
    };
    let report = ledger::verify::verify(&evidence, &|told| {
        progress(Progress { pass: Pass::Bytes, done: told.entries, total: told.entries_total });
    })?;
    Ok(report)
}

fn open(data: &DataFolder) -> Result<Box<dyn Reader>, ledger::store::StoreError> {
    SqliteReader::open(&data.log()).map(|reader| Box::new(reader) as Box<dyn Reader>)
}

/// Checks a data folder. `progress` is called from several threads.
pub fn verify(
    data: &DataFolder,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report, VerifyError> {
    let shorter = shorter(data)?;
    let mut kept = options.kept.clone();
    kept.extend(witnessed(data));
    let bytes = bytes(data, &kept, progress)?;
    let key = read_key_file(&data.log_key())?.verifier();
    let objects = Objects::open_to_read(&data.objects());
    let reader = open(data)?;
    let keys = MasterKey::read(&data.master_key(), &Given::by_environment())
        .map_err(KeyError::from)
        .and_then(|master| Keys::open_to_read(&data.vault(), &master));
    let bench = meaning::Bench {
        open: &|| open(data),
        reader: reader.as_ref(),
        objects: &objects,
        keys: keys.as_ref().ok(),
        origin: key.name().as_str(),
        decisions: options.decisions,
        progress,
    };
    let (course, signatures) = bench.check();
    let strange = second_suite::named_by(reader.as_ref())?.and_then(Result::err);
    let otherwise = second_suite::sealed_otherwise(data, reader.as_ref())?;
    let sealed_with = vault::sealed_with(&data.vault()).ok();
    let access_key = read_key_file(&data.access_key()).ok();
    let kept_from = course.centre.settings().and_then(|settings| settings.access_kept_from);
    let mut notes = Vec::new();
    let (access_notes, wrong) = if data.access().exists() {
        let end = course.centre.size();
        access::check(&data.access(), access_key.as_ref(), &course.access, kept_from, end)
    } else {
        notes.push("the access log is not here, so it was not checked".to_owned());
        (0, Vec::new())
    };
    let centre = course.centre;
    let mut meaning = course.meaning;
    meaning.findings.extend(wrong.into_iter().map(|(position, problem)| Finding {
        pass: Pass::Access,
        position,
        problem,
    }));
    match secrets::check(data, &centre) {
        Ok(compared) => {
            meaning.findings.extend(compared.wrong);
            notes.extend(compared.notes);
        }
        Err(_) if !data.accounts().exists() => {
            notes.push("no accounts are here, so no secret was compared with the log".to_owned());
        }
        // What lets people in is no part of the record: a file that cannot be read lets nobody in.
        Err(error) => notes.push(format!("no secret can be compared with the log: {error}")),
    }
    match keys {
        Ok(_) => {}
        // An auditor may be given the log without what opens it.
        Err(_) if !data.vault().exists() && !data.master_key().exists() => {
            notes.push("no keys are here, so no sealed text was opened".to_owned());
        }
        Err(error) => {
            let problem = format!("no sealed text from here on can be opened: {error}");
            meaning.findings.insert(0, Finding { pass: Pass::Meaning, position: 0, problem });
        }
    }
    meaning.findings.extend(shorter);
    if let Some(problem) = otherwise {
        meaning.findings.insert(0, Finding { pass: Pass::Meaning, position: 0, problem });
    }
    if let Some(error) = strange {
        let problem = format!("the key of the second suite that it names is none: {error}");
        meaning.findings.insert(0, Finding { pass: Pass::Meaning, position: 0, problem });
    }
    Ok(Report { bytes, meaning, signatures, sealed_with, access_notes, notes })
}

/// What witnesses cosigned of a centre's log, as it is kept beside it. A note of a generation before is evidence of what was
/// signed for when the log was resumed, not of this log.
pub fn witnessed(data: &DataFolder) -> Vec<Vec<u8>> {
    let Ok(key) = read_key_file(&data.log_key()) else { return Vec::new() };
    let Ok(files) = std::fs::read_dir(data.witnessed()) else { return Vec::new() };
    let of_this_log = |note: &Vec<u8>| {
        let note = ledger::note::Note::parse(note).ok();
        let head: Option<ledger::checkpoint::Checkpoint> =
            note.and_then(|note| note.unverified_text().parse().ok());
        head.is_none_or(|head| head.origin() == key.name().as_str())
    };
    let checkpoints = files
        .flatten()
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|it| it == "checkpoint"));
    checkpoints.filter_map(|path| std::fs::read(path).ok()).filter(of_this_log).collect()
}

/// What is missing at the end of the log, by what was taken down beside it.
fn shorter(data: &DataFolder) -> Result<Option<Finding>, VerifyError> {
    let marked = HighWater::read(&data.high_water())?.map(|mark| mark.size);
    // Read before the log: a running server adds to both.
    let seen = seen(&data.log()).max(marked);
    let size = SqliteReader::open(&data.log())?.head()?.size;
    Ok(seen.filter(|seen| *seen > size).map(|seen| Finding {
        pass: Pass::Meaning,
        position: size,
        problem: format!("it is missing: {seen} entries were there when the log was last written"),
    }))
}

/// The objects line 1 of an entry names, but for the specification hash of the first entry.
fn objects_of(leaf: &[u8], each: &mut dyn FnMut(ObjectHash)) {
    let Ok(said) = entry::naming(leaf) else { return };
    let shown = said.sign.as_ref().and_then(|sign| sign.shown.as_ref());
    if let Some(shown) = shown {
        each(ObjectHash::from_bytes(shown.sha256.0));
    }
    let Some(action) = domain::command::Command::find(&said.is) else { return };
    let digests = || action.fields.iter().filter(|field| field.kind == FieldKind::Digest);
    if action.name == domain::centre::Open::ACTION.name || digests().next().is_none() {
        return;
    }
    let Ok(with) = serde_json::from_str::<Map<String, Value>>(said.with.get()) else { return };
    for field in digests() {
        if let Some(digest) = with.get(field.name).and_then(Value::as_str)
            && let Ok(digest) = digest.parse::<Digest>()
        {
            each(ObjectHash::from_bytes(digest.0));
        }
    }
}

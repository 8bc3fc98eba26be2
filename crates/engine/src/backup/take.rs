//! Making a backup, or adding to one, while the centre runs.

use super::folder::{self, BackupError, Folder, Held, Manifest, Part, failed};
use super::{Progress, part};
use crate::data::DataFolder;
use crate::entry;
use crate::passphrase::{Passphrase, Recipe};
use crate::second_suite;
use domain::time::Timestamp;
use ledger::checkpoint::Checkpoint;
use ledger::copy::{self, Carried, CopyError, Form};
use ledger::note::Note;
use ledger::objects::Objects;
use ledger::store::sqlite::{SqliteReader, open_to_read};
use ledger::store::{Head, Reader as _, StoredTiles};
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

/// The most entries a part of the log holds, unless one commit brings more.
const PART_ENTRIES: u64 = 4_096;

/// The most bytes of a part, about.
const PART_BYTES: usize = 8 << 20;

/// How a backup is made.
#[derive(Clone)]
pub struct Taking {
    /// Seals its files; needed again for every later run and for restoring.
    pub passphrase: Option<Passphrase>,
    /// The moment it is.
    pub now: Timestamp,
    /// The build that makes it.
    pub software: String,
    /// How many days copies of the key file are kept, beside the newest.
    pub keep_keys_days: i64,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// How many entries the backup holds.
    pub size: u64,
    /// How many of them are new.
    pub new_entries: u64,
    /// How many attachments are new.
    pub new_objects: u64,
    /// Whether the key files are in it.
    pub keys: bool,
}

/// Makes a backup of `data` in the folder `to`, or adds to the one that is there.
///
/// Guarantees: holds everything acknowledged before it was called. Broken off, it changes nothing.
pub fn take(
    data: &DataFolder,
    to: &Path,
    taking: &Taking,
    progress: &dyn Fn(Progress),
) -> Result<Taken, BackupError> {
    if !data.has_centre() {
        return Err(BackupError::NoCentre(data.path().to_owned()));
    }
    std::fs::create_dir_all(to).map_err(|source| failed("make", to, source))?;
    outside(data.path(), to)?;
    let reader = SqliteReader::open(&data.log())?;
    // What is acknowledged from here on may or may not be in it.
    let head = reader.head()?;
    let before = Folder::manifest(to)?;
    let checkpoint = head.checkpoint.as_deref().unwrap_or_default();
    let origin = read_checkpoint(checkpoint)?.origin().to_owned();
    if let Some(before) = &before {
        follows(&reader, &head, before, to, &origin)?;
    }
    let sealed = match (&before, &taking.passphrase) {
        (Some(before), _) => before.sealed.clone(),
        (None, Some(_)) => Some(Recipe::draw(second_suite::sealing(&reader)?.unwrap_or_default())?),
        (None, None) => None,
    };
    let folder = Folder::open(to, sealed.as_ref(), taking.passphrase.as_ref())?;
    let mut manifest = before.unwrap_or_else(|| Manifest {
        v: folder::version(),
        origin: origin.clone(),
        size: 0,
        checkpoint: String::new(),
        made: taking.now,
        sw: taking.software.clone(),
        sealed,
        parts: Vec::new(),
        beside: Vec::new(),
        access: Vec::new(),
        keys: Vec::new(),
    });
    let new_entries = head.size - manifest.size;
    copy_log(&reader, &folder, manifest.size..head.size, &mut manifest.parts, progress)?;
    let new_objects = copy_objects(data, &folder)?;
    // After the log: a key is there before the entry that needs it.
    let stamp = format!("{:020}-{}", head.size, taking.now.to_string().replace(':', ""));
    manifest.beside = copy_beside(data, &folder, &stamp)?;
    manifest.access = copy_access(data, &folder, &manifest.access, &stamp)?;
    if folder.is_sealed() {
        manifest.keys = copy_keys(data, &folder)?;
    }
    manifest.origin = origin;
    manifest.size = head.size;
    manifest.checkpoint = String::from_utf8_lossy(checkpoint).into_owned();
    manifest.made = taking.now;
    manifest.sw.clone_from(&taking.software);
    folder.settle(&manifest)?;
    // Die before: the backup is what it was, and the files written are litter. After: it is this.
    tidy(&folder, &manifest, &stamp, taking)?;
    Ok(Taken { size: head.size, new_entries, new_objects, keys: folder.is_sealed() })
}

/// Refuses a folder within the data folder.
fn outside(data: &Path, to: &Path) -> Result<(), BackupError> {
    let real = |path: &Path| path.canonicalize().map_err(|source| failed("find", path, source));
    if real(to)?.starts_with(real(data)?) {
        return Err(BackupError::Inside(to.to_owned()));
    }
    Ok(())
}

fn read_checkpoint(note: &[u8]) -> Result<Checkpoint, BackupError> {
    let parsed = Note::parse(note).map_err(|source| CopyError::Note { first: 0, source })?;
    let read = parsed.unverified_text().parse();
    Ok(read.map_err(|source| CopyError::Checkpoint { first: 0, source })?)
}

/// Refuses to add to a backup of anything but the beginning of this log.
fn follows(
    reader: &SqliteReader,
    head: &Head,
    before: &Manifest,
    to: &Path,
    origin: &str,
) -> Result<(), BackupError> {
    let held = read_checkpoint(before.checkpoint.as_bytes())?;
    let same = held.size() <= head.size
        && ledger::tree::root_at(&StoredTiles(reader), held.size())
            .is_ok_and(|root| root == held.root());
    match same {
        true => Ok(()),
        false if before.origin != origin => Err(BackupError::OtherLog {
            folder: to.to_owned(),
            found: before.origin.clone(),
            expected: origin.to_owned(),
        }),
        false => Err(BackupError::OtherHistory { folder: to.to_owned(), size: held.size() }),
    }
}

/// What the ledger does not know of an entry.
fn form() -> Form<'static> {
    Form {
        act_id: &entry::act_id,
        sealed: &|leaf| {
            let Ok(said) = entry::said(leaf) else { return Vec::new() };
            let sealed = entry::sealed_in(&said);
            sealed
                .into_iter()
                .map(|(_, sealed)| {
                    (sealed.key.to_string().into_bytes(), sealed.commitment.into_bytes())
                })
                .collect()
        },
    }
}

fn copy_log(
    reader: &SqliteReader,
    folder: &Folder,
    positions: std::ops::Range<u64>,
    parts: &mut Vec<Part>,
    progress: &dyn Fn(Progress),
) -> Result<(), BackupError> {
    let (begin, total) = (positions.start, positions.end - positions.start);
    let mut first = begin;
    let mut lines = Vec::new();
    let mut write = |first: &mut u64, size: u64, lines: &mut Vec<u8>| {
        let held = folder.write(&format!("log/{first:020}-{size:020}.jsonl"), lines)?;
        parts.push(Part { first: *first, size, held });
        *first = size;
        lines.clear();
        progress(Progress { done: size - begin, total });
        Ok::<_, BackupError>(())
    };
    let mut size = begin;
    let each = &mut |commit: Carried| {
        part::write(&commit, &mut lines)?;
        size = commit.first + commit.entries.len() as u64;
        if size - first >= PART_ENTRIES || lines.len() >= PART_BYTES {
            write(&mut first, size, &mut lines)?;
        }
        Ok::<_, BackupError>(())
    };
    copy::read(reader, positions, &form(), each)?;
    if !lines.is_empty() {
        write(&mut first, size, &mut lines)?;
    }
    Ok(())
}

/// Attachments that the backup has not, each checked against its name as it is read.
fn copy_objects(data: &DataFolder, folder: &Folder) -> Result<u64, BackupError> {
    let objects = Objects::open_to_read(&data.objects());
    let mut new = 0;
    for hash in objects.list()? {
        let name = object_name(&hash.to_string());
        if !folder.has(&name) {
            folder.write(&name, &objects.get(&hash)?)?;
            new += 1;
        }
    }
    Ok(new)
}

/// Where an attachment lies in a backup.
pub(super) fn object_name(hash: &str) -> String {
    let (subfolder, file) = hash.split_at_checked(2).unwrap_or_default();
    format!("objects/{subfolder}/{file}")
}

fn copy_beside(data: &DataFolder, folder: &Folder, stamp: &str) -> Result<Vec<Held>, BackupError> {
    let mut held = Vec::new();
    for (name, path) in folder::beside(data) {
        let source = open_to_read(&path)?;
        let failed = |source| BackupError::Database { path: path.clone(), source };
        let image = image(&source).map_err(failed)?;
        held.push(folder.write(&format!("beside/{stamp}/{name}"), &image)?);
    }
    Ok(held)
}

/// The days of the access log. Those before the newest never change again, and are held once; days
/// that have run out are held no longer.
fn copy_access(
    data: &DataFolder,
    folder: &Folder,
    before: &[Held],
    stamp: &str,
) -> Result<Vec<Held>, BackupError> {
    let mut held = Vec::new();
    let files = crate::access::files(&data.access());
    let newest = files.last().map(|(name, _)| name.clone());
    for (name, path) in files {
        let file = if newest.as_ref() == Some(&name) {
            format!("beside/{stamp}/{name}")
        } else {
            format!("access/{name}")
        };
        if let Some(there) = before.iter().find(|there| there.file == file) {
            held.push(there.clone());
            continue;
        }
        let source = open_to_read(&path)?;
        let failed = |source| BackupError::Database { path: path.clone(), source };
        held.push(folder.write(&file, &image(&source).map_err(failed)?)?);
    }
    Ok(held)
}

/// A database as one consistent file, without what deleted rows left behind. Never on disk on the
/// way: it may hold keys.
fn image(source: &Connection) -> rusqlite::Result<Vec<u8>> {
    let mut memory = Connection::open_in_memory()?;
    Backup::new(source, &mut memory)?.run_to_completion(512, Duration::ZERO, None)?;
    memory.execute_batch("VACUUM")?;
    Ok(memory.serialize("main")?.to_vec())
}

fn copy_keys(data: &DataFolder, folder: &Folder) -> Result<Vec<Held>, BackupError> {
    let mut held = Vec::new();
    for (name, path) in folder::keys(data, data.sm2_key().exists()) {
        let text = std::fs::read(&path).map_err(|source| failed("read", &path, source))?;
        held.push(folder.write(&format!("keys/{name}"), &zeroize::Zeroizing::new(text))?);
    }
    Ok(held)
}

/// Clears away what no manifest names: parts of runs that were broken off, old copies of keys.
fn tidy(
    folder: &Folder,
    manifest: &Manifest,
    stamp: &str,
    taking: &Taking,
) -> Result<(), BackupError> {
    let named: BTreeSet<_> = manifest.parts.iter().map(|part| part.held.file.as_str()).collect();
    for file in folder.list("log")? {
        let name = format!("log/{file}");
        if !named.contains(name.as_str()) {
            folder.remove(&name)?;
        }
    }
    let held: BTreeSet<_> = manifest.access.iter().map(|held| held.file.as_str()).collect();
    for day in folder.list("access")? {
        let name = format!("access/{day}");
        if !held.contains(name.as_str()) {
            folder.remove(&name)?;
        }
    }
    let oldest = taking.now.plus_minutes(-taking.keep_keys_days * 24 * 60).to_string();
    let oldest = oldest.replace(':', "");
    for made in folder.list("beside")? {
        let when = made.split_once('-').map(|(_, when)| when);
        if made != stamp && when.is_none_or(|when| when < oldest.as_str()) {
            folder.remove(&format!("beside/{made}"))?;
        }
    }
    for subfolder in folder.list("objects")? {
        for file in folder.list(&format!("objects/{subfolder}"))? {
            if folder::is_litter(&file) {
                folder.remove(&format!("objects/{subfolder}/{file}"))?;
            }
        }
    }
    Ok(())
}

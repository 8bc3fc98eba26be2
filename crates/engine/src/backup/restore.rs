//! Bringing a centre back from a backup: made beside its place, checked, and then put there.

use super::folder::{self, BackupError, Folder, Manifest, failed};
use super::{Progress, part, take};
use crate::data::DataFolder;
use crate::entry;
use crate::passphrase::Passphrase;
use crate::second_suite;
use crate::verify::{self, Options, Report};
use domain::time::Timestamp;
use ledger::atomic_file::{self, Audience};
use ledger::copy::Rebuilding;
use ledger::objects::Objects;
use ledger::store::StoreError;
use ledger::store::sqlite::{SqliteReader, SqliteStore, lock};
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

/// How a backup is restored.
#[derive(Clone)]
pub struct Restoring {
    /// What its files are sealed with.
    pub passphrase: Option<Passphrase>,
    /// A folder with `log.key`, `master.key` and, of a centre with the second suite, `sm2.key`, where
    /// the backup does not hold them.
    pub keys: Option<PathBuf>,
    /// The high-water mark, if it was kept; else the one of the folder that is replaced.
    pub high_water: Option<PathBuf>,
    /// Whether a centre that is there may be put aside.
    pub replace: bool,
    /// Whether every decision is made again before it is put in place.
    pub decisions: bool,
    /// The moment it is.
    pub now: Timestamp,
}

/// What came of it.
#[derive(Debug)]
pub struct Restored {
    /// What the backup said it holds.
    pub manifest: Manifest,
    /// The check it passed.
    pub report: Report,
    /// Where what was there before lies now.
    pub put_aside: Option<PathBuf>,
    /// Whether there is a high-water mark: without one the centre opens for reading only.
    pub marked: bool,
}

/// Restores the backup in `from` to the folder of `data`.
///
/// Guarantees: until everything is there and found sound, the folder is not touched; what was in it
/// is put aside, never removed. Broken off, it leaves a folder `….restoring`, cleared by the next.
/// Refuses: a folder whose centre is being served, and one with a centre unless told to replace it.
pub fn restore(
    from: &Path,
    data: &DataFolder,
    restoring: &Restoring,
    progress: &(dyn Fn(Progress) + Sync),
    checking: &(dyn Fn(verify::Progress) + Sync),
) -> Result<Restored, BackupError> {
    let manifest = Folder::manifest(from)?.ok_or_else(|| BackupError::NoBackup(from.to_owned()))?;
    let folder = Folder::open(from, manifest.sealed.as_ref(), restoring.passphrase.as_ref())?;
    let there = data.path().exists();
    if data.has_centre() && !restoring.replace {
        return Err(BackupError::Taken(data.path().to_owned()));
    }
    // Held until the end: whoever serves it cannot begin meanwhile, and if somebody does, we cannot.
    let _held = if there { Some(lock(&data.log())?) } else { None };
    let made = DataFolder::at(beside(data.path(), ".restoring"));
    clear(&made)?;
    fs::DirBuilder::new()
        .mode(0o700)
        .create(made.path())
        .map_err(|source| failed("make", made.path(), source))?;
    fill(&folder, &manifest, &made, restoring, progress)?;
    let options = Options {
        kept: vec![manifest.checkpoint.clone().into_bytes()],
        decisions: restoring.decisions,
    };
    let report = verify::verify(&made, &options, checking)?;
    if !report.is_sound() {
        let first = report.sentences().into_iter().next().unwrap_or_default();
        return Err(BackupError::NotSound(first));
    }
    let marked = carry_mark(data, &made, restoring)?;
    let put_aside = put_in_place(&made, data, there, restoring.now)?;
    Ok(Restored { manifest, report, put_aside, marked })
}

/// A name beside the folder.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Where what was there before is put at a moment; the beginning of such names where it is empty.
pub(crate) fn put_aside(path: &Path, moment: &str) -> PathBuf {
    beside(path, &format!(".replaced-{}", moment.replace(':', "")))
}

/// Removes what a restoring that was broken off left behind, if nobody is at it.
fn clear(made: &DataFolder) -> Result<(), BackupError> {
    if !made.path().exists() {
        return Ok(());
    }
    let _nobody: fs::File = lock(&made.log())?;
    fs::remove_dir_all(made.path()).map_err(|source| failed("remove", made.path(), source))
}

/// Everything the backup holds.
fn fill(
    folder: &Folder,
    manifest: &Manifest,
    made: &DataFolder,
    restoring: &Restoring,
    progress: &dyn Fn(Progress),
) -> Result<(), BackupError> {
    let mut log = Rebuilding::begin(Box::new(SqliteStore::create(&made.log())?))?;
    for part in &manifest.parts {
        let bytes = folder.read(&part.held)?;
        let commits = part::read(&bytes, &entry::act_id)
            .ok_or_else(|| BackupError::Damaged(PathBuf::from(&part.held.file)))?;
        for commit in &commits {
            log.add(commit)?;
        }
        progress(Progress { done: log.size(), total: manifest.size });
    }
    if log.size() != manifest.size {
        return Err(StoreError::Malformed("its parts are not the log it names").into());
    }
    drop(log);
    let rebuilt = SqliteReader::open(&made.log())?;
    let has_second = second_suite::named_by(&rebuilt)?.is_some();
    let objects = Objects::open(&made.objects())?;
    for subfolder in folder.list("objects")? {
        for file in folder.list(&format!("objects/{subfolder}"))? {
            let hash = format!("{subfolder}{file}");
            if folder::is_litter(&file) {
                continue;
            }
            let name = take::object_name(&hash);
            let kept = objects.put(&folder.read_named(&name)?)?;
            if kept.to_string() != hash {
                return Err(BackupError::Damaged(PathBuf::from(name)));
            }
        }
    }
    let file = |held: &folder::Held| {
        let name = held.file.rsplit('/').next().unwrap_or_default().to_owned();
        Ok::<_, BackupError>((name, folder.read(held)?))
    };
    for held in &manifest.access {
        let (name, content) = file(held)?;
        let path = made.access().join(name);
        fs::create_dir_all(made.access())
            .and_then(|()| atomic_file::replace(&path, &content, Audience::Owner))
            .map_err(|source| failed("write", &path, source))?;
    }
    let known = folder::beside(made).into_iter().chain(folder::keys(made, has_second));
    for (name, path) in known {
        let held = manifest.beside.iter().chain(&manifest.keys);
        let held = held.map(file).find(|found| found.as_ref().map_or(true, |(it, _)| it == name));
        let content = match (held, &restoring.keys) {
            (Some(found), _) => found?.1,
            (None, Some(keys)) => {
                let path = keys.join(name);
                fs::read(&path).map_err(|source| failed("read", &path, source))?
            }
            (None, None) => return Err(BackupError::KeyMissing(name)),
        };
        let content = zeroize::Zeroizing::new(content);
        atomic_file::replace(&path, &content, Audience::Owner)
            .map_err(|source| failed("write", &path, source))?;
    }
    Ok(())
}

/// Takes the high-water mark along: the newer history, if the log has forgotten some, is in it.
fn carry_mark(
    data: &DataFolder,
    made: &DataFolder,
    restoring: &Restoring,
) -> Result<bool, BackupError> {
    let kept = restoring.high_water.clone().unwrap_or_else(|| data.high_water());
    let mark = match fs::read(&kept) {
        Ok(mark) => mark,
        Err(error)
            if error.kind() == std::io::ErrorKind::NotFound && restoring.high_water.is_none() =>
        {
            return Ok(false);
        }
        Err(source) => return Err(failed("read", &kept, source)),
    };
    let path = made.high_water();
    atomic_file::replace(&path, &mark, Audience::Default)
        .map_err(|source| failed("write", &path, source))?;
    Ok(true)
}

fn put_in_place(
    made: &DataFolder,
    data: &DataFolder,
    there: bool,
    now: Timestamp,
) -> Result<Option<PathBuf>, BackupError> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let (from, to) = (made.path(), data.path());
    let settled = |path: &Path| {
        atomic_file::sync_folder(path).map_err(|source| failed("force to disk", path, source))
    };
    if !there {
        fs::rename(from, to).map_err(|source| failed("put in place", to, source))?;
        settled(to)?;
        return Ok(None);
    }
    let aside = put_aside(to, &now.to_string());
    match renameat_with(CWD, from, CWD, to, RenameFlags::EXCHANGE) {
        // Die after it: both are whole, the old one under the other's name.
        Ok(()) => fs::rename(from, &aside).map_err(|source| failed("put aside", from, source))?,
        // A file system without it: two steps. Die between them: both are whole, none is in place.
        Err(_) => {
            fs::rename(to, &aside).map_err(|source| failed("put aside", to, source))?;
            fs::rename(from, to).map_err(|source| failed("put in place", to, source))?;
        }
    }
    settled(to)?;
    Ok(Some(aside))
}

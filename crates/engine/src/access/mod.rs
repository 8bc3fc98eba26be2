//! The second log: who looked at personal data, and who was turned away.
//!
//! The first log holds what was established; this one holds who read what of persons, which
//! sign-ins failed, and which requests were refused. It is a log of the same kind (entries, tree,
//! signed checkpoints) with a key and a retention of its own, in a file a day: a day that has run
//! out is removed with its file, bytes and all. Its root stays, sealed into the first log by
//! [`domain::centre::SealAccess`].
//!
//! Guarantees: [`Access::noted`] returns only when the notes are durable, so that what a person is
//! shown of a patient has been noted before it is shown. Notes are kept in groups by a thread of
//! their own; the writer of the first log never waits for them. What cannot be noted is not shown.
//!
//! Reading order: [`Note`] (what is written), `keep` (the thread), `aside` (commands), `read`, `seal` (the daily act),
//! `check` (what `verify` makes of it). Specified in `docs/access-log.md`.

mod aside;
mod check;
mod keep;
mod note;
mod read;
mod seal;

pub use aside::note_aside;
pub use check::Sealed;
pub(crate) use check::check;
pub use note::{Attempted, Note, Sort, What};
pub use read::{Day, Filter, Noted, Page, Place};
pub(crate) use seal::due as seal_due;

use crate::clock::Clock;
use domain::time::LocalDate;
use jiff::tz::TimeZone;
use keep::{Job, Keeper};
use ledger::note::{KeyFileError, KeyName, SigningKey, create_key_file, read_key_file};
use ledger::tree::NodeHash;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::sync::{mpsc, oneshot};

/// The most notes that may wait to be kept.
const WAITING_MAX: usize = 8_192;

/// How the days' files are called: `access/2026-11-28.db`.
const ENDING: &str = "db";

/// Why something could not be noted or read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AccessError {
    /// The notes could not be made durable.
    #[error("keep notes in the access log")]
    NotKept,
    /// More notes wait than may.
    #[error("too many notes wait for the access log")]
    Overloaded,
    /// The log of a day cannot be read.
    #[error("read the access log of {day}: {why}")]
    Unreadable {
        /// Which day.
        day: LocalDate,
        /// What went wrong.
        why: String,
    },
}

/// Why the access log does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its key.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The name of the log cannot be one of an access log.
    #[error("{0:?} cannot name an access log")]
    Origin(String),
    /// Its folder cannot be made.
    #[error("make the folder {}", .path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// No thread for it.
    #[error("start the access log's thread")]
    Thread(#[source] std::io::Error),
    /// The system gave no randomness.
    #[error("the system gave no random bytes")]
    Random,
}

/// The second log at work. It ends when it is dropped; what was noted is durable by then.
pub struct Access {
    folder: PathBuf,
    queue: mpsc::Sender<Job>,
    /// Notes that nobody waited for and that found no room.
    lost: Arc<AtomicU64>,
    zone: Arc<OnceLock<TimeZone>>,
    /// Last: dropped when the queue is, and then waited for.
    _thread: Keeping,
}

/// The thread that keeps notes; waits for it when dropped.
struct Keeping(Option<std::thread::JoinHandle<()>>);

impl Drop for Keeping {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            drop(thread.join());
        }
    }
}

impl Access {
    /// Opens the log under its folder, signed by its key; both are made where there are none.
    pub(crate) fn open(
        folder: &Path,
        key: &Path,
        origin: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let failed = |source| OpenError::Folder { path: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(failed)?;
        if !key.exists() {
            if !days(folder).is_empty() {
                // Days that are over are held to what the first log sealed of them: nothing is lost
                // but who signed them.
                tracing::warn!(key = %key.display(), "the access log's key is missing; a new one is drawn");
            }
            draw_key(key, origin)?;
        }
        let key = read_key_file(key)?;
        let (queue, waiting) = mpsc::channel(WAITING_MAX);
        let lost = Arc::new(AtomicU64::new(0));
        let zone = Arc::new(OnceLock::new());
        let keeper = Keeper::new(folder, key, origin, lost.clone(), zone.clone(), clock);
        let thread = Keeping(Some(keeper.start(waiting).map_err(OpenError::Thread)?));
        Ok(Self { folder: folder.to_owned(), queue, lost, zone, _thread: thread })
    }

    /// Dates are in the centre's zone, which is known once it has been opened.
    pub(crate) fn in_zone(&self, zone: impl FnOnce() -> Option<TimeZone>) -> &Self {
        if self.zone.get().is_none()
            && let Some(zone) = zone()
        {
            // Somebody else may have been first, with the same.
            drop(self.zone.set(zone));
        }
        self
    }

    /// Notes something that nobody waits for. If there is no room it is counted, and the count is
    /// noted as soon as there is.
    pub fn note(&self, note: Note) {
        if self.queue.try_send(Job::Note(note, None)).is_err() {
            self.lost.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Notes something and waits until it is durable.
    pub async fn noted(&self, note: Note) -> Result<(), AccessError> {
        let (done, kept) = oneshot::channel();
        let job = Job::Note(note, Some(done));
        self.queue.try_send(job).map_err(|_| AccessError::Overloaded)?;
        match kept.await {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(AccessError::NotKept),
        }
    }

    /// Closes a day: nothing is added to it any more. Gives its size and root. Blocks.
    pub(crate) fn close_day(&self, day: LocalDate) -> Result<(u64, NodeHash), AccessError> {
        let (done, closed) = std::sync::mpsc::sync_channel(1);
        self.queue.blocking_send(Job::Close(day, done)).map_err(|_| AccessError::NotKept)?;
        closed.recv().map_err(|_| AccessError::NotKept)?
    }

    /// Removes the days before `kept_from`. What cannot be removed is tried again the next time.
    pub(crate) fn drop_before(&self, kept_from: LocalDate) {
        for day in days(&self.folder).into_iter().filter(|day| *day < kept_from) {
            let file = day_file(&self.folder, day);
            for ending in ["", "-wal", "-shm", ".lock"] {
                let mut name = file.clone().into_os_string();
                name.push(ending);
                match std::fs::remove_file(&name) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        tracing::warn!(%error, %day, "a day of the access log was not removed");
                    }
                    _ => {}
                }
            }
        }
    }
}

/// The key of a new access log.
fn draw_key(path: &Path, origin: &str) -> Result<(), OpenError> {
    let mut seed = zeroize::Zeroizing::new([0u8; 32]);
    getrandom::fill(seed.as_mut()).map_err(|_| OpenError::Random)?;
    let name = format!("{origin}/access");
    let name = KeyName::new(&name).map_err(|_| OpenError::Origin(name))?;
    Ok(create_key_file(path, &SigningKey::from_seed(name, &seed))?)
}

/// The file of a day.
fn day_file(folder: &Path, day: LocalDate) -> PathBuf {
    folder.join(format!("{day}.{ENDING}"))
}

/// The files of all days, oldest first: their names, and where they lie. The newest may still grow.
pub(crate) fn files(folder: &Path) -> Vec<(String, PathBuf)> {
    let days = days(folder);
    days.into_iter().map(|day| (format!("{day}.{ENDING}"), day_file(folder, day))).collect()
}

/// The days there are, oldest first.
fn days(folder: &Path) -> Vec<LocalDate> {
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut days: Vec<LocalDate> = files
        .filter_map(|file| {
            let name = file.ok()?.file_name();
            name.to_str()?.strip_suffix(ENDING)?.strip_suffix('.')?.parse().ok()
        })
        .collect();
    days.sort_unstable();
    days
}

#[cfg(test)]
mod tests;

//! The thread that keeps notes: whatever waits, in one commit of the day's log.

use super::note::VERSION;
use super::{AccessError, Note, What, aside, day_file};
use crate::clock::Clock;
use domain::time::LocalDate;
use jiff::tz::TimeZone;
use ledger::checkpoint::Checkpoint;
use ledger::log::Log;
use ledger::note::{KeyName, SigningKey};
use ledger::store::sqlite::{SqliteReader, SqliteStore};
use ledger::store::{Draft, Reader as _};
use ledger::tree::NodeHash;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::sync::{mpsc, oneshot};

/// The most notes one commit takes.
const GROUP_MAX: usize = 512;

/// What the thread is asked.
pub(super) enum Job {
    /// To keep a note, and to say whether it is durable.
    Note(Note, Option<oneshot::Sender<bool>>),
    /// To add nothing to a day any more, and to say what it holds.
    Close(LocalDate, std::sync::mpsc::SyncSender<Result<(u64, NodeHash), AccessError>>),
}

/// The thread's own things.
pub(super) struct Keeper {
    folder: PathBuf,
    key: SigningKey,
    origin: String,
    lost: Arc<AtomicU64>,
    zone: Arc<OnceLock<TimeZone>>,
    clock: Arc<dyn Clock>,
    /// The log of the latest day that was written to.
    open: Option<(LocalDate, Log)>,
    /// The last day that was closed.
    closed: Option<LocalDate>,
}

impl Keeper {
    pub fn new(
        folder: &Path,
        key: SigningKey,
        origin: &str,
        lost: Arc<AtomicU64>,
        zone: Arc<OnceLock<TimeZone>>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (folder, origin) = (folder.to_owned(), origin.to_owned());
        Self { folder, key, origin, lost, zone, clock, open: None, closed: None }
    }

    /// Starts the thread.
    pub fn start(
        mut self,
        mut queue: mpsc::Receiver<Job>,
    ) -> std::io::Result<std::thread::JoinHandle<()>> {
        std::thread::Builder::new().name("access".to_owned()).spawn(move || {
            let mut jobs = Vec::with_capacity(GROUP_MAX);
            while let Some(first) = queue.blocking_recv() {
                jobs.push(first);
                while jobs.len() < GROUP_MAX
                    && let Ok(next) = queue.try_recv()
                {
                    jobs.push(next);
                }
                self.round(jobs.drain(..));
            }
        })
    }

    fn round(&mut self, jobs: impl Iterator<Item = Job>) {
        let mut notes: Vec<Note> = Vec::new();
        let mut waiting = Vec::new();
        let mut closing = Vec::new();
        for job in jobs {
            match job {
                Job::Note(note, answer) => {
                    waiting.extend(answer);
                    if !notes.iter_mut().any(|kept| kept.takes_in(&note)) {
                        notes.push(note);
                    }
                }
                Job::Close(day, answer) => closing.push((day, answer)),
            }
        }
        let lost = self.lost.swap(0, Ordering::SeqCst);
        if lost > 0 {
            let what = What::Lost { times: lost };
            notes.push(Note { v: VERSION, at: self.clock.now(), by: None, role: None, what });
        }
        // Die here: nothing was shown yet to anybody who waits.
        let kept = self.keep(notes);
        if let Err(why) = &kept {
            tracing::error!(why, "notes were not kept: personal data is not shown");
            self.lost.fetch_add(lost, Ordering::SeqCst);
        }
        for answer in waiting {
            // Whoever waited may have gone away.
            let _gone: Result<(), bool> = answer.send(kept.is_ok());
        }
        for (day, answer) in closing {
            drop(answer.send(self.close(day)));
        }
    }

    fn keep(&mut self, notes: Vec<Note>) -> Result<(), String> {
        let zone = self.zone.get().cloned().unwrap_or(TimeZone::UTC);
        let today = self.clock.now().day_in(&zone);
        let aside = aside::waiting(&self.folder);
        // Of these the day they were made may be sealed; they say themselves when that was.
        let late = aside.iter().map(|(_, note)| (today, note.clone()));
        let notes = notes.into_iter().map(|note| (note.at.day_in(&zone), note)).chain(late);
        let mut days: BTreeMap<LocalDate, Vec<Draft>> = BTreeMap::new();
        for (day, note) in notes {
            let leaf = serde_json::to_vec(&note).map_err(|error| error.to_string())?;
            let id = *uuid::Uuid::now_v7().as_bytes();
            let day = self.day_for(day);
            days.entry(day).or_default().push(Draft { id, leaf });
        }
        for (day, drafts) in days {
            if let Err(why) = self.commit(day, drafts) {
                // What is true is read again from the file the next time.
                self.open = None;
                return Err(why);
            }
        }
        // Die here: they are taken in again.
        for (file, _) in aside {
            drop(std::fs::remove_file(file));
        }
        Ok(())
    }

    /// A day that is closed takes nothing more: a clock set back, or a note that came late, falls
    /// on the day after.
    fn day_for(&self, day: LocalDate) -> LocalDate {
        match self.closed {
            Some(closed) if day <= closed => closed.tomorrow().unwrap_or(day),
            _ => day,
        }
    }

    fn commit(&mut self, day: LocalDate, drafts: Vec<Draft>) -> Result<(), String> {
        let log = self.log_of(day)?;
        let staged = log.stage(drafts, Vec::new(), Vec::new()).map_err(told)?;
        log.commit(staged).map(|_| ()).map_err(told)
    }

    fn log_of(&mut self, day: LocalDate) -> Result<&mut Log, String> {
        if self.open.as_ref().is_none_or(|(open, _)| *open != day) {
            // The one before is let go first: it closes its file.
            self.open = None;
            let file = day_file(&self.folder, day);
            let usual = || format!("{}/access/{day}", self.origin);
            let (store, name) = if file.exists() {
                // A day that began under the log's generation before ends under it too.
                (SqliteStore::open(&file), origin_of(&file).unwrap_or_else(usual))
            } else {
                (SqliteStore::create(&file), usual())
            };
            let name = KeyName::new(&name).map_err(told)?;
            let log = Log::open(Box::new(store.map_err(told)?), self.key.renamed(name));
            self.open = Some((day, log.map_err(told)?));
        }
        self.open.as_mut().map(|(_, log)| log).ok_or_else(|| "no log of the day".to_owned())
    }

    fn close(&mut self, day: LocalDate) -> Result<(u64, NodeHash), AccessError> {
        self.closed = self.closed.max(Some(day));
        if !day_file(&self.folder, day).exists() {
            return Ok((0, NodeHash::empty_tree()));
        }
        let read = self.log_of(day).map(|log| (log.size(), log.root()));
        self.open = None;
        read.map_err(|why| AccessError::Unreadable { day, why })
    }
}

/// The origin that the head of a day's log names.
fn origin_of(file: &Path) -> Option<String> {
    let head = SqliteReader::open(file).ok()?.head().ok()?.checkpoint?;
    let head: Checkpoint = ledger::note::Note::parse(&head).ok()?.unverified_text().parse().ok()?;
    Some(head.origin().to_owned())
}

fn told(error: impl std::error::Error) -> String {
    let mut why = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        why.push_str(": ");
        why.push_str(&error.to_string());
        source = error.source();
    }
    why
}

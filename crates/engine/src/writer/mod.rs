//! The one writer: takes whatever waits, judges it in order, makes it durable together, answers.
//!
//! Guarantees: nobody is answered, not even with a refusal, before the centre the answer depends on
//! is durable. After any error at a commit nothing is accepted before the truth has been read.

mod group;
mod retry;

pub use retry::receipt_of;

use crate::answer::{NotTaken, Receipt};
use crate::door::Prepared;
use crate::engine::{Inner, Snapshot};
use crate::leaving::Leaving;
use crate::seam::{Hook, Seam};
use domain::centre::Centre;
use group::Group;
use ledger::high_water::HighWater;
use ledger::log::{Committed, Log, Outcome};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};

/// The most acts one commit takes.
const GROUP_MAX: usize = 512;

/// An act that waits for the writer.
pub struct Waiting {
    pub(crate) prepared: Box<Prepared>,
    pub(crate) answer: oneshot::Sender<Result<Receipt, NotTaken>>,
}

/// The writer's thread.
pub struct Handle(Mutex<Option<std::thread::JoinHandle<()>>>);

impl Handle {
    /// Waits for the thread to end.
    pub fn join(self) {
        let thread = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread {
            drop(thread.join());
        }
    }
}

/// The writer's own things.
pub(crate) struct Writer {
    pub inner: Arc<Inner>,
    pub log: Log,
    /// The centre as it is durable.
    pub centre: Centre,
    pub high_water: PathBuf,
    /// The counters that are durable in the high-water file.
    pub marked: BTreeMap<String, u64>,
    pub software: String,
    pub hook: Hook,
    pub leaving: Leaving,
    /// Why nothing more is accepted.
    pub stopped: Option<String>,
}

impl Writer {
    /// Starts the thread.
    pub fn start(mut self, mut queue: mpsc::Receiver<Waiting>) -> std::io::Result<Handle> {
        let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(move || {
            let mut acts = Vec::with_capacity(GROUP_MAX);
            while let Some(first) = queue.blocking_recv() {
                acts.push(first);
                while acts.len() < GROUP_MAX
                    && let Ok(next) = queue.try_recv()
                {
                    acts.push(next);
                }
                self.round(std::mem::take(&mut acts));
            }
        })?;
        Ok(Handle(Mutex::new(Some(thread))))
    }

    /// One round: everything that waits, in one commit.
    fn round(&mut self, acts: Vec<Waiting>) {
        if let Some(why) = &self.stopped {
            for waiting in acts {
                drop(waiting.answer.send(Err(NotTaken::Stopped(why.clone()))));
            }
            return;
        }
        // Die here: nothing exists; clients retry the same ids.
        let mut group = Group::judge(self, acts);
        if group.is_empty() {
            // Refusals that depend on nothing but the durable centre.
            group.answer(None);
            return;
        }
        let result = self.pass(Seam::Judged).and_then(|()| {
            let (drafts, subjects, sealed) = group.take_drafts();
            let staged = self.log.stage(drafts, subjects, sealed);
            let staged = staged.map_err(|error| error.to_string())?;
            self.log.commit(staged).map_err(|error| {
                tracing::error!(error = &error as &dyn std::error::Error, "commit");
                error.to_string()
            })
        });
        let committed = match result {
            Ok(committed) => committed,
            Err(error) => match self.recover(&error) {
                Some(committed) => committed,
                None => return group.refuse_all(self.stopped.as_deref()),
            },
        };
        // Die here: durable, unacknowledged; start-up folds the tail and a retry gets its receipt.
        self.centre = group.centre.clone();
        if let Err(error) = self.mark(&committed) {
            self.stop(format!("the high-water mark could not be written: {error}"));
            return group.refuse_all(self.stopped.as_deref());
        }
        // Die here: as before, and the numbers drawn are known to be on paper.
        self.publish(&committed);
        if self.pass(Seam::Published).is_err() {
            self.stop("stopped at a seam".to_owned());
        }
        group.answer(Some(&committed));
        self.leaving.let_go(&mut self.centre);
    }

    /// After a failed commit: reads what is true. `Some`: it is durable all the same.
    fn recover(&mut self, error: &str) -> Option<Committed> {
        if !self.log.is_poisoned() {
            return None;
        }
        tracing::warn!(error, "a commit failed; reading the log again");
        match self.log.recover() {
            Ok(Outcome::Durable(committed)) => Some(committed),
            Ok(Outcome::NotDurable | Outcome::NothingPending) => None,
            Err(error) => {
                self.stop(format!("the log could not be read after a failed commit: {error}"));
                None
            }
        }
    }

    fn stop(&mut self, why: String) {
        tracing::error!(why, "the writer stops");
        self.stopped = Some(why);
    }

    /// Makes the numbers drawn durable outside the database, if any were.
    fn mark(&mut self, committed: &Committed) -> Result<(), String> {
        let counters: BTreeMap<String, u64> = self
            .centre
            .counters()
            .map(|(prefix, number)| (prefix.to_owned(), u64::from(number)))
            .collect();
        if counters != self.marked {
            let mark = HighWater {
                origin: self.inner.origin.clone(),
                size: committed.size,
                root: committed.root,
                counters: counters.clone(),
            };
            mark.write(&self.high_water).map_err(|error| error.to_string())?;
            self.marked = counters;
        }
        self.pass(Seam::Marked)
    }

    fn publish(&self, committed: &Committed) {
        self.inner.published.store(Arc::new(Snapshot {
            centre: self.centre.clone(),
            size: committed.size,
            root: committed.root,
            checkpoint: Arc::from(committed.checkpoint.as_slice()),
        }));
        self.inner.news.send_replace(committed.size);
    }

    fn pass(&self, seam: Seam) -> Result<(), String> {
        (self.hook)(seam).map_err(|_| format!("stopped at seam {seam:?}"))
    }
}

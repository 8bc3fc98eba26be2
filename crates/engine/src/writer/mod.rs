//! The one writer: takes whatever waits, judges it in order, makes it durable together, answers.
//!
//! Guarantees: nobody is answered, not even with a refusal, before the centre the answer depends on
//! is durable. After any error at a commit nothing is accepted before the truth has been read; until
//! that succeeds the writer has stopped, and keeps trying.

mod group;
mod retry;

pub use retry::receipt_of;

use crate::answer::{NotTaken, Receipt};
use crate::door::Prepared;
use crate::engine::{Inner, Snapshot};
use crate::erasing::Erasing;
use crate::leaving::Leaving;
use crate::replay;
use crate::seam::{Hook, Seam};
use domain::centre::Centre;
use group::Group;
use ledger::high_water::HighWater;
use ledger::log::{Committed, Log, Outcome};
use ledger::store::StoreError;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::{mpsc, oneshot};

/// The most acts one commit takes.
const GROUP_MAX: usize = 512;

/// How often a writer that has stopped tries to go on.
const TRY_AGAIN: Duration = Duration::from_millis(500);

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
    pub erasing: Erasing,
}

impl Writer {
    /// Starts the thread.
    pub fn start(mut self, mut queue: mpsc::Receiver<Waiting>) -> std::io::Result<Handle> {
        let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(move || {
            if self.inner.read_only.is_none() {
                self.erasing.carry_out(&self.inner.keys, &mut self.log);
            }
            let mut acts = Vec::with_capacity(GROUP_MAX);
            while let Some(first) = self.next(&mut queue) {
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
        if let Err(why) = self.go_on() {
            for waiting in acts {
                drop(waiting.answer.send(Err(why.clone())));
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
            let staged = self.log.stage(drafts, subjects, sealed)?;
            Ok(self.log.commit(staged)?)
        });
        let committed = match result {
            Ok(committed) => committed,
            Err(failed) => match self.recover(failed) {
                Ok(committed) => committed,
                Err(not) => return group.refuse_all(&not),
            },
        };
        // Die here: durable, unacknowledged; start-up folds the tail and a retry gets its receipt.
        self.centre = group.centre.clone();
        if let Err(failed) = self.mark() {
            return group.refuse_all(&self.stop(failed));
        }
        // Die here: as before, and the numbers drawn are known to be on paper.
        self.publish();
        // Die here: the next start carries it out.
        self.erasing.note(std::mem::take(&mut group.erased));
        self.erasing.carry_out(&self.inner.keys, &mut self.log);
        if let Err(failed) = self.pass(Seam::Published) {
            self.stop(failed);
        }
        group.answer(Some(&committed));
        self.leaving.let_go(&mut self.centre);
    }

    /// After a failed commit: reads what is true. `Ok`: it is durable all the same.
    fn recover(&mut self, failed: Failed) -> Result<Committed, NotTaken> {
        tracing::error!(why = failed.why, "a commit failed; reading the log again");
        match self.log.recover() {
            Ok(Outcome::Durable(committed)) => Ok(committed),
            Ok(Outcome::NotDurable | Outcome::NothingPending) if failed.no_room => {
                Err(NotTaken::NoRoom)
            }
            Ok(Outcome::NotDurable | Outcome::NothingPending) => Err(NotTaken::NotDurable),
            Err(error) => Err(self.stop(error.into())),
        }
    }

    /// Accepts nothing more until [`Writer::go_on`] succeeds; gives what everybody is answered.
    fn stop(&mut self, failed: Failed) -> NotTaken {
        let not =
            if failed.no_room { NotTaken::NoRoom } else { NotTaken::Stopped(failed.why.clone()) };
        let before = self.inner.stopped.swap(Some(Arc::new(not.clone())));
        if before.is_none_or(|before| before.to_string() != not.to_string()) {
            tracing::error!(why = failed.why, "the writer stops");
        }
        not
    }

    /// Once stopped, does again what failed: reads the truth, catches up with it, marks it.
    fn go_on(&mut self) -> Result<(), NotTaken> {
        if self.inner.stopped.load().is_none() {
            return Ok(());
        }
        self.catch_up().map_err(|failed| self.stop(failed))?;
        self.inner.stopped.store(None);
        tracing::info!("the writer goes on");
        Ok(())
    }

    fn catch_up(&mut self) -> Result<(), Failed> {
        self.log.recover()?;
        let log = &self.log;
        replay::tail(&|| log.reader(), &mut self.centre)?;
        replay::shelve(&mut self.centre, &self.inner.objects)?;
        self.mark()?;
        self.publish();
        Ok(())
    }

    /// Waits for an act; while stopped, tries to go on from time to time.
    fn next(&mut self, queue: &mut mpsc::Receiver<Waiting>) -> Option<Waiting> {
        while self.inner.stopped.load().is_some() {
            match queue.try_recv() {
                Ok(first) => return Some(first),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => {}
            }
            std::thread::sleep(TRY_AGAIN);
            drop(self.go_on());
        }
        queue.blocking_recv()
    }

    /// Makes the numbers drawn durable outside the database, if any were.
    fn mark(&mut self) -> Result<(), Failed> {
        let counters: BTreeMap<String, u64> = self
            .centre
            .counters()
            .map(|(prefix, number)| (prefix.to_owned(), u64::from(number)))
            .collect();
        if counters != self.marked {
            let mark = HighWater {
                origin: self.inner.origin.clone(),
                size: self.log.size(),
                root: self.log.root(),
                counters: counters.clone(),
            };
            mark.write(&self.high_water)?;
            self.marked = counters;
        }
        self.pass(Seam::Marked)
    }

    fn publish(&self) {
        self.inner.published.store(Arc::new(Snapshot {
            centre: self.centre.clone(),
            size: self.log.size(),
            root: self.log.root(),
            checkpoint: Arc::from(self.log.checkpoint()),
        }));
        self.inner.news.send_replace(self.log.size());
    }

    fn pass(&self, seam: Seam) -> Result<(), Failed> {
        let why = || format!("stopped at seam {seam:?}");
        (self.hook)(seam).map_err(|_| Failed { why: why(), no_room: false })
    }
}

/// What went wrong in a round, with its whole chain.
struct Failed {
    why: String,
    no_room: bool,
}

impl<E: std::error::Error + 'static> From<E> for Failed {
    fn from(error: E) -> Self {
        let chain = std::iter::successors(Some(&error as &dyn std::error::Error), |e| e.source());
        let mut no_room = false;
        let mut why = String::new();
        for error in chain {
            let io = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
            no_room |= io == Some(std::io::ErrorKind::StorageFull)
                || matches!(error.downcast_ref(), Some(StoreError::DiskFull { .. }));
            why.push_str(if why.is_empty() { "" } else { ": " });
            why.push_str(&error.to_string());
        }
        Self { why, no_room }
    }
}

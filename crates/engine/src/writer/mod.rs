//! The one writer: takes whatever waits, judges it in order, makes it durable together, answers.
//!
//! While the disk is forced for one group of acts (a thread of its own does that, `committer`), the
//! next is judged on the centre as it will be. A group so judged stands on a commit that may yet
//! fail; so nobody of it is answered before that commit has ended, and if it is not durable the
//! group goes with it, refusals too, and is to be sent again.
//!
//! Guarantees: nobody is answered, not even with a refusal, before the centre the answer depends on
//! is durable. After any error at a commit nothing is accepted before the truth has been read; until
//! that succeeds the writer has stopped, and keeps trying.

mod committer;
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
use committer::{Committer, Writing};
use domain::centre::Centre;
use group::Group;
use ledger::high_water::HighWater;
use ledger::log::{Committed, Log, Outcome};
use ledger::store::StoreError;
use ledger::tree::NodeHash;
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
    /// `None` while it is away with a commit.
    pub log: Option<Box<Log>>,
    /// The term the log is written in.
    pub term: u64,
    /// The centre as it is durable.
    pub centre: Centre,
    pub high_water: PathBuf,
    /// The counters that are durable in the high-water file.
    pub marked: BTreeMap<String, u64>,
    pub software: String,
    pub hook: Hook,
    pub leaving: Leaving,
    /// The size at which the keeper of the past was last given a centre.
    pub anchored: u64,
    pub fresh: crate::past::Fresh,
    pub erasing: Erasing,
}

/// The end of the log at one moment.
struct End {
    size: u64,
    root: NodeHash,
    checkpoint: Arc<str>,
}

impl From<Committed> for End {
    fn from(committed: Committed) -> Self {
        let checkpoint = String::from_utf8_lossy(&committed.checkpoint).into();
        Self { size: committed.size, root: committed.root, checkpoint }
    }
}

impl Writer {
    /// Starts the thread, and that of its committer.
    pub fn start(mut self, mut queue: mpsc::Receiver<Waiting>) -> std::io::Result<Handle> {
        let committer = Committer::start(self.hook.clone(), self.inner.meter.clone())?;
        let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(move || {
            self.erase();
            let mut under_way = None;
            while let Some(acts) = self.next(&mut queue, under_way.is_some()) {
                under_way = self.round(&committer, &mut queue, under_way, acts);
            }
        })?;
        Ok(Handle(Mutex::new(Some(thread))))
    }

    /// One round: judges what waits upon the group under way, waits for that to be durable, sends
    /// the next one off and answers the first. Gives the group that is under way then.
    fn round(
        &mut self,
        committer: &Committer,
        queue: &mut mpsc::Receiver<Waiting>,
        under_way: Option<Group>,
        acts: Vec<Waiting>,
    ) -> Option<Group> {
        let acts = self.admitted(acts);
        if under_way.is_none()
            && let Err(why) = self.go_on()
        {
            for waiting in acts {
                drop(waiting.answer.send(Err(why.clone())));
            }
            return None;
        }
        // Die here: what is under way is durable whole or not at all, and unacknowledged either
        // way; of what is judged now nothing exists. Clients retry the same ids.
        let mut group = Group::upon(self, under_way.as_ref());
        group.judge(self, under_way.as_ref(), acts);
        let mut before = None;
        if let Some(first) = under_way {
            match self.end(committer, first) {
                Ok(ended) => before = Some(ended),
                Err(not) => {
                    // What was judged upon it goes with it: facts, receipts and refusals.
                    group.refuse_all(&not);
                    self.leaving = Leaving::of(&self.centre);
                    return None;
                }
            }
        }
        if let Some((first, _)) = &before {
            // What came while the disk was forced goes along with the next commit.
            let room = GROUP_MAX.saturating_sub(group.len());
            let acts = self.admitted(waiting(queue, room));
            group.judge(self, Some(first), acts);
        }
        let mut end = None;
        // Erasing takes the log: then the next commit comes after it.
        if let Some((first, durable)) = before.take_if(|(first, _)| self.erases(first)) {
            if let Err(not) = self.conclude(first, &durable) {
                group.refuse_all(&not);
                self.leaving = Leaving::of(&self.centre);
                return None;
            }
            end = Some(durable);
        }
        let sent = self.send(committer, &mut group);
        // Die from here on: of the next group as above; of the first, what follows.
        if let Some((first, durable)) = before {
            match self.conclude(first, &durable) {
                Ok(()) => end = Some(durable),
                // What was sent is refused when its commit has ended.
                Err(not) if !sent => {
                    group.refuse_all(&not);
                    return None;
                }
                Err(_) => {}
            }
        }
        if sent {
            return Some(group);
        }
        // Refusals, and retries, that depend on nothing but what is durable.
        group.answer(end.map(|end| end.checkpoint));
        None
    }

    /// Acts that may still be judged: since they came to wait, a witness may have said that the log is
    /// not what it was. The others are refused.
    fn admitted(&self, acts: Vec<Waiting>) -> Vec<Waiting> {
        let Err(why) = self.inner.refuses_acts() else { return acts };
        for waiting in acts {
            drop(waiting.answer.send(Err(why.clone())));
        }
        Vec::new()
    }

    /// Sends a group off to be made durable; `false`: it has nothing to write.
    fn send(&mut self, committer: &Committer, group: &mut Group) -> bool {
        if group.is_empty() {
            return false;
        }
        // What leaves was touched last thousands of entries ago: reloading it never looks for an
        // entry that is under way.
        self.leaving.let_go(&mut group.centre);
        // Without a log the committer's death is told when the commit should have ended.
        if let Some(log) = self.log.take() {
            let (drafts, subjects, sealed) = group.take_drafts();
            committer.send(log, Writing { drafts, subjects, sealed });
        }
        true
    }

    /// Waits for the commit under way to end. `Ok`: the group is durable, unacknowledged, and
    /// nothing else forbids to acknowledge it. `Err`: everybody of it has been refused so.
    fn end(&mut self, committer: &Committer, group: Group) -> Result<(Group, End), NotTaken> {
        let ended = match committer.back() {
            Some((log, ended)) => {
                self.log = Some(log);
                ended.or_else(|failed| self.recover(failed))
            }
            None => Err(self.stop(Failed::of(LOST))),
        };
        // Die here: durable, unacknowledged; start-up folds the tail and a retry gets its receipt.
        let ended = ended.and_then(|committed| {
            self.centre = group.centre.clone();
            // The group before this one could not be concluded: this one must not be either.
            match self.inner.stopped.load_full() {
                Some(why) => Err(why.as_ref().clone()),
                None => Ok(End::from(committed)),
            }
        });
        match ended {
            Ok(end) => Ok((group, end)),
            Err(not) => {
                group.refuse_all(&not);
                Err(not)
            }
        }
    }

    /// Marks, publishes and answers a group that is durable. The next may be under way already.
    fn conclude(&mut self, mut group: Group, end: &End) -> Result<(), NotTaken> {
        if let Err(failed) = self.mark(end) {
            let not = self.stop(failed);
            group.refuse_all(&not);
            return Err(not);
        }
        // Die here: as before, and the numbers drawn are known to be on paper.
        self.publish(end);
        // Die here: the next start carries it out.
        self.erasing.note(std::mem::take(&mut group.erased));
        self.erase();
        let published = pass(&self.hook, Seam::Published).map_err(|failed| self.stop(failed));
        group.answer(Some(end.checkpoint.clone()));
        self.anchor();
        published
    }

    /// Hands the centre over to be kept as it is now, once it has grown by a stretch.
    fn anchor(&mut self) {
        let size = self.centre.size();
        if size >= self.anchored.saturating_add(self.inner.past.every()) {
            self.anchored = size;
            // An error: the keeper has ended, and so does the centre.
            drop(self.fresh.send(Some(self.centre.clone())));
        }
    }

    /// Whether something is to be erased once this group is published, or is left to be.
    fn erases(&self, group: &Group) -> bool {
        !group.erased.is_empty() || !self.erasing.is_empty()
    }

    /// Destroys what was erased, unless the log is away, which it is not when there is something.
    fn erase(&mut self) {
        if self.inner.read_only().is_none()
            && let Some(log) = &mut self.log
        {
            self.erasing.carry_out(&self.inner.keys, log);
        }
    }

    /// After a failed commit: reads what is true. `Ok`: it is durable all the same.
    fn recover(&mut self, failed: Failed) -> Result<Committed, NotTaken> {
        tracing::error!(why = failed.why, "a commit failed; reading the log again");
        let Some(log) = &mut self.log else { return Err(self.stop(Failed::of(LOST))) };
        match log.recover() {
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
        let log = self.log.as_mut().ok_or_else(|| Failed::of(LOST))?;
        log.recover()?;
        replay::tail(&|| log.reader(), &mut self.centre)?;
        replay::shelve(&mut self.centre, &self.inner.objects)?;
        let checkpoint = String::from_utf8_lossy(log.checkpoint()).into();
        let end = End { size: log.size(), root: log.root(), checkpoint };
        self.mark(&end)?;
        self.publish(&end);
        // What was erased by a commit that was not concluded.
        self.erasing = Erasing::left_in(&self.centre, &self.inner.keys);
        self.erase();
        Ok(())
    }

    /// What waits. Nothing being under way, waits for the first; `None`: everybody has gone.
    fn next(
        &mut self,
        queue: &mut mpsc::Receiver<Waiting>,
        under_way: bool,
    ) -> Option<Vec<Waiting>> {
        if under_way {
            return Some(waiting(queue, GROUP_MAX));
        }
        let mut acts = vec![self.first(queue)?];
        acts.append(&mut waiting(queue, GROUP_MAX - 1));
        Some(acts)
    }

    /// Waits for an act; while stopped, tries to go on from time to time.
    fn first(&mut self, queue: &mut mpsc::Receiver<Waiting>) -> Option<Waiting> {
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
    fn mark(&mut self, end: &End) -> Result<(), Failed> {
        let drawn = || self.centre.counters().map(|(prefix, number)| (prefix, u64::from(number)));
        let marked = self.marked.iter().map(|(prefix, number)| (prefix.as_str(), *number));
        if !drawn().eq(marked) {
            let counters: BTreeMap<String, u64> =
                drawn().map(|(prefix, number)| (prefix.to_owned(), number)).collect();
            let mark = HighWater {
                origin: self.inner.origin.clone(),
                size: end.size,
                root: end.root,
                counters: counters.clone(),
            };
            mark.write(&self.high_water)?;
            self.marked = counters;
        }
        pass(&self.hook, Seam::Marked)
    }

    fn publish(&self, end: &End) {
        self.inner.published.store(Arc::new(Snapshot {
            centre: self.centre.clone(),
            size: end.size,
            root: end.root,
            checkpoint: end.checkpoint.clone().into(),
        }));
        self.inner.news.send_replace(end.size);
    }
}

/// Up to so many acts that wait already.
fn waiting(queue: &mut mpsc::Receiver<Waiting>, most: usize) -> Vec<Waiting> {
    std::iter::from_fn(|| queue.try_recv().ok()).take(most).collect()
}

/// Calls the hook.
fn pass(hook: &Hook, seam: Seam) -> Result<(), Failed> {
    hook(seam).map_err(|_| Failed::of(&format!("stopped at seam {seam:?}")))
}

/// Why nothing can go on once the thread that commits has died with the log.
const LOST: &str = "the thread that commits has died: start the server again";

/// What went wrong in a round, with its whole chain.
struct Failed {
    why: String,
    no_room: bool,
}

impl Failed {
    fn of(why: &str) -> Self {
        Self { why: why.to_owned(), no_room: false }
    }
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

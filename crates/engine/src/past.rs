//! The centre as it was: any moment of the log, from anchors kept on the way and the entries after.
//!
//! An anchor is a clone of the centre at some size. It shares with the present one whatever has not
//! changed since, and holds no state of subjects whose own chain is short: those are refolded when a
//! page asks for them. So a past centre is the nearest anchor before it and at most one stretch of
//! entries.
//!
//! Anchors are a convenience and never evidence: they live in memory, are made again from the log
//! at every start, behind everything else, and a moment no anchor is near to is replayed from the
//! last one before it.

use crate::ahead::OpenReader;
use crate::engine::{Inner, Snapshot};
use crate::entry::{self, EntryError};
use crate::replay::{self, ReplayError};
use crate::trail::{Filter, Found, Trail};
use domain::centre::Centre;
use domain::id::{Kind, SubjectId};
use domain::time::Timestamp;
use ledger::store::{Reader, StoreError, StoredTiles};
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Entries between two anchors, until there are too many.
pub const EVERY: u64 = 8_192;

/// The most anchors kept; past this every other one goes and they stand twice as far apart.
const ANCHORS_MAX: usize = 128;

/// The most past centres kept for whoever looks at the same moment next.
const KEPT_MAX: usize = 8;

/// The most questions that wait while another past centre is made.
const WAITING_MAX: usize = 8;

/// Why the centre cannot be shown as it was.
#[derive(Debug, thiserror::Error)]
pub enum PastError {
    /// The log does not go that far, or had not begun.
    #[error("the log has {size} entries")]
    Beyond {
        /// How many it has.
        size: u64,
    },
    /// Others ask for other moments, and each takes time.
    #[error("too many moments are asked for at once")]
    Busy,
    /// The log cannot be replayed.
    #[error("replay up to a moment")]
    Replay(#[from] ReplayError),
    /// The store.
    #[error("read the log")]
    Store(#[from] StoreError),
    /// An entry cannot be read.
    #[error("read when an entry was recorded")]
    Entry(#[from] EntryError),
    /// The tree over the first entries cannot be made.
    #[error("make the root of a past log: {0}")]
    Tree(String),
}

/// What is kept of the past, and how more of it is made.
pub(crate) struct Past {
    open: Box<dyn Fn() -> Result<Box<dyn Reader>, StoreError> + Send + Sync>,
    every: u64,
    trail: Trail,
    anchors: Mutex<Anchors>,
    kept: Mutex<VecDeque<Arc<Snapshot>>>,
    making: Mutex<()>,
    waiting: AtomicUsize,
    ending: AtomicBool,
}

/// Anchors by the size of the log they stand at.
struct Anchors {
    every: u64,
    most: usize,
    centres: BTreeMap<u64, Centre>,
}

impl Anchors {
    /// The nearest anchor that has seen no more than `size` entries.
    fn before(&self, size: u64) -> Option<&Centre> {
        self.centres.range(..=size).next_back().map(|(_, centre)| centre)
    }

    /// Whether an anchor at `size` would be far enough from the one before it.
    fn wants(&self, size: u64) -> bool {
        let before = self.before(size).map_or(0, Centre::size);
        size.saturating_sub(before) >= self.every
    }

    fn add(&mut self, centre: Centre) {
        if !self.wants(centre.size()) {
            return;
        }
        self.centres.insert(centre.size(), centre);
        if self.centres.len() > self.most {
            self.every = self.every.saturating_mul(2);
            let (every, mut last) = (self.every, 0);
            self.centres.retain(|size, _| {
                let keep = size.saturating_sub(last) >= every;
                last = if keep { *size } else { last };
                keep
            });
        }
    }
}

/// The end of the line on which the writer hands over centres; nothing: enough.
pub(crate) type Fresh = Sender<Option<Centre>>;

/// The thread that makes anchors.
pub struct Keeper {
    past: Arc<Past>,
    line: Fresh,
    thread: Mutex<Option<std::thread::JoinHandle<()>>>,
}

impl Keeper {
    /// Ends the thread: it may be reading the log.
    pub(crate) fn end(&self) {
        self.past.ending.store(true, Ordering::Relaxed);
        // An error: it has ended by itself.
        drop(self.line.send(None));
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            drop(thread.join());
        }
    }
}

impl Past {
    /// Nothing kept yet; `open` opens one more reader of the log.
    pub fn new(
        open: impl Fn() -> Result<Box<dyn Reader>, StoreError> + Send + Sync + 'static,
        every: Option<u64>,
    ) -> Self {
        let every = every.unwrap_or(EVERY).max(1);
        Self {
            open: Box::new(open),
            every,
            trail: Trail::default(),
            anchors: Mutex::new(Anchors { every, most: ANCHORS_MAX, centres: BTreeMap::new() }),
            kept: Mutex::default(),
            making: Mutex::default(),
            waiting: AtomicUsize::new(0),
            ending: AtomicBool::new(false),
        }
    }

    /// How many entries lie between two anchors at the least.
    pub fn every(&self) -> u64 {
        self.every
    }

    /// Starts the thread that makes anchors: first those of the log as it was at the start, then
    /// one whenever the writer hands over a centre.
    pub fn keep(self: &Arc<Self>, present: Centre) -> std::io::Result<(Fresh, Keeper)> {
        let (fresh, line) = channel();
        let past = self.clone();
        let thread = std::thread::Builder::new().name("past".to_owned()).spawn(move || {
            if let Err(error) = past.fill(&present, &line) {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "make anchors of the past");
            }
            past.follow(present.size());
            drop(present);
            while let Some(centre) = past.handed(&line) {
                past.anchor(&lean(&centre));
                past.follow(centre.size());
            }
        })?;
        let keeper =
            Keeper { past: self.clone(), line: fresh.clone(), thread: Mutex::new(Some(thread)) };
        Ok((fresh, keeper))
    }

    /// Waits for the next centre the writer hands over; `None`: there will be none. Whoever ends the
    /// keeper says so twice, for the word on the line may have been taken while anchors were made.
    fn handed(&self, line: &Receiver<Option<Centre>>) -> Option<Centre> {
        if self.ending.load(Ordering::Relaxed) {
            return None;
        }
        line.recv().ok().flatten()
    }

    /// Replays the log up to `present` and leaves an anchor at every stretch.
    fn fill(&self, present: &Centre, line: &Receiver<Option<Centre>>) -> Result<(), ReplayError> {
        let mut centre = Centre::default();
        while centre.size() + self.every <= present.size() {
            let next = centre.size() + self.every;
            replay::until(&*self.open, &mut centre, next)?;
            for subject in short_lived(&centre) {
                centre.evict(&subject);
                // Most of what was closed then has not changed since: one slot serves both.
                centre.share(present, &subject);
            }
            self.anchor(&centre);
            loop {
                match line.try_recv() {
                    Ok(Some(fresh)) => self.anchor(&lean(&fresh)),
                    Err(TryRecvError::Empty) => break,
                    Ok(None) | Err(TryRecvError::Disconnected) => return Ok(()),
                }
            }
            if self.ending.load(Ordering::Relaxed) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Reads the trail on, up to `size`.
    fn follow(&self, size: u64) {
        if self.ending.load(Ordering::Relaxed) {
            return;
        }
        if let Err(error) = self.trail.catch_up(&*self.open, size) {
            tracing::error!(error = &error as &dyn std::error::Error, "read the trail");
        }
    }

    fn anchor(&self, centre: &Centre) {
        lock(&self.anchors).add(centre.clone());
    }

    fn found(&self, size: u64) -> Option<Arc<Snapshot>> {
        let mut kept = lock(&self.kept);
        let at = kept.iter().position(|snapshot| snapshot.size == size)?;
        let found = kept.remove(at)?;
        kept.push_front(found.clone());
        Some(found)
    }

    fn remember(&self, snapshot: Arc<Snapshot>) {
        let mut kept = lock(&self.kept);
        kept.push_front(snapshot);
        kept.truncate(KEPT_MAX);
    }

    /// The turn to make a past centre: one at a time, so that looking back never takes every core.
    fn turn(&self) -> Result<MutexGuard<'_, ()>, PastError> {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= WAITING_MAX {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(PastError::Busy);
        }
        let turn = lock(&self.making);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        Ok(turn)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A centre without the states that are soon refolded.
fn lean(centre: &Centre) -> Centre {
    let mut lean = centre.clone();
    for subject in short_lived(centre) {
        lean.evict(&subject);
    }
    lean
}

/// Subjects in memory that live for a while and then close: their chains are short and their states
/// large. What stays for good has a long chain and a small state, and keeps it.
fn short_lived(centre: &Centre) -> Vec<SubjectId> {
    let short = |kind| match kind {
        Kind::Batch
        | Kind::Sample
        | Kind::Order
        | Kind::Container
        | Kind::Infusion
        | Kind::Deviation
        | Kind::Lot
        | Kind::Patient => true,
        Kind::Centre
        | Kind::Person
        | Kind::Process
        | Kind::Item
        | Kind::Room
        | Kind::Equipment
        | Kind::Station => false,
    };
    let held = centre.slots().filter(|(id, slot)| slot.state.is_some() && short(id.kind()));
    held.map(|(id, _)| id.clone()).collect()
}

impl Inner {
    /// The centre as the first `size` entries of its log made it.
    ///
    /// Guarantees: what a replay of these entries alone gives, whatever has left memory. Reads the
    /// log: not for an async thread.
    pub fn as_of(&self, size: u64) -> Result<Arc<Snapshot>, PastError> {
        let present = self.snapshot();
        if size == present.size {
            return Ok(present);
        }
        if size == 0 || size > present.size {
            return Err(PastError::Beyond { size: present.size });
        }
        if let Some(found) = self.past.found(size) {
            return Ok(found);
        }
        let _turn = self.past.turn()?;
        if let Some(found) = self.past.found(size) {
            return Ok(found);
        }
        let anchor = lock(&self.past.anchors).before(size).cloned();
        let mut centre = anchor.unwrap_or_default();
        let open: OpenReader<'_> = &*self.past.open;
        replay::until(open, &mut centre, size)?;
        replay::shelve(&mut centre, &self.objects)?;
        let made = self.pool.with(|reader| {
            let root = ledger::tree::root_at(&StoredTiles(reader), size)
                .map_err(|error| PastError::Tree(error.to_string()))?;
            // The first checkpoint signed over these entries.
            let checkpoint = reader.checkpoint_over(size - 1)?.unwrap_or_default();
            Ok::<_, PastError>((root, checkpoint))
        });
        let (root, checkpoint) = made??;
        let snapshot = Arc::new(Snapshot { centre, size, root, checkpoint: checkpoint.into() });
        self.past.remember(snapshot.clone());
        Ok(snapshot)
    }

    /// The newest `most` entries in a range of positions that fit a filter. Reads the log: not for
    /// an async thread.
    pub fn trail(
        &self,
        filter: &Filter,
        positions: Range<u64>,
        most: usize,
    ) -> Result<Found, PastError> {
        let end = positions.end.min(self.snapshot().size);
        Ok(self.past.trail.find(&*self.past.open, filter, positions.start..end, most)?)
    }

    /// The positions of a subject's entries, newest first, from its entry at `last` on.
    pub fn chain(&self, subject: &SubjectId, last: u64) -> Result<Vec<u64>, PastError> {
        let read = self.pool.with(|reader| {
            let (mut chain, mut next) = (Vec::new(), Some(last));
            while let Some(position) = next {
                let leaf = reader.entry(position)?.ok_or(ReplayError::Gap { position })?;
                chain.push(position);
                // A chain leads to ever earlier entries, or it would never end.
                next = entry::before(&leaf, subject)?.filter(|before| *before < position);
            }
            Ok(chain)
        });
        read?
    }

    /// How many anchors there are.
    pub fn anchors(&self) -> usize {
        lock(&self.past.anchors).centres.len()
    }

    /// How many entries had been recorded by `moment`.
    pub fn size_at(&self, moment: Timestamp) -> Result<u64, PastError> {
        let present = self.snapshot();
        if present.centre.recorded().is_none_or(|last| last <= moment) {
            return Ok(present.size);
        }
        // Recorded times never go backwards: search for the first entry after the moment.
        let searched = self.pool.with(|reader| {
            let (mut low, mut high) = (0, present.size);
            while low < high {
                let middle = low + (high - low) / 2;
                if recorded(reader, middle)? <= moment { low = middle + 1 } else { high = middle }
            }
            Ok(low)
        });
        searched?
    }
}

fn recorded(reader: &dyn Reader, position: u64) -> Result<Timestamp, PastError> {
    let leaf = reader.entry(position)?.ok_or(ReplayError::Gap { position })?;
    Ok(entry::recorded(&leaf)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn centre_of(size: u64) -> Centre {
        let mut centre = Centre::default();
        centre.restore_head(size, None, Vec::new());
        centre
    }

    #[test]
    fn anchors_thin_out_and_never_grow_past_their_number() {
        let mut anchors = Anchors { every: 4, most: 8, centres: BTreeMap::new() };
        for size in 1..=1_000 {
            anchors.add(centre_of(size));
            assert!(anchors.centres.len() <= 8);
            let before = anchors.before(size).map_or(0, Centre::size);
            assert!(size - before < anchors.every * 2, "{before} is far before {size}");
        }
        assert!(anchors.every >= 100 && anchors.centres.len() >= 4);
    }

    #[test]
    fn a_keeper_that_was_told_to_end_while_it_made_anchors_waits_for_nothing_more() {
        let past = Past::new(|| Err(StoreError::Malformed("no log")), None);
        let (line, handed) = channel();
        line.send(Some(centre_of(7))).unwrap();
        assert_eq!(past.handed(&handed).map(|centre| centre.size()), Some(7));
        // The writer still holds its end of the line, and what ended the keeper was taken from it.
        past.ending.store(true, Ordering::Relaxed);
        assert!(past.handed(&handed).is_none());
        drop(line);
    }

    #[test]
    fn anchors_come_in_any_order() {
        let mut anchors = Anchors { every: 10, most: 8, centres: BTreeMap::new() };
        for size in [40, 10, 20, 25, 30, 45, 50] {
            anchors.add(centre_of(size));
        }
        let sizes: Vec<_> = anchors.centres.keys().copied().collect();
        assert_eq!(sizes, [10, 20, 30, 40, 50]);
        assert!(anchors.before(9).is_none());
        assert_eq!(anchors.before(39).map(Centre::size), Some(30));
    }
}

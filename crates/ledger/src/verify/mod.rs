//! Checking the whole log again from its bytes, believing nothing but the keys.
//!
//! What is checked: that every position has an entry and every entry hashes to what its commit
//! recorded; that every full tile holds those hashes, level by level; that every checkpoint ever
//! signed is signed by a trusted key and names the size and root the log had then; that the act
//! ids lead to their entries; that what checkpoints kept elsewhere saw is still there; that the
//! objects entries refer to exist and hash to their names. Of a log with the second suite also that
//! every checkpoint names the root by SM3 and is signed by the SM2 key. Entries have no second hash by
//! SM3 anywhere, so a changed one is told by its SHA-256 as ever, and beside that once as a root by SM3.
//!
//! What is not: what entries mean, and what lies beside them. Subject blobs and sealed values are
//! checked by whoever knows what an entry says, from the entries this pass has shown to be whole.
//!
//! An entry's hash is kept twice (in its commit and in its tile), so a damaged copy can be told
//! from a damaged entry. The tree goes on with what two of three agree on: one flipped bit is one
//! finding, not a wrong root in every commit after it.
//!
//! Guarantees: never panics and never stops early over what a damaged store holds; the same log
//! gives the same report whatever the number of threads.

mod attachments;
mod chunk;
mod finding;
mod heads;
mod ids;
mod judge;
mod order;
mod report;
mod upper;

use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

pub use attachments::Attachments;
pub use finding::{Fault, Finding};
pub use report::{Generation, Report};

use crate::note::{Sm2VerifierKey, VerifierKey};
use crate::store::{Reader, StoreError};
use chunk::Chunk;
use heads::Heads;
use order::Order;
use report::Gathered;

/// Reads the id out of an entry.
pub type ActIdOf = fn(&[u8]) -> Option<[u8; 16]>;
/// Opens one more reader of the log, one a thread.
pub type OpenReader<'a> = &'a (dyn Fn() -> Result<Box<dyn Reader>, StoreError> + Sync);

/// What to check, and against what.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// How to read the log.
    pub open: OpenReader<'a>,
    /// The keys its checkpoints may be signed by: one for each generation.
    pub keys: &'a [VerifierKey],
    /// The key of the second suite, under the name of any generation, if the log has that suite:
    /// then every checkpoint needs its root by SM3 and its signature by SM2.
    pub second: Option<&'a Sm2VerifierKey>,
    /// Signed checkpoints kept elsewhere: on paper, by a witness, in a receipt, by the server.
    pub kept: &'a [Vec<u8>],
    /// How to read an entry's act id, to check the index of ids.
    pub act_id: Option<ActIdOf>,
    /// The objects entries refer to.
    pub attachments: Option<Attachments<'a>>,
    /// Which checkpoints' signatures to check. Sizes and roots are checked for all.
    pub signatures: Signatures,
    /// How many threads to use; all cores when not given.
    pub threads: Option<NonZero<usize>>,
}

impl<'a> Evidence<'a> {
    /// The least there is to check a log: how to read it and who signed it.
    pub fn new(open: OpenReader<'a>, keys: &'a [VerifierKey]) -> Self {
        Self {
            open,
            keys,
            second: None,
            kept: &[],
            act_id: None,
            attachments: None,
            signatures: Signatures::Every,
            threads: None,
        }
    }
}

/// Which checkpoints' signatures to check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signatures {
    /// Every one the log ever made.
    Every,
    /// That of the head alone, which stands for all entries. A log of many small commits is
    /// checked faster so; a damaged older signature goes unnoticed.
    Newest,
}

/// How far the check has come. Told by several threads, so a lower one may follow a higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Positions checked.
    pub entries: u64,
    /// Positions there are.
    pub entries_total: u64,
    /// Bytes of entries checked.
    pub bytes: u64,
}

/// Checks the log. `progress` is called from several threads.
///
/// Fails only when the log cannot be opened at all; whatever is wrong inside is a [`Finding`].
pub fn verify(
    evidence: &Evidence<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report, StoreError> {
    let reader = (evidence.open)()?;
    let head = reader.head()?;
    let heads = Heads::new(evidence, head.size);
    let work = Work {
        evidence,
        heads: &heads,
        size: head.size,
        next: AtomicU64::new(0),
        order: Order::new(),
        gathered: Mutex::new(Gathered::default()),
        done: (AtomicU64::new(0), AtomicU64::new(0)),
        progress,
    };
    work.report(Progress { entries: 0, entries_total: head.size, bytes: 0 });
    let threads = evidence.threads.or_else(|| std::thread::available_parallelism().ok());
    std::thread::scope(|scope| {
        for _ in 1..threads.map_or(1, NonZero::get) {
            scope.spawn(|| work.run());
        }
        work.run();
    });
    let root = work.order.root();
    let mut gathered = work.gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
    upper::check(reader.as_ref(), head.size, &mut gathered);
    ids::settle(reader.as_ref(), evidence.act_id, head.size, &mut gathered);
    heads.judge_kept(&mut gathered);
    if let Some(attachments) = evidence.attachments {
        attachments.check(&mut gathered);
    }
    Ok(gathered.into_report(head.size, root))
}

/// What the threads share.
struct Work<'a> {
    evidence: &'a Evidence<'a>,
    heads: &'a Heads<'a>,
    size: u64,
    /// Counts the units of work handed out: the index of ids first, then the chunks in order.
    next: AtomicU64,
    order: Order,
    gathered: Mutex<Gathered>,
    done: (AtomicU64, AtomicU64),
    progress: &'a (dyn Fn(Progress) + Sync),
}

impl Work<'_> {
    /// Takes units until there are none left.
    fn run(&self) {
        let _watch = self.order.watch();
        let reader = match (self.evidence.open)() {
            Ok(reader) => reader,
            // The main thread has one, or nobody got this far: others do this one's work. Only a
            // chunk taken must be finished, and none is.
            Err(error) => return self.gather(|gathered| gathered.note_unreadable(None, &error)),
        };
        loop {
            match self.next.fetch_add(1, Ordering::Relaxed) {
                0 => self.scan_ids(reader.as_ref()),
                unit if (unit - 1) * chunk::ENTRIES < self.size => {
                    self.check_chunk(reader.as_ref(), unit - 1);
                }
                _ => return,
            }
        }
    }

    fn scan_ids(&self, reader: &dyn Reader) {
        if self.evidence.act_id.is_some() {
            let scanned = ids::scan(reader, self.size);
            self.gather(|gathered| gathered.ids.add_table(scanned));
        }
    }

    fn check_chunk(&self, reader: &dyn Reader, number: u64) {
        let mut chunk = Chunk::read(reader, self.evidence, number, self.size);
        chunk.find_boundaries(self.heads.kept_sizes());
        let before = self.order.pass(number, &chunk.tree, &chunk.second_tree);
        self.heads.check(&mut chunk, &before);
        let positions = chunk.positions.end - chunk.positions.start;
        let entries = self.done.0.fetch_add(positions, Ordering::Relaxed) + positions;
        let bytes = self.done.1.fetch_add(chunk.bytes, Ordering::Relaxed) + chunk.bytes;
        self.gather(|gathered| gathered.add(number, chunk));
        self.report(Progress { entries, entries_total: self.size, bytes });
    }

    fn gather(&self, add: impl FnOnce(&mut Gathered)) {
        add(&mut self.gathered.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn report(&self, progress: Progress) {
        (self.progress)(progress);
    }
}

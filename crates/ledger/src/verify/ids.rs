//! The index of act ids against the entries.
//!
//! The index is ordered by id, the log by position. Rather than looking up each, both sides add up
//! a hash for every pair of id and position: equal sums, equal sets. Only when they differ is every
//! id looked up, to name the ones that are wrong.

use sha2::{Digest as _, Sha256};

use super::report::Gathered;
use super::{ActIdOf, Fault, Finding};
use crate::store::{Flow, Reader, StoreError};

/// The sum over a set of pairs; the order they come in does not matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sums {
    count: u64,
    halves: [u128; 2],
}

impl Sums {
    pub(super) fn add(&mut self, id: &[u8], position: u64) {
        let hash = Sha256::new().chain_update(id).chain_update(position.to_be_bytes()).finalize();
        let (halves, _) = hash.as_chunks::<16>();
        self.count += 1;
        for (sum, half) in self.halves.iter_mut().zip(halves) {
            *sum = sum.wrapping_add(u128::from_be_bytes(*half));
        }
    }

    fn join(&mut self, other: &Self) {
        self.count += other.count;
        for (sum, half) in self.halves.iter_mut().zip(other.halves) {
            *sum = sum.wrapping_add(half);
        }
    }
}

/// What the index holds.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    sums: Sums,
    /// The highest position past the log that an id leads to.
    last: Option<u64>,
}

/// Both sides.
#[derive(Debug, Default)]
pub(super) struct Both {
    entries: Sums,
    table: Scanned,
    unreadable: Option<String>,
}

impl Both {
    pub(super) fn add_entries(&mut self, sums: &Sums) {
        self.entries.join(sums);
    }

    pub(super) fn add_table(&mut self, scanned: Result<Scanned, StoreError>) {
        match scanned {
            Ok(table) => self.table = table,
            Err(error) => self.unreadable = Some(super::finding::chain(&error)),
        }
    }
}

/// Adds up the index.
pub(super) fn scan(reader: &dyn Reader, size: u64) -> Result<Scanned, StoreError> {
    let mut scanned = Scanned::default();
    reader.ids(&mut |id, position| {
        if position < size {
            scanned.sums.add(id, position);
        } else {
            scanned.last = scanned.last.max(Some(position));
        }
        Flow::Continue(())
    })?;
    // A writer may be at work: what the head covers by now is not beyond it.
    let newest = reader.head()?.size;
    scanned.last = scanned.last.filter(|position| *position >= newest);
    Ok(scanned)
}

/// Compares the sums, and where they differ names what is wrong.
pub(super) fn settle(
    reader: &dyn Reader,
    act_id: Option<ActIdOf>,
    size: u64,
    gathered: &mut Gathered,
) {
    let Some(act_id) = act_id else { return };
    if let Some(detail) = gathered.ids.unreadable.take() {
        let fault = Fault::Unreadable(format!("the index of act ids: {detail}"));
        return gathered.tell(Finding { position: None, fault });
    }
    if let Some(position) = gathered.ids.table.last {
        gathered.tell(Finding { position: Some(position), fault: Fault::IdUnknown });
    }
    if gathered.ids.entries != gathered.ids.table.sums {
        let named = forward(reader, act_id, size, gathered)
            .and_then(|()| backward(reader, act_id, size, gathered));
        if let Err(error) = named {
            gathered.note_unreadable(None, &error);
        }
    }
}

/// Every entry's id must lead to it.
fn forward(
    reader: &dyn Reader,
    act_id: ActIdOf,
    size: u64,
    gathered: &mut Gathered,
) -> Result<(), StoreError> {
    let mut failed = None;
    reader.entries(0..size, &mut |position, leaf| {
        let Some(id) = act_id(leaf) else { return Flow::Continue(()) };
        match reader.find(&id) {
            Ok(Some(found)) if found == position => {}
            Ok(found) => {
                let fault = Fault::IdWrong(found);
                gathered.tell(Finding { position: Some(position), fault });
            }
            Err(error) => {
                failed = Some(error);
                return Flow::Break(());
            }
        }
        Flow::Continue(())
    })?;
    failed.map_or(Ok(()), Err)
}

/// Every id must be that of the entry it leads to.
fn backward(
    reader: &dyn Reader,
    act_id: ActIdOf,
    size: u64,
    gathered: &mut Gathered,
) -> Result<(), StoreError> {
    let mut failed = None;
    reader.ids(&mut |id, position| {
        match reader.entry(position) {
            Ok(leaf) => {
                let known = leaf.and_then(|leaf| act_id(&leaf)).is_some_and(|own| own == id);
                if !known && position < size {
                    let fault = Fault::IdUnknown;
                    gathered.tell(Finding { position: Some(position), fault });
                }
            }
            Err(error) => {
                failed = Some(error);
                return Flow::Break(());
            }
        }
        Flow::Continue(())
    })?;
    failed.map_or(Ok(()), Err)
}

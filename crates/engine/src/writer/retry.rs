//! A retry is the same act: it gets the first receipt.

use super::group::named;
use crate::answer::{NotTaken, Receipt};
use crate::engine::Inner;
use crate::entry::{self, SaidLine};
use domain::act::ActId;
use domain::fact::Wire;
use ledger::store::StoreError;
use ledger::tree::hash_leaf;

/// The receipt of the act with this id, and its line 1, if the log has it.
pub fn receipt_of(inner: &Inner, id: ActId) -> Result<Option<(Receipt, SaidLine)>, NotTaken> {
    match positions_of(inner, &[id.0])?.into_iter().flatten().next() {
        Some(position) => receipt_at(inner, id, position),
        None => Ok(None),
    }
}

/// The position of the entry of each of these acts that the log has.
pub fn positions_of(inner: &Inner, ids: &[[u8; 16]]) -> Result<Vec<Option<u64>>, NotTaken> {
    let found = inner.pool.with(|reader| reader.find_all(ids)).and_then(|found| found);
    found.map_err(unread)
}

fn unread(error: StoreError) -> NotTaken {
    tracing::error!(error = &error as &dyn std::error::Error, "look for an act");
    NotTaken::Fault("look for the act".to_owned())
}

/// The receipt of the act with this id, whose entry is at `position`.
pub fn receipt_at(
    inner: &Inner,
    id: ActId,
    position: u64,
) -> Result<Option<(Receipt, SaidLine)>, NotTaken> {
    let found = inner.pool.with(|reader| {
        let leaf = reader.entry(position)?;
        Ok(leaf.zip(reader.checkpoint_over(position)?))
    });
    let found = found.and_then(|found| found).map_err(unread)?;
    let Some((leaf, checkpoint)) = found else { return Ok(None) };
    let unreadable = |error: entry::EntryError| {
        tracing::error!(error = &error as &dyn std::error::Error, position, "read an entry");
        NotTaken::Fault("read the entry".to_owned())
    };
    let said = entry::said(&leaf).map_err(unreadable)?;
    let made = entry::made(&leaf).map_err(unreadable)?;
    let facts: Result<Vec<_>, _> = made.facts.iter().map(Wire::fact).collect();
    let facts = facts.map_err(|error| unreadable(entry::EntryError::Fact(error)))?;
    let receipt = Receipt {
        id,
        position,
        leaf: hash_leaf(&leaf).to_string(),
        recorded: made.recorded,
        facts: named(&facts),
        findings: made.findings,
        checkpoint: String::from_utf8_lossy(&checkpoint).into_owned(),
        drawn: None,
    };
    Ok(Some((receipt, said)))
}

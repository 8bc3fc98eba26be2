//! A retry is the same act: it gets the first receipt.

use super::group::named;
use crate::answer::{NotTaken, Receipt};
use crate::engine::Inner;
use crate::entry::{self, SaidLine};
use domain::act::ActId;
use domain::fact::Wire;
use ledger::tree::hash_leaf;

/// The receipt of the act with this id, and its line 1, if the log has it.
pub fn receipt_of(inner: &Inner, id: ActId) -> Result<Option<(Receipt, SaidLine)>, NotTaken> {
    let found = inner.pool.with(|reader| {
        let Some(position) = reader.find(&id.0)? else { return Ok(None) };
        let leaf = reader.entry(position)?;
        let checkpoint = reader.checkpoint_over(position)?;
        Ok(leaf.zip(checkpoint).map(|(leaf, checkpoint)| (position, leaf, checkpoint)))
    });
    let found = found.and_then(|found| found).map_err(|error: ledger::store::StoreError| {
        tracing::error!(error = &error as &dyn std::error::Error, "look for an act");
        NotTaken::Fault("look for the act".to_owned())
    })?;
    let Some((position, leaf, checkpoint)) = found else { return Ok(None) };
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
    };
    Ok(Some((receipt, said)))
}

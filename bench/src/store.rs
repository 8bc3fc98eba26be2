//! Bare commits of the store: the ceiling of everything that must be durable.

use crate::Plan;
use crate::figures::{Figure, Figures};
use ledger::log::Log;
use ledger::note::{KeyName, SigningKey};
use ledger::store::{Draft, sqlite::SqliteStore};
use std::time::Instant;

/// Bytes of a usual entry.
const ENTRY_BYTES: usize = 1_000;

/// Entries a commit.
const GROUPS: [usize; 3] = [1, 16, 256];

/// Measures and prints.
pub fn measure(plan: &Plan, figures: &mut Figures) -> anyhow::Result<()> {
    figures.section("Bare commits of the store");
    let folder = tempfile::tempdir()?;
    let wait = crate::machine::sync_milliseconds(folder.path())?;
    figures.add(Figure::new("forcing 16 kB to disk", wait, "ms"));
    for group in GROUPS {
        let rate = crate::best(plan.times, || commits(plan, group))?;
        figures.add(Figure::new(format!("{group} entries a commit"), rate, "entries/s"));
    }
    Ok(())
}

/// Entries a second made durable in commits of this size, one after the other.
pub fn commits(plan: &Plan, group: usize) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let store = SqliteStore::create(&folder.path().join("log.db"))?;
    let key = SigningKey::from_seed(KeyName::new("bench.example/c01/1")?, &[7; 32]);
    let mut log = Log::open(Box::new(store), key)?;
    let started = Instant::now();
    while started.elapsed() < plan.time {
        let draft =
            |_| Draft { id: *uuid::Uuid::now_v7().as_bytes(), leaf: vec![b'x'; ENTRY_BYTES] };
        let staged = log.stage((0..group).map(draft).collect(), Vec::new(), Vec::new())?;
        log.commit(staged)?;
    }
    #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
    Ok(log.size() as f64 / started.elapsed().as_secs_f64())
}

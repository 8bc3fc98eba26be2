//! Reading the log ahead: stretches of it are read and decoded on all cores, and taken in order.

use ledger::store::{Reader, StoreError};
use std::ops::Range;
use std::sync::mpsc::sync_channel;

/// Entries a stretch.
const STRETCH: u64 = 1_024;

/// Stretches a core may be ahead of whoever takes them: what bounds the memory this needs.
const AHEAD: usize = 2;

/// Opens one more reader of the log.
pub type OpenReader<'a> = &'a dyn Fn() -> Result<Box<dyn Reader>, StoreError>;

/// Works through `positions` in stretches, on every core with a reader of its own, and gives what
/// came of each to `take`, in the order of the log. The first error of `take` ends it.
pub fn read_ahead<T: Send, E: From<StoreError>>(
    open: OpenReader<'_>,
    positions: Range<u64>,
    work: impl Fn(&dyn Reader, Range<u64>) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let stretch = |nth: u64| {
        let from = positions.start.saturating_add(nth.saturating_mul(STRETCH));
        (from < positions.end).then(|| from..positions.end.min(from + STRETCH))
    };
    let stretches = positions.end.saturating_sub(positions.start).div_ceil(STRETCH);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = u64::try_from(cores).unwrap_or(1).min(stretches);
    let readers: Vec<_> = (0..workers).map(|_| open()).collect::<Result<_, _>>()?;
    std::thread::scope(|scope| {
        let mut lines = Vec::with_capacity(readers.len());
        for (first, reader) in (0..).zip(readers) {
            let (done, line) = sync_channel(AHEAD);
            lines.push(line);
            let (work, stretch) = (&work, &stretch);
            scope.spawn(move || {
                let mut nth = first;
                while let Some(positions) = stretch(nth) {
                    // Nobody takes any more: an error has ended it.
                    if done.send(work(reader.as_ref(), positions)).is_err() {
                        return;
                    }
                    nth += workers;
                }
            });
        }
        for line in lines.iter().cycle() {
            // Silence is the end of a worker: of the log, or its panic, which the scope passes on.
            let Ok(done) = line.recv() else { break };
            take(done)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::log::Log;
    use ledger::note::{KeyName, SigningKey};
    use ledger::store::Draft;
    use ledger::store::sqlite::SqliteStore;

    fn log_of(entries: u64) -> (tempfile::TempDir, Log) {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::create(&folder.path().join("log.db")).unwrap();
        let key = SigningKey::from_seed(KeyName::new("ahead.example/c01/1").unwrap(), &[7; 32]);
        let mut log = Log::open(Box::new(store), key).unwrap();
        let draft =
            |n: u64| Draft { id: u128::from(n).to_be_bytes(), leaf: n.to_string().into_bytes() };
        let staged = log.stage((0..entries).map(draft).collect(), vec![], vec![]).unwrap();
        log.commit(staged).unwrap();
        (folder, log)
    }

    fn positions(reader: &dyn Reader, positions: Range<u64>) -> Vec<u64> {
        let mut found = Vec::new();
        let each = &mut |position, _: &[u8]| {
            found.push(position);
            ledger::store::Flow::Continue(())
        };
        reader.entries(positions, each).unwrap();
        found
    }

    #[test]
    fn everything_comes_once_and_in_order() {
        for entries in [1, STRETCH, STRETCH + 1, 7 * STRETCH + 3] {
            let (_folder, log) = log_of(entries);
            for from in [0, entries / 2, entries] {
                let mut all = Vec::new();
                read_ahead(&|| log.reader(), from..entries, positions, |mut some| {
                    all.append(&mut some);
                    Ok::<_, StoreError>(())
                })
                .unwrap();
                assert_eq!(all, (from..entries).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn the_first_error_ends_it() {
        let (_folder, log) = log_of(9 * STRETCH);
        let mut taken = 0;
        let ended = read_ahead(&|| log.reader(), 0..9 * STRETCH, positions, |_| {
            taken += 1;
            if taken == 3 { Err(StoreError::Malformed("enough")) } else { Ok(()) }
        });
        assert!(ended.is_err());
        assert_eq!(taken, 3);
    }
}

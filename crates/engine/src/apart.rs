//! Folding the log on all cores: each reads some of it, and each folds some of the subjects.
//!
//! A fact is folded into its own subject alone (INV-LOCAL-1). So every core reads and decodes every
//! so manieth stretch of the log and hands the facts in it to the cores that have their subjects;
//! each folds what it is handed in the order of the log. What comes of it does not depend on how
//! many cores there are.

use crate::ahead::OpenReader;
use crate::entry;
use crate::leaving::IDLE_ENTRIES;
use crate::replay::ReplayError;
use domain::centre::{Centre, FoldError, Part, Share};
use domain::fact::{At, Fact};
use domain::id::SubjectId;
use domain::time::Timestamp;
use ledger::store::{Flow, Reader};
use std::num::NonZero;
use std::ops::Range;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Stretches a core may be ahead of another: what bounds the memory this needs.
const AHEAD: usize = 1;

/// How the work is shared out. What comes of it is the same however it is.
#[derive(Debug, Clone, Copy)]
pub struct Sharing {
    /// Cores at work.
    pub cores: NonZero<usize>,
    /// Entries that are read at once.
    pub stretch: NonZero<u64>,
    /// For how many entries a closed subject stays in memory.
    pub idle: u64,
}

impl Sharing {
    /// As a start shares it out: over all cores.
    pub fn over_all_cores() -> Self {
        Self {
            cores: std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN),
            stretch: NonZero::new(1_024).unwrap_or(NonZero::<u64>::MIN),
            idle: IDLE_ENTRIES,
        }
    }
}

/// A fact on its way to the core that has its subject.
struct Told {
    at: At,
    /// Which fact of its entry it is.
    nth: usize,
    fact: Fact,
}

/// What a core came to: its share; nothing when another came to grief; or the first thing wrong.
type Came = Result<Option<(Share, Option<Timestamp>)>, (u64, ReplayError)>;

/// Folds `positions` into the centre, which has seen everything before them.
pub fn fold(
    open: OpenReader<'_>,
    centre: &mut Centre,
    positions: Range<u64>,
    sharing: Sharing,
) -> Result<(), ReplayError> {
    let stretches = positions.end.saturating_sub(positions.start).div_ceil(sharing.stretch.get());
    let cores = usize::try_from(stretches).unwrap_or(usize::MAX).min(sharing.cores.get());
    let readers: Vec<_> = (0..cores).map(|_| open()).collect::<Result<_, _>>()?;
    let came: Vec<Came> = std::thread::scope(|scope| {
        let core = |(nth, (reader, (give, take)))| {
            let part = Part::of(centre.clone());
            let core = Core { nth, reader, give, take, part, recorded: None };
            let positions = positions.clone();
            scope.spawn(move || core.run(positions, sharing))
        };
        let running: Vec<_> = readers.into_iter().zip(lines(cores)).enumerate().map(core).collect();
        let ended = running.into_iter().map(std::thread::ScopedJoinHandle::join);
        ended.map(|came| came.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    // Each core ends at the first thing wrong it meets; the first of all of them is told.
    let (came, wrong): (Vec<_>, Vec<_>) = came.into_iter().partition(Result::is_ok);
    let wrong = wrong.into_iter().filter_map(Result::err);
    if let Some((_, error)) = wrong.min_by_key(|(position, _)| *position) {
        return Err(error);
    }
    let (shares, recorded): (Vec<_>, Vec<_>) =
        came.into_iter().filter_map(Result::ok).flatten().unzip();
    centre.join(shares, positions.end, recorded.into_iter().flatten().max());
    Ok(())
}

/// What a core gives the others by, and takes from them, itself included.
type Lines = (Vec<SyncSender<Vec<Told>>>, Vec<Receiver<Vec<Told>>>);

/// The lines between so many cores.
fn lines(cores: usize) -> Vec<Lines> {
    let mut ends: Vec<_> = (0..cores).map(|_| (Vec::new(), Vec::new())).collect();
    for giver in 0..cores {
        let (gives, takes): (Vec<_>, Vec<_>) = (0..cores).map(|_| sync_channel(AHEAD)).unzip();
        for (taker, take) in ends.iter_mut().zip(takes) {
            taker.1.push(take);
        }
        if let Some(giver) = ends.get_mut(giver) {
            giver.0 = gives;
        }
    }
    ends
}

/// Which of so many cores has a subject.
fn owner(subject: &SubjectId, cores: usize) -> usize {
    // Any sum that spreads will do; keys that are numbered in order spread by their last letters.
    let sum = |sum: usize, byte: &u8| sum.wrapping_mul(31).wrapping_add(usize::from(*byte));
    subject.key().as_bytes().iter().fold(0, sum) % cores
}

/// One core at work.
struct Core {
    nth: usize,
    reader: Box<dyn Reader>,
    give: Vec<SyncSender<Vec<Told>>>,
    take: Vec<Receiver<Vec<Told>>>,
    part: Part,
    recorded: Option<Timestamp>,
}

impl Core {
    fn run(mut self, positions: Range<u64>, sharing: Sharing) -> Came {
        let stretch = sharing.stretch.get();
        let round = stretch.saturating_mul(self.take.len() as u64);
        let own = stretch.saturating_mul(self.nth as u64);
        let mut start = positions.start;
        while start < positions.end {
            let from = start.saturating_add(own).min(positions.end);
            let told = self.read(from..from.saturating_add(stretch).min(positions.end))?;
            for (line, told) in self.give.iter().zip(told) {
                // A core that came to grief takes no more. The others still do, until they find out
                // by what it does not give: nobody waits for ever, and nothing earlier is missed.
                let _ = line.send(told);
            }
            for line in &self.take {
                let Ok(told) = line.recv() else { return Ok(None) };
                for told in told {
                    fold_one(self.reader.as_ref(), &mut self.part, &told)
                        .map_err(|error| (told.at.position, error))?;
                }
            }
            start = start.saturating_add(round).min(positions.end);
            self.part.let_go(start.saturating_sub(sharing.idle));
        }
        Ok(Some((self.part.finish(), self.recorded)))
    }

    /// Reads a stretch: its facts, by the core that has their subject.
    fn read(&mut self, positions: Range<u64>) -> Result<Vec<Vec<Told>>, (u64, ReplayError)> {
        let cores = self.give.len();
        let mut told: Vec<Vec<Told>> = (0..cores).map(|_| Vec::new()).collect();
        let Range { start: mut next, end } = positions;
        let mut unreadable = None;
        let read = self.reader.entries(positions, &mut |position, leaf| {
            if position != next {
                return Flow::Break(());
            }
            let (recorded, facts) = match entry::replayed(leaf) {
                Ok(read) => read,
                Err(source) => {
                    unreadable = Some(ReplayError::Entry { position, source });
                    return Flow::Break(());
                }
            };
            self.recorded = self.recorded.max(Some(recorded));
            let at = At { position, recorded };
            for (nth, fact) in facts.into_iter().enumerate() {
                if let Some(told) = told.get_mut(owner(&fact.subject, cores)) {
                    told.push(Told { at, nth, fact });
                }
            }
            next += 1;
            Flow::Continue(())
        });
        read.map_err(|error| (next, error.into()))?;
        match unreadable {
            Some(error) => Err((next, error)),
            None if next < end => Err((next, ReplayError::Gap { position: next })),
            None => Ok(told),
        }
    }
}

/// Folds one fact, reloading its subject if it has left memory.
fn fold_one(reader: &dyn Reader, part: &mut Part, told: &Told) -> Result<(), ReplayError> {
    loop {
        match part.fold(told.at, told.nth, &told.fact) {
            Ok(()) => return Ok(()),
            Err(FoldError::Closed(subject)) => {
                let last = part.place(&subject).map_or(0, |(_, last)| last);
                let state = crate::look::load(reader, &subject, last)?;
                part.reload(&subject, state);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{About, MadeLine, Proof};
    use domain::id::{ItemId, LotId, PersonId};
    use domain::materials::{Drawn, LotReceived, LotRejected};
    use domain::text::{Reason, Sealed};
    use ledger::log::Log;
    use ledger::note::{KeyName, SigningKey};
    use ledger::store::Draft;
    use ledger::store::sqlite::SqliteStore;
    use proptest::prelude::*;

    /// Lots that are received, drawn from, and rejected, which closes them; and some nonsense.
    fn fact(centre: &Centre, (lot, what): (u32, u8)) -> Fact {
        let lot = LotId::new(&format!("L26-{lot:04}")).unwrap();
        let by = PersonId::new("sk01").unwrap();
        if centre.slot(lot.subject()).is_none() && what != 0 {
            return Fact::new(
                lot,
                LotReceived {
                    item: ItemId::new("transact").unwrap(),
                    supplier_lot: "5201-A".parse().unwrap(),
                    expiry: "2026-12-31".parse().unwrap(),
                    quantity: "10".parse().unwrap(),
                    by,
                },
            );
        }
        if what == 1 {
            let key = lot.subject().clone();
            let reason = Sealed { commitment: "AAAA".to_owned(), key, resolved: None };
            return Fact::new(lot, LotRejected { by, reason: Reason(reason) });
        }
        let batch = domain::id::BatchId::new(&format!("B26-{what:04}")).unwrap();
        Fact::new(lot, Drawn { batch, quantity: "1".parse().unwrap(), by })
    }

    /// An entry with these facts, and the centre after it.
    fn entry(centre: &mut Centre, facts: &[Fact]) -> Vec<u8> {
        let at = At {
            position: centre.size(),
            recorded: Timestamp::from_millisecond(i64::try_from(centre.size() / 3).unwrap()),
        };
        let mut about: Vec<About> = Vec::new();
        for fact in facts {
            if about.iter().all(|about| about.s != fact.subject) {
                let slot = centre.slot(&fact.subject);
                let n = slot.map_or(0, |slot| slot.ordinal) + 1;
                let prev = slot.map(|slot| slot.last);
                about.push(About { s: fact.subject.clone(), n, prev });
            }
        }
        let made = MadeLine {
            recorded: at.recorded,
            sw: "0",
            term: 1,
            about: &about,
            read: Vec::new(),
            facts,
            findings: &[],
            proof: &Proof::Session {},
        };
        centre.fold(at, facts).unwrap();
        crate::entry::leaf(b"{}", &made).unwrap()
    }

    fn log_of(leaves: Vec<Vec<u8>>) -> (tempfile::TempDir, Log) {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::create(&folder.path().join("log.db")).unwrap();
        let key = SigningKey::from_seed(KeyName::new("apart.example/c01/1").unwrap(), &[7; 32]);
        let mut log = Log::open(Box::new(store), key).unwrap();
        let draft = |(n, leaf): (u128, Vec<u8>)| Draft { id: n.to_be_bytes(), leaf };
        let staged = log.stage((0..).zip(leaves).map(draft).collect(), vec![], vec![]).unwrap();
        log.commit(staged).unwrap();
        (folder, log)
    }

    fn sharing(cores: usize) -> Sharing {
        let stretch = NonZero::new(7).unwrap();
        Sharing { cores: NonZero::new(cores).unwrap(), stretch, idle: 20 }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        /// Replay is the fold, however it is shared out and wherever it goes on from.
        #[test]
        fn however_it_is_shared_out_it_is_the_same_centre(
            told in prop::collection::vec(prop::collection::vec((0..12_u32, 0..6_u8), 1..4), 1..200),
            cores in 1..5_usize,
            middle in any::<prop::sample::Index>(),
        ) {
            let mut whole = Centre::default();
            let mut centres = vec![whole.clone()];
            let mut leaves = Vec::new();
            for facts in told {
                let facts: Vec<_> = facts.into_iter().map(|told| fact(&whole, told)).collect();
                leaves.push(entry(&mut whole, &facts));
                centres.push(whole.clone());
            }
            let (_folder, log) = log_of(leaves);
            for mut centre in [Centre::default(), middle.get(&centres).clone()] {
                let unseen = centre.size()..whole.size();
                fold(&|| log.reader(), &mut centre, unseen, sharing(cores)).unwrap();
                prop_assert!(centre.same_as(&whole));
            }
        }
    }

    #[test]
    fn the_first_entry_that_cannot_be_read_is_named() {
        for (cores, bad) in [(1, [90, 31]), (2, [12, 45]), (3, [8, 7]), (4, [99, 98])] {
            let mut centre = Centre::default();
            let leaf = |n: u32| {
                let told = fact(&centre, (n, 2));
                let leaf = entry(&mut centre, &[told]);
                if bad.contains(&n) { b"{}\n{".to_vec() } else { leaf }
            };
            let (_folder, log) = log_of((0..100).map(leaf).collect());
            let came = fold(&|| log.reader(), &mut Centre::default(), 0..100, sharing(cores));
            let Err(ReplayError::Entry { position, .. }) = came else { panic!("{came:?}") };
            assert_eq!(position, u64::from(bad.into_iter().min().unwrap()), "on {cores} cores");
        }
    }
}

//! Looking at the centre: a snapshot, with closed subjects loaded when a question needs them.

use crate::answer::NotTaken;
use crate::engine::Inner;
use crate::entry::{self, EntryError};
use domain::centre::Centre;
use domain::desk::Desk;
use domain::fact::{At, Fact};
use domain::id::SubjectId;
use domain::refusal::{Refusal, Stop};
use domain::state::State;
use domain::text::Sealed;
use domain::time::Timestamp;
use ledger::store::{Reader, StoreError};

/// The most subjects one question may load: a question that wants more should read summaries.
const LOADED_MAX: usize = 10_000;

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// The subject is not known, or the like.
    #[error("the centre cannot answer")]
    Refused(Refusal),
    /// A closed subject could not be loaded.
    #[error("load {subject} from the log")]
    Load {
        /// Which.
        subject: SubjectId,
        /// What went wrong.
        #[source]
        source: LoadError,
    },
}

/// Why a subject could not be refolded from its chain.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The store.
    #[error("read an entry")]
    Store(#[from] StoreError),
    /// An entry of the chain cannot be read.
    #[error("read entry {position}")]
    Entry {
        /// Its position.
        position: u64,
        /// What is wrong with it.
        #[source]
        source: EntryError,
    },
    /// The chain does not lead to a first entry.
    #[error("the chain breaks at entry {position}")]
    Broken {
        /// Where.
        position: u64,
    },
}

impl LookError {
    /// As an answer to an act.
    pub(crate) fn not_taken(self) -> NotTaken {
        match self {
            Self::Refused(refusal) => NotTaken::Refused(refusal),
            Self::Load { .. } => {
                tracing::error!(error = &self as &dyn std::error::Error, "look");
                NotTaken::Fault("load a subject".to_owned())
            }
        }
    }
}

/// Refolds the state of a subject from its chain of entries, newest first.
///
/// Guarantees: the state is the one it had when its latest entry, at `last`, was folded.
pub fn load(reader: &dyn Reader, subject: &SubjectId, last: u64) -> Result<State, LoadError> {
    let mut chain: Vec<(At, Vec<Fact>)> = Vec::new();
    let mut next = Some(last);
    while let Some(position) = next {
        let leaf = reader.entry(position)?.ok_or(LoadError::Broken { position })?;
        let (recorded, facts, prev) = entry::chained(&leaf, subject)
            .map_err(|source| LoadError::Entry { position, source })?;
        if prev.is_some_and(|prev| prev >= position) {
            return Err(LoadError::Broken { position });
        }
        chain.push((At { position, recorded }, facts));
        next = prev;
    }
    let mut state: Option<State> = None;
    for (at, facts) in chain.iter().rev() {
        for fact in facts {
            match &mut state {
                None => state = State::begin(*at, &fact.event),
                // An event that could not be was noted as an anomaly when it was first folded.
                Some(state) => drop(state.fold(*at, &fact.event)),
            }
        }
    }
    state.ok_or(LoadError::Broken { position: last })
}

impl Inner {
    /// Answers a question from the published centre, loading closed subjects as it needs them.
    pub fn look<T>(&self, question: impl Fn(&Desk<'_>) -> Result<T, Stop>) -> Result<T, LookError> {
        let snapshot = self.snapshot();
        self.look_in(&snapshot.centre, self.clock.now(), question)
    }

    /// Answers a question from a given centre.
    pub fn look_in<T>(
        &self,
        centre: &Centre,
        now: Timestamp,
        question: impl Fn(&Desk<'_>) -> Result<T, Stop>,
    ) -> Result<T, LookError> {
        match question(&Desk::new(centre, now)) {
            Ok(answer) => return Ok(answer),
            Err(Stop::Refused(refusal)) => return Err(LookError::Refused(refusal)),
            Err(Stop::Reload(_)) => {}
        }
        let mut loaded = centre.clone();
        for _ in 0..LOADED_MAX {
            match question(&Desk::new(&loaded, now)) {
                Ok(answer) => return Ok(answer),
                Err(Stop::Refused(refusal)) => return Err(LookError::Refused(refusal)),
                Err(Stop::Reload(subject)) => self.load_into(&mut loaded, &subject)?,
            }
        }
        Err(LookError::Refused(Refusal::default()))
    }

    /// Puts back the state of a closed subject.
    pub(crate) fn load_into(
        &self,
        centre: &mut Centre,
        subject: &SubjectId,
    ) -> Result<(), LookError> {
        let failed = |source| LookError::Load { subject: subject.clone(), source };
        let last = centre.slot(subject).map(|slot| slot.last);
        let last = last.ok_or_else(|| failed(LoadError::Broken { position: 0 }))?;
        let state = self
            .pool
            .with(|reader| load(reader, subject, last))
            .map_err(|error| failed(error.into()))?
            .map_err(failed)?;
        centre.reload(subject, state);
        Ok(())
    }

    /// Opens a sealed text; `None` when it was erased or does not open.
    pub fn open_sealed(&self, sealed: &Sealed) -> Option<String> {
        let key = self.keys.of(&sealed.key).ok().flatten()?;
        let owner = sealed.key.to_string();
        let kept = self
            .pool
            .with(|reader| reader.sealed(owner.as_bytes(), sealed.commitment.as_bytes()))
            .ok()?
            .ok()??;
        crate::vault::open(&key, &sealed.commitment, &kept).ok().map(|opened| opened.text)
    }

    /// The hash of an entry, hexadecimal.
    pub(crate) fn leaf_hash(&self, position: u64) -> Result<String, NotTaken> {
        let hashes = self
            .pool
            .with(|reader| reader.leaf_hashes(position..position.saturating_add(1)))
            .and_then(|hashes| hashes)
            .map_err(fault)?;
        let unknown = || {
            let bad = domain::command::BadField {
                field: "sign.covers".to_owned(),
                problem: format!("there is no entry {position}"),
            };
            NotTaken::Unreadable(domain::command::CommandError::Fields(vec![bad]))
        };
        hashes.first().map(ToString::to_string).ok_or_else(unknown)
    }

    /// The root the log had at a size, hexadecimal.
    pub(crate) fn root_at(&self, size: u64) -> Result<String, NotTaken> {
        let snapshot = self.snapshot();
        if size == snapshot.size {
            return Ok(snapshot.root.to_string());
        }
        self.pool
            .with(|reader| {
                ledger::tree::root_at(&ledger::store::StoredTiles(reader), size)
                    .map(|root| root.to_string())
                    .map_err(|error| NotTaken::Fault(error.to_string()))
            })
            .map_err(fault)?
    }
}

fn fault(error: StoreError) -> NotTaken {
    tracing::error!(error = &error as &dyn std::error::Error, "read the log");
    NotTaken::Fault("read the log".to_owned())
}

//! Opening a data folder: keys, log, replay, writer.

use crate::access::{self, Access};
use crate::accounts::{AccountError, Accounts, Hashing};
use crate::beside::Absent;
use crate::cache;
use crate::clock::Clock;
use crate::data::DataFolder;
use crate::engine::{Engine, Inner, Snapshot};
use crate::erasing::Erasing;
use crate::leaving::Leaving;
use crate::past::Past;
use crate::read_only::ReadOnly;
use crate::registering::Registering;
use crate::replay::{self, ReplayError};
use crate::seam::{Hook, Seam, no_hook};
use crate::second_suite;
use crate::vault::{self, Given, KeyError, Keys, MasterKey, RotateError};
use crate::witnessing::Witnessing;
use crate::writer::Writer;
use arc_swap::{ArcSwap, ArcSwapOption};
use domain::centre::Centre;
use ledger::high_water::{HighWater, HighWaterError, Standing as Marked};
use ledger::log::{Log, LogKeys, OpenError};
use ledger::note::{KeyFileError, KeyName, SigningKey, create_key_file, read_key_file};
use ledger::objects::{ObjectError, Objects};
use ledger::store::sqlite::{SqliteReader, SqliteStore};
use ledger::store::{Pool, Reader, StoreError};
use ledger::tree::NodeHash;
use std::collections::BTreeMap;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc, watch};

/// The most acts that may wait for the writer.
const QUEUE_MAX: usize = 8_192;

/// How many passwords are checked at once.
const DOORS: usize = 2;

/// Why a centre does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The folder cannot be made.
    #[error("make the data folder {}", .path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The log's key file.
    #[error(transparent)]
    LogKey(#[from] KeyFileError),
    /// The name for the log is none.
    #[error("{0:?} cannot name a log: an origin has no spaces and no plus sign")]
    Origin(String),
    /// A log that has its key had entries, or was about to.
    #[error("{} is missing or empty, and {} is there: put back the log, with its -wal file if there is one, or restore it from a backup", .log.display(), .key.display())]
    Emptied {
        /// The log.
        log: PathBuf,
        /// Its key.
        key: PathBuf,
    },
    /// Keys of subjects.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A change of the master key that was broken off cannot be ended.
    #[error(transparent)]
    Rotate(#[from] RotateError),
    /// Accounts.
    #[error(transparent)]
    Accounts(#[from] AccountError),
    /// The access log.
    #[error(transparent)]
    Access(#[from] access::OpenError),
    /// Attachments.
    #[error(transparent)]
    Objects(#[from] ObjectError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log.
    #[error(transparent)]
    Log(#[from] OpenError),
    /// The high-water mark.
    #[error(transparent)]
    HighWater(#[from] HighWaterError),
    /// The log cannot be replayed.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// No thread for the writer.
    #[error("start the writer's thread")]
    Thread(#[source] std::io::Error),
    /// The system gave no randomness.
    #[error("the system gave no random bytes")]
    Random,
}

/// How a centre is started.
#[derive(Clone)]
pub struct Options {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Called at each seam of a commit.
    pub hook: Hook,
    /// Whether a snapshot of this build may stand in for the replay of what it covers.
    pub cache: bool,
    /// Names of witnesses whose word does not count in this run, as that of one that lies.
    pub disregarded: Vec<String>,
    /// How many entries lie between two anchors of the past, if not as many as is best.
    pub anchors: Option<u64>,
    /// How much work passwords that are set cost whoever guesses them.
    pub hashing: Hashing,
}

impl Options {
    /// As a server starts, with this clock.
    pub fn with_clock(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            hook: no_hook(),
            cache: true,
            disregarded: Vec::new(),
            anchors: None,
            hashing: Hashing::Strong,
        }
    }
}

/// The build that decides, as entries name it.
pub fn software() -> String {
    match option_env!("CENTROSOME_COMMIT") {
        Some(commit) => format!("{}+{commit}", env!("CARGO_PKG_VERSION")),
        None => env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// A secret for a new key.
pub fn seed() -> Result<zeroize::Zeroizing<[u8; 32]>, StartError> {
    let mut seed = zeroize::Zeroizing::new([0u8; 32]);
    getrandom::fill(seed.as_mut()).map_err(|_| StartError::Random)?;
    Ok(seed)
}

/// Makes the files of a new centre: keys, empty log, accounts. The log is opened by the first act.
pub fn lay_out(data: &DataFolder, origin: &str) -> Result<(), StartError> {
    let path = data.path().to_owned();
    // Its databases are made with whatever rights are usual: the folder is what keeps others out.
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&path)
        .map_err(|source| StartError::Folder { path, source })?;
    let name = KeyName::new(origin).map_err(|_| StartError::Origin(origin.to_owned()))?;
    let seed = seed()?;
    // The log comes first: it refuses a folder that has one, before anything is overwritten.
    let store = SqliteStore::create(&data.log())?;
    create_key_file(&data.log_key(), &SigningKey::from_seed(name, &seed))?;
    // Before any number is drawn: a mark that is not there was lost.
    let (size, root) = (0, NodeHash::empty_tree());
    let mark = HighWater { origin: origin.to_owned(), size, root, counters: BTreeMap::new() };
    mark.write(&data.high_water())?;
    MasterKey::draw()?.create(&data.master_key()).map_err(KeyError::from)?;
    drop(store);
    Ok(())
}

impl Engine {
    /// Opens a data folder and starts its writer.
    ///
    /// Refuses: a folder another process has open, a damaged log, a key that is not the log's. A
    /// log shorter than its high-water mark opens for reading only, and so does one without a mark.
    pub fn start(data: &DataFolder, options: Options) -> Result<Self, StartError> {
        // A founding makes the log whole before its key: what is not whole beside its key was lost,
        // and opening it would make another in its place.
        let log = std::fs::metadata(data.log());
        if !log.is_ok_and(|log| log.len() > 0) && data.log_key().exists() {
            return Err(StartError::Emptied { log: data.log(), key: data.log_key() });
        }
        let seen = ledger::store::sqlite::seen(&data.log());
        let store = SqliteStore::open(&data.log())?;
        let key = read_key_file(&data.log_key())?;
        let keys = LogKeys::new(key.clone(), second_suite::of_folder(data)?);
        let log = Log::open(Box::new(store), keys)?;
        let (marked, read_only) = standing(data, log.reader()?.as_ref(), seen)?;
        Self::begin(data, options, log, &key, Standing { marked, read_only, resuming: false })
    }

    /// Starts on a log that is open.
    pub(crate) fn begin(
        data: &DataFolder,
        options: Options,
        log: Log,
        key: &SigningKey,
        standing: Standing,
    ) -> Result<Self, StartError> {
        let hook = options.hook.clone();
        let log = log.with_seam(Box::new(move |seam| hook(Seam::from(seam))));
        let Standing { marked, mut read_only, resuming } = standing;
        let absent = if log.size() == 0 { Absent::Make } else { Absent::Refuse };
        let given = Given::by_environment();
        vault::settle(data, &given)?;
        let master = MasterKey::read(&data.master_key(), &given).map_err(KeyError::from)?;
        let keys = match absent {
            Absent::Make => Keys::create(&data.vault(), &master, second_suite::to_seal_with(data))?,
            Absent::Refuse => Keys::open(&data.vault(), &master)?,
        };
        let accounts = Accounts::open(&data.accounts(), absent, options.hashing)?;
        let objects = Objects::open(&data.objects())?;
        let clock = options.clock.clone();
        let access = Access::open(&data.access(), &data.access_key(), log.origin(), clock)?;
        let reader = log.reader()?;
        let mut centre = Centre::default();
        if options.cache
            && let Some(cached) = cache::read(data, &software(), reader.as_ref())
        {
            centre = cached;
        }
        replay::tail(&|| log.reader(), &mut centre)?;
        replay::shelve(&mut centre, &objects)?;
        // What a lost tail of the log named is kept until that is found again.
        crate::secrets::compare(&accounts, &centre, read_only.is_none())?;
        let witnessing =
            Witnessing::new(data.witnessed(), key.verifier(), options.disregarded.clone());
        if !resuming && let Some(settings) = centre.settings() {
            let against = witnessing.recall(settings, reader.as_ref());
            read_only = read_only.or_else(|| against.first().map(|it| it.why(log.size())));
        }
        let path = data.log();
        let (news, _) = watch::channel(centre.size());
        let of_the_past = path.clone();
        let past = Arc::new(Past::new(
            move || {
                SqliteReader::open(&of_the_past).map(|reader| Box::new(reader) as Box<dyn Reader>)
            },
            options.anchors,
        ));
        let (fresh, keeper) = past.keep(centre.clone()).map_err(StartError::Thread)?;
        let inner = Arc::new(Inner {
            published: ArcSwap::from_pointee(Snapshot {
                centre: centre.clone(),
                size: log.size(),
                root: log.root(),
                checkpoint: Arc::from(log.checkpoint()),
            }),
            pool: Pool::new(16, move || {
                SqliteReader::open(&path).map(|reader| Box::new(reader) as Box<dyn Reader>)
            }),
            past,
            keys,
            accounts,
            access,
            data: data.clone(),
            objects,
            clock: options.clock,
            meter: Arc::default(),
            origin: log.origin().to_owned(),
            read_only: ArcSwapOption::from_pointee(read_only),
            witnessing,
            news,
            doors: Semaphore::new(DOORS),
            registering: Registering::default(),
            waiting: crate::signing::Waiting::default(),
            stopped: ArcSwapOption::empty(),
        });
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        let size = centre.size();
        let writer = Writer {
            inner: inner.clone(),
            leaving: Leaving::of(&centre),
            erasing: Erasing::left_in(&centre, &inner.keys),
            term: log.term(),
            log: Some(Box::new(log)),
            centre,
            high_water: data.high_water(),
            marked,
            software: software(),
            hook: options.hook,
            anchored: size,
            fresh,
        };
        let writer = Arc::new(writer.start(waiting).map_err(StartError::Thread)?);
        Ok(Self { inner, queue, writer, keeper: Arc::new(keeper) })
    }

    /// Keeps a snapshot of the published centre, for the next start of this build.
    pub fn keep_snapshot(&self, data: &DataFolder) -> std::io::Result<()> {
        let snapshot = self.inner.snapshot();
        cache::write(data, &software(), &snapshot)
    }
}

/// How a log stands to what was taken down beside it.
pub(crate) struct Standing {
    /// The counters that are durable in the high-water file.
    pub marked: BTreeMap<String, u64>,
    /// Why the log may only be read, if so.
    pub read_only: Option<ReadOnly>,
    /// Somebody is signing for what is missing.
    pub resuming: bool,
}

/// The counters in the high-water file, and why the log may only be read, if so.
fn standing(
    data: &DataFolder,
    reader: &dyn Reader,
    seen: Option<u64>,
) -> Result<(BTreeMap<String, u64>, Option<ReadOnly>), StartError> {
    let size = reader.head()?.size;
    let cut = seen.filter(|seen| *seen > size).map(|seen| {
        let file = data.log().file_name().unwrap_or_default().to_string_lossy().into_owned();
        ReadOnly::Cut { size, seen, file }
    });
    let Some(mark) = HighWater::read(&data.high_water())? else {
        let lost = (size > 0).then(|| {
            let file = data.high_water();
            let file = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            ReadOnly::Unmarked { file }
        });
        return Ok((BTreeMap::new(), cut.or(lost)));
    };
    let why = match mark.compare(reader)? {
        Marked::Same | Marked::LogAhead { .. } => None,
        Marked::LogShorter { marked, found } => Some(ReadOnly::Shorter { size: found, marked }),
        Marked::OtherHistory { marked } => Some(ReadOnly::OtherNumbers { marked }),
        Marked::OtherOrigin { marked, found } => Some(ReadOnly::OtherLog { marked, found }),
    };
    Ok((mark.counters, cut.or(why)))
}

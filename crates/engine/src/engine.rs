//! A centre at work: one writer, any number of readers.

use crate::access::{Access, Attempted};
use crate::accounts::Accounts;
use crate::answer::{NotTaken, Receipt};
use crate::clock::Clock;
use crate::data::DataFolder;
use crate::entry::Proof;
use crate::meter::Meter;
use crate::read_only::ReadOnly;
use crate::registering::Registering;
use crate::request::{How, Request};
use crate::vault::Keys;
use crate::witnessing::Witnessing;
use crate::writer::Waiting;
use arc_swap::{ArcSwap, ArcSwapOption};
use domain::centre::{Centre, Settings};
use domain::text::Code;
use ledger::objects::Objects;
use ledger::store::Pool;
use ledger::tree::NodeHash;
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};

/// The centre as published at one moment.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The centre.
    pub centre: Centre,
    /// How many entries its log has.
    pub size: u64,
    /// The root over them.
    pub root: NodeHash,
    /// The signed checkpoint over them.
    pub checkpoint: Arc<[u8]>,
}

/// What readers and the door share.
pub struct Inner {
    pub(crate) published: ArcSwap<Snapshot>,
    pub(crate) pool: Pool,
    /// What is kept of the centre as it was.
    pub(crate) past: Arc<crate::past::Past>,
    pub(crate) keys: Keys,
    pub(crate) accounts: Accounts,
    pub(crate) access: Access,
    /// Where everything lies.
    pub(crate) data: DataFolder,
    pub(crate) objects: Objects,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) meter: Arc<Meter>,
    pub(crate) origin: String,
    pub(crate) read_only: ArcSwapOption<ReadOnly>,
    pub(crate) witnessing: Witnessing,
    pub(crate) news: watch::Sender<u64>,
    /// How many doors may hash passwords at once: more would starve the writer.
    pub(crate) doors: Semaphore,
    /// Hospital numbers on their way into the log.
    pub(crate) registering: Registering,
    /// Acts that wait for the key that signs them.
    pub(crate) waiting: crate::signing::Waiting,
    /// Why the writer takes nothing, while it does not.
    pub(crate) stopped: ArcSwapOption<NotTaken>,
}

/// A centre at work. Cheap to clone; the writer ends when the last clone is gone.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
    pub(crate) queue: mpsc::Sender<Waiting>,
    pub(crate) writer: Arc<crate::writer::Handle>,
    pub(crate) keeper: Arc<crate::past::Keeper>,
}

impl std::ops::Deref for Engine {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl Inner {
    /// The centre as published.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.published.load_full()
    }

    /// The moment it is.
    pub fn now(&self) -> domain::time::Timestamp {
        self.clock.now()
    }

    /// The origin of the log.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Why the centre is read-only, if it is.
    pub fn read_only(&self) -> Option<Arc<ReadOnly>> {
        self.read_only.load_full()
    }

    /// Takes no act any more: what was said speaks against the log as it is.
    pub(crate) fn read_only_since(&self, why: ReadOnly) {
        self.read_only.compare_and_swap(&None::<Arc<ReadOnly>>, Some(Arc::new(why)));
    }

    /// What every act is answered with while the centre is read-only.
    pub(crate) fn refuses_acts(&self) -> Result<(), NotTaken> {
        match self.read_only() {
            Some(why) => Err(NotTaken::ReadOnly(why.as_ref().clone())),
            None => Ok(()),
        }
    }

    /// Whether acts are taken; if not, what every act is answered with.
    pub fn ready(&self) -> Result<(), NotTaken> {
        self.refuses_acts()?;
        if let Some(why) = self.stopped.load_full() {
            return Err(why.as_ref().clone());
        }
        let (now, last) = (self.now(), self.snapshot().centre.recorded());
        match last.filter(|last| now < *last) {
            Some(last) => Err(NotTaken::ClockBack { now, last }),
            None => Ok(()),
        }
    }

    /// The accounts.
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// The second log: who looked at personal data, and who was turned away.
    pub fn access(&self) -> &Access {
        self.access.in_zone(|| self.snapshot().centre.settings().map(Settings::zone))
    }

    /// A name somebody signs in under, in the form the access log keeps it.
    pub fn attempted(&self, name: &str) -> Attempted {
        match self.named(name) {
            Some(person) => Attempted::Person(person),
            None => {
                let mark = self.keys.mark("centrosome/attempted-name/v1", name);
                Attempted::Hash(domain::text::Digest(mark).to_string())
            }
        }
    }

    /// A mark that this centre alone can make on a text, for one purpose.
    pub fn mark(&self, purpose: &str, text: &str) -> [u8; 32] {
        self.keys.mark(purpose, text)
    }

    /// What the engine counts of its own work.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// The attachments.
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// Readers of the log.
    pub fn log(&self) -> &Pool {
        &self.pool
    }

    /// How large the files of the log are, in bytes.
    pub fn log_bytes(&self) -> u64 {
        let log = self.data.log();
        let mut beside = log.clone().into_os_string();
        beside.push("-wal");
        let files = [log, beside.into()];
        files.iter().filter_map(|file| Some(std::fs::metadata(file).ok()?.len())).sum()
    }

    /// Tells when the log has grown: the value is its size.
    pub fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// How many wait to hear that the log has grown.
    pub fn followers(&self) -> usize {
        self.news.receiver_count()
    }

    pub(crate) fn zone_name(&self) -> String {
        let snapshot = self.snapshot();
        let settings = snapshot.centre.settings();
        settings.map_or_else(|| "UTC".to_owned(), |settings| settings.zone_name.to_string())
    }
}

impl Engine {
    /// Submits an act and waits until it is durable, or refused by a centre that is.
    pub async fn submit(&self, request: Request) -> Result<Receipt, NotTaken> {
        self.submit_with(request, None).await
    }

    /// The same for a machine that showed an access token: the entry names it.
    pub async fn submit_with(
        &self,
        request: Request,
        token: Option<Code>,
    ) -> Result<Receipt, NotTaken> {
        let row = Meter::row(&request.is);
        let answer = self.take(request, token).await;
        self.meter.answered(row, &answer);
        answer
    }

    /// How many acts wait for the writer.
    pub fn waiting(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    async fn take(&self, request: Request, token: Option<Code>) -> Result<Receipt, NotTaken> {
        self.refuses_acts()?;
        let secret = crate::door::sets_secrets(&request);
        let by_key = match request.sign.as_ref().map(|sign| &sign.how) {
            Some(How::Key(assertion)) => Some(assertion.clone()),
            Some(How::KeyLater) => return Err(NotTaken::NotPrepared),
            Some(How::Password(_) | How::Pin(_)) | None => None,
        };
        let prepared = if let Some(assertion) = by_key {
            let (inner, id, by) = (self.inner.clone(), request.id, request.by);
            let signed =
                tokio::task::spawn_blocking(move || inner.signed_by_key(id, &by, &assertion))
                    .await
                    .map_err(|_| NotTaken::Fault("check the passkey".to_owned()))??;
            match signed {
                Ok(prepared) => prepared,
                Err(receipt) => return Ok(receipt),
            }
        } else if request.sign.is_some() || secret {
            let _turn = self.inner.doors.acquire().await;
            let inner = self.inner.clone();
            tokio::task::spawn_blocking(move || inner.prepare(request))
                .await
                .map_err(|_| NotTaken::Fault("prepare the act".to_owned()))??
        } else if crate::door::blocks(&request) {
            let inner = self.inner.clone();
            tokio::task::spawn_blocking(move || inner.prepare(request))
                .await
                .map_err(|_| NotTaken::Fault("prepare the act".to_owned()))??
        } else {
            self.inner.prepare(request)?
        };
        let mut prepared = prepared;
        if let (Some(token), Proof::Session {}) = (token, &prepared.proof) {
            prepared.proof = Proof::Token { token };
        }
        let drawn = prepared.drawn.take();
        let owner = prepared.kept_for.take();
        let (answer, answered) = oneshot::channel();
        self.queue.try_send(Waiting { prepared: Box::new(prepared), answer }).map_err(|error| {
            match error {
                mpsc::error::TrySendError::Full(_) => NotTaken::Overloaded,
                mpsc::error::TrySendError::Closed(_) => {
                    NotTaken::Stopped("it has been shut down".to_owned())
                }
            }
        })?;
        let ended = |_| NotTaken::Stopped("it ended before it answered".to_owned());
        let answer = answered.await.map_err(ended)?;
        if let Some(owner) = owner {
            let inner = self.inner.clone();
            let tidied = tokio::task::spawn_blocking(move || inner.tidy_secrets(&owner)).await;
            drop(tidied);
        }
        answer.map(|receipt| Receipt { drawn, ..receipt })
    }

    /// What became of the act with this id, if the log has it.
    pub fn receipt_of(&self, id: domain::act::ActId) -> Result<Option<Receipt>, NotTaken> {
        crate::writer::receipt_of(&self.inner, id).map(|found| found.map(|(receipt, _)| receipt))
    }

    /// Waits until the writer has ended. Nothing is lost by not calling it.
    pub fn close(self) {
        let Self { queue, writer, inner, keeper } = self;
        keeper.end();
        // The readers go first: the writer, last to close the log, then leaves one file.
        drop(inner);
        drop(queue);
        if let Some(writer) = Arc::into_inner(writer) {
            writer.join();
        }
    }
}

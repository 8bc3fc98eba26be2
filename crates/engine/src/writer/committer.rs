//! The thread that forces commits to disk, so that the writer can judge on meanwhile.
//!
//! It decides nothing. The log goes to it with what is to be written and comes back with how that
//! ended; while the log is away the writer has none, so that only one of the two ever holds it.

use super::Failed;
use crate::meter::Meter;
use crate::seam::{Hook, Seam};
use ledger::log::{Committed, Log};
use ledger::store::{Draft, SealedRow};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Instant;

/// What one commit is to write.
pub(super) struct Writing {
    /// The entries.
    pub drafts: Vec<Draft>,
    /// Which subjects stand where.
    pub subjects: Vec<u8>,
    /// What is sealed beside them.
    pub sealed: Vec<SealedRow>,
}

/// The log on its way out, and on its way back.
type Out = (Box<Log>, Writing);
type Back = (Box<Log>, Result<Committed, Failed>);

/// The writer's end of the thread.
pub(super) struct Committer {
    out: SyncSender<Out>,
    back: Receiver<Back>,
}

impl Committer {
    /// Starts the thread. It ends with this value.
    pub fn start(hook: Hook, meter: Arc<Meter>) -> std::io::Result<Self> {
        let (out, errands) = sync_channel::<Out>(1);
        let (done, back) = sync_channel::<Back>(1);
        let run = move || {
            while let Ok((mut log, writing)) = errands.recv() {
                let (acts, begun) = (writing.drafts.len(), Instant::now());
                let ended = commit(&mut log, writing, &hook);
                meter.committed(acts, begun.elapsed());
                if done.send((log, ended)).is_err() {
                    return;
                }
            }
        };
        std::thread::Builder::new().name("committer".to_owned()).spawn(run)?;
        Ok(Self { out, back })
    }

    /// Sends the log away with what it is to write. Whether it arrived is told by
    /// [`Committer::back`].
    pub fn send(&self, log: Box<Log>, writing: Writing) {
        drop(self.out.send((log, writing)));
    }

    /// Waits for the log to come back. `None`: the thread has died with it.
    pub fn back(&self) -> Option<Back> {
        self.back.recv().ok()
    }
}

/// Hashes, signs and forces to disk.
pub(super) fn commit(log: &mut Log, writing: Writing, hook: &Hook) -> Result<Committed, Failed> {
    super::pass(hook, Seam::Judged)?;
    let Writing { drafts, subjects, sealed } = writing;
    let staged = log.stage(drafts, subjects, sealed)?;
    Ok(log.commit(staged)?)
}

//! The note a backup leaves in the data folder, so that the centre can say how long ago it was.

use crate::data::DataFolder;
use domain::time::Timestamp;
use ledger::atomic_file::{self, Audience};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;

/// When, where and how far a centre was last backed up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Noted {
    /// The folder.
    pub to: String,
    /// When it began.
    pub made: Timestamp,
    /// How many entries it holds.
    pub size: u64,
}

/// Leaves the note.
pub fn note(data: &DataFolder, to: &Path, made: Timestamp, size: u64) -> io::Result<()> {
    let noted = Noted { to: to.display().to_string(), made, size };
    let mut text = serde_json::to_vec(&noted)?;
    text.push(b'\n');
    atomic_file::replace(&data.last_backup(), &text, Audience::Default)
}

/// The note, if there is one that can be read.
pub fn noted(data: &DataFolder) -> Option<Noted> {
    serde_json::from_slice(&std::fs::read(data.last_backup()).ok()?).ok()
}

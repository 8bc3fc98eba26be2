//! Notes of commands that open keys beside a server: a file each, until the server takes them in.
//!
//! A day's log has one writer, and a command must not wait for a server, or for one to be there. So it
//! leaves its note in `access/aside/` before it opens anything; the next round of the second log's
//! thread keeps it, on the day it does, and removes the file. Died in between, a note stands twice.

use super::{Note, What};
use crate::data::DataFolder;
use domain::id::SubjectId;
use domain::time::Timestamp;
use ledger::atomic_file::{self, Audience};
use std::io;
use std::path::{Path, PathBuf};

/// The folder of such notes.
const ASIDE: &str = "aside";

/// Notes that a command opens keys, durable when it returns. `of`: whose; none: all of them.
pub fn note_aside(
    data: &DataFolder,
    command: &str,
    of: Vec<SubjectId>,
    now: Timestamp,
) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let owner = std::fs::metadata(data.path())?;
    let folder = data.access().join(ASIDE);
    std::fs::create_dir_all(&folder)?;
    let user = rustix::process::getuid().as_raw();
    let what = What::KeysOpened { command: command.to_owned(), user, of };
    let file = folder.join(format!("{}.json", uuid::Uuid::now_v7()));
    atomic_file::replace(
        &file,
        &serde_json::to_vec(&Note::new(now, None, what))?,
        Audience::Owner,
    )?;
    if user == 0 {
        // Whoever serves the centre reads it.
        for made in [&data.access(), &folder, &file] {
            chown(made, Some(owner.uid()), Some(owner.gid()))?;
        }
    }
    Ok(())
}

/// The notes that wait, each with its file. One that cannot be read stays where it is.
pub(super) fn waiting(folder: &Path) -> Vec<(PathBuf, Note)> {
    let Ok(files) = std::fs::read_dir(folder.join(ASIDE)) else { return Vec::new() };
    let files = files.flatten().map(|file| file.path());
    let mut files: Vec<_> =
        files.filter(|file| file.extension().is_some_and(|it| it == "json")).collect();
    files.sort_unstable();
    let read = |file: PathBuf| {
        let note = std::fs::read(&file).map_err(|error| error.to_string());
        match note.and_then(|it| serde_json::from_slice(&it).map_err(|error| error.to_string())) {
            Ok(note) => Some((file, note)),
            Err(why) => {
                tracing::error!(file = %file.display(), why, "a note cannot be taken in");
                None
            }
        }
    };
    files.into_iter().filter_map(read).collect()
}

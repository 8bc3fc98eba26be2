//! Writing a small file so that it is, whatever happens, either whole or not there.
//!
//! The bytes go to a temporary name in the same folder, are forced to disk, take their name in one
//! step, and the folder is forced to disk so that the name survives too.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Opens the name of every unfinished file; whoever lists a folder skips these.
pub const UNFINISHED: &str = ".unfinished-";

/// Who may read the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Whoever may by the process's defaults.
    Default,
    /// The owner alone.
    Owner,
}

/// Writes a file, replacing the one of that name if there is one.
pub fn replace(path: &Path, bytes: &[u8], audience: Audience) -> io::Result<()> {
    let temporary = write_temporary(path, bytes, audience)?;
    // Die before: the old file stands, the temporary one is litter. Die after: the new one stands,
    // once the folder is on disk.
    finish(&temporary, fs::rename(&temporary, path))?;
    sync_folder(path)
}

/// Writes a file that must not exist yet.
pub fn create(path: &Path, bytes: &[u8], audience: Audience) -> io::Result<()> {
    let temporary = write_temporary(path, bytes, audience)?;
    // A hard link, unlike a rename, refuses to replace.
    finish(&temporary, fs::hard_link(&temporary, path))?;
    fs::remove_file(&temporary)?;
    sync_folder(path)
}

fn finish(temporary: &Path, result: io::Result<()>) -> io::Result<()> {
    if result.is_err() {
        // Litter at worst; the first error is the one to tell.
        let _: io::Result<()> = fs::remove_file(temporary);
    }
    result
}

fn write_temporary(path: &Path, bytes: &[u8], audience: Audience) -> io::Result<PathBuf> {
    let temporary = temporary_name(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if audience == Audience::Owner {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let written = options.open(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    finish(&temporary, written)?;
    Ok(temporary)
}

/// A name no other writer of this folder has: the process and a counter make it so.
fn temporary_name(path: &Path) -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    folder(path).join(format!("{UNFINISHED}{}-{number}", std::process::id()))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Forces the names in a file's folder to disk.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replace_replaces_create_refuses_and_neither_leaves_litter() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        create(&path, b"one", Audience::Owner).unwrap();
        replace(&path, b"two", Audience::Default).unwrap();
        let error = create(&path, b"three", Audience::Default).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(replace(&folder.path().join("no/file"), b"", Audience::Default).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

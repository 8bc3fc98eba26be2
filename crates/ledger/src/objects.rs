//! Objects: what is too big for an entry, kept in files named by the hash of their content.
//!
//! An entry holds the hash of a scan, an instrument file or a PDF; the file lies under
//! `objects/ab/cdef…`. The same content is kept once. A file, once there, never changes: what
//! hashes to another name is damaged.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::atomic_file::{self, Audience};
use crate::hex;

/// The name of an object: the SHA-256 of its content, in 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectHash([u8; 32]);

impl ObjectHash {
    /// The name of this content.
    pub fn of(content: &[u8]) -> Self {
        Self(Sha256::digest(content).into())
    }

    /// The bytes of the hash.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash with these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        hex::decode_32(text).map(Self)
    }
}

impl fmt::Display for ObjectHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex::write(f, &self.0)
    }
}

/// Why an object could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// There is no such object.
    #[error("object {0} is not there: restore it from a backup")]
    Missing(ObjectHash),
    /// The file holds something else.
    #[error("object {0} is damaged: its content has another hash; restore it from a backup")]
    Damaged(ObjectHash),
    /// No room left.
    #[error("no room left to keep objects in {}: free space on its disk", .0.display())]
    DiskFull(PathBuf),
    /// The system refused.
    #[error("{attempt} {}", path.display())]
    Io {
        /// What was attempted.
        attempt: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The folder of objects.
#[derive(Debug, Clone)]
pub struct Objects {
    folder: PathBuf,
}

impl Objects {
    /// Opens the folder for writing, making it if need be, and clears away what writers that died
    /// left unfinished. To be called by the one process that writes.
    pub fn open(folder: &Path) -> Result<Self, ObjectError> {
        fs::create_dir_all(folder).map_err(|error| io_error("make folder", folder, error))?;
        let objects = Self { folder: folder.to_owned() };
        for subfolder in objects.subfolders()? {
            for file in files(&subfolder)? {
                if file_name(&file).starts_with(atomic_file::UNFINISHED) {
                    fs::remove_file(&file).map_err(|error| io_error("remove", &file, error))?;
                }
            }
        }
        Ok(objects)
    }

    /// Opens the folder for reading; it need not exist, and is not touched.
    pub fn open_to_read(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Keeps content, and says under which name.
    ///
    /// Guarantees: when this returns the object is on disk, whole. Kept before, it is not written
    /// again, unless what is there is damaged: then it is replaced.
    pub fn put(&self, content: &[u8]) -> Result<ObjectHash, ObjectError> {
        let hash = ObjectHash::of(content);
        match self.get(&hash) {
            Ok(_) => return Ok(hash),
            Err(ObjectError::Missing(_) | ObjectError::Damaged(_)) => {}
            Err(error) => return Err(error),
        }
        let path = self.path(&hash);
        let subfolder = path.parent().unwrap_or(&self.folder);
        let written = fs::create_dir_all(subfolder)
            .and_then(|()| atomic_file::sync_folder(subfolder))
            // Die before the rename inside: litter, cleared at the next opening. After: it is kept.
            .and_then(|()| atomic_file::replace(&path, content, Audience::Default));
        written.map(|()| hash).map_err(|error| io_error("write object", &path, error))
    }

    /// The content of an object, checked against its name.
    pub fn get(&self, hash: &ObjectHash) -> Result<Vec<u8>, ObjectError> {
        let path = self.path(hash);
        let content = fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => ObjectError::Missing(*hash),
            _ => io_error("read object", &path, error),
        })?;
        if ObjectHash::of(&content) == *hash {
            Ok(content)
        } else {
            Err(ObjectError::Damaged(*hash))
        }
    }

    /// Checks an object without holding it in memory; says how long it is.
    pub fn check(&self, hash: &ObjectHash) -> Result<u64, ObjectError> {
        let path = self.path(hash);
        let mut sha = HashWriter(Sha256::new());
        let copied = fs::File::open(&path).and_then(|mut file| io::copy(&mut file, &mut sha));
        let length = copied.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => ObjectError::Missing(*hash),
            _ => io_error("read object", &path, error),
        })?;
        let found: [u8; 32] = sha.0.finalize().into();
        if found == hash.0 { Ok(length) } else { Err(ObjectError::Damaged(*hash)) }
    }

    /// The names of all objects, in order. Files that are no objects are passed over.
    pub fn list(&self) -> Result<Vec<ObjectHash>, ObjectError> {
        let mut hashes = Vec::new();
        for subfolder in self.subfolders()? {
            for file in files(&subfolder)? {
                let name = file_name(&subfolder) + &file_name(&file);
                hashes.extend(ObjectHash::parse(&name));
            }
        }
        hashes.sort_unstable();
        Ok(hashes)
    }

    fn path(&self, hash: &ObjectHash) -> PathBuf {
        let name = hash.to_string();
        let (subfolder, file) = name.split_at_checked(2).unwrap_or_default();
        self.folder.join(subfolder).join(file)
    }

    fn subfolders(&self) -> Result<Vec<PathBuf>, ObjectError> {
        if !self.folder.exists() {
            return Ok(Vec::new());
        }
        Ok(files(&self.folder)?.into_iter().filter(|path| path.is_dir()).collect())
    }
}

struct HashWriter(Sha256);

impl io::Write for HashWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, ObjectError> {
    fs::read_dir(folder)
        .and_then(|files| files.map(|file| file.map(|file| file.path())).collect())
        .map_err(|error| io_error("list folder", folder, error))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn io_error(attempt: &'static str, path: &Path, source: io::Error) -> ObjectError {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            ObjectError::DiskFull(path.to_owned())
        }
        _ => ObjectError::Io { attempt, path: path.to_owned(), source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_content_is_kept_once_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::open(&folder.path().join("objects")).unwrap();
        let scan = objects.put(b"a scan").unwrap();
        assert_eq!(objects.put(b"a scan").unwrap(), scan);
        let empty = objects.put(b"").unwrap();
        assert_eq!(objects.get(&scan).unwrap(), b"a scan");
        assert_eq!(objects.check(&scan).unwrap(), 6);
        let name = scan.to_string();
        assert!(folder.path().join("objects").join(&name[..2]).join(&name[2..]).is_file());
        let mut both = [scan, empty];
        both.sort();
        assert_eq!(objects.list().unwrap(), both);
        assert_eq!(ObjectHash::parse(&name), Some(scan));
        assert_eq!(Objects::open_to_read(&folder.path().join("none")).list().unwrap(), []);
    }

    #[test]
    fn damaged_and_missing_objects_are_named_and_damage_is_healed_by_keeping_again() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::open(folder.path()).unwrap();
        let hash = objects.put(b"content").unwrap();
        fs::write(objects.path(&hash), b"Content").unwrap();
        assert!(matches!(objects.get(&hash), Err(ObjectError::Damaged(found)) if found == hash));
        assert!(matches!(objects.check(&hash), Err(ObjectError::Damaged(_))));
        objects.put(b"content").unwrap();
        assert_eq!(objects.get(&hash).unwrap(), b"content");
        let other = ObjectHash::of(b"other");
        let message = objects.get(&other).unwrap_err().to_string();
        assert_eq!(message, format!("object {other} is not there: restore it from a backup"));
        assert!(matches!(objects.check(&other), Err(ObjectError::Missing(_))));
    }

    #[test]
    fn what_a_dead_writer_left_is_cleared_away() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::open(folder.path()).unwrap();
        let hash = objects.put(b"content").unwrap();
        let litter = objects.path(&hash).with_file_name(".unfinished-1-1");
        fs::write(&litter, b"cont").unwrap();
        assert_eq!(objects.list().unwrap(), [hash]);
        Objects::open(folder.path()).unwrap();
        assert!(!litter.exists());
    }
}

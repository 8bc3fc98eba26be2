//! Snapshots: a centre as one build left it, so that its next start replays only the tail.
//!
//! Private to a build and to the very bytes of its program: anything that does not match is thrown
//! away and the log replayed. So is a file whose last line is not the hash of all before it: a bit
//! that flipped on the disk would start another centre than the log makes. A snapshot is a
//! convenience; it is never evidence.

use crate::data::DataFolder;
use crate::engine::Snapshot;
use domain::centre::{Centre, Slot};
use domain::fact::Anomaly;
use domain::id::SubjectId;
use domain::text::Digest;
use domain::time::Timestamp;
use ledger::store::{Reader, StoredTiles};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::path::PathBuf;

#[derive(Serialize, Deserialize)]
struct Head {
    build: String,
    size: u64,
    root: String,
    recorded: Option<Timestamp>,
    anomalies: Vec<Anomaly>,
    slots: usize,
}

/// The last line.
#[derive(PartialEq, Serialize, Deserialize)]
struct Foot {
    sha256: Digest,
}

impl Foot {
    fn under(hash: Sha256) -> Self {
        Self { sha256: Digest(hash.finalize().into()) }
    }
}

/// What names this very program: its version and the hash of its file.
fn build(software: &str) -> Option<String> {
    let mut program = File::open(std::env::current_exe().ok()?).ok()?;
    let mut hash = Sha256::new();
    let mut some = vec![0; 1 << 16];
    loop {
        match program.read(&mut some).ok()? {
            0 => return Some(format!("{software} {}", Digest(hash.finalize().into()))),
            read => hash.update(some.get(..read)?),
        }
    }
}

fn file(data: &DataFolder) -> PathBuf {
    data.cache().join("centre.jsonl")
}

/// Writes a snapshot, in place of the one before.
pub fn write(data: &DataFolder, software: &str, snapshot: &Snapshot) -> std::io::Result<()> {
    let Some(build) = build(software) else { return Ok(()) };
    std::fs::create_dir_all(data.cache())?;
    let path = file(data);
    let half = path.with_extension("half");
    let mut out = Lines::to(File::create(&half)?);
    let head = Head {
        build,
        size: snapshot.size,
        root: snapshot.root.to_string(),
        recorded: snapshot.centre.recorded(),
        anomalies: snapshot.centre.anomalies().cloned().collect(),
        slots: snapshot.centre.slots().count(),
    };
    out.write(&head)?;
    for slot in snapshot.centre.slots() {
        out.write(&slot)?;
    }
    out.end()?.sync_all()?;
    std::fs::rename(half, path)
}

/// Lines of JSON on their way to a file, hashed as they go.
struct Lines {
    out: BufWriter<File>,
    hash: Sha256,
    line: Vec<u8>,
}

impl Lines {
    fn to(file: File) -> Self {
        Self { out: BufWriter::new(file), hash: Sha256::new(), line: Vec::new() }
    }

    fn write(&mut self, value: &impl Serialize) -> std::io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, value)?;
        self.line.push(b'\n');
        self.hash.update(&self.line);
        self.out.write_all(&self.line)
    }

    fn end(mut self) -> std::io::Result<File> {
        let foot = Foot::under(self.hash.clone());
        self.write(&foot)?;
        self.out.into_inner().map_err(std::io::IntoInnerError::into_error)
    }
}

/// The centre of a snapshot, if there is one of this build and this log.
pub fn read(data: &DataFolder, software: &str, reader: &dyn Reader) -> Option<Centre> {
    let mut lines = BufReader::new(File::open(file(data)).ok()?);
    let mut line = Vec::new();
    let mut hash = Sha256::new();
    let mut next = |line: &mut Vec<u8>| {
        line.clear();
        lines.read_until(b'\n', line).ok().filter(|read| *read > 0)
    };
    next(&mut line)?;
    hash.update(&line);
    let head: Head = serde_json::from_slice(&line).ok()?;
    let root = ledger::tree::root_at(&StoredTiles(reader), head.size).ok()?.to_string();
    if Some(head.build) != build(software) || root != head.root {
        tracing::info!("the snapshot is of another build or another log; replaying");
        return None;
    }
    let mut centre = Centre::default();
    for _ in 0..head.slots {
        next(&mut line)?;
        hash.update(&line);
        let (subject, slot): (SubjectId, Slot) = serde_json::from_slice(&line).ok()?;
        centre.restore(subject, slot);
    }
    next(&mut line)?;
    let foot: Foot = serde_json::from_slice(&line).ok()?;
    if foot != Foot::under(hash) || next(&mut line).is_some() {
        tracing::warn!("the snapshot is damaged; replaying: is the disk in order?");
        return None;
    }
    centre.restore_head(head.size, head.recorded, head.anomalies);
    Some(centre)
}

//! Snapshots: a centre as one build left it, so that its next start replays only the tail.
//!
//! Private to a build and to the very bytes of its program: anything that does not match is thrown
//! away and the log replayed. A snapshot is a convenience; it is never evidence.

use crate::data::DataFolder;
use crate::engine::Snapshot;
use domain::centre::{Centre, Slot};
use domain::fact::Anomaly;
use domain::id::SubjectId;
use domain::time::Timestamp;
use ledger::store::{Reader, StoredTiles};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::io::{BufRead, BufReader, BufWriter, Write};
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

/// What names this very program: its version and the hash of its file.
fn build(software: &str) -> Option<String> {
    let program = std::fs::read(std::env::current_exe().ok()?).ok()?;
    let digest = domain::text::Digest(Sha256::digest(program).into());
    Some(format!("{software} {digest}"))
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
    let mut out = BufWriter::new(std::fs::File::create(&half)?);
    let head = Head {
        build,
        size: snapshot.size,
        root: snapshot.root.to_string(),
        recorded: snapshot.centre.recorded(),
        anomalies: snapshot.centre.anomalies().cloned().collect(),
        slots: snapshot.centre.slots().count(),
    };
    serde_json::to_writer(&mut out, &head)?;
    out.write_all(b"\n")?;
    for slot in snapshot.centre.slots() {
        serde_json::to_writer(&mut out, &slot)?;
        out.write_all(b"\n")?;
    }
    out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    std::fs::rename(half, path)
}

/// The centre of a snapshot, if there is one of this build and this log.
pub fn read(data: &DataFolder, software: &str, reader: &dyn Reader) -> Option<Centre> {
    let lines = BufReader::new(std::fs::File::open(file(data)).ok()?);
    let mut lines = lines.lines();
    let head: Head = serde_json::from_str(&lines.next()?.ok()?).ok()?;
    let root = ledger::tree::root_at(&StoredTiles(reader), head.size).ok()?.to_string();
    if Some(head.build) != build(software) || root != head.root {
        tracing::info!("the snapshot is of another build or another log; replaying");
        return None;
    }
    let mut centre = Centre::default();
    let mut slots = 0;
    for line in lines {
        let (subject, slot): (SubjectId, Slot) = serde_json::from_str(&line.ok()?).ok()?;
        centre.restore(subject, slot);
        slots += 1;
    }
    if slots != head.slots {
        return None;
    }
    centre.restore_head(head.size, head.recorded, head.anomalies);
    Some(centre)
}

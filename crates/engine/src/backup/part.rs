//! A stretch of the log as lines of JSON, a commit each: entries as they are, the rest in base64.

use super::BackupError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ledger::copy::Carried;
use ledger::store::{Draft, SealedRow};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    first: u64,
    term: u64,
    checkpoint: String,
    entries: Vec<String>,
    subjects: String,
    sealed: Vec<SealedLine>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealedLine {
    owner: String,
    key: String,
    value: String,
}

/// Writes a commit at the end of `lines`.
pub fn write(commit: &Carried, lines: &mut Vec<u8>) -> Result<(), BackupError> {
    let not_text = |_| BackupError::NotText(commit.first);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(not_text);
    let line = Line {
        first: commit.first,
        term: commit.term,
        checkpoint: text(&commit.checkpoint)?,
        entries: commit.entries.iter().map(|draft| text(&draft.leaf)).collect::<Result<_, _>>()?,
        subjects: BASE64.encode(&commit.subjects),
        sealed: commit
            .sealed
            .iter()
            .map(|row| {
                let value = BASE64.encode(&row.value);
                Ok(SealedLine { owner: text(&row.owner)?, key: text(&row.key)?, value })
            })
            .collect::<Result<_, BackupError>>()?,
    };
    serde_json::to_writer(&mut *lines, &line).map_err(|_| BackupError::NotText(commit.first))?;
    lines.push(b'\n');
    Ok(())
}

/// Reads the commits of a part, in order; `None` if it is none.
pub fn read(part: &[u8], act_id: &dyn Fn(&[u8]) -> Option<[u8; 16]>) -> Option<Vec<Carried>> {
    std::str::from_utf8(part).ok()?.lines().map(|line| read_line(line, act_id)).collect()
}

fn read_line(line: &str, act_id: &dyn Fn(&[u8]) -> Option<[u8; 16]>) -> Option<Carried> {
    let line: Line = serde_json::from_str(line).ok()?;
    let draft = |leaf: String| {
        let leaf = leaf.into_bytes();
        Some(Draft { id: act_id(&leaf)?, leaf })
    };
    let row = |row: SealedLine| {
        Some(SealedRow {
            owner: row.owner.into_bytes(),
            key: row.key.into_bytes(),
            value: BASE64.decode(row.value).ok()?,
        })
    };
    Some(Carried {
        first: line.first,
        term: line.term,
        checkpoint: line.checkpoint.into_bytes(),
        entries: line.entries.into_iter().map(draft).collect::<Option<_>>()?,
        subjects: BASE64.decode(line.subjects).ok()?,
        sealed: line.sealed.into_iter().map(row).collect::<Option<_>>()?,
    })
}

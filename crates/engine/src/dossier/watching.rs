//! Who watched the log: cosignatures of the witnesses whose keys the reader brought.
//!
//! A line of a key that was not brought claims nothing, whatever it says. One that claims to be of a
//! key that was brought and does not hold is a fault.

use super::read::Lines;
use super::report::{Check, Watcher};
use super::verify::{Anchor, Course, Options};
use domain::time::Timestamp;
use ledger::note::Note;

/// Who cosigned the dossier's own checkpoint.
pub(super) fn of_checkpoint(
    course: &mut Course,
    lines: &Lines,
    anchor: &Anchor,
    options: &Options,
) -> Vec<Watcher> {
    let Some(checkpoint) = &lines.checkpoint else { return Vec::new() };
    cosigned(course, checkpoint.is.as_bytes(), anchor.size, options, Check::Log)
}

/// Who cosigned a checkpoint of `size` entries.
pub(super) fn cosigned(
    course: &mut Course,
    note: &[u8],
    size: u64,
    options: &Options,
    check: Check,
) -> Vec<Watcher> {
    let Ok(note) = Note::parse(note) else { return Vec::new() };
    let mut watchers = Vec::new();
    for line in note.signatures() {
        for key in options.witnesses.iter().filter(|key| key.claims(line)) {
            let witness = key.name().as_str().to_owned();
            let at = key
                .check(note.unverified_text(), line)
                .and_then(|seconds| i64::try_from(seconds).ok()?.checked_mul(1_000))
                .map(Timestamp::from_millisecond);
            match at {
                Some(at) => watchers.push(Watcher { witness, size, at }),
                None => {
                    let what = format!("the cosignature of {witness} does not hold");
                    course.wrong(2, check, what);
                }
            }
        }
    }
    watchers
}

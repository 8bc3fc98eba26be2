//! The heads of all subjects under one hash.
//!
//! A subject's head says how many entries are about it and where the latest stands. The tree over
//! all heads is that of RFC 6962, its leaves in the order of subjects, so that one head can be shown
//! to be the head without showing any other. Specified in `docs/dossier.md`.

use super::Centre;
use crate::id::SubjectId;
use crate::text::Digest;
use sha2::{Digest as _, Sha256};

/// The leaf that stands for a subject's head: `batch/B26-0042 318 918273`.
pub fn head_leaf(subject: &SubjectId, ordinal: u64, last: u64) -> String {
    format!("{subject} {ordinal} {last}")
}

/// How many subjects a centre has, and the root over their heads.
pub(super) fn heads(centre: &Centre) -> (u64, Digest) {
    let mut count = 0u64;
    let mut peaks: Vec<[u8; 32]> = Vec::new();
    for (subject, slot) in centre.slots() {
        let mut hash = hash(0x00, &[head_leaf(subject, slot.ordinal, slot.last).as_bytes()]);
        // Equal neighbours are joined as a binary counter carries.
        let mut rest = count;
        while rest & 1 == 1
            && let Some(left) = peaks.pop()
        {
            hash = self::hash(0x01, &[&left, &hash]);
            rest >>= 1;
        }
        peaks.push(hash);
        count += 1;
    }
    let root = peaks.into_iter().rev().reduce(|right, left| hash(0x01, &[&left, &right]));
    (count, Digest(root.unwrap_or_else(|| Sha256::digest([]).into())))
}

fn hash(prefix: u8, parts: &[&[u8]]) -> [u8; 32] {
    let mut sha = Sha256::new();
    sha.update([prefix]);
    for part in parts {
        sha.update(part);
    }
    sha.finalize().into()
}

//! What the threads found, put together.

use std::collections::{BTreeMap, BTreeSet};

use super::chunk::{Chunk, Roots};
use super::ids::Both;
use super::{Fault, Finding};
use crate::objects::ObjectHash;
use crate::store::StoreError;
use crate::tree::NodeHash;

/// Findings kept; of a log damaged all over, the first ones say enough.
const FINDINGS_MAX: usize = 1000;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many entries the log has by its head.
    pub size: u64,
    /// The root over them, computed.
    pub root: NodeHash,
    /// Entries read and hashed.
    pub entries: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Commits whose signed checkpoint was checked.
    pub commits: u64,
    /// Commits that hold by the second suite: root by SM3, and signature by SM2 as far as signatures
    /// were checked. Zero of a log without it.
    pub second_commits: u64,
    /// Full tiles checked, of all levels.
    pub tiles: u64,
    /// Objects that are there and whole.
    pub objects: u64,
    /// Their bytes.
    pub object_bytes: u64,
    /// The generations of the log, in order.
    pub generations: Vec<Generation>,
    /// What is wrong, by position; what has none comes last. Not more than a thousand.
    pub findings: Vec<Finding>,
    /// How many things are wrong, those beyond the thousand included.
    pub findings_total: u64,
}

/// A stretch of the log under one origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// The origin.
    pub origin: String,
    /// Its first entry.
    pub first: u64,
    /// The term of its first commit.
    pub term: u64,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.findings_total == 0
    }

    /// The first bad entry there is; none when all is well or what is wrong has no place.
    pub fn first_bad(&self) -> Option<u64> {
        self.findings.iter().filter_map(|finding| finding.position).min()
    }
}

/// Neighbouring commits of one term and origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub first: u64,
    pub term: u64,
    /// None where the checkpoint does not hold: told by itself.
    pub origin: Option<String>,
}

/// Joins neighbours that say the same.
pub(super) fn join_runs(runs: &mut Vec<Run>) {
    runs.dedup_by(|next, run| next.term == run.term && next.origin == run.origin);
}

/// What is gathered while the threads work.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    findings: Vec<Finding>,
    findings_dropped: u64,
    entries: u64,
    bytes: u64,
    commits: u64,
    second_commits: u64,
    tiles: u64,
    tile_roots: BTreeMap<u64, Vec<NodeHash>>,
    runs: BTreeMap<u64, Vec<Run>>,
    pub kept: Vec<Roots>,
    pub ids: Both,
    pub objects: BTreeMap<ObjectHash, u64>,
    pub objects_checked: u64,
    pub object_bytes: u64,
}

impl Gathered {
    /// Adds a chunk, in whatever order chunks come.
    pub(super) fn add(&mut self, number: u64, chunk: Chunk) {
        self.entries += chunk.entries;
        self.bytes += chunk.bytes;
        self.tiles += chunk.tiles;
        self.commits += chunk.commits;
        self.second_commits += chunk.second_commits;
        self.tile_roots.insert(number, chunk.tile_roots);
        self.runs.insert(number, chunk.runs);
        self.kept.extend(chunk.kept);
        self.ids.add_entries(&chunk.ids);
        for (hash, position) in chunk.objects {
            let first = self.objects.entry(hash).or_insert(position);
            *first = position.min(*first);
        }
        self.tell_all(chunk.findings);
    }

    pub(super) fn tell(&mut self, finding: Finding) {
        self.tell_all(vec![finding]);
    }

    /// Whether an entry before this one is told as missing or changed.
    pub(super) fn changed_before(&self, size: u64) -> bool {
        self.findings.iter().any(|Finding { position, fault }| {
            matches!(fault, Fault::EntryMissing | Fault::EntryChanged)
                && position.is_some_and(|position| position < size)
        })
    }

    /// Keeps the lowest findings, so that the report does not depend on who came first.
    pub(super) fn tell_all(&mut self, findings: Vec<Finding>) {
        if findings.is_empty() {
            return;
        }
        self.findings.extend(findings);
        self.findings.sort_by_key(|finding| finding.position.unwrap_or(u64::MAX));
        let dropped = self.findings.len().saturating_sub(FINDINGS_MAX);
        self.findings_dropped += dropped as u64;
        self.findings.truncate(FINDINGS_MAX);
    }

    pub(super) fn note_unreadable(&mut self, position: Option<u64>, error: &StoreError) {
        let fault = Fault::Unreadable(super::finding::chain(error));
        self.tell(Finding { position, fault });
    }

    /// Counts the tiles of an upper level.
    pub(super) fn count_tiles(&mut self, tiles: u64) {
        self.tiles += tiles;
    }

    /// The roots of all tiles of level 0, in order.
    pub(super) fn take_tile_roots(&mut self) -> Vec<NodeHash> {
        std::mem::take(&mut self.tile_roots).into_values().flatten().collect()
    }

    /// Terms only rise; an origin that was left does not come back.
    fn judge_runs(&mut self) -> Vec<Generation> {
        let mut runs: Vec<Run> = std::mem::take(&mut self.runs).into_values().flatten().collect();
        join_runs(&mut runs);
        let mut generations: Vec<Generation> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut highest = 0;
        for Run { first, term, origin } in runs {
            if term < highest {
                let fault = Fault::WentBack("a term");
                self.tell(Finding { position: Some(first), fault });
            }
            let raised = term > highest || highest == 0;
            highest = highest.max(term);
            let Some(origin) = origin else { continue };
            if generations.last().is_some_and(|last| last.origin == origin) {
                continue;
            }
            if !seen.insert(origin.clone()) {
                let fault = Fault::WentBack("an origin");
                self.tell(Finding { position: Some(first), fault });
            } else if !raised {
                self.tell(Finding { position: Some(first), fault: Fault::OriginChanged });
            }
            generations.push(Generation { origin, first, term });
        }
        generations
    }

    /// Once a root is wrong all later ones are: only the first says something.
    fn drop_later_roots(&mut self) {
        let (mut first, mut second) = (false, false);
        self.findings.retain(|finding| {
            let seen = match finding.fault {
                Fault::Root { .. } => &mut first,
                Fault::SecondRoot { .. } => &mut second,
                _ => return true,
            };
            !std::mem::replace(seen, true)
        });
    }

    pub(super) fn into_report(mut self, size: u64, root: NodeHash) -> Report {
        let generations = self.judge_runs();
        self.drop_later_roots();
        Report {
            size,
            root,
            entries: self.entries,
            bytes: self.bytes,
            commits: self.commits,
            second_commits: self.second_commits,
            tiles: self.tiles,
            objects: self.objects_checked,
            object_bytes: self.object_bytes,
            generations,
            findings_total: self.findings.len() as u64 + self.findings_dropped,
            findings: self.findings,
        }
    }
}

//! Checking a dossier from its bytes alone.

use super::against::HandedOut;
use super::find::Entry;
use super::papers::{self, Contents, Press};
use super::read::{FINDINGS_MAX, Lines, Placed, read};
use super::report::{Check, Finding, Report};
use super::whole::{Whole, whole};
use super::{again, against, authentic, complete, contents, watching};
use domain::id::SubjectId;
use ledger::note::CosignerKey;
use ledger::tree::{LeafHash, NodeHash};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

/// What a dossier is checked against.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Signed checkpoints kept elsewhere: on paper, by a witness, in a receipt.
    pub kept: Vec<Vec<u8>>,
    /// Keys of witnesses the reader knows.
    pub witnesses: Vec<CosignerKey>,
    /// Dossiers of the same log handed out earlier.
    pub earlier: Vec<HandedOut>,
    /// What makes documents again, where they are to be compared.
    pub press: Option<Press>,
}

/// What the check has come to.
#[derive(Default)]
pub(super) struct Course {
    /// How many lines the dossier has.
    pub lines: usize,
    /// The entries that lead to the checkpoint, by position.
    pub entries: BTreeMap<u64, Placed<Arc<Entry>>>,
    /// Their hashes.
    pub hashes: BTreeMap<u64, LeafHash>,
    /// The entries about each subject, in order.
    pub chains: BTreeMap<SubjectId, Vec<u64>>,
    pub opened: u64,
    pub closed: u64,
    pub findings: Vec<Finding>,
}

/// What the checkpoint says.
pub(super) struct Anchor {
    pub origin: String,
    pub size: u64,
    pub root: NodeHash,
}

/// Takes what is opened: the texts by what commits to them.
fn opened(course: &Course, lines: &Lines) -> BTreeMap<String, String> {
    let texts = lines.fields.iter().filter_map(|Placed { is, .. }| {
        let said = &course.entries.get(&is.field)?.is.said;
        let mut sealed = contents::sealed_in(said).into_iter();
        let (_, sealed) = sealed.find(|(path, _)| *path == is.path)?;
        Some((sealed.commitment, is.text.clone()?))
    });
    texts.collect()
}

impl Course {
    /// Takes down what is wrong.
    pub fn wrong(&mut self, line: usize, check: Check, what: impl Into<String>) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding { line, check, what: what.into() });
        }
    }

    /// The entries about a subject, in order.
    pub fn chain(&self, subject: &SubjectId) -> Vec<Arc<Entry>> {
        let positions = self.chains.get(subject).into_iter().flatten();
        let entry = |position: &u64| self.entries.get(position).map(|placed| placed.is.clone());
        positions.filter_map(entry).collect()
    }

    /// Where the entries here stand, by hash.
    pub fn positions(&self) -> BTreeMap<LeafHash, u64> {
        self.hashes.iter().map(|(position, hash)| (*hash, *position)).collect()
    }

    /// The line of an entry.
    pub fn line_of(&self, position: u64) -> usize {
        self.entries.get(&position).map_or(self.lines, |placed| placed.line)
    }
}

/// Checks a dossier. Reads nothing but these bytes; the clock, the network and this machine's
/// centre have no part in it.
pub fn verify(bytes: &[u8], options: &Options) -> Report {
    let mut lines = read(bytes);
    let mut course = Course {
        lines: lines.count,
        findings: std::mem::take(&mut lines.findings),
        ..Course::default()
    };
    let mut report = Report::default();
    check(&mut course, &lines, options, &mut report);
    course.findings.sort_by_key(|finding| finding.line);
    report.entries = course.entries.len() as u64;
    report.opened = course.opened;
    report.closed = course.closed;
    report.findings = course.findings;
    report
}

fn check(course: &mut Course, lines: &Lines, options: &Options, report: &mut Report) {
    let Some(header) = &lines.header else { return };
    report.batch = header.is.batch.to_string();
    report.log.clone_from(&header.is.log);
    report.key.clone_from(&header.is.key);
    report.heads = header.is.heads;
    let Some((key, anchor)) = authentic::anchor(course, lines) else { return };
    report.size = anchor.size;
    report.watchers = watching::of_checkpoint(course, lines, &anchor, options);
    authentic::entries(course, &lines.entries, &anchor);
    authentic::first_entry(course, header, &key);
    report.notes.extend(authentic::second(course, lines, &anchor));
    let batch = header.is.batch.subject();
    let whole: Whole = whole(batch, &mut |subject| Ok::<_, Infallible>(course.chain(subject)))
        .unwrap_or_else(|never| match never {});
    report.subjects = whole.subjects().count() as u64;
    authentic::signatures(course, &lines.bases, &whole, &anchor);
    report.passkeys = authentic::passkeys(course, &whole);
    let elsewhere = report.passkeys.elsewhere;
    if elsewhere > 0 {
        report.notes.push(format!(
            "{elsewhere} signatures by passkey of people who have no part in this record were not \
             checked: their keys are not here"
        ));
    }
    let kept = authentic::kept(course, &lines.bases, &anchor, options, &key);
    report.notes.extend(kept.notes);
    report.watchers.extend(kept.watchers);
    against::earlier(course, &lines.bases, &anchor, &whole, options, &key);
    let objects = contents::objects(course, &lines.objects, &whole);
    contents::fields(course, &lines.fields, &whole);
    papers::form(course, &lines.documents);
    complete::chains(course, header, &whole);
    complete::heads(course, header, &lines.heads, &whole);
    if course.findings.iter().all(|finding| finding.check.verdict() != 1) {
        let (same, other) = again::decide_all(course, &whole, &objects);
        (report.same, report.other) = (same, other);
        let contents = Contents {
            batch: header.is.batch.clone(),
            log: anchor.origin.clone(),
            size: anchor.size,
            root: anchor.root.to_base64(),
            entries: course.entries.iter().map(|(at, it)| (*at, it.is.clone())).collect(),
            opened: opened(course, lines),
            whole,
            objects,
        };
        report.papers = papers::again(course, &lines.documents, &contents, options.press);
        let not_compared = report.papers.not_compared;
        if not_compared > 0 {
            report.notes.push(format!(
                "{not_compared} documents were made by another build or without one that makes \
                 documents, and were not made again: only the last line binds them"
            ));
        }
    }
}

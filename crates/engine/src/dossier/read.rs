//! Reading a dossier line by line: each has its form and its place, and the last binds the rest.

use super::lines::{
    BasisLine, DocumentLine, EntryLine, FieldLine, HeadLine, Header, Line, ObjectLine, VERSION,
};
use super::report::{Check, Finding};
use domain::text::Digest;
use sha2::{Digest as _, Sha256};

/// Findings kept; the first ones say enough.
pub(super) const FINDINGS_MAX: usize = 1_000;

/// Something with the number of its line, from 1.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub line: usize,
    pub is: T,
}

/// The lines of a dossier by kind, as far as they could be read.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub header: Option<Placed<Header>>,
    pub checkpoint: Option<Placed<String>>,
    pub entries: Vec<Placed<EntryLine>>,
    pub bases: Vec<Placed<BasisLine>>,
    pub heads: Vec<Placed<HeadLine>>,
    pub objects: Vec<Placed<ObjectLine>>,
    pub fields: Vec<Placed<FieldLine>>,
    pub documents: Vec<Placed<DocumentLine>>,
    /// How many lines there are.
    pub count: usize,
    pub findings: Vec<Finding>,
}

/// Reads a dossier, and takes down what is wrong with its form.
pub(super) fn read(bytes: &[u8]) -> Lines {
    let mut lines = Lines::default();
    let mut rank = None;
    let mut ended = false;
    let mut start = 0;
    for (nth, text) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let line = nth + 1;
        lines.count = line;
        let end = start + text.len();
        let before = bytes.get(..start).unwrap_or_default();
        start = end;
        if ended {
            lines.wrong(line, Check::Form, "nothing comes after the last line");
            break;
        }
        let Some(text) = text.strip_suffix(b"\n") else {
            lines.wrong(line, Check::Form, "it does not end: the file is cut");
            break;
        };
        let read = std::str::from_utf8(text).map_err(|_| "it is not UTF-8".to_owned());
        let read = match read.and_then(Line::read) {
            Ok(read) => read,
            Err(what) => {
                lines.wrong(line, Check::Form, what);
                continue;
            }
        };
        if rank.is_some_and(|rank| read.rank() < rank) {
            lines.wrong(line, Check::Form, "its kind comes before the kind above it");
        }
        rank = Some(read.rank());
        if let Line::End(end) = &read {
            ended = true;
            if Digest(Sha256::digest(before).into()) != end.end {
                let what = "the file is not the one that was ended with this line";
                lines.wrong(line, Check::End, what);
            }
        }
        lines.take(line, read);
    }
    if !ended {
        let line = lines.count;
        lines.wrong(line, Check::End, "the last line is missing: the file is cut");
    }
    let first = lines.header.as_ref().map_or(0, |header| header.line);
    if first != 1 {
        lines.wrong(1, Check::Form, "the first line is not the header of a dossier");
    }
    if lines.checkpoint.is_none() {
        lines.wrong(lines.count.min(2), Check::Form, "there is no checkpoint");
    }
    lines
}

impl Lines {
    pub fn wrong(&mut self, line: usize, check: Check, what: impl Into<String>) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding { line, check, what: what.into() });
        }
    }

    fn take(&mut self, line: usize, read: Line) {
        let in_order = match read {
            Line::Header(is) => {
                if is.dossier != VERSION {
                    let what = format!("this program reads dossiers of version {VERSION}");
                    self.wrong(line, Check::Form, what);
                }
                let only = self.header.is_none();
                self.header.get_or_insert(Placed { line, is });
                only
            }
            Line::Checkpoint(is) => {
                let only = self.checkpoint.is_none();
                self.checkpoint.get_or_insert(Placed { line, is: is.checkpoint });
                only
            }
            Line::Entry(is) => push(&mut self.entries, line, is, |line| line.entry),
            Line::Basis(is) => push(&mut self.bases, line, is, |line| line.basis),
            Line::Head(is) => push(&mut self.heads, line, is, |line| line.head.clone()),
            Line::Object(is) => push(&mut self.objects, line, is, |line| line.object),
            // Their order within an entry is that of its line 1.
            Line::Field(is) => {
                let after = self.fields.last().is_none_or(|last| last.is.field <= is.field);
                self.fields.push(Placed { line, is });
                after
            }
            Line::Document(is) => push(&mut self.documents, line, is, |line| {
                (line.document.clone(), line.lang.clone())
            }),
            Line::End(_) => true,
        };
        if !in_order {
            self.wrong(line, Check::Form, "it stands twice, or out of its order");
        }
    }
}

/// Takes a line; whether it comes after the one before.
fn push<T, K: Ord>(to: &mut Vec<Placed<T>>, line: usize, is: T, key: impl Fn(&T) -> K) -> bool {
    let after = to.last().is_none_or(|last| key(&last.is) < key(&is));
    to.push(Placed { line, is });
    after
}

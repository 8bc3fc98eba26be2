//! Who signed what: every signature against what the log held when it was given.

use super::meaning::{Entry, FINDINGS_MAX};
use super::report::{Finding, Pass, Signatures};
use crate::entry::Proof;
use domain::command::Command;
use ledger::store::{Reader, StoredTiles};
use std::collections::BTreeMap;

/// What the pass has come to.
#[derive(Default)]
pub(super) struct Signers {
    signatures: Signatures,
    /// Entries by leaf hash, as far as the pass has come.
    hashes: BTreeMap<String, u64>,
    /// Roots computed, by size.
    roots: BTreeMap<u64, String>,
    /// Hashes gathered so far.
    gathered: u64,
}

impl Signers {
    /// Positions of the entries a signature covers; `None` if one is not in the log before it.
    pub fn covered(&mut self, reader: &dyn Reader, entry: &Entry) -> Option<Vec<u64>> {
        let Some(sign) = &entry.said.sign else { return Some(Vec::new()) };
        if !sign.covers.is_empty() {
            self.gather(reader, entry.position);
        }
        sign.covers.iter().map(|hash| self.hashes.get(hash).copied()).collect()
    }

    /// Gathers the hashes of all entries before `end`.
    fn gather(&mut self, reader: &dyn Reader, end: u64) {
        if let Ok(hashes) = reader.leaf_hashes(self.gathered..end) {
            for (position, hash) in (self.gathered..end).zip(hashes) {
                self.hashes.insert(hash.to_string(), position);
            }
            self.gathered = end;
        }
    }

    /// Checks the signature of one entry.
    pub fn check(&mut self, reader: &dyn Reader, entry: &Entry) {
        let Some(action) = Command::find(&entry.said.is) else { return };
        match (&entry.said.sign, &entry.proof) {
            (None, Proof::Session {}) => {
                if let Some(means) = action.signed.first() {
                    self.wrong(entry, format!("it must be signed as {}", means.word()));
                }
                self.signatures.session += 1;
            }
            (Some(sign), Proof::Password { checked }) => {
                if !action.signed.contains(&sign.means) {
                    self.wrong(entry, format!("it cannot be signed as {}", sign.means.word()));
                }
                if checked != "argon2id" {
                    self.wrong(entry, format!("nobody knows the check {checked:?}"));
                }
                self.signatures.password += 1;
                self.check_past(reader, entry);
            }
            (Some(_), Proof::Session {}) => {
                self.wrong(entry, "a session proves no signature".to_owned());
            }
            (None, Proof::Password { .. }) => {
                self.wrong(entry, "a password is attested for what is not signed".to_owned());
            }
        }
    }

    fn check_past(&mut self, reader: &dyn Reader, entry: &Entry) {
        let Some(sign) = &entry.said.sign else { return };
        match self.covered(reader, entry) {
            Some(covered) => self.signatures.covered += covered.len() as u64,
            None => self.wrong(entry, "it covers an entry that is not before it".to_owned()),
        }
        let size = sign.basis.size;
        if size > entry.position {
            self.wrong(entry, format!("it is based on {size} entries, more than came before"));
            return;
        }
        let root = match self.roots.get(&size) {
            Some(root) => Some(root.clone()),
            None => ledger::tree::root_at(&StoredTiles(reader), size).ok().map(|r| r.to_string()),
        };
        match root {
            Some(root) if root == sign.basis.root => {
                self.roots.insert(size, root);
                if self.roots.len() > 1_000 {
                    self.roots.pop_first();
                }
            }
            Some(_) => self.wrong(entry, format!("the log of {size} entries had another root")),
            None => self.wrong(entry, format!("the root of {size} entries cannot be computed")),
        }
    }

    fn wrong(&mut self, entry: &Entry, problem: String) {
        if self.signatures.findings.len() < FINDINGS_MAX {
            let finding = Finding { pass: Pass::Signatures, position: entry.position, problem };
            self.signatures.findings.push(finding);
        }
    }

    /// The result.
    pub fn into_signatures(self) -> Signatures {
        self.signatures
    }
}

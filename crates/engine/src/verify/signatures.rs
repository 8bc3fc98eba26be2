//! Who signed what: every signature against what the log held when it was given.

use super::meaning::FINDINGS_MAX;
use super::report::{Finding, Pass, Signatures};
use super::stretch::{Entry, Signature, Stretch};
use crate::entry::Proof;
use domain::command::Action;
use domain::people::PersonEvent;
use domain::people::account::Invited;
use domain::shape::FieldKind;
use domain::state::Event;
use ledger::store::{Reader, StoredTiles};
use ledger::tree::{LeafHash, NodeHash};
use std::collections::BTreeMap;

/// Published heads kept at hand: what a signature is based on is rarely old.
const HEADS_MAX: usize = 100_000;

/// What the pass has come to.
#[derive(Default)]
pub(super) struct Signers {
    signatures: Signatures,
    /// Entries by leaf hash, as far as the pass has come.
    #[expect(clippy::disallowed_types, reason = "looked up for every hash, never walked through")]
    entries: std::collections::HashMap<LeafHash, u64>,
    /// The latest heads that were published, by size.
    heads: BTreeMap<u64, NodeHash>,
}

impl Signers {
    /// Takes down the heads and hashes of a stretch before its entries are checked.
    pub fn publish(&mut self, stretch: &Stretch) {
        self.entries.extend(stretch.hashes.iter().copied().zip(stretch.positions.clone()));
        self.heads.extend(stretch.heads.iter().copied());
        while self.heads.len() > HEADS_MAX {
            self.heads.pop_first();
        }
    }

    /// Positions of the entries a signature covers; `None` if one is not in the log before it.
    fn covered(&self, sign: &Signature, before: u64) -> Option<Vec<u64>> {
        let found = |hash: &LeafHash| {
            let position = self.entries.get(hash)?;
            (*position < before).then_some(*position)
        };
        sign.covers.as_ref()?.iter().map(found).collect()
    }

    /// Checks the signature of one entry; gives the positions it covers.
    pub fn check(&mut self, reader: &dyn Reader, entry: &Entry) -> Vec<u64> {
        let Some(action) = entry.said.action else { return Vec::new() };
        let programs = entry.said.by == domain::people::system();
        if programs != (entry.proof == Proof::System {}) {
            self.wrong(
                entry,
                "what the program does itself is proven as that, and nothing else is",
            );
        }
        match (&entry.said.sign, &entry.proof) {
            (None, Proof::System {}) => {
                if !action.signed.is_empty() {
                    self.wrong(entry, "what must be signed is not the program's to do");
                }
                self.signatures.system += 1;
            }
            (Some(_), Proof::System {}) => self.wrong(entry, "a program signs nothing"),
            (None, Proof::Session {}) => {
                if let Some(means) = action.signed.first() {
                    self.wrong(entry, format!("it must be signed as {}", means.word()));
                }
                if asks_for(action, FieldKind::Password) || asks_for(action, FieldKind::OneTimeCode)
                {
                    self.wrong(entry, "a session does not prove the secret that was given");
                }
                self.signatures.session += 1;
            }
            (Some(sign), Proof::Password { checked }) => {
                if !action.signed.contains(&sign.means) {
                    self.wrong(entry, format!("it cannot be signed as {}", sign.means.word()));
                }
                self.check_password(entry, checked);
                self.signatures.password += 1;
            }
            (Some(_), Proof::Session {}) => {
                self.wrong(entry, "a session proves no signature");
            }
            // Whoever changes a password gives the old one.
            (None, Proof::Password { checked }) if asks_for(action, FieldKind::Password) => {
                self.check_password(entry, checked);
            }
            (None, Proof::Invitation { invited }) if asks_for(action, FieldKind::OneTimeCode) => {
                if !is_invitation(reader, entry, *invited) {
                    self.wrong(entry, format!("entry {invited} did not invite whoever said it"));
                }
            }
            (None, Proof::Password { .. }) => {
                self.wrong(entry, "a password is attested for what is not signed");
            }
            (None, Proof::Token { .. }) => {
                if !action.signed.is_empty() || action.fields.iter().any(|it| it.kind.secret()) {
                    self.wrong(entry, "no machine does what is signed or takes a secret");
                }
                self.signatures.session += 1;
            }
            (Some(_), Proof::Token { .. }) => self.wrong(entry, "a machine signs nothing"),
            (_, Proof::Invitation { .. }) => {
                self.wrong(entry, "an invitation is attested for what needs none".to_owned());
            }
        }
        let sign = entry.said.sign.as_ref();
        sign.map(|sign| self.check_past(reader, entry, sign)).unwrap_or_default()
    }

    fn check_password(&mut self, entry: &Entry, checked: &str) {
        if checked != "argon2id" {
            self.wrong(entry, format!("nobody knows the check {checked:?}"));
        }
    }

    fn check_past(&mut self, reader: &dyn Reader, entry: &Entry, sign: &Signature) -> Vec<u64> {
        let covered = self.covered(sign, entry.position);
        match &covered {
            Some(covered) => self.signatures.covered += covered.len() as u64,
            None => self.wrong(entry, "it covers an entry that is not before it"),
        }
        let size = sign.size;
        if size > entry.position {
            self.wrong(entry, format!("it is based on {size} entries, more than came before"));
            return covered.unwrap_or_default();
        }
        let root = match self.heads.get(&size) {
            Some(root) => Some(*root),
            None => ledger::tree::root_at(&StoredTiles(reader), size).ok(),
        };
        match root {
            Some(root) if sign.root == Some(root) => {}
            Some(_) => self.wrong(entry, format!("the log of {size} entries had another root")),
            None => self.wrong(entry, format!("the root of {size} entries cannot be computed")),
        }
        covered.unwrap_or_default()
    }

    fn wrong(&mut self, entry: &Entry, problem: impl Into<String>) {
        let problem = problem.into();
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

/// Whether an action asks whoever acts for a secret of this kind.
fn asks_for(action: &Action, kind: FieldKind) -> bool {
    action.fields.iter().any(|field| field.kind == kind)
}

/// Whether the entry at `invited` comes before `entry` and invited whoever said it, with the code
/// that was given.
fn is_invitation(reader: &dyn Reader, entry: &Entry, invited: u64) -> bool {
    if invited >= entry.position {
        return false;
    }
    let leaf = reader.entry(invited).ok().flatten();
    let Some(Ok((_, facts))) = leaf.as_deref().map(crate::entry::replayed) else { return false };
    let given = entry.said.code.as_deref();
    facts.iter().any(|fact| match &fact.event {
        Event::Person(PersonEvent::Invited(Invited { code, .. })) => {
            fact.subject == *entry.said.by.subject() && given == Some(code.to_string().as_str())
        }
        _ => false,
    })
}

//! Who signed what: every signature against what the log held when it was given.

use super::badges::BadgesSeen;
use super::meaning::FINDINGS_MAX;
use super::passkeys::PasskeysSeen;
use super::report::{Finding, Pass, Signatures};
use super::stretch::{Entry, Stretch};
use crate::entry::{Proof, SaidLine, SignLine};
use domain::command::{Action, Command};
use domain::fact::Fact;
use domain::people::PersonEvent;
use domain::people::account::Invited;
use domain::shape::FieldKind;
use domain::state::Event;
use ledger::store::{Reader, StoredTiles};
use ledger::tree::{LeafHash, NodeHash};
use std::collections::BTreeMap;

/// Entries by leaf hash. Looked up and never walked through, so that its order does not matter; a tree of
/// a million hashes costs a dozen misses of the cache a look.
#[expect(clippy::disallowed_types, reason = "never iterated")]
type Positions = std::collections::HashMap<LeafHash, u64>;

/// Published heads kept at hand: what a signature is based on is rarely old.
const HEADS_MAX: usize = 100_000;

/// What the pass has come to.
#[derive(Default)]
pub(super) struct Signers {
    signatures: Signatures,
    passkeys: PasskeysSeen,
    badges: BadgesSeen,
    /// Entries by leaf hash, as far as the pass has come.
    entries: Positions,
    /// The latest heads that were published, by size.
    heads: BTreeMap<u64, NodeHash>,
    /// The newest version of each action so far.
    versions: BTreeMap<String, u32>,
}

/// What is wrong with how an act is signed: whether it must be, as what, and by which proof.
/// `facts_at` gives what an earlier entry established.
pub(crate) fn strength(entry: &Entry, facts_at: &dyn Fn(u64) -> Option<Vec<Fact>>) -> Vec<String> {
    let said = &entry.said;
    // By what its own version asked for: an earlier one may have asked for no signature.
    let Some(action) = Command::of_version(&said.is, said.iv) else { return Vec::new() };
    let mut wrong = Vec::new();
    let mut say = |what: &str| wrong.push(what.to_owned());
    let programs = entry.said.by == domain::people::system();
    if programs != (entry.proof == Proof::System {}) {
        say("what the program does itself is proven as that, and nothing else is");
    }
    if let Proof::Password { checked } | Proof::BadgePin { checked, .. } = &entry.proof
        && checked != "argon2id"
    {
        say(&format!("nobody knows the check {checked:?}"));
    }
    if let Proof::BadgePin { station, .. } = &entry.proof
        && entry.said.at.as_ref() != Some(station)
    {
        say("its badge was not scanned where it was said");
    }
    match (&entry.said.sign, &entry.proof) {
        (None, Proof::System {}) => {
            if !action.signed.is_empty() {
                say("what must be signed is not the program's to do");
            }
        }
        (Some(_), Proof::System {}) => say("a program signs nothing"),
        (None, Proof::Session {}) => {
            if let Some(means) = action.signed.first() {
                say(&format!("it must be signed as {}", means.word()));
            }
            if asks_for(action, FieldKind::Password) || asks_for(action, FieldKind::OneTimeCode) {
                say("a session does not prove the secret that was given");
            }
        }
        (Some(sign), Proof::Password { .. } | Proof::BadgePin { .. } | Proof::Passkey { .. }) => {
            if !action.signed.contains(&sign.means) {
                say(&format!("it cannot be signed as {}", sign.means.word()));
            }
        }
        (Some(_), Proof::Session {}) => say("a session proves no signature"),
        // Whoever changes a password gives the old one.
        (None, Proof::Password { .. }) if asks_for(action, FieldKind::Password) => {}
        (None, Proof::Invitation { invited }) if asks_for(action, FieldKind::OneTimeCode) => {
            if !is_invitation(entry, *invited, facts_at) {
                say(&format!("entry {invited} did not invite whoever said it"));
            }
        }
        (None, Proof::Password { .. }) => say("a password is attested for what is not signed"),
        (None, Proof::Token { .. }) => {
            if !action.signed.is_empty() || action.fields.iter().any(|it| it.kind.secret()) {
                say("no machine does what is signed or takes a secret");
            }
        }
        (None, Proof::BadgePin { .. }) => say("badge and PIN are attested for what is not signed"),
        (None, Proof::Passkey { .. }) => say("a passkey is named for what is not signed"),
        (Some(_), Proof::Token { .. }) => say("a machine signs nothing"),
        (_, Proof::Invitation { .. }) => say("an invitation is attested for what needs none"),
    }
    wrong
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

    /// The newer version that an action was taken in before: nobody goes back to one that asked
    /// for less.
    fn newer(&mut self, said: &SaidLine) -> Option<u32> {
        match self.versions.get_mut(&said.is) {
            Some(newest) if *newest > said.iv => return Some(*newest),
            Some(newest) => *newest = said.iv,
            None => drop(self.versions.insert(said.is.clone(), said.iv)),
        }
        None
    }

    /// Positions of the entries a signature covers; `None` if one is not in the log before it.
    fn covered(&self, sign: &SignLine, before: u64) -> Option<Vec<u64>> {
        let found = |hash: &String| {
            let position = self.entries.get(&LeafHash::parse_hex(hash).ok()?)?;
            (*position < before).then_some(*position)
        };
        sign.covers.iter().map(found).collect()
    }

    /// Checks the signature of one entry; gives the positions it covers.
    pub fn check(&mut self, reader: &dyn Reader, entry: &Entry) -> Vec<u64> {
        let facts_at = |position: u64| {
            let leaf = reader.entry(position).ok().flatten()?;
            crate::entry::replayed(&leaf).ok().map(|(_, facts)| facts)
        };
        for problem in strength(entry, &facts_at) {
            self.wrong(entry, problem);
        }
        if let Some(newer) = self.newer(&entry.said) {
            self.wrong(entry, format!("its action was taken in version {newer} before it"));
        }
        match (&entry.said.sign, &entry.proof) {
            (Some(_), Proof::Passkey { .. }) => match self.passkeys.check(entry) {
                Ok(synced) => {
                    self.signatures.passkey += 1;
                    self.signatures.passkey_synced += u64::from(synced);
                }
                Err(problem) => self.wrong(entry, problem),
            },
            (Some(_), Proof::Password { .. }) => self.signatures.password += 1,
            (Some(_), Proof::BadgePin { .. }) => {
                self.signatures.badge_pin += 1;
                if let Some(problem) = self.badges.wrong(entry) {
                    self.wrong(entry, problem);
                }
            }
            (None, Proof::Session {} | Proof::Token { .. }) => self.signatures.session += 1,
            (None, Proof::System {}) => self.signatures.system += 1,
            _ => {}
        }
        // After its own signature: a key does not prove its own enrolment.
        self.passkeys.take_down(entry.position, &entry.facts);
        self.badges.take_down(&entry.facts);
        let sign = entry.said.sign.as_ref();
        sign.map(|sign| self.check_past(reader, entry, sign)).unwrap_or_default()
    }

    fn check_past(&mut self, reader: &dyn Reader, entry: &Entry, sign: &SignLine) -> Vec<u64> {
        let covered = self.covered(sign, entry.position);
        match &covered {
            Some(covered) => self.signatures.covered += covered.len() as u64,
            None => self.wrong(entry, "it covers an entry that is not before it"),
        }
        let size = sign.basis.size;
        if size > entry.position {
            self.wrong(entry, format!("it is based on {size} entries, more than came before"));
            return covered.unwrap_or_default();
        }
        let root = match self.heads.get(&size) {
            Some(root) => Some(*root),
            None => ledger::tree::root_at(&StoredTiles(reader), size).ok(),
        };
        match root {
            Some(root) if NodeHash::parse_hex(&sign.basis.root) == Ok(root) => {}
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
fn is_invitation(entry: &Entry, invited: u64, facts_at: &dyn Fn(u64) -> Option<Vec<Fact>>) -> bool {
    let Some(facts) = Some(invited).filter(|at| *at < entry.position).and_then(facts_at) else {
        return false;
    };
    let given = entry.said.with.get("code").and_then(serde_json::Value::as_str);
    facts.iter().any(|fact| match &fact.event {
        Event::Person(PersonEvent::Invited(Invited { code, .. })) => {
            fact.subject == *entry.said.by.subject() && given == Some(code.to_string().as_str())
        }
        _ => false,
    })
}

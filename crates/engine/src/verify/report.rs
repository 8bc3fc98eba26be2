//! What a check found.

use crate::vault::Algorithm;
use std::fmt;

/// One of the three passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pass {
    /// Entries, tree, checkpoints, objects.
    Bytes,
    /// What entries say.
    Meaning,
    /// Who signed what.
    Signatures,
    /// The access log beside it.
    Access,
    /// Dossiers handed out earlier.
    Dossier,
}

impl fmt::Display for Pass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bytes => "bytes",
            Self::Meaning => "meaning",
            Self::Signatures => "signatures",
            Self::Access => "access",
            Self::Dossier => "dossier",
        })
    }
}

/// How far a pass has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Which pass.
    pub pass: Pass,
    /// Entries checked.
    pub done: u64,
    /// Entries there are.
    pub total: u64,
}

/// Something wrong with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which pass found it.
    pub pass: Pass,
    /// The entry.
    pub position: u64,
    /// What is wrong with it.
    pub problem: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: entry {}: {}", self.pass, self.position, self.problem)
    }
}

/// What the pass over meaning counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meaning {
    /// Entries read.
    pub entries: u64,
    /// Facts folded.
    pub facts: u64,
    /// Subjects they are about.
    pub subjects: u64,
    /// Decisions made again with the same outcome.
    pub reproduced: u64,
    /// Entries that another build decided, and whose outcome differs in this one.
    pub declared_different: u64,
    /// Sealed texts opened to what was committed to.
    pub opened: u64,
    /// Sealed texts that open no more, by an act that erased them.
    pub erased: u64,
    /// What is wrong, by position; not more than a thousand.
    pub findings: Vec<Finding>,
}

/// What the pass over signatures counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signatures {
    /// Signed acts the server attests a password for.
    pub password: u64,
    /// Signed acts the server attests a badge and a PIN for, at a registered station.
    pub badge_pin: u64,
    /// Signed acts that a passkey proves, checked with the key enrolled in the log.
    pub passkey: u64,
    /// Of these, by a key that its holder may have on several devices.
    pub passkey_synced: u64,
    /// Acts attributed to a session, not signed.
    pub session: u64,
    /// Acts of the program itself, not signed.
    pub system: u64,
    /// Entries that signatures cover.
    pub covered: u64,
    /// What is wrong, by position; not more than a thousand.
    pub findings: Vec<Finding>,
}

/// What a check found, pass by pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Bytes.
    pub bytes: ledger::verify::Report,
    /// Meaning.
    pub meaning: Meaning,
    /// Signatures.
    pub signatures: Signatures,
    /// With what its vault seals; none: no vault is here.
    pub sealed_with: Option<Algorithm>,
    /// Notes of the access log that were checked.
    pub access_notes: u64,
    /// What could not be checked, and why.
    pub notes: Vec<String>,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.bytes.is_sound()
            && self.meaning.findings.is_empty()
            && self.signatures.findings.is_empty()
    }

    /// Everything wrong, as sentences.
    pub fn sentences(&self) -> Vec<String> {
        let bytes = self.bytes.findings.iter().map(|finding| format!("{}: {finding}", Pass::Bytes));
        let rest = self.meaning.findings.iter().chain(&self.signatures.findings);
        bytes.chain(rest.map(ToString::to_string)).collect()
    }

    /// The first bad entry.
    pub fn first_bad(&self) -> Option<u64> {
        let rest = self.meaning.findings.iter().chain(&self.signatures.findings);
        self.bytes.first_bad().into_iter().chain(rest.map(|finding| finding.position)).min()
    }
}

//! What a check of a dossier came to: three verdicts, told apart.

use super::papers::Papers;
use domain::time::Timestamp;
use std::collections::BTreeSet;
use std::fmt;

/// One of the checks of `docs/dossier.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// Every line has its form and its place.
    Form,
    /// The last line binds what stands before it.
    End,
    /// The checkpoint is signed by the key that the first entry names.
    Log,
    /// An entry is in the log.
    Entry,
    /// A signature is one.
    Signature,
    /// Objects are those that entries name.
    Object,
    /// Opened texts are those that entries commit to.
    Field,
    /// Documents are those the entries give.
    Document,
    /// A checkpoint kept elsewhere leads to this log.
    Kept,
    /// Ordinals have no gap.
    Chain,
    /// Heads are the sealed ones.
    Head,
    /// The subjects are those that follow from the entries.
    Record,
    /// The rules come to the same.
    Decision,
}

impl Check {
    /// Its word in the specification.
    pub fn word(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::End => "end",
            Self::Log => "log",
            Self::Entry => "entry",
            Self::Signature => "signature",
            Self::Object => "object",
            Self::Field => "field",
            Self::Document => "document",
            Self::Kept => "kept",
            Self::Chain => "chain",
            Self::Head => "head",
            Self::Record => "record",
            Self::Decision => "decision",
        }
    }

    /// Which of the three verdicts it decides, from 1.
    pub fn verdict(self) -> u8 {
        match self {
            Self::Form
            | Self::End
            | Self::Log
            | Self::Entry
            | Self::Signature
            | Self::Object
            | Self::Field
            | Self::Document
            | Self::Kept => 1,
            Self::Chain | Self::Head | Self::Record => 2,
            Self::Decision => 3,
        }
    }
}

/// Something wrong with a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In which line, from 1.
    pub line: usize,
    /// Which check found it.
    pub check: Check,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.check.word(), self.what)
    }
}

/// The second verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Complete {
    /// Complete as of a position.
    AsOf(u64),
    /// No heads were sealed.
    NoHeads,
    /// Something is missing, or what would show that nothing is does not hold.
    No,
    /// It cannot be told of what is not authentic.
    Untold,
}

impl Complete {
    /// Its word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::AsOf(_) => "yes",
            Self::NoHeads => "no-heads",
            Self::No => "no",
            Self::Untold => "untold",
        }
    }
}

/// The third verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Every decision came to the same.
    Same,
    /// Those of this build came to the same; others are declared to be of another.
    OtherRules,
    /// One did not.
    No,
    /// It cannot be told of what is not authentic.
    Untold,
}

impl Decision {
    /// Its word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "yes",
            Self::OtherRules => "other-rules",
            Self::No => "no",
            Self::Untold => "untold",
        }
    }
}

/// What passkeys prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Passkeys {
    /// Signatures checked with a key enrolled in an entry of the dossier.
    pub proven: u64,
    /// Of these, by a key that its holder may have on several devices.
    pub synced: u64,
    /// Signatures not checked: of people who have no part in the record, whose keys are not here.
    pub elsewhere: u64,
}

/// A witness's word that a log was, as of a moment, the one it had watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watcher {
    /// Its name.
    pub witness: String,
    /// How many entries it saw.
    pub size: u64,
    /// When it cosigned.
    pub at: Timestamp,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The batch, as the dossier names it.
    pub batch: String,
    /// The origin of the log.
    pub log: String,
    /// The key it is signed with.
    pub key: String,
    /// How many entries the log had.
    pub size: u64,
    /// How many entries are here.
    pub entries: u64,
    /// How many subjects they show whole.
    pub subjects: u64,
    /// Texts opened to what was committed to.
    pub opened: u64,
    /// Texts closed.
    pub closed: u64,
    /// The entry that sealed the heads.
    pub heads: Option<u64>,
    /// Cosignatures of the witnesses whose keys were brought: on the checkpoint, or on one kept
    /// elsewhere that leads to it.
    pub watchers: Vec<Watcher>,
    /// What passkeys prove.
    pub passkeys: Passkeys,
    /// The documents, as far as they were made again.
    pub papers: Papers,
    /// Decisions that came to the same.
    pub same: u64,
    /// Decisions of another build that come out differently in this one.
    pub other: u64,
    /// What is wrong, by line.
    pub findings: Vec<Finding>,
    /// What could not be checked, and why.
    pub notes: Vec<String>,
}

impl Report {
    /// The first verdict.
    pub fn authentic(&self) -> bool {
        self.of(1).next().is_none()
    }

    /// The second verdict.
    pub fn complete(&self) -> Complete {
        match (self.authentic(), self.of(2).next(), self.heads) {
            (false, _, _) => Complete::Untold,
            (true, Some(_), _) => Complete::No,
            (true, None, Some(position)) => Complete::AsOf(position),
            (true, None, None) => Complete::NoHeads,
        }
    }

    /// The third verdict.
    pub fn decision(&self) -> Decision {
        match (self.authentic(), self.of(3).next(), self.other) {
            (false, _, _) => Decision::Untold,
            (true, Some(_), _) => Decision::No,
            (true, None, 0) => Decision::Same,
            (true, None, _) => Decision::OtherRules,
        }
    }

    /// What is wrong by one of the verdicts, by line.
    pub fn of(&self, verdict: u8) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.check.verdict() == verdict)
    }

    /// The three verdicts in the words of `docs/dossier.md`.
    pub fn verdicts(&self) -> [String; 3] {
        [self.first(), self.second(), self.third()]
    }

    fn first(&self) -> String {
        self.faults("Not authentic", 1).unwrap_or_else(|| {
            format!(
                "Authentic: every entry here stands, byte for byte, in the log {} of {} entries \
                 signed by the key {}.",
                self.log, self.size, self.key
            )
        })
    }

    fn second(&self) -> String {
        match self.complete() {
            Complete::AsOf(position) => format!(
                "Complete as of position {position} in a log watched by {}: no entry before it \
                 about the batch, or about what its decisions read, is missing here.",
                self.watched_by()
            ),
            Complete::NoHeads => "Not shown complete: no heads were sealed. No entry is missing \
                between the first and the last shown of each subject; later ones may be."
                .to_owned(),
            Complete::No => self.faults("Not complete", 2).unwrap_or_default(),
            Complete::Untold => {
                "Complete or not: cannot be told of what is not authentic.".to_owned()
            }
        }
    }

    fn third(&self) -> String {
        let Self { same, other, .. } = self;
        match self.decision() {
            Decision::Same => format!(
                "Decision reproduced: {same} decisions, made again from these entries by the same \
                 rules, came to the same."
            ),
            Decision::OtherRules => format!(
                "Decision reproduced as far as the rules are the same: {same} came to the same; \
                 {other} were made by another build, which is declared, and come out differently \
                 in this one."
            ),
            Decision::No => self.faults("Decision not reproduced", 3).unwrap_or_default(),
            Decision::Untold => {
                "Decision reproduced or not: cannot be told of what is not authentic.".to_owned()
            }
        }
    }

    fn faults(&self, verdict: &str, number: u8) -> Option<String> {
        let first = self.of(number).next()?;
        let count = self.of(number).count();
        Some(format!(
            "{verdict}: {count} fault(s). The first is in line {}: {}",
            first.line, first.what
        ))
    }

    /// The witnesses that saw the entry that sealed the heads, or where none did all there is here.
    pub fn witnesses(&self) -> BTreeSet<&str> {
        let needed = self.heads.map_or(self.size, |heads| heads + 1);
        let saw = self.watchers.iter().filter(|watcher| watcher.size >= needed);
        saw.map(|watcher| watcher.witness.as_str()).collect()
    }

    /// Who watched the log, as far as the reader can tell.
    pub fn watched_by(&self) -> String {
        let names: Vec<&str> = self.witnesses().into_iter().collect();
        if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
    }
}

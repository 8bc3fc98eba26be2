//! A deviation as the facts about it make it.

use crate::act::Meaning;
use crate::fact::{At, Impossible, Subject};
use crate::id::{PersonId, SubjectId};
use crate::index::{Index, Key};
use crate::refusal::{Finding, Severity};
use crate::signature::{Signature, SignatureWithdrawn, Signed, withdraw};
use crate::state::Summarise;
use crate::text::{Code, Note};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

crate::choice! {
    /// Where a deviation stands.
    pub enum DeviationState {
        /// Nobody has acted on it yet: what it concerns is held.
        Opened "opened",
        /// An immediate action was taken; work may go on.
        Contained "contained",
        /// Its cause and its impact are known.
        Investigated "investigated",
        /// Quality has closed it.
        Closed "closed",
    }
}

crate::event! {
    /// A deviation was opened.
    pub struct DeviationOpened {
        /// What it is chiefly about.
        pub about: SubjectId,
        /// Whatever else it touches.
        pub touches: Vec<SubjectId>,
        /// The step of the batch it arose in.
        pub step: Option<Code>,
        /// The rules that were broken; none if a person saw it.
        pub findings: Vec<Finding>,
        /// How grave it is at first sight.
        pub severity: Severity,
        /// When it happened.
        pub occurred: Timestamp,
        /// What a person saw.
        pub description: Option<Note>,
        /// Whose act opened it.
        pub by: PersonId,
    }
}

crate::event! {
    /// An immediate action was taken.
    pub struct Contained {
        /// Which action.
        pub action: Code,
        /// What was added.
        pub note: Option<Note>,
        /// By whom.
        pub by: PersonId,
        /// When.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// Cause and impact were established.
    pub struct Investigated {
        /// What caused it.
        pub cause: Note,
        /// What it means for product and patient.
        pub impact: Note,
        /// How grave it proved to be.
        pub severity: Severity,
        /// Who signed for it.
        pub signed: Signed,
    }
}

crate::event! {
    /// The deviation was closed.
    pub struct DeviationClosed {
        /// The conclusion.
        pub conclusion: Note,
        /// Who signed for it.
        pub signed: Signed,
    }
}

crate::events! {
    /// What happens to a deviation.
    pub enum DeviationEvent {
        /// Opened.
        Opened(DeviationOpened) "deviation-opened" 1,
        /// Contained.
        Contained(Contained) "deviation-contained" 1,
        /// Investigated.
        Investigated(Investigated) "deviation-investigated" 1,
        /// Closed.
        Closed(DeviationClosed) "deviation-closed" 1,
    }
    shared {
        /// A signature on it withdrawn.
        SignatureWithdrawn(SignatureWithdrawn) "signature-withdrawn" 1,
    }
}

/// A deviation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deviation {
    /// How it was opened.
    pub opened: DeviationOpened,
    /// The position of the entry that opened it.
    pub position: u64,
    /// When that entry was recorded.
    pub recorded: Timestamp,
    /// The immediate actions taken.
    pub contained: Vec<Contained>,
    /// The investigation.
    pub investigated: Option<Investigated>,
    /// The end.
    pub closed: Option<DeviationClosed>,
    /// Positions of the entries about it: what a signature on it signs for.
    pub entries: Vec<u64>,
    /// The signatures of the investigation and of the end.
    pub signatures: Vec<Signature>,
}

/// What lists show of a deviation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeviationSummary {
    /// What it is chiefly about.
    pub about: SubjectId,
    /// Whatever else it touches.
    pub touches: Vec<SubjectId>,
    /// The step it arose in.
    pub step: Option<Code>,
    /// The codes of the broken rules.
    pub codes: Vec<String>,
    /// How grave.
    pub severity: Severity,
    /// Where it stands.
    pub state: DeviationState,
    /// When it happened.
    pub occurred: Timestamp,
}

impl Deviation {
    /// Where it stands, derived from what has happened.
    pub fn state(&self) -> DeviationState {
        if self.closed.is_some() {
            DeviationState::Closed
        } else if self.investigated.is_some() {
            DeviationState::Investigated
        } else if self.contained.is_empty() {
            DeviationState::Opened
        } else {
            DeviationState::Contained
        }
    }

    /// Who established cause and impact.
    pub fn investigator(&self) -> Option<&PersonId> {
        self.investigated.as_ref().map(|found| &found.signed.by)
    }

    /// How grave: as investigated, until then as at first sight.
    pub fn severity(&self) -> Severity {
        self.investigated.as_ref().map_or(self.opened.severity, |found| found.severity)
    }
}

impl Deviation {
    /// What was signed by a withdrawn signature is to be established again, and what was closed on
    /// the strength of it is open.
    fn withdraw(&mut self, at: At, withdrawn: &SignatureWithdrawn) -> Result<(), Impossible> {
        withdraw(&mut self.signatures, at, withdrawn)?;
        let last = |means| self.signatures.iter().rfind(|it| it.means == means);
        let is_it = |signature: Option<&Signature>| {
            signature.is_some_and(|signature| signature.position == withdrawn.entry)
        };
        let (investigation, end) = (is_it(last(Meaning::Reviewed)), is_it(last(Meaning::Approved)));
        if investigation {
            self.investigated = None;
        }
        if investigation || end {
            self.closed = None;
        }
        Ok(())
    }
}

impl Subject for Deviation {
    type Event = DeviationEvent;
    type Summary = DeviationSummary;

    fn begin(at: At, event: &DeviationEvent) -> Option<Self> {
        let DeviationEvent::Opened(opened) = event else { return None };
        Some(Self {
            opened: opened.clone(),
            position: at.position,
            recorded: at.recorded,
            contained: Vec::new(),
            investigated: None,
            closed: None,
            entries: vec![at.position],
            signatures: Vec::new(),
        })
    }

    fn fold(&mut self, at: At, event: &DeviationEvent) -> Result<(), Impossible> {
        match event {
            DeviationEvent::Opened(_) => return Err("the deviation was opened before"),
            DeviationEvent::Contained(contained) => self.contained.push(contained.clone()),
            DeviationEvent::Investigated(found) => {
                self.signatures.push(found.signed.at(at));
                self.investigated = Some(found.clone());
            }
            DeviationEvent::Closed(closed) => {
                self.signatures.push(closed.signed.at(at));
                self.closed = Some(closed.clone());
            }
            DeviationEvent::SignatureWithdrawn(withdrawn) => self.withdraw(at, withdrawn)?,
        }
        self.entries.push(at.position);
        Ok(())
    }

    fn summary(&self) -> DeviationSummary {
        DeviationSummary {
            about: self.opened.about.clone(),
            touches: self.opened.touches.clone(),
            step: self.opened.step.clone(),
            codes: self.opened.findings.iter().map(|finding| finding.code.clone()).collect(),
            severity: self.severity(),
            state: self.state(),
            occurred: self.opened.occurred,
        }
    }
}

impl Summarise for DeviationSummary {
    fn closed(&self) -> bool {
        self.state == DeviationState::Closed
    }

    fn keys(&self, found_under: &mut dyn FnMut(Key)) {
        let open = self.state != DeviationState::Closed;
        for subject in std::iter::once(&self.about).chain(&self.touches) {
            found_under(Key::of(Index::DeviationOf, subject));
            if open {
                found_under(Key::of(Index::OpenDeviation, subject));
            }
        }
        if open {
            found_under(Key::new(Index::Waiting, "deviation"));
        }
    }
}

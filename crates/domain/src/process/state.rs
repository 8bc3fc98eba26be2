//! A process as the facts about it make it.

use crate::fact::{At, Impossible, Subject};
use crate::id::PersonId;
use crate::index::{Index, Key};
use crate::signature::{Signature, SignatureWithdrawn, Signed, withdraw};
use crate::state::Summarise;
use crate::text::{Code, Digest, Reason};
use crate::time::LocalDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

crate::event! {
    /// A version was submitted for approval.
    pub struct ProcessSubmitted {
        /// The author's version.
        pub version: Code,
        /// Hash of the text people review.
        pub text: Digest,
        /// Hash of the compiled form batches are carried out by.
        pub compiled: Digest,
        /// The author's signature.
        pub signed: Signed,
    }
}

crate::event! {
    /// A version was approved.
    pub struct ProcessApproved {
        /// Which version.
        pub version: Code,
        /// The first day it is effective.
        pub from: LocalDate,
        /// The approver's signature.
        pub signed: Signed,
    }
}

crate::event! {
    /// A version was withdrawn: no batch is started on it any more.
    pub struct ProcessWithdrawn {
        /// Which version.
        pub version: Code,
        /// Why.
        pub reason: Reason,
        /// The signature.
        pub signed: Signed,
    }
}

crate::events! {
    /// What happens to a process.
    pub enum ProcessEvent {
        /// A version submitted.
        Submitted(ProcessSubmitted) "process-submitted" 1,
        /// A version approved.
        Approved(ProcessApproved) "process-approved" 1,
        /// A version withdrawn.
        Withdrawn(ProcessWithdrawn) "process-withdrawn" 1,
    }
    shared {
        /// The signature of an approval withdrawn.
        SignatureWithdrawn(SignatureWithdrawn) "signature-withdrawn" 1,
    }
}

/// The approval of a version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    /// The first day the version is effective.
    pub from: LocalDate,
    /// The approver's signature.
    pub signature: Signature,
}

/// A version of a process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProcessVersion {
    /// Hash of the text.
    pub text: Digest,
    /// Hash of the compiled form.
    pub compiled: Digest,
    /// Who wrote it.
    pub author: PersonId,
    /// The author's signature.
    pub authored: Signature,
    /// Its approvals, in order: another is given only after the one before was withdrawn.
    pub approvals: Vec<Approval>,
    /// Its withdrawal, once signed.
    pub withdrawn: Option<Signature>,
}

/// A process, all versions. They are few and small, so that it is its own summary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Process {
    /// The versions by the author's version.
    pub versions: BTreeMap<Code, ProcessVersion>,
}

/// What lists show of a process: all of it.
pub type ProcessSummary = Process;

impl ProcessVersion {
    /// Its approval, as far as that was not withdrawn.
    pub fn approval(&self) -> Option<&Approval> {
        self.approvals.last().filter(|approval| !approval.signature.is_withdrawn())
    }
}

impl Process {
    /// The version a batch is started on, on a day: of those approved whose first day has come and
    /// that are not withdrawn, the one approved last.
    pub fn effective_on(&self, day: LocalDate) -> Option<(&Code, &ProcessVersion)> {
        self.versions
            .iter()
            .filter(|(_, version)| version.withdrawn.is_none())
            .filter_map(|(name, version)| Some((name, version, version.approval()?)))
            .filter(|(_, _, approved)| approved.from <= day)
            .max_by_key(|(_, _, approved)| (approved.from, approved.signature.position))
            .map(|(name, version, _)| (name, version))
    }

    /// The signatures that can be withdrawn: of its approvals. A version is withdrawn by an act of its
    /// own.
    pub fn signatures(&self) -> impl Iterator<Item = &Signature> {
        let approvals = self.versions.values().flat_map(|version| &version.approvals);
        approvals.map(|approval| &approval.signature)
    }

    fn submit(&mut self, at: At, submitted: &ProcessSubmitted) {
        let version = ProcessVersion {
            text: submitted.text,
            compiled: submitted.compiled,
            author: submitted.signed.by.clone(),
            authored: submitted.signed.at(at),
            approvals: Vec::new(),
            withdrawn: None,
        };
        self.versions.insert(submitted.version.clone(), version);
    }

    fn version(&mut self, name: &Code) -> Result<&mut ProcessVersion, Impossible> {
        self.versions.get_mut(name).ok_or("the version was never submitted")
    }
}

impl Subject for Process {
    type Event = ProcessEvent;
    type Summary = ProcessSummary;

    fn begin(at: At, event: &ProcessEvent) -> Option<Self> {
        let ProcessEvent::Submitted(submitted) = event else { return None };
        let mut process = Self { versions: BTreeMap::new() };
        process.submit(at, submitted);
        Some(process)
    }

    fn fold(&mut self, at: At, event: &ProcessEvent) -> Result<(), Impossible> {
        match event {
            ProcessEvent::Submitted(submitted) => {
                if self.versions.contains_key(&submitted.version) {
                    return Err("the version was submitted before");
                }
                self.submit(at, submitted);
            }
            ProcessEvent::Approved(approved) => {
                let version = self.version(&approved.version)?;
                let signature = approved.signed.at(at);
                version.approvals.push(Approval { from: approved.from, signature });
            }
            ProcessEvent::Withdrawn(withdrawn) => {
                let version = self.version(&withdrawn.version)?;
                version.withdrawn = Some(withdrawn.signed.at(at));
            }
            ProcessEvent::SignatureWithdrawn(withdrawn) => {
                let approvals = self.versions.values_mut().flat_map(|it| &mut it.approvals);
                withdraw(approvals.map(|approval| &mut approval.signature), at, withdrawn)?;
            }
        }
        Ok(())
    }

    fn summary(&self) -> ProcessSummary {
        self.clone()
    }
}

impl Summarise for Process {
    fn closed(&self) -> bool {
        false
    }

    fn keys(&self, found_under: &mut dyn FnMut(Key)) {
        let waits =
            |version: &ProcessVersion| version.approval().is_none() && version.withdrawn.is_none();
        if self.versions.values().any(waits) {
            found_under(Key::new(Index::Waiting, "process-approval"));
        }
    }
}

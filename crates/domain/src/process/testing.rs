//! A tiny process, a vocabulary for it, and a stage that knows how to submit and approve.

use super::{Approve, Compiled, Submit, id_in_centre};
use crate::id::ProcessId;
use crate::testing::Stage;
use crate::text::Digest;
use sha2::{Digest as _, Sha256};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A process of one step.
pub const TINY: &str = include_str!("testing/tiny.yaml");

/// The words the test processes use.
pub const VOCABULARY: &str = include_str!("testing/vocabulary.yaml");

/// A stage on which processes are submitted and approved.
#[derive(Clone)]
pub struct ProcessStage(pub Stage);

impl Deref for ProcessStage {
    type Target = Stage;
    fn deref(&self) -> &Stage {
        &self.0
    }
}

impl DerefMut for ProcessStage {
    fn deref_mut(&mut self) -> &mut Stage {
        &mut self.0
    }
}

/// Compiles a text, which must be without fault.
pub fn compile(text: &str) -> Compiled {
    let vocabulary = process::Vocabulary::parse(VOCABULARY).unwrap();
    process::compile(text, &vocabulary).unwrap_or_else(|wrong| {
        panic!("{}", process::diagnostic::render_all(&wrong, text, "process.yaml"))
    })
}

impl ProcessStage {
    /// A stage with nothing on it yet.
    pub fn open() -> Self {
        Self(Stage::open())
    }

    /// The submission of a text, with its compiled form on the shelf.
    pub fn submission(&mut self, text: &str) -> Submit {
        let compiled = compile(text);
        let hash = Digest(Sha256::digest(compiled.to_bytes().unwrap()).into());
        let submit = Submit {
            process: id_in_centre(&compiled.id).unwrap(),
            version: compiled.version.parse().unwrap(),
            text: Digest(*compiled.text.bytes()),
            compiled: hash,
        };
        self.centre.shelve(hash, Arc::new(compiled));
        submit
    }

    /// Has a text submitted and approved, effective at once.
    #[track_caller]
    pub fn effective(&mut self, text: &str, engineer: &str, qa: &str) -> ProcessId {
        let submit = self.submission(text);
        let (process, version) = (submit.process.clone(), submit.version.clone());
        self.asks(engineer, submit).stands();
        let approve = Approve { process: process.clone(), version, from: None };
        self.asks(qa, approve).stands();
        process
    }
}

//! What an act is answered with.

use crate::read_only::ReadOnly;
use crate::vault::{KeyError, SealError};
use crate::weak::Weak;
use domain::act::ActId;
use domain::command::CommandError;
use domain::id::SubjectId;
use domain::refusal::{Finding, Refusal};
use domain::time::Timestamp;
use ledger::objects::ObjectError;
use ledger::store::StoreError;
use serde::Serialize;
use std::sync::Arc;

/// Proof that an act is in the log: given only once it is durable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Receipt {
    /// The act.
    pub id: ActId,
    /// Its position in the log.
    pub position: u64,
    /// Its leaf hash, hexadecimal.
    pub leaf: String,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// The subjects it established facts about, with the names of the facts.
    pub facts: Vec<(SubjectId, &'static str)>,
    /// The rules it broke.
    pub findings: Vec<Finding>,
    /// A signed checkpoint over a log that holds it.
    pub checkpoint: Arc<str>,
    /// The code that was drawn for it, to be shown once to whoever acted.
    #[serde(skip)]
    pub drawn: Option<Drawn>,
}

/// A code that was drawn, on its way to whoever asked for it.
#[derive(Clone, PartialEq, Eq)]
pub struct Drawn(pub String);

impl std::fmt::Debug for Drawn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a code")
    }
}

/// Why an act has no receipt.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotTaken {
    /// The rules say no.
    #[error("the rules say no")]
    Refused(Refusal),
    /// The command cannot be read.
    #[error(transparent)]
    Unreadable(#[from] CommandError),
    /// A wristband that means no patient here.
    #[error("{field}: no patient has this number")]
    UnknownPatient {
        /// The field.
        field: &'static str,
    },
    /// A hospital number that a patient has already.
    #[error("{field}: a patient has this number already")]
    KnownPatient {
        /// The field.
        field: &'static str,
    },
    /// The password given for the signature is wrong.
    #[error("the password for the signature is not right")]
    WrongPassword,
    /// The PIN given for the signature is wrong.
    #[error("the PIN for the signature is not right")]
    WrongPin,
    /// The person has no passkey to sign with.
    #[error("the person has no passkey to sign with")]
    NoPasskey,
    /// The passkey is not enrolled for this person, or was withdrawn.
    #[error("the passkey is not enrolled, or was withdrawn")]
    UnknownPasskey,
    /// The passkey's answer is not right.
    #[error("the passkey's answer is not right: {0}")]
    WrongPasskey(standards::webauthn::Wrong),
    /// The passkey's counter went back: somebody holds a copy.
    #[error("the passkey's counter went back: there may be a copy of it")]
    CopiedPasskey,
    /// Nothing was fixed for this signature, or it has waited too long.
    #[error("nothing waits for this signature: ask again what is to be signed")]
    NotPrepared,
    /// A secret given in a field is not the right one.
    #[error("{field}: it is not right")]
    WrongSecret {
        /// The field.
        field: &'static str,
    },
    /// A password that is not good enough.
    #[error("{field}: the password is not good enough")]
    WeakPassword {
        /// The field.
        field: &'static str,
        /// Why.
        why: Weak,
    },
    /// The id was used for another act.
    #[error("the id of this act was used for another act")]
    IdTaken,
    /// The entry would be too long.
    #[error(
        "the entry would take {bytes} bytes; at most 60000 fit: keep what is large as an object"
    )]
    TooLarge {
        /// How long it would be.
        bytes: usize,
    },
    /// A named object is not here.
    #[error("{field}: no object has this hash; upload it first")]
    UnknownObject {
        /// The field.
        field: &'static str,
    },
    /// The commit failed and the act is not in the log. It may be sent again.
    #[error("the act could not be made durable and is not in the log; send it again")]
    NotDurable,
    /// The server's disk is full. Nothing that was answered is lost; it may be sent again.
    #[error("there is no room left on the server's disk: free some, then send the act again")]
    NoRoom,
    /// The centre is read-only.
    #[error("the centre is open for reading only: {0}")]
    ReadOnly(ReadOnly),
    /// The clock stands before the last entry.
    #[error("the server's clock stands at {now}, before the last entry at {last}: set it right")]
    ClockBack {
        /// What the clock says.
        now: Timestamp,
        /// When the last entry was recorded.
        last: Timestamp,
    },
    /// More acts wait than may.
    #[error("too many acts are waiting; send it again in a moment")]
    Overloaded,
    /// The writer has stopped.
    #[error("the writer has stopped: {0}")]
    Stopped(String),
    /// Something failed on this side; the incident is in the server's log.
    #[error("the server could not do it: {0}")]
    Fault(String),
}

impl NotTaken {
    /// Whether the password or PIN that was given is the right one, as far as this says: it may have
    /// failed before it was looked at, or for another reason.
    pub fn secret_was_right(&self) -> Option<bool> {
        match self {
            Self::WrongPassword | Self::WrongPin | Self::WrongSecret { .. } => Some(false),
            // The rules are asked after the door.
            Self::Refused(_) => Some(true),
            _ => None,
        }
    }
}

impl From<KeyError> for NotTaken {
    fn from(error: KeyError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "keys");
        match error {
            KeyError::Database(StoreError::DiskFull { .. }) => Self::NoRoom,
            // A key that could not be kept: the act has not come as far as the log.
            KeyError::Database(StoreError::Backend { .. } | StoreError::Busy { .. }) => {
                Self::NotDurable
            }
            _ => Self::Fault("keys".to_owned()),
        }
    }
}

impl From<ObjectError> for NotTaken {
    fn from(error: ObjectError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "objects");
        let full = matches!(error, ObjectError::DiskFull(_));
        if full { Self::NoRoom } else { Self::Fault("objects".to_owned()) }
    }
}

impl From<SealError> for NotTaken {
    fn from(error: SealError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "sealing");
        Self::Fault("sealing".to_owned())
    }
}

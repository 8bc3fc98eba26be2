//! What a client sends: an act, its text still in clear.

use domain::act::{ActId, Meaning, Said};
use domain::id::{PersonId, StationId};
use domain::people::Role;
use domain::text::Encoded;
use domain::time::Timestamp;
use serde_json::{Map, Value};

/// An act as a client sends it.
#[derive(Debug, Clone)]
pub struct Request {
    /// The client's id; a retry carries the same.
    pub id: ActId,
    /// The action.
    pub is: String,
    /// Its version; `None` means the newest.
    pub iv: Option<u32>,
    /// Asked or told.
    pub said: Said,
    /// Who; the session says so, never the client.
    pub by: PersonId,
    /// In which role.
    pub role: Role,
    /// At which tablet or terminal.
    pub at: Option<StationId>,
    /// When it happened; `None`: as it is sent.
    pub occurred: Option<Timestamp>,
    /// The command, its free text in clear.
    pub with: Map<String, Value>,
    /// The signature, if it is signed.
    pub sign: Option<SignRequest>,
}

/// A signature on its way in.
#[derive(Clone)]
pub struct SignRequest {
    /// What it means.
    pub means: Meaning,
    /// How the signer shows that it is them.
    pub how: How,
    /// Positions signed for; `None`: what the action says it signs for.
    pub covers: Option<Vec<u64>>,
    /// Size of the log the signer's page was made from; `None`: as it stands.
    pub basis: Option<u64>,
    /// What the signing panel showed.
    pub shown: Option<ShownRequest>,
}

/// How a signer shows that it is them.
#[derive(Clone)]
pub enum How {
    /// With their password, given for this act.
    Password(String),
    /// With their PIN, given for this act in a session that their badge opened at a station.
    Pin(String),
    /// With a passkey, once line 1 is fixed: for preparing.
    KeyLater,
    /// With a passkey that has signed what was fixed.
    Key(Box<Assertion>),
}

/// What a passkey answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// The session it was asked in: what was fixed for another is not found.
    pub session: String,
    /// The credential's id.
    pub cred: Encoded,
    /// The authenticator's data.
    pub auth: Encoded,
    /// What the browser says it was asked: JSON, as the browser wrote it.
    pub client: Encoded,
    /// The signature over both.
    pub sig: Encoded,
}

impl std::fmt::Debug for SignRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignRequest").field("means", &self.means).finish_non_exhaustive()
    }
}

/// What a signing panel showed.
#[derive(Debug, Clone)]
pub struct ShownRequest {
    /// Which view, with its version.
    pub view: String,
    /// In which language.
    pub lang: String,
    /// The text, word for word, personal values replaced by their commitments.
    pub text: String,
}

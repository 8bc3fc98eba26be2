//! What a client sends: an act, its text still in clear.

use domain::act::{ActId, Meaning, Said};
use domain::id::{PersonId, StationId};
use domain::people::Role;
use domain::text::Encoded;
use domain::time::Timestamp;
use serde_json::{Map, Value};

/// An act as a client sends it. What it says is in nobody's log: it may hold a password or a name.
#[derive(Clone)]
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

impl SignRequest {
    /// A signature for what the action says it signs for, on the log as it stands.
    pub fn by(means: Meaning, how: How) -> Self {
        Self { means, how, covers: None, basis: None, shown: None }
    }
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

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Request");
        shown.field("id", &self.id).field("is", &self.is).field("said", &self.said);
        shown.field("by", &self.by).field("role", &self.role).finish_non_exhaustive()
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::command::ACTIONS;

    /// A field of any action may hold what must not be in a log: a password, a name, free text.
    #[test]
    fn no_action_shows_what_was_typed_into_it() {
        let typed = "Synthetic Secret 81.2";
        let mut secret = 0;
        for action in ACTIONS {
            let fields = action.fields.iter().map(|field| (field.name.to_owned(), typed.into()));
            let request = Request {
                id: ActId([7; 16]),
                is: action.name.to_owned(),
                iv: None,
                said: Said::Ask,
                by: PersonId::new("op07").unwrap(),
                role: Role::Operator,
                at: None,
                occurred: None,
                with: fields.collect(),
                sign: action.signed.first().map(|means| SignRequest {
                    means: *means,
                    how: How::Password(typed.to_owned()),
                    covers: None,
                    basis: None,
                    shown: None,
                }),
            };
            for shown in
                [format!("{request:?}"), format!("{request:#?}"), format!("{:?}", request.sign)]
            {
                assert!(!shown.contains(typed), "{}: {shown}", action.name);
            }
            assert!(format!("{request:?}").contains(action.name));
            secret += action.fields.iter().filter(|field| field.kind.secret()).count();
        }
        assert!(secret > 3, "there are actions with secrets");
    }
}

//! What of a record somebody sees in clear.
//!
//! Sealed texts lie in states and entries as commitments. Here, and nowhere else in the API, they
//! are opened: for whom `domain::permit::may_see` says *named*, both of the subject looked at and
//! of the subject whose key seals the text. Whose texts are opened is taken down here too: the frame
//! notes it in the access log before the answer leaves.

use crate::app::{Asked, Call, sight};
use domain::id::SubjectId;
use domain::people::Role;
use domain::permit::Sight;
use domain::text::Sealed;
use engine::Engine;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// How sealed texts are shown to somebody.
pub struct Sealing {
    engine: Engine,
    asked: Arc<Asked>,
    roles: Vec<Role>,
}

impl Sealing {
    /// As the person of a call may see.
    pub fn of(call: &Call) -> Self {
        Self { engine: call.app.engine.clone(), asked: call.asked.clone(), roles: call.roles() }
    }

    /// How much of a subject's record the person may see.
    pub fn sight(&self, subject: &SubjectId) -> Sight {
        sight(&self.roles, subject)
    }

    /// Replaces every sealed text in `value`, which belongs to the record of `about`: by the text
    /// where the person may see it, else by `{"sealed": true}`; by `{"erased": true}` where it is
    /// gone. Reads the database: not for an async thread.
    pub fn open(&self, about: &SubjectId, value: &mut Value) {
        self.open_in(self.sight(about) == Sight::Named, value);
    }

    /// As [`Sealing::open`], of what belongs to several subjects: the most guarded one decides.
    pub fn open_of_all(&self, about: &[SubjectId], value: &mut Value) {
        let named = about.iter().all(|subject| self.sight(subject) == Sight::Named);
        self.open_in(named, value);
    }

    /// Whether a text of `owner` in an entry about `about` is opened, where somebody asked for it in
    /// clear; taken down if so.
    pub fn opens<'a>(
        &self,
        owner: &SubjectId,
        mut about: impl Iterator<Item = &'a SubjectId>,
    ) -> bool {
        // As everywhere: the most guarded of what an entry is about decides.
        let opens = self.sight(owner) == Sight::Named
            && about.all(|about| self.sight(about) == Sight::Named);
        if opens {
            self.asked.opened.note(owner);
        }
        opens
    }

    fn open_in(&self, named: bool, value: &mut Value) {
        match value {
            Value::Object(object) if object.contains_key("$sealed") => {
                *value = self.shown(named, std::mem::take(object));
            }
            Value::Object(object) => {
                object.values_mut().for_each(|value| self.open_in(named, value));
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.open_in(named, value)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn shown(&self, named: bool, sealed: Map<String, Value>) -> Value {
        let closed = json!({ "sealed": true });
        let Ok(sealed) = serde_json::from_value::<Sealed>(Value::Object(sealed)) else {
            return closed;
        };
        if !named || self.sight(&sealed.key) != Sight::Named {
            return closed;
        }
        self.asked.opened.note(&sealed.key);
        let text = self.engine.open_sealed(&sealed);
        text.map_or_else(|| json!({ "erased": true }), Value::String)
    }
}

/// One sealed text in clear, if the person of `call` may see it and it is not erased. Reads the
/// database: not for an async thread.
pub fn open(call: &Call, about: &SubjectId, sealed: &Sealed) -> Option<String> {
    let may = call.sight(about) == Sight::Named && call.sight(&sealed.key) == Sight::Named;
    if !may {
        return None;
    }
    call.asked.opened.note(&sealed.key);
    call.app.engine.open_sealed(sealed)
}

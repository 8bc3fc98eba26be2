//! Machines that act with access tokens: no session, and when each was used last.

use super::{Session, Token};
use crate::problem::{Problem, Result};
use domain::text::Code;
use domain::time::Timestamp;
use engine::secrets::TokenUse;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// When each access token was used last, since the server started.
#[derive(Debug, Default)]
pub struct Machines(Mutex<BTreeMap<Code, Timestamp>>);

impl Machines {
    /// What stands for a session while a request with this token is answered.
    pub fn used(&self, token: TokenUse, now: Timestamp) -> Result<Arc<Session>> {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.insert(token.number.clone(), now);
        drop(used);
        let drawn = Token::draw().map_err(|error| Problem::fault(&error))?;
        Ok(Arc::new(Session::of_machine(&drawn, token, now)))
    }

    /// When a token was used last, if it was since the server started.
    pub fn last(&self, token: &Code) -> Option<Timestamp> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(token).copied()
    }
}

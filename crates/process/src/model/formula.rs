//! A formula: what the author wrote and what it means.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::stored::Sha256;
use crate::expression::Expression;

/// Both are kept: people read the text, the record is computed from the meaning, and no later
/// reader of formulas can change what an old process computes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Formula {
    pub text: Arc<str>,
    pub means: Expression,
}

impl Formula {
    /// The text as its author wrote it, on one line.
    pub fn one_line(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The hash that a derived value names its formula by: of the text as the author wrote it.
    pub fn hash(&self) -> Sha256 {
        Sha256::of(self.text.as_bytes())
    }
}

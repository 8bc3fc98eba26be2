//! What somebody can show besides the password.

use serde::{Deserialize, Serialize};

crate::choice! {
    /// Of whom the centre asks a second factor after the password.
    pub enum SecondFactor {
        /// Of whoever has set one up.
        WhereSetUp "where-set-up",
        /// Of everybody: whoever has none sets one up before anything else.
        OfEverybody "of-everybody",
    }
}

/// The second factors somebody has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// A passkey that may sign.
    pub passkey: bool,
    /// Time-based codes.
    pub time_code: bool,
}

impl Factors {
    /// Whether there is any.
    pub fn any(self) -> bool {
        self.passkey || self.time_code
    }
}

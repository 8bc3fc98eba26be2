//! A step in a round: the address of everything a batch record holds.

use process::words::StepId;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A step in a round, written `harvest.count#2`. Rounds count from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StepKey {
    /// The step, by its author's id.
    pub step: StepId,
    /// The round of its operation.
    pub round: u32,
}

/// A text that is no step in a round.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a step in a round reads like harvest.count#1")]
pub struct StepKeyError;

impl StepKey {
    /// A step in a round.
    pub fn new(step: &StepId, round: u32) -> Self {
        Self { step: step.clone(), round }
    }
}

impl fmt::Display for StepKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.step, self.round)
    }
}

impl FromStr for StepKey {
    type Err = StepKeyError;

    fn from_str(text: &str) -> Result<Self, StepKeyError> {
        let (step, round) = text.rsplit_once('#').ok_or(StepKeyError)?;
        let round = round.parse().map_err(|_| StepKeyError)?;
        Ok(Self { step: StepId::from(step), round })
    }
}

impl Serialize for StepKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StepKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_key_are_the_same_thing() {
        let key = StepKey::new(&StepId::from("harvest.count"), 2);
        assert_eq!(key.to_string(), "harvest.count#2");
        assert_eq!("harvest.count#2".parse(), Ok(key));
        assert_eq!("harvest.count".parse::<StepKey>(), Err(StepKeyError));
        assert_eq!("harvest.count#x".parse::<StepKey>(), Err(StepKeyError));
    }
}

//! Two values in one text: how a list names what takes two to name.

use crate::shape::{FieldKind, FieldType};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Two values, written `first#second`: a step in a round, a line of the specification on a sample.
///
/// Guarantees: each pair has one text, so that two texts that differ name two things.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair<A, B>(pub A, pub B);

/// A text that is no pair.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is two parts with a # between, such as harvest.count#1 or sample/S26-0001#viability")]
pub struct PairError;

impl<A: fmt::Display, B: fmt::Display> fmt::Display for Pair<A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.0, self.1)
    }
}

impl<A: FromStr + fmt::Display, B: FromStr + fmt::Display> FromStr for Pair<A, B> {
    type Err = PairError;

    fn from_str(text: &str) -> Result<Self, PairError> {
        let (first, second) = text.split_once('#').ok_or(PairError)?;
        let first = first.parse().map_err(|_| PairError)?;
        let pair = Self(first, second.parse().map_err(|_| PairError)?);
        if pair.to_string() == text { Ok(pair) } else { Err(PairError) }
    }
}

impl<A: fmt::Display, B: fmt::Display> Serialize for Pair<A, B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, A: FromStr + fmt::Display, B: FromStr + fmt::Display> Deserialize<'de> for Pair<A, B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::text::parsed(deserializer)
    }
}

impl<A: FieldType + 'static, B: FieldType + 'static> FieldType for Pair<A, B> {
    const KIND: FieldKind = FieldKind::Pair(&A::KIND, &B::KIND);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::SampleId;
    use crate::text::Code;

    #[test]
    fn a_pair_has_one_text() {
        let step: Pair<Code, u32> = "harvest.count#2".parse().unwrap();
        assert_eq!((step.0.as_str(), step.1), ("harvest.count", 2));
        assert_eq!(serde_json::to_string(&step).unwrap(), "\"harvest.count#2\"");
        for odd in ["harvest.count", "harvest.count#+2", "harvest.count#02", "#2", "a b#1", "a#1#1"]
        {
            assert_eq!(odd.parse::<Pair<Code, u32>>(), Err(PairError), "{odd}");
        }
        let line: Pair<SampleId, Code> = "sample/S26-0001#viability".parse().unwrap();
        assert_eq!(line.1.as_str(), "viability");
        assert!("batch/B26-0001#viability".parse::<Pair<SampleId, Code>>().is_err());
    }
}

//! What a unit's code means: its dimension, its size in base units, its annotations.

use std::collections::BTreeMap;
use std::fmt;

use super::atoms::Scale;
use super::grammar::{Kind, walk};
use super::ratio::Ratio;

/// A kind of quantity: powers of base units, such as `g.m-3`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dimension(BTreeMap<&'static str, i32>);

impl Dimension {
    /// Whether it is that of a pure number.
    pub fn is_number(&self) -> bool {
        self.0.is_empty()
    }

    fn raise(&mut self, base: &'static str, exponent: i32) {
        let power = self.0.entry(base).or_insert(0);
        *power = power.saturating_add(exponent);
        if *power == 0 {
            self.0.remove(base);
        }
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_number() {
            return f.write_str("1");
        }
        for (at, (base, exponent)) in self.0.iter().enumerate() {
            let dot = if at == 0 { "" } else { "." };
            match exponent {
                1 => write!(f, "{dot}{base}")?,
                _ => write!(f, "{dot}{base}{exponent}")?,
            }
        }
        Ok(())
    }
}

/// All there is to know of a code.
pub(super) struct Meaning {
    pub dimension: Dimension,
    /// Nothing if the size has more digits than can be computed with.
    pub size: Option<Ratio>,
    /// The code of the special unit, if it is one.
    pub special: Option<&'static str>,
    /// The annotations, and the sum of the powers each stands at.
    pub annotations: BTreeMap<String, i32>,
}

impl Meaning {
    /// The meaning of a code that has been checked.
    pub(super) fn of(code: &str) -> Self {
        let mut meaning = Self {
            dimension: Dimension::default(),
            size: Some(Ratio::ONE),
            special: None,
            annotations: BTreeMap::new(),
        };
        let walked = walk(code, &mut |_, factor| {
            let power = factor.exponent;
            let size = match factor.kind {
                Kind::Bare => Some(Ratio::ONE),
                Kind::Number(number) => Ratio::new(u128::from(number), 1, 0),
                Kind::Symbol { prefix, atom, .. } => {
                    for (base, exponent) in atom.bases {
                        meaning.dimension.raise(base, exponent.saturating_mul(power));
                    }
                    if atom.scale == Scale::Special {
                        meaning.special = Some(atom.code);
                    }
                    let (numerator, denominator, exponent) = atom.value;
                    Ratio::new(numerator.into(), denominator.into(), exponent + prefix)
                }
            };
            let size = size.and_then(|size| size.power(power));
            meaning.size = meaning.size.zip(size).and_then(|(all, one)| all.times(one));
            if let Some(annotation) = factor.annotation {
                let sum = meaning.annotations.entry(annotation.to_owned()).or_insert(0);
                *sum = sum.saturating_add(power);
            }
        });
        debug_assert!(walked.is_ok(), "a unit holds a code that was checked: {code}");
        meaning.annotations.retain(|_, sum| *sum != 0);
        meaning
    }

    /// How many of the other unit make one of this; nothing if they are not commensurable, or
    /// differ by more than a factor.
    pub(super) fn ratio_to(&self, other: &Self) -> Option<Ratio> {
        if self.dimension != other.dimension || self.special != other.special {
            return None;
        }
        self.size?.times(other.size?.inverse()?)
    }
}

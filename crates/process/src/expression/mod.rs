//! The small language of formulas and conditions.
//!
//! `+ - * /`, comparisons, `and or not`, `is` for choices, a handful of functions. Numbers are
//! exact decimals with units; units are checked before anything runs. A formula is read twice:
//! [`parse`] gives what was written, [`check`] gives an [`Expression`] in which every name is
//! resolved, which is what a compiled process stores and what [`evaluate`] computes.

mod check;
mod evaluate;
mod lex;
mod logarithm;
mod parse;
mod print;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use standards::reading::{Finding, Quantity};
use standards::unit::Unit;

pub use check::{Fault, Kind as Type, Names, Unresolved, check};
pub use evaluate::{Lack, Lookup, Missing, Operand, evaluate, holds};
pub use parse::{Unreadable, parse};
pub use print::{print, quantity};

use crate::words::{InputName, StepId, ValueId};

/// Where a formula takes something from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Source {
    /// A value of a step, recorded or calculated.
    Value { step: StepId, value: ValueId },
    /// A fact from outside the record.
    Input(InputName),
}

/// A formula with every name resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Expression {
    /// A number written in the formula; without a unit it is a plain number.
    Number(Quantity),
    /// A reference, with the unit in which it is declared.
    Reference { from: Source, unit: Unit },
    /// The other sign.
    Negate(Box<Expression>),
    /// Not so.
    Not(Box<Expression>),
    /// One of the four operations.
    Arithmetic { operator: Arithmetic, left: Box<Expression>, right: Box<Expression> },
    /// Two numbers held against each other.
    Compare { operator: Comparison, left: Box<Expression>, right: Box<Expression> },
    /// Two conditions together.
    Join { operator: Junction, left: Box<Expression>, right: Box<Expression> },
    /// Whether a choice is, or is not, this one.
    Is { of: Source, code: Finding, negated: bool },
    /// A function.
    Call { function: Function, arguments: Vec<Expression> },
    /// Rounded half up to so many decimals.
    Round { of: Box<Expression>, decimals: u32 },
}

/// The four operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arithmetic {
    Plus,
    Minus,
    Times,
    Per,
}

impl Arithmetic {
    fn sum_of(sign: &str) -> Option<Self> {
        match sign {
            "+" => Some(Self::Plus),
            "-" => Some(Self::Minus),
            _ => None,
        }
    }

    fn product_of(sign: &str) -> Option<Self> {
        match sign {
            "*" => Some(Self::Times),
            "/" => Some(Self::Per),
            _ => None,
        }
    }

    /// As written in a formula.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Per => "/",
        }
    }
}

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    Less,
    AtMost,
    Equal,
    Unequal,
    AtLeast,
    More,
}

impl Comparison {
    fn of(sign: &str) -> Option<Self> {
        [Self::Less, Self::AtMost, Self::Equal, Self::Unequal, Self::AtLeast, Self::More]
            .into_iter()
            .find(|c| c.sign() == sign)
    }

    /// As written in a formula.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }
}

/// How two conditions are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Junction {
    And,
    Or,
}

impl Junction {
    /// As written in a formula.
    pub fn word(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Or => "or",
        }
    }
}

/// The functions, besides `round_half_up`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Function {
    /// The smallest of its arguments.
    Min,
    /// The largest of its arguments.
    Max,
    /// The next whole number upwards.
    Ceil,
    /// The logarithm to base 2: population doublings.
    Log2,
    /// The first of its arguments that was recorded: for values of alternative branches.
    FirstOf,
}

impl Function {
    /// Every function.
    pub const ALL: [Self; 5] = [Self::Min, Self::Max, Self::Ceil, Self::Log2, Self::FirstOf];

    /// As written in a formula.
    pub fn name(self) -> &'static str {
        match self {
            Self::Min => "min",
            Self::Max => "max",
            Self::Ceil => "ceil",
            Self::Log2 => "log2",
            Self::FirstOf => "first_of",
        }
    }
}

impl Expression {
    /// Everything the expression reads, each once, in order of appearance.
    pub fn sources(&self) -> Vec<&Source> {
        let mut found = Vec::new();
        self.walk(&mut |e| {
            if let Self::Reference { from, .. } | Self::Is { of: from, .. } = e
                && !found.contains(&from)
            {
                found.push(from);
            }
        });
        found
    }

    /// Calls `visit` with this expression and all its parts, from left to right.
    pub fn walk<'e>(&'e self, visit: &mut impl FnMut(&'e Self)) {
        visit(self);
        match self {
            Self::Number(_) | Self::Reference { .. } | Self::Is { .. } => {}
            Self::Negate(inner) | Self::Not(inner) => inner.walk(visit),
            Self::Round { of, .. } => of.walk(visit),
            Self::Arithmetic { left, right, .. }
            | Self::Compare { left, right, .. }
            | Self::Join { left, right, .. } => {
                left.walk(visit);
                right.walk(visit);
            }
            Self::Call { arguments, .. } => arguments.iter().for_each(|a| a.walk(visit)),
        }
    }
}

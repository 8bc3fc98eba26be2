//! What can be wrong with a GS1 code, where, and what to do about it.

/// Why a text is not a GS1 code, and at which character.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("GS1, character {}: {fault}", .at + 1)]
pub struct Gs1Error {
    /// The index of the first byte that is wrong, counted from zero.
    pub at: usize,
    /// What is wrong there.
    pub fault: Gs1Fault,
}

impl Gs1Error {
    pub(super) fn new(at: usize, fault: Gs1Fault) -> Self {
        Self { at, fault }
    }
}

/// What can be wrong with a GS1 code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Gs1Fault {
    /// There is no text.
    #[error("the code is empty; scan again")]
    Empty,
    /// No application identifier that is known here starts so.
    #[error("{0:?} starts no application identifier known here; scan another code of the label")]
    UnknownIdentifier(String),
    /// The value ends early.
    #[error("the {0} is incomplete; scan again, slowly over the whole code")]
    TooShort(&'static str),
    /// More than belongs to the value.
    #[error(
        "the {0} is too long; the scanner may swallow separators: let it send group separators"
    )]
    TooLong(&'static str),
    /// A character that may not stand in the value.
    #[error("this character cannot stand in the {0}; scan again")]
    Character(&'static str),
    /// The check digit does not fit.
    #[error("the check digit of the {0} does not match; scan or type it again")]
    CheckDigit(&'static str),
    /// A day or a time that does not exist.
    #[error("the {0} names no real date or time; scan another code of the label")]
    NotADate(&'static str),
    /// One identifier twice, with different values.
    #[error("the {0} stands there twice with different values; scan one code at a time")]
    Contradiction(&'static str),
}

impl Gs1Fault {
    /// The stable code of the fault, by which its sentence is looked up.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "gs1-empty",
            Self::UnknownIdentifier(_) => "gs1-unknown-identifier",
            Self::TooShort(_) => "gs1-incomplete",
            Self::TooLong(_) => "gs1-too-long",
            Self::Character(_) => "gs1-wrong-character",
            Self::CheckDigit(_) => "gs1-check-digit",
            Self::NotADate(_) => "gs1-no-such-date",
            Self::Contradiction(_) => "gs1-contradiction",
        }
    }
}

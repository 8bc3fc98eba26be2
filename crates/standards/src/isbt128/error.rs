//! What can be wrong with an ISBT 128 code, where, and what to do about it.

/// Why a text is not an ISBT 128 code, and at which character.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("ISBT 128, character {}: {fault}", .at + 1)]
pub struct IsbtError {
    /// The index of the first byte that is wrong, counted from zero.
    pub at: usize,
    /// What is wrong there.
    pub fault: IsbtFault,
}

impl IsbtError {
    pub(crate) fn new(at: usize, fault: IsbtFault) -> Self {
        Self { at, fault }
    }

    /// The same, inside a longer text.
    pub(super) fn shifted(mut self, by: usize) -> Self {
        self.at += by;
        self
    }
}

/// What can be wrong with an ISBT 128 code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IsbtFault {
    /// The first two characters name no structure.
    #[error("no structure starts with {0:?}; scan again, or scan a code that ISBT 128 defines")]
    UnknownIdentifier(String),
    /// The content ends early.
    #[error("the {0} is incomplete; scan again, slowly over the whole code")]
    TooShort(&'static str),
    /// There is more than belongs there.
    #[error("more follows after the {0}; scan one code at a time")]
    TooLong(&'static str),
    /// A character that may not stand there.
    #[error("this character cannot stand in the {0}; scan again")]
    Character(&'static str),
    /// The printed check character, or a checksum inside the code, does not fit.
    #[error("the check character of the {0} does not match; scan or type it again")]
    CheckCharacter(&'static str),
    /// Typed without its check character.
    #[error("the {0} ends with its check character, the one in the box; type it as well")]
    CheckCharacterMissing(&'static str),
    /// A day or a minute that does not exist.
    #[error("the {0} names no real date or time; scan again")]
    NotADate(&'static str),
    /// Fewer or more structures than the header says.
    #[error("the symbol announces {announced} structures and holds {found}; scan again")]
    Count {
        /// What its header says.
        announced: usize,
        /// What was there.
        found: usize,
    },
    /// A structure that a compound message may not hold.
    #[error("a {0} cannot stand inside a compound message; the symbol was not made correctly")]
    NotInCompound(&'static str),
}

impl IsbtFault {
    /// The stable code of the fault, by which its sentence is looked up.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownIdentifier(_) => "isbt-unknown-structure",
            Self::TooShort(_) => "isbt-incomplete",
            Self::TooLong(_) => "isbt-too-long",
            Self::Character(_) => "isbt-wrong-character",
            Self::CheckCharacter(_) => "isbt-check-character",
            Self::CheckCharacterMissing(_) => "isbt-check-character-missing",
            Self::NotADate(_) => "isbt-no-such-date",
            Self::Count { .. } => "isbt-structure-count",
            Self::NotInCompound(_) => "isbt-not-in-compound",
        }
    }
}

//! Why a centre is open for reading only.
//!
//! A value with a code and what its sentence needs: the server's log has it in English, pages and
//! answers in the language of whoever asks (`refusal-CODE` in `locales/`).

use domain::text::Code;

/// Why no act is taken, though everything may be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadOnly {
    /// The log lost what stood in the file beside it.
    #[error(
        "the log has {size} entries, and {seen} were there when it was last written: stop, put back \
         {file}-wal as it was, or restore a backup that has them"
    )]
    Cut {
        /// How many entries it has.
        size: u64,
        /// How many it had.
        seen: u64,
        /// The name of its file.
        file: String,
    },
    /// The log is shorter than its high-water mark.
    #[error("the log has {size} entries, and {marked} were there when numbers were last drawn")]
    Shorter {
        /// How many entries it has.
        size: u64,
        /// How many it had.
        marked: u64,
    },
    /// The high-water mark is gone.
    #[error(
        "the high-water mark {file} is missing: which numbers are on labels cannot be told; put it \
         back, or sign for its loss (centrosome resume --help)"
    )]
    Unmarked {
        /// The name of its file.
        file: String,
    },
    /// Numbers were drawn on another history.
    #[error("the first {marked} entries are not those that numbers were drawn on")]
    OtherNumbers {
        /// How many entries that had.
        marked: u64,
    },
    /// Numbers were drawn for another log.
    #[error("numbers were drawn for log {marked}, and this is log {found}")]
    OtherLog {
        /// The log they were drawn for.
        marked: String,
        /// This log.
        found: String,
    },
    /// A witness saw more than is here.
    #[error(
        "the log has {size} entries, and the witness {witness} has seen {seen}: stop, and restore a \
         backup that has them, or sign for the loss (centrosome resume --help)"
    )]
    WitnessSawMore {
        /// Which.
        witness: Code,
        /// How many entries the log has.
        size: u64,
        /// How many it saw.
        seen: u64,
    },
    /// A witness cosigned another history.
    #[error(
        "the witness {witness} has cosigned another history of the first {seen} entries: stop, and \
         find out who changed the log (centrosome verify)"
    )]
    WitnessSawAnother {
        /// Which.
        witness: Code,
        /// How many entries that had.
        seen: u64,
    },
}

impl ReadOnly {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cut { .. } => "read-only-cut",
            Self::Shorter { .. } => "read-only-shorter",
            Self::Unmarked { .. } => "read-only-unmarked",
            Self::OtherNumbers { .. } => "read-only-other-numbers",
            Self::OtherLog { .. } => "read-only-other-log",
            Self::WitnessSawMore { .. } => "read-only-witness-saw-more",
            Self::WitnessSawAnother { .. } => "read-only-witness-saw-another",
        }
    }

    /// What its sentence needs.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Cut { size, seen, file } => {
                vec![("size", size.to_string()), ("seen", seen.to_string()), ("file", file.clone())]
            }
            Self::Shorter { size, marked } => {
                vec![("size", size.to_string()), ("marked", marked.to_string())]
            }
            Self::Unmarked { file } => vec![("file", file.clone())],
            Self::OtherNumbers { marked } => vec![("marked", marked.to_string())],
            Self::OtherLog { marked, found } => {
                vec![("marked", marked.clone()), ("found", found.clone())]
            }
            Self::WitnessSawMore { witness, size, seen } => vec![
                ("name", witness.to_string()),
                ("size", size.to_string()),
                ("seen", seen.to_string()),
            ],
            Self::WitnessSawAnother { witness, seen } => {
                vec![("name", witness.to_string()), ("seen", seen.to_string())]
            }
        }
    }
}

//! The compiled form of a process, as the centre takes it in.

use crate::facility::Grade;
use crate::id::{IdError, ProcessId};

/// A compiled master batch record, as a batch pins it.
pub type Compiled = process::model::Process;

/// Why bytes are no compiled process this program can carry out.
pub use process::model::NotReadable;

/// Reads a compiled process from the bytes it is stored as.
pub fn read_compiled(bytes: &[u8]) -> Result<Compiled, NotReadable> {
    Compiled::from_bytes(bytes)
}

/// The grade a word of a process stands for; `Ok(None)` where no clean room is asked for.
pub fn grade_of(word: &process::words::GradeCode) -> Result<Option<Grade>, NoSuchGrade> {
    match word.as_str() {
        "unclassified" => Ok(None),
        grade => grade.parse().map(Some).map_err(|()| NoSuchGrade),
    }
}

/// A word that stands for no grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a grade is A, B, C, D or unclassified")]
pub struct NoSuchGrade;

/// What a process is called in the record: its author's id, with `-` for `_`.
///
/// Identifiers of subjects have no underscore, those of authors no dash, so that neither can be
/// taken for two of the other.
pub fn id_in_centre(author: &process::words::ProcessId) -> Result<ProcessId, IdError> {
    ProcessId::new(&author.as_str().replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authors_id_is_one_subject() {
        let id = |text| id_in_centre(&process::words::ProcessId::from(text));
        assert_eq!(id("cart_cd19").unwrap().to_string(), "process/cart-cd19");
        assert!(id("").is_err());
    }

    #[test]
    fn bytes_of_another_form_are_refused() {
        assert!(read_compiled(b"{}").is_err());
        assert!(read_compiled(br#"{"compiler":4000000000}"#).is_err());
    }
}

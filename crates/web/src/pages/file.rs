//! A file that is written while it is sent: CSV for tables, JSON lines for programs.
//!
//! Whose names a piece of it holds is noted before the piece leaves, as for any page. A file begins
//! with a note on what it is; one that breaks off is seen to break off.

use super::audit::ask;
use super::eye::Eye;
use crate::app::{Call, note_piece};
use crate::problem::{Problem, Result};
use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use serde_json::{Value, json};

/// The form of a file.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// A table.
    Csv,
    /// A line of JSON a record.
    Lines,
}

/// Sends a file. `piece` gives what comes before a place (none: from the beginning), and the place it
/// goes on before, if it goes on.
pub fn send<P: Copy + Send + 'static>(
    call: Call,
    form: Form,
    name: &str,
    piece: impl Fn(&Eye<'_>, Option<P>) -> Result<(Vec<u8>, Option<P>)> + Clone + Send + 'static,
) -> Response {
    // `None` is the end.
    let state = Some((call, piece, None));
    let pieces = stream::unfold(state, |state| async move {
        let (call, piece, before) = state?;
        let asked = piece.clone();
        let written = ask(&call, move |eye| asked(eye, before)).await;
        let noted = note_piece(&call.app, &call.asked).await;
        match noted.and(written) {
            Ok((bytes, rest)) => {
                let next = rest.map(|rest| (call, piece, Some(rest)));
                Some((Ok(Bytes::from(bytes)), next))
            }
            // One that ended early would look whole.
            Err(_) => Some((Err(std::io::Error::other("the export broke off")), None)),
        }
    });
    let (kind, ends) = match form {
        Form::Csv => ("text/csv; charset=utf-8", "csv"),
        Form::Lines => ("application/jsonl", "jsonl"),
    };
    let disposition = format!("attachment; filename=\"{name}.{ends}\"");
    let headers =
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, Body::from_stream(pieces)).into_response()
}

/// How a piece of a file is written.
pub struct Piece<const N: usize> {
    /// The form of the file.
    pub form: Form,
    /// What the file is, if this is its first piece.
    pub note: Option<Value>,
    /// The columns of a table.
    pub columns: [&'static str; N],
}

impl<const N: usize> Piece<N> {
    /// Some records, in the form of the file.
    pub fn of<R>(
        self,
        records: impl IntoIterator<Item = R>,
        as_json: impl Fn(&R) -> Value,
        cells: impl Fn(&R) -> [String; N],
    ) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match self.form {
            Form::Lines => {
                if let Some(note) = self.note {
                    line(&mut bytes, &json!({ "note": note }))?;
                }
                for record in records {
                    line(&mut bytes, &as_json(&record))?;
                }
            }
            Form::Csv => {
                let mut table = csv::Writer::from_writer(&mut bytes);
                let failed = |error: csv::Error| Problem::fault(&error);
                if let Some(note) = self.note {
                    let note = note.to_string();
                    let mut first = vec!["note", note.as_str()];
                    first.resize(N, "");
                    table.write_record(first).map_err(failed)?;
                    table.write_record(self.columns).map_err(failed)?;
                }
                for record in records {
                    let cells = cells(&record).map(|cell| defused(&cell));
                    table.write_record(cells).map_err(failed)?;
                }
                table.flush().map_err(|error| Problem::fault(&error))?;
                drop(table);
            }
        }
        Ok(bytes)
    }
}

fn line(bytes: &mut Vec<u8>, value: &Value) -> Result<()> {
    serde_json::to_writer(&mut *bytes, value).map_err(|error| Problem::fault(&error))?;
    bytes.push(b'\n');
    Ok(())
}

/// A cell that a spreadsheet would compute is made words.
fn defused(cell: &str) -> String {
    let begins = cell.chars().next();
    if matches!(begins, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n')) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::defused;

    #[test]
    fn what_a_spreadsheet_would_compute_is_made_words() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(defused(formula), format!("'{formula}"));
        }
        for words in ["OP-07 corrected viability", "81.2", "", "–"] {
            assert_eq!(defused(words), words);
        }
    }
}

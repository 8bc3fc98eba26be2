//! The laboratory: samples to receive, results due, results to review.
//!
//! `/samples` (and `/sample`) is the worklist; `/sample/{key}` one sample with every line of the
//! specification it serves: entering, correcting, reviewing and setting aside its results.

mod attribute;
mod entry;
mod receive;
mod sample;
mod worklist;

pub use attribute::{bar, limit, shown};

use crate::app::App;
use crate::problem::{Kind, Problem, Result};
use axum::Router;
use axum::routing::get;
use domain::id::SampleId;
use domain::quality::Verdict;

use super::words;
use crate::lang::{Text, Texts};
use crate::parts::Status;

/// The routes of samples.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/samples", get(worklist::show))
        .route("/sample", get(worklist::show))
        .route("/sample/{key}", get(sample::show).post(sample::act))
}

/// The colour and the word of a verdict on a result.
pub fn verdict(t: Texts, verdict: Verdict) -> (Status, Text) {
    let status = match verdict {
        Verdict::Reported => Status::Info,
        Verdict::WithinSpecification => Status::Ok,
        Verdict::Inconclusive => Status::Alert,
        Verdict::OutOfSpecification => Status::Action,
    };
    (status, words::choice(t, verdict.word()))
}

/// The code of a method that is known by a name: `LAL chromogenic` is `lal-chromogenic`.
pub fn method_code(name: &str) -> String {
    let mut code = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            code.push(letter.to_ascii_lowercase());
        } else if !code.is_empty() && !code.ends_with('-') {
            code.push('-');
        }
    }
    code.truncate(40);
    code.trim_end_matches('-').to_owned()
}

/// The sample an address names.
fn sample_id(key: &str) -> Result<SampleId> {
    SampleId::new(key).map_err(|_| Problem::new(Kind::NotFound))
}

#[cfg(test)]
mod tests {
    use super::method_code;

    #[test]
    fn a_method_is_coded_by_its_name() {
        assert_eq!(method_code("Flow cytometry"), "flow-cytometry");
        assert_eq!(method_code("LAL, chromogenic"), "lal-chromogenic");
    }
}

//! What other rooms ask about quality, and what the acts of this room ask in common.

use super::result::TestResult;
use super::{Deviation, DeviationState, DeviationSummary, Sample, SampleSummary, Verdict, Waits};
use crate::batch::views::products_of;
use crate::desk::Desk;
use crate::id::{BatchId, DeviationId, Kind, PersonId, SampleId, SubjectId};
use crate::index::Index;
use crate::refusal::{Broken, Stop};
use crate::signature::Standing;
use crate::text::Code;
use std::collections::BTreeSet;

crate::refusals! {
    /// What stands against acting on a deviation or a result.
    pub enum Refused {
        /// The deviation has been closed.
        DeviationClosed { deviation: DeviationId } "deviation-closed" Minor,
        /// Cause and impact of the deviation are not known yet.
        DeviationNotInvestigated { deviation: DeviationId, state: &'static str } "deviation-not-investigated" Critical,
        /// There is no such result.
        ResultUnknown { attribute: Code, round: u32 } "result-unknown" Major,
        /// An investigation has set the result aside.
        ResultSetAside { attribute: Code, round: u32 } "result-set-aside" Major,
    }
}

/// The deviations about a subject that are not closed.
pub fn open_deviations<'a>(
    desk: &Desk<'a>,
    subject: &SubjectId,
) -> Result<Vec<(DeviationId, &'a DeviationSummary)>, Stop> {
    deviations(desk, Index::OpenDeviation, subject)
}

/// The deviations about a subject on which nobody has acted yet: they hold it.
pub fn holding_deviations<'a>(
    desk: &Desk<'a>,
    subject: &SubjectId,
) -> Result<Vec<(DeviationId, &'a DeviationSummary)>, Stop> {
    let mut open = open_deviations(desk, subject)?;
    open.retain(|(_, summary)| summary.state == DeviationState::Opened);
    Ok(open)
}

/// Every deviation about a subject, closed ones included.
pub fn all_deviations<'a>(
    desk: &Desk<'a>,
    subject: &SubjectId,
) -> Result<Vec<(DeviationId, &'a DeviationSummary)>, Stop> {
    deviations(desk, Index::DeviationOf, subject)
}

fn deviations<'a>(
    desk: &Desk<'a>,
    index: Index,
    subject: &SubjectId,
) -> Result<Vec<(DeviationId, &'a DeviationSummary)>, Stop> {
    let mut found = Vec::new();
    for id in desk.found_under(index, &subject.to_string()) {
        let summary = desk.summary::<Deviation>(id)?;
        if let Ok(id) = DeviationId::try_from(id.clone()) {
            found.push((id, summary));
        }
    }
    Ok(found)
}

/// What else a departure about `subject` touches: a sample's batch, and whatever a batch has made.
pub(super) fn touched_through(
    desk: &Desk<'_>,
    subject: &SubjectId,
) -> Result<Vec<SubjectId>, Stop> {
    if !desk.exists(subject) {
        return Ok(Vec::new());
    }
    match subject.kind() {
        Kind::Sample => {
            let batch = desk.summary::<Sample>(subject)?.batch.clone();
            let mut touched = vec![batch.subject().clone()];
            touched.extend(touched_through(desk, batch.subject())?);
            Ok(touched)
        }
        Kind::Batch => match BatchId::try_from(subject.clone()) {
            Ok(batch) => Ok(products_of(desk, &batch)?.to_vec()),
            Err(_) => Ok(Vec::new()),
        },
        _ => Ok(Vec::new()),
    }
}

/// How one line of the specification stands on one sample.
#[derive(Debug, Clone, PartialEq)]
pub struct AttributeResult<'a> {
    /// Which sample.
    pub sample: SampleId,
    /// The process's own name of the sample.
    pub code: &'a Code,
    /// Taken in which round of its step.
    pub taken_in_round: u32,
    /// Which line of the specification.
    pub attribute: &'a Code,
    /// The latest result that has not been set aside; none if the test is still out.
    pub latest: Option<&'a TestResult>,
    /// The worst verdict of all results that have not been set aside.
    pub verdict: Option<Verdict>,
    /// The latest review; none if there is none.
    pub review: Option<Standing>,
    /// Whether every result has been reviewed as it stands.
    pub reviewed: bool,
    /// Positions of every entry about its results: what a release signs for.
    pub positions: Vec<u64>,
}

/// How every line of the specification stands that a sample of the batch was taken for.
pub fn results_of<'a>(desk: &Desk<'a>, batch: &BatchId) -> Result<Vec<AttributeResult<'a>>, Stop> {
    let mut lines = Vec::new();
    for (id, sample) in samples_of(desk, batch)? {
        let mut attributes: Vec<&Code> = sample.taken.attributes.iter().collect();
        for result in &sample.results {
            if !attributes.contains(&&result.attribute) {
                attributes.push(&result.attribute);
            }
        }
        for attribute in attributes {
            lines.push(AttributeResult {
                sample: id.clone(),
                code: &sample.taken.code,
                taken_in_round: sample.taken.round,
                attribute,
                latest: sample.valid(attribute).last(),
                verdict: sample.verdict(attribute),
                review: sample.review(attribute).map(|(_, standing)| standing),
                reviewed: sample.is_reviewed(attribute),
                positions: sample.entries(attribute),
            });
        }
    }
    Ok(lines)
}

/// The samples of a batch, in order of their numbers.
pub fn samples_of<'a>(
    desk: &Desk<'a>,
    batch: &BatchId,
) -> Result<Vec<(SampleId, &'a Sample)>, Stop> {
    let mut samples = Vec::new();
    for id in desk.found_under(Index::SampleOfBatch, &batch.to_string()) {
        let sample = desk.state::<Sample>(id)?;
        if let Ok(id) = SampleId::try_from(id.clone()) {
            samples.push((id, sample));
        }
    }
    Ok(samples)
}

/// Whoever entered, corrected or reviewed results of a batch.
pub fn tested_by(desk: &Desk<'_>, batch: &BatchId) -> Result<BTreeSet<PersonId>, Stop> {
    let mut people = BTreeSet::new();
    for (_, sample) in samples_of(desk, batch)? {
        people.extend(sample.results.iter().flat_map(TestResult::people).cloned());
        people.extend(sample.reviews.iter().map(|review| review.signature.by.clone()));
    }
    Ok(people)
}

/// The samples that wait for the laboratory, by what they wait for.
pub fn samples_waiting<'a>(desk: &Desk<'a>) -> Result<Vec<(SampleId, &'a SampleSummary)>, Stop> {
    let mut waiting = Vec::new();
    for waits in [Waits::Receipt, Waits::Result, Waits::Review] {
        for id in desk.found_under(Index::Waiting, waits.word()) {
            let summary = desk.summary::<Sample>(id)?;
            if let Ok(id) = SampleId::try_from(id.clone()) {
                waiting.push((id, summary));
            }
        }
    }
    Ok(waiting)
}

/// Notes it when a deviation has been closed.
pub(super) fn must_not_be_closed(
    desk: &Desk<'_>,
    id: &DeviationId,
    broken: &mut Broken,
) -> Result<(), Stop> {
    if desk.summary::<Deviation>(id.subject())?.state == DeviationState::Closed {
        broken.because_of("deviation", Refused::DeviationClosed { deviation: id.clone() });
    }
    Ok(())
}

/// Notes it when cause and impact of a deviation are not known.
pub(super) fn must_be_investigated(
    desk: &Desk<'_>,
    id: &DeviationId,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let state = desk.summary::<Deviation>(id.subject())?.state;
    if !is_investigated(state) {
        let refused =
            Refused::DeviationNotInvestigated { deviation: id.clone(), state: state.word() };
        broken.because_of("deviation", refused);
    }
    Ok(())
}

fn is_investigated(state: DeviationState) -> bool {
    match state {
        DeviationState::Opened | DeviationState::Contained => false,
        DeviationState::Investigated | DeviationState::Closed => true,
    }
}

/// Whether every deviation about a subject has been investigated, and there is one.
pub(super) fn has_been_investigated(desk: &Desk<'_>, subject: &SubjectId) -> Result<bool, Stop> {
    let about = all_deviations(desk, subject)?;
    let open = |(_, summary): &(DeviationId, &DeviationSummary)| !is_investigated(summary.state);
    Ok(!about.is_empty() && !about.iter().any(open))
}

/// Whether a deviation is about a subject or touches it.
pub(super) fn is_about(
    desk: &Desk<'_>,
    id: &DeviationId,
    subject: &SubjectId,
) -> Result<bool, Stop> {
    let deviation = desk.summary::<Deviation>(id.subject())?;
    Ok(deviation.about == *subject || deviation.touches.contains(subject))
}

/// A result that must exist.
pub(super) fn must_have_result<'a>(
    sample: &'a Sample,
    attribute: &Code,
    round: u32,
) -> Result<&'a TestResult, Refused> {
    let unknown = || Refused::ResultUnknown { attribute: attribute.clone(), round };
    sample.result(attribute, round).ok_or_else(unknown)
}

/// Notes it when a result has been set aside.
pub(super) fn must_be_valid(result: &TestResult, broken: &mut Broken) {
    if !result.is_valid() {
        let (attribute, round) = (result.attribute.clone(), result.round);
        broken.because(Refused::ResultSetAside { attribute, round });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::testing::{Laboratory, batch, correct, enter, receive, review};

    const VIABLE: &str = r#"{"n":"97.9","u":"%"}"#;
    const STERILE: &str = r#"{"is":"no-growth"}"#;

    fn lines(lab: &Laboratory) -> Vec<(String, String, Option<Verdict>, bool, usize)> {
        let desk = Desk::new(&lab.stage.centre, lab.stage.now);
        let line = |line: AttributeResult<'_>| {
            let (sample, attribute) = (line.sample.key().to_owned(), line.attribute.to_string());
            (sample, attribute, line.verdict, line.reviewed, line.positions.len())
        };
        results_of(&desk, &batch()).unwrap().into_iter().map(line).collect()
    }

    #[test]
    fn a_batch_stands_line_by_line_until_everything_is_tested_and_reviewed() {
        let mut lab = Laboratory::open();
        let first = lab.a_received_sample(&["viability", "sterility"]);
        let second = lab.a_received_sample(&["viability"]);
        lab.stage.tells("QC-01", enter(&first, "viability", VIABLE)).stands();
        let right = correct(&first, "viability", 1, r#"{"n":"97.8","u":"%"}"#);
        lab.stage.tells("QC-01", right).stands();
        lab.stage.asks("QC-02", review(&first, "viability")).stands();
        lab.stage.tells("QC-01", enter(&second, "viability", VIABLE)).stands();
        let line = |sample: &str, attribute: &str, verdict, reviewed, entries| {
            (sample.to_owned(), attribute.to_owned(), verdict, reviewed, entries)
        };
        let within = Some(Verdict::WithinSpecification);
        let expected = [
            line("S26-0001", "viability", within, true, 2),
            line("S26-0001", "sterility", None, false, 0),
            line("S26-0002", "viability", within, false, 1),
        ];
        assert_eq!(lines(&lab), expected);
    }

    #[test]
    fn what_was_tested_though_the_sample_does_not_serve_it_is_shown_too() {
        let mut lab = Laboratory::open();
        let sample = lab.a_received_sample(&["viability"]);
        let beyond = enter(&sample, "sterility", STERILE);
        lab.stage.tells("QC-01", beyond).found("attribute-not-served");
        assert_eq!(lines(&lab).len(), 2);
    }

    #[test]
    fn whoever_tests_or_reviews_takes_part() {
        let mut lab = Laboratory::open();
        let sample = lab.a_received_sample(&["viability"]);
        let people = |lab: &Laboratory| {
            tested_by(&Desk::new(&lab.stage.centre, lab.stage.now), &batch()).unwrap()
        };
        assert!(people(&lab).is_empty());
        lab.stage.tells("QC-01", enter(&sample, "viability", VIABLE)).stands();
        lab.stage.asks("QC-02", review(&sample, "viability")).stands();
        let expected = [lab.stage.find("QC-01"), lab.stage.find("QC-02")];
        assert_eq!(people(&lab), BTreeSet::from(expected));
    }

    #[test]
    fn a_sample_waits_for_receipt_then_for_a_result_then_for_a_review() {
        let mut lab = Laboratory::open();
        let sample = lab.a_sample(&["viability"]);
        let waits = |lab: &Laboratory| {
            let desk = Desk::new(&lab.stage.centre, lab.stage.now);
            let waiting = samples_waiting(&desk).unwrap();
            waiting.into_iter().map(|(_, summary)| summary.waits).collect::<Vec<_>>()
        };
        assert_eq!(waits(&lab), [Waits::Receipt]);
        lab.stage.asks("QC-01", receive(&sample)).stands();
        assert_eq!(waits(&lab), [Waits::Result]);
        lab.stage.tells("QC-01", enter(&sample, "viability", VIABLE)).stands();
        assert_eq!(waits(&lab), [Waits::Review]);
        lab.stage.asks("QC-02", review(&sample, "viability")).stands();
        assert_eq!(waits(&lab), []);
    }
}

//! Releasing a batch: declaring it fit for its patient, or its lot fit for use.

use super::must_be_independent::must_be_independent;
use super::review_batch::{completion, must_be_complete};
use super::specification_line::{LineState, SpecificationLine, pending, specification_lines};
use super::views::{all_deviations, open_deviations};
use crate::act::Act;
use crate::batch::views::{batch, must_not_be_rejected, must_stand, products_of};
use crate::batch::{Batch, BatchReleased};
use crate::command::Rule;
use crate::custody::ContainerReleased;
use crate::custody::views::{container_state, must_be_of_chain};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, ContainerId, DeviationId, LotId};
use crate::materials::{LotCharacterised, LotReleased};
use crate::refusal::{Broken, Stop};
use crate::signature::{Signed, must_cover};
use crate::text::{Code, Note};
use ::process::words::AttributeId;
use standards::reading::Reading;
use std::collections::BTreeMap;

crate::command! {
    /// Declares a batch fit for its patient, or its lot fit for use.
    ///
    /// Guarantees: no container of a batch is released but by this (INV-QUALITY-6), and the fact
    /// names what was checked and which results are still to come.
    /// Refuses: while the record is not complete and reviewed as it stands, while a signature is
    /// superseded or a deviation open, while a result needed before release is missing, not reviewed
    /// or outside, when the chain of identity is broken anywhere, and when the signer made the batch,
    /// tested it or reviewed it.
    /// Why: whoever made a product does not judge it (EU GMP Part IV, batch release; GMP of China).
    pub struct ReleaseBatch = "quality.release-batch" 1;
    said: Asked;
    roles: [ReleasingPerson];
    signed: [Released];
    about: Field("batch");
    /// Which batch.
    pub batch: BatchId,
    /// Anything to add.
    pub note: Option<Note>,
}

crate::refusals! {
    /// Why a batch cannot be released.
    pub enum Refused {
        /// Its record has not been reviewed as it stands.
        RecordNotReviewed { batch: BatchId } "record-not-reviewed" Critical,
        /// It has been released as it stands.
        AlreadyReleased { batch: BatchId } "batch-already-released" Minor,
        /// A deviation about it is open.
        DeviationOpen { deviation: DeviationId } "deviation-open" Critical,
        /// A result is missing.
        ResultMissing { attribute: AttributeId } "result-missing" Critical,
        /// A result has not been reviewed as it stands.
        ResultNotReviewed { attribute: AttributeId } "result-not-reviewed" Critical,
        /// A result is outside the specification, or does not tell.
        ResultFails { attribute: AttributeId, reading: String } "result-fails" Critical,
    }
}

impl Rule for ReleaseBatch {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let state = batch(desk, &self.batch)?;
        self.must_be_ready(state, broken);
        let deviations = self.must_have_no_open_deviation(desk, broken)?;
        let lines = specification_lines(desk, &self.batch)?;
        must_be_met(&lines, broken);
        let containers = self.must_be_of_one_chain(desk, state, broken)?;
        must_be_independent(desk, act, &self.batch, state, broken)?;
        must_cover(act, signed_for(state, &lines), broken);
        let released = BatchReleased {
            pending: pending(&lines),
            checked: checked(state, &lines, deviations, containers),
            signed: Signed::of(act)?,
        };
        let mut facts = vec![Fact::new(self.batch.clone(), released)];
        facts.extend(self.products(desk, act, &lines)?);
        Ok(facts)
    }

    /// Whoever releases signs for the record, its review, and every result.
    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        let lines = specification_lines(desk, &self.batch)?;
        Ok(signed_for(batch(desk, &self.batch)?, &lines))
    }
}

impl ReleaseBatch {
    fn must_be_ready(&self, state: &Batch, broken: &mut Broken) {
        let batch = || self.batch.clone();
        must_not_be_rejected(&self.batch, state, broken);
        must_be_complete(&self.batch, state, broken);
        must_stand(state, broken);
        if !state.review_stands() {
            broken.because(Refused::RecordNotReviewed { batch: batch() });
        }
        if state.release_stands() {
            broken.because(Refused::AlreadyReleased { batch: batch() });
        }
    }

    /// Notes every open deviation about the batch and about what it made; gives how many there were.
    fn must_have_no_open_deviation(
        &self,
        desk: &Desk<'_>,
        broken: &mut Broken,
    ) -> Result<usize, Stop> {
        let mut subjects = vec![self.batch.subject().clone()];
        subjects.extend(products_of(desk, &self.batch)?.iter().cloned());
        let mut open = std::collections::BTreeSet::new();
        for subject in &subjects {
            open.extend(open_deviations(desk, subject)?.into_iter().map(|(id, _)| id));
        }
        for deviation in open {
            broken.because(Refused::DeviationOpen { deviation });
        }
        Ok(all_deviations(desk, self.batch.subject())?.len())
    }

    /// Notes every container in or out of the batch that is of another chain; gives how many there
    /// are.
    fn must_be_of_one_chain(
        &self,
        desk: &Desk<'_>,
        state: &Batch,
        broken: &mut Broken,
    ) -> Result<usize, Stop> {
        let Some(order) = &state.started.order else { return Ok(0) };
        let taken = state.containers.values().map(|taken| taken.container.clone());
        let made = products_of(desk, &self.batch)?.iter().cloned();
        let made = made.filter_map(|product| ContainerId::try_from(product).ok());
        let all: Vec<ContainerId> = taken.chain(made).collect();
        for container in &all {
            must_be_of_chain(desk, container, order, broken)?;
        }
        Ok(all.len())
    }

    /// The facts about everything the batch made.
    fn products(
        &self,
        desk: &Desk<'_>,
        act: &Act,
        lines: &[SpecificationLine<'_>],
    ) -> Result<Vec<Fact>, Stop> {
        let mut facts = Vec::new();
        for product in products_of(desk, &self.batch)? {
            if let Ok(container) = ContainerId::try_from(product.clone()) {
                if container_state(desk, &container)?.rejected_by.is_none() {
                    let released = ContainerReleased { by: act.by.clone(), occurred: act.occurred };
                    facts.push(Fact::new(container, released));
                }
            } else if let Ok(lot) = LotId::try_from(product.clone()) {
                let attributes = numbers(lines);
                facts.push(Fact::new(lot.clone(), LotCharacterised { attributes }));
                let released =
                    LotReleased { by: act.by.clone(), certificate: None, note: self.note.clone() };
                facts.push(Fact::new(lot, released));
            }
        }
        Ok(facts)
    }
}

fn must_be_met(lines: &[SpecificationLine<'_>], broken: &mut Broken) {
    for line in lines {
        let attribute = line.attribute.id.clone();
        match line.state {
            LineState::Passes | LineState::Pending => {}
            LineState::Missing => broken.because(Refused::ResultMissing { attribute }),
            LineState::NotReviewed => broken.because(Refused::ResultNotReviewed { attribute }),
            LineState::Fails => {
                let reading = line.reading().map(|it| it.to_string()).unwrap_or_default();
                broken.because(Refused::ResultFails { attribute, reading });
            }
        }
    }
}

/// The numbers of a specification, by line: what later batches compute with.
fn numbers(lines: &[SpecificationLine<'_>]) -> BTreeMap<Code, Reading> {
    let numbers = lines.iter().filter_map(|line| {
        let reading = line.reading()?;
        reading.exact()?;
        Some((line.attribute.id.as_str().parse().ok()?, reading))
    });
    numbers.collect()
}

fn signed_for(state: &Batch, lines: &[SpecificationLine<'_>]) -> Vec<u64> {
    let mut positions = completion(state);
    positions.extend(state.reviewed.last().map(|review| review.signature.position));
    positions.extend(lines.iter().flat_map(SpecificationLine::positions));
    positions.sort_unstable();
    positions.dedup();
    positions
}

/// What was checked, by kind, and how many of each.
fn checked(
    state: &Batch,
    lines: &[SpecificationLine<'_>],
    deviations: usize,
    containers: usize,
) -> BTreeMap<Code, u32> {
    let values: usize = state.steps.values().map(|record| record.values.len()).sum();
    let signatures: usize = state.steps.values().map(|record| record.signatures.len()).sum();
    let passed = lines.iter().filter(|line| line.state == LineState::Passes).count();
    let counts = [
        ("steps", state.steps.len()),
        ("values", values),
        ("signatures", signatures),
        ("lots", state.lots.len()),
        ("containers", containers),
        ("results", passed),
        ("deviations", deviations),
    ];
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    counts
        .into_iter()
        .filter_map(|(what, number)| Some((what.parse().ok()?, count(number))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::testing::Bench;
    use crate::batch::{Phase, views};
    use crate::custody::Container;
    use crate::materials::{Lot, LotState};
    use crate::people::Role;
    use crate::quality::testing::{contain, correct, enter, receive, review};
    use crate::quality::{OpenDeviation, ReviewBatch};
    use crate::refusal::Severity;

    fn release(bench: &Bench) -> ReleaseBatch {
        ReleaseBatch { batch: bench.batch.clone(), note: None }
    }

    fn reviews(bench: &mut Bench, exceptions: u32) {
        let review = ReviewBatch { batch: bench.batch.clone(), exceptions };
        bench.asks("QA-01", review).stands();
    }

    /// INV-QUALITY-6.
    #[test]
    fn a_release_names_what_was_checked_and_what_is_pending() {
        let mut bench = Bench::reviewed();
        let bag = bench.products().remove(0);
        let release = release(&bench);
        bench.signs("QP-01", release.clone(), &[]).refused("not-covered");
        bench.asks("QP-01", release.clone()).stands();
        let state = bench.state_now();
        assert_eq!(state.phase(), Phase::Released);
        let released = &state.released[0];
        assert_eq!(released.pending, ["sterility".into()]);
        let count = |what: &str| released.checked[&what.parse().unwrap()];
        assert_eq!((count("containers"), count("results"), count("lots")), (3, 2, 2));
        assert!(bench.state::<Container>(bag.subject()).released_by.is_some());
        bench.asks("QP-01", release).refused("batch-already-released");
    }

    #[test]
    fn a_record_is_complete_reviewed_and_unchanged_since() {
        let mut bench = Bench::completed();
        bench.viability("81.2");
        let release = release(&bench);
        bench.asks("QP-01", release.clone()).refused("record-not-reviewed");
        reviews(&mut bench, 0);
        bench.corrects("expansion.count", "cells", "121 10*6").stands();
        bench.asks("QP-01", release.clone()).refused("record-incomplete");
        bench.asks("QP-01", release.clone()).refused("signature-superseded");
        bench.reaffirms("OP-07", "expansion.count").stands();
        bench.signs_off().stands();
        bench.asks("QP-01", release.clone()).refused("record-not-reviewed");
        reviews(&mut bench, 2);
        bench.asks("QP-01", release).stands();
    }

    #[test]
    fn every_result_needed_before_release_is_there_reviewed_and_within() {
        let mut bench = Bench::completed();
        reviews(&mut bench, 0);
        let release = release(&bench);
        bench.asks("QP-01", release.clone()).refused("result-missing");
        let sample = bench.seed_sample();
        bench.asks("QC-01", receive(&sample)).stands();
        let entered = enter(&sample, "viability", r#"{"n":"81.2","u":"%"}"#);
        bench.tells("QC-01", entered).stands();
        bench.asks("QP-01", release.clone()).refused("result-not-reviewed");
        bench.asks("QC-02", review(&sample, "viability")).stands();
        let mut good = bench.clone();
        good.asks("QP-01", release.clone()).stands();
        let low = correct(&sample, "viability", 1, r#"{"n":"61.2","u":"%"}"#);
        bench.tells("QC-01", low).found("out-of-specification");
        bench.asks("QP-01", release.clone()).refused("result-fails");
        bench.asks("QP-01", release).refused("deviation-open");
    }

    /// A line computed from the record: the dose of the last count by the patient's weight.
    #[test]
    fn a_result_computed_from_the_record_is_held_to_its_limits() {
        let mut bench = Bench::reviewed();
        let lines = |bench: &Bench| {
            let mut found = Vec::new();
            bench
                .looks(|desk, _, _| {
                    let lines = specification_lines(desk, &bench.batch)?;
                    let line = |line: &SpecificationLine<'_>| {
                        (line.attribute.id.to_string(), line.reading().map(|it| it.to_string()))
                    };
                    found = lines.iter().map(line).collect();
                    Ok(())
                })
                .stands();
            found
        };
        let dose = ("dose_cells".to_owned(), Some("3.65 10*6/kg".to_owned()));
        assert_eq!(lines(&bench)[1], dose);
        bench.corrects(("expansion.count", 2), "cells", "20 10*6").stands();
        let release = release(&bench);
        bench.asks("QP-01", release).refused("result-fails");
    }

    #[test]
    fn nothing_is_released_while_a_deviation_about_it_or_its_product_is_open() {
        let mut bench = Bench::reviewed();
        let bag = bench.products().remove(0);
        let open = OpenDeviation {
            about: bag.subject().clone(),
            severity: Severity::Minor,
            description: bench.note(bag.subject()),
            step: None,
        };
        bench.tells("SK-01", open).stands();
        let deviation = DeviationId::new("DV26-0001").unwrap();
        bench.tells("QA-01", contain(&deviation)).stands();
        let release = release(&bench);
        bench.asks("QP-01", release).refused("deviation-open");
    }

    /// Whoever made, tested or reviewed it does not release it.
    #[test]
    fn nobody_releases_what_they_had_a_hand_in() {
        let mut bench = Bench::reviewed();
        let release = release(&bench);
        for (code, refusal) in [
            ("OP-08", "signer-took-part"),
            ("QC-02", "signer-tested"),
            ("QA-01", "signer-reviewed"),
        ] {
            let person = bench.find(code);
            let role = Role::ReleasingPerson;
            bench.gives(&person, role).stands();
            bench.asks_as(code, role, release.clone()).refused(refusal);
        }
        bench.asks("QA-02", release).refused("role-may-not");
    }

    #[test]
    fn a_lot_is_released_with_what_its_testing_told_of_it() {
        let mut bench = Bench::open();
        let lot = bench.unreleased_vector("40 10*6/mL");
        bench.batch = bench.state::<Lot>(lot.subject()).made_by.clone().unwrap();
        let decision = bench.sample("make.fill", "release_sample").stands();
        let sample = decision.facts[1].subject.clone().try_into().unwrap();
        bench.done("make.fill").stands();
        bench.signs_off().stands();
        reviews(&mut bench, 0);
        bench.asks("QC-01", receive(&sample)).stands();
        let entered = enter(&sample, "potency", r#"{"n":"71.5","u":"%"}"#);
        bench.tells("QC-01", entered).stands();
        bench.asks("QC-02", review(&sample, "potency")).stands();
        let release = release(&bench);
        bench.asks("QP-01", release).stands();
        let state: &Lot = bench.state(lot.subject());
        assert_eq!(state.state, LotState::Released);
        let known: Vec<String> =
            state.attributes.iter().map(|(name, it)| format!("{name} {it}")).collect();
        assert_eq!(known, ["potency 71.5 %", "titre 40 10*6/mL"]);
        bench
            .looks(|desk, _, _| {
                assert!(views::release_stands(desk, &bench.batch)?);
                Ok(())
            })
            .stands();
    }
}

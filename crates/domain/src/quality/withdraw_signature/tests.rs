use super::*;
use crate::batch::Phase;
use crate::batch::testing::Bench;
use crate::batch::views::{ExceptionKind, exceptions};
use crate::custody::ContainerIssued;
use crate::id::{DeviationId, LotId};
use crate::materials::{Drawn, LotEvent, LotState};
use crate::process::testing::{ProcessStage, TINY};
use crate::process::{Approve, views::must_be_effective};
use crate::quality::testing::{Laboratory, close, enter, investigate, review};
use crate::quality::{DeviationState, ReleaseBatch, ReviewBatch, Waits};
use crate::signature::Standing;
use crate::testing::{Stage, sealed};
use ::process::run::{Record as _, StepState};

fn withdraw(about: &SubjectId, entry: u64) -> WithdrawSignature {
    let (about, entry) = (about.clone(), u32::try_from(entry).unwrap());
    WithdrawSignature { reason: Reason(sealed(&about)), about, entry }
}

/// Position of the nth signature on a step.
fn signed(bench: &Bench, step: &str, nth: usize) -> u64 {
    bench.record(step).signatures[nth].position
}

fn of_batch(bench: &Bench, entry: u64) -> WithdrawSignature {
    withdraw(bench.batch.subject(), entry)
}

fn standings(bench: &Bench, step: &str) -> Vec<Standing> {
    let record = bench.record(step);
    record.signatures.iter().map(|signature| record.standing(signature)).collect()
}

/// INV-SIGN-2.
#[test]
fn a_step_whose_performer_withdrew_is_signed_again_and_its_verifier_looks_again() {
    let mut bench = Bench::seeded();
    let withdraw = of_batch(&bench, signed(&bench, "culture.seed", 0));
    assert_eq!(bench.tells("OP-07", withdraw.clone()).stands().findings, []);
    assert_eq!(standings(&bench, "culture.seed"), [Standing::Withdrawn, Standing::Superseded]);
    bench.tells("OP-07", withdraw).refused("signature-already-withdrawn");
    bench.signs_off().refused("steps-open");
    bench.reaffirms("OP-08", "culture.seed").refused("step-not-performed");
    let drawn = bench.record("culture.seed").uses.len();
    let complete = bench.complete_step("culture.seed");
    bench.asks("OP-08", complete).refused("same-person");
    bench.pass_minutes(46);
    bench.done("culture.seed").stands();
    assert_eq!(bench.record("culture.seed").uses.len(), drawn, "nothing is drawn twice");
    bench.signs_off().refused("signature-superseded");
    bench.reaffirms("OP-08", "culture.seed").stands();
    assert_eq!(
        standings(&bench, "culture.seed"),
        [Standing::Withdrawn, Standing::Reaffirmed, Standing::Standing, Standing::Standing]
    );
    bench.go_on();
    assert_eq!(bench.state_now().phase(), Phase::Complete);
}

#[test]
fn a_verification_that_was_withdrawn_is_given_anew_by_anybody_who_may() {
    let mut bench = Bench::seeded();
    let withdraw = of_batch(&bench, signed(&bench, "culture.seed", 1));
    bench.tells("OP-08", withdraw).stands();
    let state = bench.state_now().state(&"culture.seed".into(), 1);
    assert_eq!(state, StepState::Performed);
    let verify = bench.verify_step("culture.seed");
    bench.asks("OP-07", verify.clone()).refused("same-person");
    bench.asks("OP-08", verify).stands();
    assert_eq!(standings(&bench, "culture.seed")[..2], [Standing::Standing, Standing::Withdrawn]);
}

#[test]
fn only_the_signer_withdraws_a_signature_or_quality() {
    let mut bench = Bench::seeded();
    let entry = signed(&bench, "culture.seed", 0);
    let withdraw = of_batch(&bench, entry);
    bench.tells("OP-08", withdraw.clone()).refused("signature-of-another");
    let mut other = bench.clone();
    other.signs("OP-07", withdraw.clone(), &[]).refused("only-told");
    bench.tells("QA-01", withdraw).stands();
    let withdrawn = bench.record("culture.seed").signatures[0].withdrawn.clone().unwrap();
    assert_eq!(withdrawn.by, bench.find("QA-01"));
}

#[test]
fn what_is_no_signature_is_not_withdrawn() {
    let mut bench = Bench::seeded();
    bench.corrects("culture.seed", "volume", "99.0 mL").stands();
    let correction = of_batch(&bench, bench.centre.size() - 1);
    bench.tells("OP-07", correction).refused("no-such-signature");
    let nowhere = of_batch(&bench, 4_000_000);
    bench.tells("OP-07", nowhere).refused("no-such-signature");
    let admin = bench.admin().subject().clone();
    bench.tells("OP-07", withdraw(&admin, 0)).refused("no-such-signature");
    let unknown = withdraw(&"batch/B99-0001".parse().unwrap(), 1);
    bench.tells("OP-07", unknown).refused("unknown-subject");
}

/// A record that was reviewed is not, once a signature under it is withdrawn; the step can be signed
/// although the record was closed.
#[test]
fn a_record_is_completed_and_reviewed_again() {
    let mut bench = Bench::reviewed();
    let withdraw = of_batch(&bench, signed(&bench, "expansion.count", 0));
    bench.tells("OP-07", withdraw).stands();
    assert_eq!(bench.state_now().phase(), Phase::Running);
    bench.done("culture.seed").refused("record-closed");
    bench.done("expansion.count").stands();
    bench.signs_off().stands();
    let mut found = Vec::new();
    bench
        .looks(|desk, _, _| {
            found = exceptions(desk, &bench.batch)?;
            Ok(())
        })
        .stands();
    let kinds: Vec<_> = found.iter().map(|exception| (exception.kind, exception.open)).collect();
    assert_eq!(kinds, [(ExceptionKind::SignatureWithdrawn, false)]);
    let review = ReviewBatch { batch: bench.batch.clone(), exceptions: 1 };
    bench.asks("QA-01", review).stands();
    assert_eq!(bench.state_now().phase(), Phase::Reviewed);
}

#[test]
fn a_completion_and_a_review_count_for_nothing_once_withdrawn() {
    let mut bench = Bench::reviewed();
    let mut other = bench.clone();
    let review = of_batch(&bench, bench.state_now().reviewed[0].signature.position);
    bench.tells("QA-01", review).stands();
    assert_eq!(bench.state_now().phase(), Phase::Complete);
    let again = ReviewBatch { batch: bench.batch.clone(), exceptions: 0 };
    bench.asks("QA-01", again).stands();
    let completion = of_batch(&other, other.state_now().completed[0].position);
    other.tells("OP-07", completion).stands();
    assert_eq!(other.state_now().phase(), Phase::Running);
    other.signs_off().stands();
    assert_eq!(other.state_now().phase(), Phase::Complete, "the review was of what was before");
}

#[test]
fn a_withdrawn_release_takes_the_products_with_it() {
    let mut bench = Bench::released();
    let mut given = bench.clone();
    let bag = bench.products().remove(0);
    let entry = bench.state_now().released[0].signature.position;
    let withdraw = of_batch(&bench, entry);
    let decision = bench.tells("QP-01", withdraw.clone()).found("release-superseded");
    let Event::Deviation(DeviationEvent::Opened(opened)) = &decision.facts.last().unwrap().event
    else {
        panic!("no deviation was opened")
    };
    assert!(opened.touches.contains(bag.subject()));
    assert_eq!(bench.state_now().phase(), Phase::Reviewed);
    assert!(!bench.state_now().release_stands());
    assert_eq!(bench.state::<Container>(bag.subject()).released_by, None);
    let deviation = DeviationId::new("DV26-0001").unwrap();
    let release = ReleaseBatch { batch: bench.batch.clone(), note: None };
    bench.asks("QP-01", release.clone()).refused("deviation-open");
    bench.asks("QA-02", investigate(&deviation)).stands();
    bench.asks("QA-01", close(&deviation)).stands();
    bench.asks("QP-01", release).stands();
    assert!(bench.state::<Container>(bag.subject()).released_by.is_some());
    let (by, occurred) = (given.find("SK-01"), given.now);
    given.happens(&bag, ContainerIssued { by, occurred });
    given.tells("QP-01", withdraw).found("changed-after-release");
}

#[test]
fn a_release_does_not_outlive_a_signature_under_it() {
    let mut bench = Bench::released();
    let mut other = bench.clone();
    let step = of_batch(&bench, signed(&bench, "expansion.count", 0));
    bench.tells("OP-07", step).found("release-superseded");
    assert!(!bench.state_now().release_stands());
    assert_eq!(bench.state_now().phase(), Phase::Released, "what was released stays released");
    let sample = other.seed_sample();
    let state: &Sample = other.state(sample.subject());
    let review = withdraw(sample.subject(), state.reviews[0].signature.position);
    other.tells("QC-02", review).found("release-superseded");
    assert!(!other.state_now().release_stands());
    assert!(other.state_now().review_stands());
    let state: &Sample = other.state(sample.subject());
    assert!(!state.is_reviewed(&state.reviews[0].attribute));
}

#[test]
fn results_are_reviewed_again() {
    let mut lab = Laboratory::open();
    let sample = lab.a_received_sample(&["viability"]);
    lab.stage.tells("QC-01", enter(&sample, "viability", r#"{"n":"97.9","u":"%"}"#)).stands();
    lab.stage.asks("QC-02", review(&sample, "viability")).stands();
    let entry = lab.stage.centre.size() - 1;
    let decision = lab.stage.tells("QC-02", withdraw(sample.subject(), entry)).stands();
    assert_eq!((decision.facts.len(), decision.findings.len()), (1, 0));
    let state: &Sample = lab.stage.state(sample.subject());
    let attribute = "viability".parse().unwrap();
    assert_eq!(state.review(&attribute).unwrap().1, Standing::Withdrawn);
    assert_eq!(state.waits(), Waits::Review);
    lab.stage.asks("QC-02", review(&sample, "viability")).stands();
}

#[test]
fn a_lot_goes_back_to_quarantine_and_whoever_used_it_hears() {
    let mut bench = Bench::seeded();
    let lot: LotId = bench.state_now().lots[0].clone();
    let state: &Lot = bench.state(lot.subject());
    assert_eq!(state.state, LotState::Released);
    let (entry, by) = (state.released[0].position, state.released[0].by.clone());
    let code = code_of(&Desk::new(&bench.centre, bench.now), &by).unwrap().to_string();
    let decision = bench.tells(&code, withdraw(lot.subject(), entry));
    let decision = decision.found("lot-used-before-withdrawal");
    assert!(decision.facts.iter().any(|fact| fact.subject == *bench.batch.subject()));
    assert_eq!(bench.state::<Lot>(lot.subject()).state, LotState::Quarantine);
    bench.begin("culture.transduce").refused("held-by-deviation");
    let mut stage = Stage::open();
    stage.person("SK-01", &[Role::Storekeeper]);
    stage.person("QA-01", &[Role::QaReviewer]);
    let unused = stage.released_lot("transact", "2026-12-31", "SK-01", "QA-01");
    let entry = stage.centre.size() - 1;
    let decision = stage.tells("QA-01", withdraw(unused.subject(), entry)).stands();
    assert_eq!(decision.findings, []);
    let release = crate::materials::ReleaseLot { lot: unused, certificate: None, note: None };
    stage.asks("QA-01", release).stands();
}

/// An entry holds 60,000 bytes. What it has beside facts and findings, about a hundred bytes a subject,
/// is not made here.
#[test]
fn a_lot_in_very_many_batches_is_taken_back_in_one_entry() {
    const BATCHES: usize = 150;
    let mut bench = Bench::seeding();
    let lot = bench.centre.of_kind(Kind::Lot).next().unwrap().0.clone();
    let lot = LotId::try_from(lot).unwrap();
    let state: &Lot = bench.state(lot.subject());
    let (entry, by) = (state.released[0].position, state.released[0].by.clone());
    let started = |fact: &Fact| match &fact.event {
        Event::Batch(BatchEvent::Started(started)) => Some(started.clone()),
        _ => None,
    };
    let mut start = bench.log.iter().flat_map(|(_, facts)| facts).find_map(started).unwrap();
    start.rooms.clear();
    start.order = None;
    let mut used_by = vec![bench.batch.clone()];
    for n in 1..BATCHES {
        let batch = BatchId::new(&format!("B27-{n:04}")).unwrap();
        bench.happens(&batch, BatchEvent::Started(start.clone()));
        let drawn = Drawn { batch: batch.clone(), quantity: "0".parse().unwrap(), by: by.clone() };
        bench.happens(&lot, LotEvent::from(drawn));
        used_by.push(batch);
    }
    // The one that is released uses it last, and is named before the others.
    bench.seed();
    bench.go_on();
    bench.viability("81.2");
    let batch = bench.batch.clone();
    bench.asks("QA-01", ReviewBatch { batch: batch.clone(), exceptions: 0 }).stands();
    bench.asks("QP-01", ReleaseBatch { batch, note: None }).stands();
    let code = code_of(&Desk::new(&bench.centre, bench.now), &by).unwrap().to_string();
    let decision = bench.tells(&code, withdraw(lot.subject(), entry));
    let decision = decision.found("lot-used-for-more-before-withdrawal");
    let codes: Vec<&str> = decision.findings.iter().map(|it| it.code.as_str()).collect();
    let named = codes.iter().filter(|code| **code == "lot-used-before-withdrawal").count();
    assert_eq!((named, codes.contains(&"release-superseded")), (NAMED_MAX, true));
    assert_eq!(decision.findings[0].args["batch"], bench.batch.to_string());
    let told = |batch: &BatchId| decision.facts.iter().any(|fact| fact.subject == *batch.subject());
    assert!(used_by.iter().all(told), "every batch hears of it");
    let bytes = serde_json::to_string(&decision.facts).unwrap().len()
        + serde_json::to_string(&decision.findings).unwrap().len();
    assert!(bytes + 100 * BATCHES < 60_000, "{bytes} bytes for {BATCHES} batches");
}

#[test]
fn a_deviation_is_open_again() {
    let mut lab = Laboratory::open();
    let deviation = lab.a_closed_deviation();
    let signatures = lab.stage.state::<Deviation>(deviation.subject()).signatures.clone();
    let [found, closed] = [0, 1].map(|nth: usize| signatures[nth].position);
    let mut other = lab.stage.clone();
    lab.stage.tells("QA-02", withdraw(deviation.subject(), closed)).stands();
    let state = |stage: &Stage| stage.state::<Deviation>(deviation.subject()).state();
    assert_eq!(state(&lab.stage), DeviationState::Investigated);
    lab.stage.asks("QA-02", close(&deviation)).stands();
    other.tells("QA-01", withdraw(deviation.subject(), found)).stands();
    assert_eq!(state(&other), DeviationState::Opened);
    other.asks("QA-01", investigate(&deviation)).stands();
}

#[test]
fn a_version_whose_approval_was_withdrawn_is_approved_again() {
    let mut stage = ProcessStage::open();
    stage.person("PE-01", &[Role::ProcessEngineer]);
    stage.person("QA-01", &[Role::QaReviewer]);
    let process = stage.effective(TINY, "PE-01", "QA-01");
    let entry = stage.centre.size() - 1;
    stage.tells("QA-01", withdraw(process.subject(), entry)).stands();
    stage
        .looks(|desk, _, broken| must_be_effective(desk, &process, broken).map(|_| ()))
        .refused("no-effective-version");
    let approve = Approve { process: process.clone(), version: "1".parse().unwrap(), from: None };
    stage.asks("QA-01", approve).stands();
    let again = stage.centre.size() - 1;
    stage.tells("QA-01", withdraw(process.subject(), entry)).refused("signature-already-withdrawn");
    let mut standings = Vec::new();
    stage
        .looks(|desk, _, _| {
            for entry in [entry, again] {
                standings.push(given(desk, process.subject(), entry)?.1);
            }
            Ok(())
        })
        .stands();
    assert_eq!(standings, [Standing::Withdrawn, Standing::Standing]);
}

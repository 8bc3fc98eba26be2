//! What pages see of a batch.

use super::*;
use crate::batch::testing::Bench;
use crate::batch::{Open, StepKey, Verdict};
use crate::desk::Desk;
use crate::id::ContainerId;
use crate::people::Role;
use crate::signature::Standing;
use process::run::Stage;

/// Asks a view on the bench's centre as it stands.
fn see<T>(bench: &Bench, view: impl FnOnce(&Desk<'_>) -> Result<T, Stop>) -> T {
    view(&Desk::new(&bench.centre, bench.now)).unwrap_or_else(|stop| panic!("{stop:?}"))
}

fn key(step: &str, round: u32) -> StepKey {
    StepKey::new(&step.into(), round)
}

/// The sheet of a step as somebody sees it.
fn sheet<T>(bench: &Bench, code: &str, step: &str, look: impl FnOnce(&StepSheet<'_>) -> T) -> T {
    let (who, step) = (bench.find(code), step.parse().unwrap());
    see(bench, |desk| {
        step_sheet(desk, &bench.batch, &step, 1, (&who, Role::Operator)).map(|sheet| look(&sheet))
    })
}

#[test]
fn a_sheet_shows_what_is_done_what_is_lacking_and_what_stands_in_the_way() {
    let mut bench = Bench::seeding();
    bench.value("culture.seed", "density", "0.90 10*6/mL").found("alert-limit-exceeded");
    sheet(&bench, "OP-07", "culture.seed", |sheet| {
        assert_eq!(sheet.stage, Some(Stage::Underway));
        assert_eq!(sheet.next, Some(NextAct::Complete));
        assert_eq!(sheet.values[0].verdict(), Some(Verdict::Alert));
        assert!(sheet.scans.iter().all(|line| line.done.len() == 1));
        assert_eq!(sheet.scans[0].amount.as_ref().unwrap().to_string(), "2.0 mL");
        let lacks = sheet.calculations[0].now.as_ref().unwrap_err();
        assert_eq!(lacks, &["culture.seed.volume"]);
        let open = |open: &Open| sheet.open.contains(open);
        assert!(open(&Open::Value("volume".into())) && open(&Open::Sample("seed_sample".into())));
        let blocks: Vec<&str> = sheet.blocks.iter().map(|reason| reason.code).collect();
        assert_eq!(blocks, ["value-missing", "calculation-missing", "sample-missing"]);
        let timer = sheet.timer.unwrap();
        assert_eq!((timer.minutes_max, timer.alert_minutes, timer.until), (45, Some(40), None));
        let hold = &sheet.holds[0];
        assert_eq!(hold.from, "receipt.identity");
        assert_eq!(hold.latest.unwrap().minutes_since(hold.since), 360);
        assert_eq!((sheet.whole.known, sheet.whole.settled), (7, 1));
    });
    bench.value("culture.seed", "volume", "98.0 mL").stands();
    bench.sample("culture.seed", "seed_sample").stands();
    sheet(&bench, "OP-07", "culture.seed", |sheet| {
        assert!(sheet.open.is_empty() && sheet.blocks.is_empty());
        let total = sheet.calculations[0].now.as_ref().unwrap();
        assert_eq!(total.substituted, "0.90 '10*6/mL' * 98.0 'mL'");
        assert_eq!(sheet.calculations[0].versions[0].reading.to_string(), "88.2 10*6");
    });
    bench.done("culture.seed").stands();
    sheet(&bench, "OP-07", "culture.seed", |sheet| {
        assert_eq!(sheet.next, Some(NextAct::Verify));
        assert_eq!(sheet.blocks[0].code, "same-person");
        assert_eq!(sheet.signatures[0].1, Standing::Standing);
    });
    sheet(&bench, "OP-08", "culture.seed", |sheet| assert!(sheet.blocks.is_empty()));
    sheet(&bench, "OP-08", "filling.fill", |sheet| {
        assert_eq!(sheet.next, Some(NextAct::Start));
        assert!(sheet.blocks.iter().any(|reason| reason.code == "step-not-ready"));
    });
}

#[test]
fn everybody_sees_what_waits_for_them() {
    let mut bench = Bench::seeding();
    let next = |bench: &Bench, code: &str| {
        let tasks = see(bench, |desk| next_steps(desk, &bench.find(code)));
        tasks.into_iter().map(|task| (task.step, task.what)).collect::<Vec<_>>()
    };
    let seed = key("culture.seed", 1);
    assert_eq!(next(&bench, "OP-07"), [(seed.clone(), TaskKind::GoOn)]);
    assert_eq!(next(&bench, "OP-09"), []);
    bench.value("culture.seed", "density", "1.12 10*6/mL").stands();
    bench.value("culture.seed", "volume", "98.0 mL").stands();
    bench.sample("culture.seed", "seed_sample").stands();
    bench.done("culture.seed").stands();
    let waiting = see(&bench, waiting_for_verification);
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].performer, Some(bench.find("OP-07")));
    assert!(!next(&bench, "OP-07").contains(&(seed.clone(), TaskKind::Verify)));
    assert!(next(&bench, "OP-08").contains(&(seed.clone(), TaskKind::Verify)));
    bench.check("culture.seed").stands();
    bench.corrects("culture.seed", "volume", "99.0 mL").stands();
    assert!(next(&bench, "OP-07").contains(&(seed.clone(), TaskKind::Reaffirm)));
    assert!(next(&bench, "OP-08").contains(&(seed, TaskKind::Reaffirm)));
    assert!(see(&bench, waiting_for_verification).is_empty());
}

#[test]
fn a_step_is_offered_when_its_hold_time_lets_it_begin() {
    let mut bench = Bench::started();
    bench.receive();
    let offered = |bench: &Bench| {
        let tasks = see(bench, |desk| next_steps(desk, &bench.find("OP-07")));
        tasks.iter().any(|task| task.step == key("culture.seed", 1))
    };
    bench.pass_minutes(9);
    assert!(!offered(&bench));
    sheet(&bench, "OP-07", "culture.seed", |sheet| {
        assert_eq!(sheet.blocks[0].code, "hold-time-not-reached");
    });
    bench.pass_minutes(1);
    assert!(offered(&bench));
}

#[test]
fn a_record_shows_each_round_and_what_was_skipped() {
    let bench = Bench::completed();
    see(&bench, |desk| {
        let whole = record(desk, &bench.batch)?;
        assert!(whole.complete);
        let lines = |nth: usize| &whole.operations[nth].steps;
        assert!(matches!(lines(2)[0].stage, Stage::Skipped(_)));
        let rounds: Vec<u32> = lines(3).iter().map(|line| line.round).collect();
        assert_eq!(rounds, [1, 2]);
        assert_eq!(whole.operations[3].settled(), 2);
        assert_eq!((whole.known, whole.settled), (8, 8));
        Ok(())
    });
    let of_order = see(&bench, |desk| {
        let order = batch(desk, &bench.batch)?.started.order.clone().unwrap();
        Ok(batches_of_order(desk, &order))
    });
    assert_eq!(of_order, std::slice::from_ref(&bench.batch));
    assert_eq!(
        see(&bench, |desk| Ok(waiting(desk, "batch-review"))),
        std::slice::from_ref(&bench.batch)
    );
    assert_eq!(see(&bench, |desk| phase_of(desk, &bench.batch)), crate::batch::Phase::Complete);
}

#[test]
fn exceptions_are_what_a_reviewer_has_to_look_at() {
    let mut bench = Bench::seeding();
    let kinds = |bench: &Bench| {
        let all = see(bench, |desk| exceptions(desk, &bench.batch));
        all.into_iter().map(|it| (it.kind, it.open)).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&bench), []);
    let late = bench.record_value("culture.seed", "density", "0.90 10*6/mL");
    let late = crate::batch::RecordValue { reason: bench.why(), ..late };
    let earlier = bench.now;
    bench.pass_minutes(35);
    bench.tells_of("OP-07", earlier, late).found("late-entry");
    bench.value("culture.seed", "volume", "9.9 mL").found("action-limit-exceeded");
    bench.contain_all();
    bench.sample("culture.seed", "seed_sample").stands();
    bench.done("culture.seed").stands();
    bench.corrects("culture.seed", "volume", "98.0 mL").stands();
    use ExceptionKind::{
        ActionLimit, AlertLimit, Corrected, Deviation, Late, SignatureReaffirmed,
        SignatureSuperseded,
    };
    let mut found = kinds(&bench);
    found.sort();
    let expected = [
        (ActionLimit, false),
        (AlertLimit, false),
        (Corrected, false),
        (Late, false),
        (SignatureSuperseded, true),
        (Deviation, true),
    ];
    assert_eq!(found, expected);
    bench.reaffirms("OP-07", "culture.seed").stands();
    assert!(kinds(&bench).contains(&(SignatureReaffirmed, false)));
}

#[test]
fn a_family_is_seen_from_either_end() {
    let bench = Bench::completed();
    let family = see(&bench, |desk| genealogy(desk, &bench.batch));
    let edge = |from: &str, to: &str, how| {
        let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
        family.edges.contains(&Edge { from, to, how })
    };
    let state = bench.state_now();
    let vector = state.lots[1].to_string();
    let this = bench.batch.to_string();
    let maker: BatchId =
        see(&bench, |desk| Ok(lot_state(desk, &state.lots[1])?.made_by.clone().unwrap()));
    assert!(edge(&bench.bag().to_string(), &this, EdgeKind::TakenInto));
    assert!(edge(&vector, &this, EdgeKind::UsedIn));
    assert!(edge(&maker.to_string(), &vector, EdgeKind::Made));
    assert!(edge(&this, &bench.products()[1].to_string(), EdgeKind::Made));
    assert!(edge(&this, "sample/S26-0001", EdgeKind::Sampled));
    let forwards = see(&bench, |desk| genealogy(desk, &maker));
    assert!(forwards.nodes.contains(bench.batch.subject()));
    let bags: Vec<ContainerId> = bench.products();
    assert!(bags.iter().all(|bag| forwards.nodes.contains(bag.subject())));
    assert_eq!(
        see(&bench, |desk| Ok(batches_using(desk, &state.lots[1]))),
        std::slice::from_ref(&bench.batch)
    );
    let tiny = crate::id::ProcessId::new("tiny").unwrap();
    assert!(see(&bench, |desk| is_of_process(desk, &maker, &tiny)));
}

#[test]
fn who_took_part_is_everybody_who_did_or_signed_something() {
    let bench = Bench::completed();
    let people = see(&bench, |desk| took_part(desk, &bench.batch));
    assert_eq!(people, [bench.find("OP-07"), bench.find("OP-08")].into());
    let lines = see(&bench, |desk| Ok(specification_of(desk, &bench.batch)?.len()));
    assert_eq!(lines, 3);
    assert!(!see(&bench, |desk| relied_on(desk, &bench.batch)));
    assert!(!see(&bench, |desk| release_stands(desk, &bench.batch)));
}

/// A summary is what stays of a batch in memory for good.
#[test]
fn a_summary_is_small() {
    let bench = Bench::completed();
    let slot = bench.centre.slot(bench.batch.subject()).unwrap();
    assert!(std::mem::size_of_val(&slot.summary) <= 512);
    let cached = serde_json::to_string(slot.as_ref()).unwrap();
    let read: crate::centre::Slot = serde_json::from_str(&cached).unwrap();
    assert_eq!(read, *slot.as_ref());
}

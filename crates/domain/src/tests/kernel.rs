//! The reasons that every act is held to, and those of views that no act of their room asks.

use crate::act::{Act, ActId, Meaning, Said, Signing, Strength};
use crate::centre::Open;
use crate::command::{ACTIONS, Command};
use crate::decide::decide;
use crate::desk::Desk;
use crate::id::{BatchId, CentreId, ItemId, LotId};
use crate::materials::{DefineItem, LotMade, ReleaseLot, views::must_be_usable};
use crate::people::{AssignRole, Qualify, Role, views::must_be_qualified};
use crate::permit::permit;
use crate::quality::ContainDeviation;
use crate::refusal::{Finding, Stop};
use crate::testing::Stage;
use crate::text::Code;

/// What an act comes to, without folding it.
fn judged(stage: &Stage, act: &Act) -> Result<Vec<Finding>, Vec<&'static str>> {
    match decide(&stage.centre, act) {
        Ok(decision) => Ok(decision.findings),
        Err(Stop::Refused(refusal)) => {
            Err(refusal.reasons.into_iter().map(|reason| reason.code).collect())
        }
        Err(Stop::Reload(subject)) => panic!("nothing leaves memory on a stage: {subject}"),
    }
}

/// An act of the storekeeper SK-01 that stands as it is.
fn act(stage: &Stage, said: Said, command: impl Into<Command>) -> Act {
    Act {
        id: ActId([1; 16]),
        said,
        by: stage.find("SK-01"),
        role: Role::Storekeeper,
        station: None,
        occurred: stage.now,
        recorded: stage.now,
        signing: None,
        command: command.into(),
    }
}

fn stage() -> Stage {
    let mut stage = Stage::open();
    stage.person("SK-01", &[Role::Storekeeper]);
    stage.person("QA-01", &[Role::QaReviewer]);
    stage
}

#[test]
fn what_is_asked_is_not_told() {
    let stage = stage();
    let told = act(&stage, Said::Tell, stage.item("transact"));
    assert_eq!(judged(&stage, &told), Err(vec!["only-asked"]));
}

#[test]
fn nothing_happens_ahead_of_the_clock() {
    let stage = stage();
    let ahead = |minutes| {
        let act = act(&stage, Said::Ask, stage.item("transact"));
        Act { occurred: stage.now.plus_minutes(minutes), ..act }
    };
    assert_eq!(judged(&stage, &ahead(1)), Ok(vec![]));
    assert_eq!(judged(&stage, &ahead(2)), Err(vec!["occurred-ahead"]));
}

#[test]
fn what_is_taken_down_late_says_so() {
    let mut stage = stage();
    let lot = stage.lot("transact", "2026-12-31", "SK-01");
    let open = crate::quality::OpenDeviation {
        about: lot.subject().clone(),
        severity: crate::refusal::Severity::Minor,
        description: stage.note(lot.subject()),
        step: None,
    };
    let late = |minutes: i64| {
        let act = act(&stage, Said::Tell, open.clone());
        Act { occurred: stage.now.plus_minutes(-minutes), ..act }
    };
    assert_eq!(judged(&stage, &late(30)), Ok(vec![]));
    let findings = judged(&stage, &late(31)).unwrap();
    assert_eq!(
        findings.iter().map(|found| found.code.as_str()).collect::<Vec<_>>(),
        ["late-entry"]
    );
}

#[test]
fn what_has_to_be_signed_is_signed_with_a_fitting_meaning() {
    let mut stage = stage();
    let lot = stage.lot("transact", "2026-12-31", "SK-01");
    let release = ReleaseLot { lot, certificate: None, note: None };
    let signed = |means: Option<Meaning>| Act {
        by: stage.find("QA-01"),
        role: Role::QaReviewer,
        signing: means.map(|means| Signing {
            means,
            covers: vec![],
            basis: stage.centre.size(),
            strength: Strength::Password,
        }),
        ..act(&stage, Said::Ask, release.clone())
    };
    assert_eq!(judged(&stage, &signed(None)), Err(vec!["signature-needed"]));
    assert_eq!(judged(&stage, &signed(Some(Meaning::Performed))), Err(vec!["wrong-meaning"]));
    assert_eq!(judged(&stage, &signed(Some(Meaning::Released))), Ok(vec![]));
}

#[test]
fn a_role_that_may_not_is_refused_or_found() {
    let mut stage = stage();
    stage.person("IN-01", &[Role::Inspector]);
    stage.asks_as("QA-01", Role::QaReviewer, stage.clone().item("x")).refused("role-may-not");
    let lot = stage.lot("transact", "2026-12-31", "SK-01");
    let open = crate::quality::OpenDeviation {
        about: lot.subject().clone(),
        severity: crate::refusal::Severity::Minor,
        description: stage.note(lot.subject()),
        step: None,
    };
    stage.tells("IN-01", open.clone()).refused("role-may-not");
    stage.tells("SK-01", open).stands();
    let deviation = stage.centre.of_kind(crate::id::Kind::Deviation).next().unwrap().0.clone();
    let contain = ContainDeviation {
        deviation: deviation.try_into().unwrap(),
        action: "quarantined".parse().unwrap(),
        note: None,
    };
    stage.tells("AD-01", contain).found("role-may-not");
}

#[test]
fn a_role_counts_through_its_last_day() {
    let mut stage = stage();
    let person = stage.find("QA-01");
    let until = "2026-11-23".parse().unwrap();
    let assign = AssignRole { person: person.clone(), role: Role::Storekeeper, until };
    stage.asks("AD-01", assign).stands();
    stage.pass_days(1);
    let item = stage.item("transact");
    stage.asks_as("QA-01", Role::Storekeeper, item).stands();
    stage.pass_days(1);
    // From then on it counts for nothing: asked or told, no action there is is theirs in it.
    let desk = Desk::new(&stage.centre, stage.now);
    for action in ACTIONS.iter().filter(|action| action.name != Open::ACTION.name) {
        for said in [Said::Ask, Said::Tell] {
            let stop = permit(&desk, &person, Role::Storekeeper, action, said).unwrap_err();
            let Stop::Refused(refusal) = stop else { panic!("{stop:?}") };
            assert!(refusal.has("role-not-held"), "{}: {refusal:?}", action.name);
        }
    }
    let item: DefineItem = stage.item("medium");
    stage.asks_as("QA-01", Role::Storekeeper, item.clone()).refused("role-not-held");
    // Renewing it is another assignment.
    stage.gives(&person, Role::Storekeeper).stands();
    stage.asks_as("QA-01", Role::Storekeeper, item).stands();
}

#[test]
fn a_centre_is_opened_once_in_a_zone_there_is() {
    let stage = Stage::open();
    let open = |zone: &str| Open {
        centre: CentreId::new("c02").unwrap(),
        zone: zone.parse().unwrap(),
        ..Stage::opening()
    };
    let mut again = stage.clone();
    again.asks("AD-01", open("Asia/Shanghai")).refused("already-open");
    again.asks("AD-01", open("Moon/Tranquility")).refused("zone-unknown");
}

#[test]
fn a_lot_is_used_only_if_it_is_released_unexpired_the_right_one_and_enough() {
    let mut stage = stage();
    let released = stage.released_lot("transact", "2026-12-31", "SK-01", "QA-01");
    let waiting = stage.lot("medium", "2026-11-22", "SK-01");
    let use_of = |stage: &Stage, lot: &LotId, item: &str, quantity: &str| {
        let (item, quantity) = (ItemId::new(item).unwrap(), quantity.parse().unwrap());
        stage.looks(|desk, act, broken| must_be_usable(desk, act, lot, &item, quantity, broken))
    };
    use_of(&stage, &released, "transact", "100").stands();
    use_of(&stage, &released, "medium", "100").refused("wrong-item");
    use_of(&stage, &released, "transact", "100.1").refused("lot-too-little");
    use_of(&stage, &waiting, "medium", "1").refused("lot-not-released");
    stage.pass_days(60);
    use_of(&stage, &released, "transact", "1").refused("lot-expired");
}

#[test]
fn a_lot_made_here_is_released_with_its_batch() {
    let mut stage = stage();
    let lot = LotId::new("L26-0001").unwrap();
    let made = LotMade {
        item: ItemId::new("vector").unwrap(),
        batch: BatchId::new("B26-0001").unwrap(),
        expiry: "2027-12-31".parse().unwrap(),
        quantity: "10".parse().unwrap(),
        attributes: std::collections::BTreeMap::new(),
    };
    stage.happens(&lot, made);
    let release = ReleaseLot { lot, certificate: None, note: None };
    stage.asks("QA-01", release).refused("lot-made-here");
}

#[test]
fn a_qualification_counts_through_its_last_day() {
    let mut stage = stage();
    let person = stage.find("SK-01");
    let skill: Code = "equipment/cell-counter".parse().unwrap();
    let work = |stage: &Stage| {
        stage.looks(|desk, act, broken| must_be_qualified(desk, act, &person, &skill, broken))
    };
    work(&stage).refused("not-qualified");
    let until = "2026-11-23".parse().unwrap();
    let qualify = Qualify { person: person.clone(), skill: skill.clone(), until };
    stage.asks("QA-01", qualify).stands();
    stage.pass_days(1);
    work(&stage).stands();
    stage.pass_days(1);
    work(&stage).refused("qualification-expired");
}

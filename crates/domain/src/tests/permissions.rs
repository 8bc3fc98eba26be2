//! Who may do what, and who may see what, as tables somebody has looked at.

use super::must_be_golden;
use crate::act::Said;
use crate::command::{ACTIONS, Action, Manner};
use crate::desk::Desk;
use crate::id::{Kind, SubjectId};
use crate::people::Role;
use crate::permit::{Sight, may_see, may_see_access, permit};
use crate::testing::Stage;

/// Two letters for the head of a column.
fn short(role: Role) -> &'static str {
    match role {
        Role::Administrator => "AD",
        Role::Operator => "OP",
        Role::QcAnalyst => "QC",
        Role::QcReviewer => "QR",
        Role::QaReviewer => "QA",
        Role::ReleasingPerson => "RP",
        Role::ProcessEngineer => "PE",
        Role::Storekeeper => "SK",
        Role::FacilityEngineer => "FE",
        Role::Physician => "PH",
        Role::Nurse => "NU",
        Role::Coordinator => "CO",
        Role::Courier => "CR",
        Role::Inspector => "IN",
        Role::System => "SY",
    }
}

/// A table with a row for each name and a column for each role.
fn table<T>(rows: &[T], name: impl Fn(&T) -> String, cell: impl Fn(&T, Role) -> char) -> String {
    let mut text = String::new();
    for role in Role::ALL {
        text += &format!("{} {}\n", short(*role), role.word());
    }
    let heads: Vec<&str> = Role::ALL.iter().map(|role| short(*role)).collect();
    text += &format!("\n{:<58} {}\n", "", heads.join(" "));
    for row in rows {
        let cells: Vec<String> =
            Role::ALL.iter().map(|role| format!("{} ", cell(row, *role))).collect();
        text += format!("{:<58} {}", name(row), cells.join(" ")).trim_end();
        text += "\n";
    }
    text
}

#[test]
fn who_may_do_what() {
    let named = |action: &Action| {
        let manner = match action.manner {
            Manner::Asked => "ask",
            Manner::Told => "tell",
            Manner::Either => "ask or tell",
        };
        let signed: Vec<&str> = action.signed.iter().map(|means| means.word()).collect();
        format!("{:<32} {:<12} {}", action.name, manner, signed.join(" "))
    };
    let may = |action: &Action, role: Role| if action.roles.contains(&role) { 'x' } else { '.' };
    must_be_golden("permissions.txt", &table(ACTIONS, named, may));
}

#[test]
fn who_may_see_what() {
    let sees = |kind: &Kind, role: Role| match may_see(role, &SubjectId::new(*kind, "x").unwrap()) {
        Sight::None => '-',
        Sight::Coded => 'c',
        Sight::Named => 'n',
    };
    let mut text = table(Kind::ALL, |kind| kind.name().to_owned(), sees);
    let reads = |_: &&str, role: Role| if may_see_access(role) { 'n' } else { '-' };
    let access = table(&["the access log"], |name| (*name).to_owned(), reads);
    text += access.lines().last().unwrap_or_default();
    text.push('\n');
    must_be_golden("sights.txt", &format!("c coded, n with names, - nothing\n\n{text}"));
}

/// Each of these is about whoever acts and refuses to be about anybody else.
#[test]
fn an_inspector_changes_how_she_signs_in_and_nothing_else() {
    let may = |action: &&Action| action.roles.contains(&Role::Inspector);
    let hers: Vec<&str> = ACTIONS.iter().filter(may).map(|action| action.name).collect();
    assert_eq!(
        hers,
        [
            "people.enrol-passkey",
            "people.withdraw-passkey",
            "people.open-account",
            "people.set-password",
            "people.issue-token",
            "people.revoke-token",
            "people.set-time-code",
            "people.withdraw-time-code",
            "people.revoke-badge",
            "people.set-pin",
            "people.accept-provider",
        ]
    );
}

/// The table of permissions is what `permit` does: an ask outside it is refused; a tell is a
/// finding, except from an inspector, who changes nothing.
#[test]
fn the_table_is_what_is_done() {
    let mut stage = Stage::open();
    let holder = |role: &Role| match role {
        Role::System => (*role, crate::people::system()),
        _ => (*role, stage.person(short(*role), &[*role])),
    };
    let people: Vec<_> = Role::ALL.iter().map(holder).collect();
    let desk = Desk::new(&stage.centre, stage.now);
    let others = |action: &&Action| action.name != crate::centre::Open::ACTION.name;
    for action in ACTIONS.iter().filter(others) {
        for (role, person) in &people {
            let asked = permit(&desk, person, *role, action, Said::Ask);
            let told = permit(&desk, person, *role, action, Said::Tell);
            let name = action.name;
            if action.roles.contains(role) {
                assert_eq!((asked, told), (Ok(None), Ok(None)), "{name} {role:?}");
            } else {
                assert!(asked.is_err(), "{name} {role:?}");
                let found = matches!(told, Ok(Some(reason)) if reason.code == "role-may-not");
                assert_eq!(found, *role != Role::Inspector, "{name} {role:?}");
            }
        }
    }
}

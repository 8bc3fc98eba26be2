//! Roles over the years: logs from before they were signed are read, judged by what was asked for
//! then, and never an excuse to ask for less again; and before the last administrator's role ends,
//! somebody is told.

use crate::administrator::rewrite_and_follow;
use crate::centre::{Centre, verified};
use domain::id::PersonId;
use domain::people::{Person, Role};
use engine::answer::NotTaken;
use engine::data::DataFolder;
use engine::doctor::{Expected, Grade, examine};
use engine::request::Request;
use ledger::store::Reader as _;
use ledger::store::sqlite::SqliteReader;
use serde_json::json;

/// Where roles were given.
fn given(data: &DataFolder) -> Vec<u64> {
    let reader = SqliteReader::open(&data.log()).unwrap();
    let size = reader.head().unwrap().size;
    let assigns = |at: &u64| {
        let leaf = String::from_utf8(reader.entry(*at).unwrap().unwrap()).unwrap();
        leaf.contains("\"is\":\"people.assign-role\"")
    };
    (0..size).filter(assigns).collect()
}

/// The entry as version 1 had it: attributed to a session, without a last day.
fn unsigned(leaf: &str) -> String {
    let (said, made) = leaf.split_once('\n').unwrap();
    let (before, rest) = said.split_once(",\"sign\":{").unwrap();
    let after = rest.rfind(",\"nonce\"").unwrap();
    let said = format!("{before}{}", &rest[after..]);
    let last = ",\"until\":\"2027-12-31\"";
    let said = said.replacen("\"iv\":2", "\"iv\":1", 1).replacen(last, "", 1);
    let made = made.replacen(last, ",\"until\":null", 1);
    let (before, _) = made.split_once("\"proof\":").unwrap();
    format!("{said}\n{before}\"proof\":{{\"how\":\"session\"}}}}")
}

#[tokio::test]
async fn roles_that_were_given_without_a_signature_stay_given_and_verify() {
    let centre = Centre::open().await;
    let mut before = Vec::new();
    let centre = centre.while_down(|data| {
        for position in given(data) {
            rewrite_and_follow(data, position, unsigned);
        }
        before = verified(data, &[]);
    });
    assert_eq!(before, [""; 0]);
    let held = |centre: &Centre| {
        let person = centre.qa.clone();
        let roles = centre.engine.look(|desk| {
            Ok(desk
                .state::<Person>(person.subject())?
                .roles
                .clone()
                .into_iter()
                .collect::<Vec<_>>())
        });
        roles.unwrap()
    };
    assert_eq!(held(&centre), [(Role::QaReviewer, None), (Role::Storekeeper, None)]);
    // They count as they did, are ended and given anew by signed acts, and it all verifies.
    centre.lot().await;
    let qa = centre.qa.to_string();
    let admin = (&centre.admin, Role::Administrator);
    let with = json!({ "person": qa, "role": "storekeeper" });
    centre.acts(admin.0, admin.1, "people.end-role", with).await.unwrap();
    let with = json!({ "person": qa, "role": "qa-reviewer", "until": "2027-11-22" });
    centre.acts(admin.0, admin.1, "people.assign-role", with).await.unwrap();
    let until = "2027-11-22".parse().unwrap();
    assert_eq!(held(&centre), [(Role::QaReviewer, Some(until))]);
    let centre = centre.while_down(|data| assert_eq!(verified(data, &[]), [""; 0]));
    assert_eq!(held(&centre), [(Role::QaReviewer, Some(until))], "after a start as well");
}

/// INV-PEOPLE-6.
#[tokio::test]
async fn nobody_goes_back_to_a_version_that_asked_for_no_signature() {
    let centre = Centre::open().await;
    let role = Role::Administrator;
    let (qa, is) = (centre.qa.to_string(), "people.assign-role");
    for (iv, with) in [
        (1, json!({ "person": qa, "role": "courier" })),
        (2, json!({ "person": qa, "role": "courier", "until": "2027-12-31" })),
    ] {
        let asked = crate::asking::asking(&centre.admin, role, is, with, None);
        let taken = centre.engine.submit(Request { iv: Some(iv), ..asked }).await;
        match taken {
            Err(NotTaken::Unreadable(_)) if iv == 1 => {}
            Err(NotTaken::Refused(refusal)) if iv == 2 => {
                assert!(refusal.has("signature-needed"), "{refusal:?}");
            }
            other => panic!("version {iv}: {other:?}"),
        }
    }
    // Not even whoever holds the server and its key: what was signed once is signed from then on.
    let data = centre.data();
    centre.engine.close();
    let last = *given(&data).last().unwrap();
    rewrite_and_follow(&data, last, unsigned);
    let found = verified(&data, &[]);
    let caught = format!("entry {last}");
    let back = |it: &String| it.contains(&caught) && it.contains("version 2 before it");
    assert!(found.iter().any(back), "{found:#?}");
}

async fn renews(centre: &Centre, by: &PersonId, person: &PersonId, day: &str) {
    let with = json!({ "person": person, "role": "administrator", "until": day });
    centre.acts(by, Role::Administrator, "people.assign-role", with).await.unwrap();
}

#[tokio::test]
async fn the_doctor_says_in_time_that_nobody_will_be_administrator() {
    let centre = Centre::open().await;
    let second = centre.person("AD-02", &["administrator"]).await;
    let advice = || {
        let expected = Expected { backup_hours: 26, free_bytes: 0 };
        let all = examine(&centre.data(), &expected, centre.engine.now());
        let mut people = all.into_iter().filter(|said| said.about == "people");
        let said = people.next().unwrap();
        (said.grade, said.says)
    };
    assert_eq!(advice().0, Grade::Well);
    renews(&centre, &centre.admin, &second, "2026-12-20").await;
    assert_eq!(advice().0, Grade::Well, "the founder's role has no last day");
    renews(&centre, &second, &centre.admin, "2026-12-21").await;
    let (grade, says) = advice();
    assert_eq!(grade, Grade::Act);
    assert!(says.contains("in 30 days nobody is administrator"), "{says}");
    renews(&centre, &centre.admin, &second, "2026-12-22").await;
    assert_eq!(advice().0, Grade::Well);
}

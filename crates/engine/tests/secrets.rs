//! Secrets beside the log: what counts is what an act names, and nothing else.

#![expect(clippy::unwrap_used, reason = "a test says by panicking what failed")]

#[path = "common/founding.rs"]
mod founding;

use domain::act::ActId;
use engine::Engine;
use engine::accounts::Hashing;
use engine::answer::NotTaken;
use engine::ceremony::{Opening, acknowledgement, hash};
use engine::clock::SystemClock;
use engine::data::DataFolder;
use engine::found::{Founded, found};
use engine::start::Options;
use founding::founding;
use std::sync::Arc;

const PASSWORD: &str = "synthetic-password";

fn options() -> Options {
    Options { hashing: Hashing::Cheap, ..Options::with_clock(Arc::new(SystemClock)) }
}

async fn founded() -> (tempfile::TempDir, DataFolder, Founded) {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    let founded = found(&data, &founding(), options()).await.unwrap();
    (folder, data, founded)
}

fn opening(founded: &Founded, password: &str) -> Opening {
    Opening {
        id: ActId(*uuid::Uuid::now_v7().as_bytes()),
        name: "ad-01".to_owned(),
        code: founded.code.clone(),
        password: password.to_owned(),
        acknowledged: hash(acknowledgement("zh-CN")),
    }
}

fn rows(data: &DataFolder) -> i64 {
    let accounts = rusqlite::Connection::open(data.accounts()).unwrap();
    accounts.query_row("SELECT count(*) FROM secrets", [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_retry_of_opening_is_the_same_act_and_another_password_is_not() {
    let (_folder, data, founded) = founded().await;
    assert!(founded.engine.sign_in("AD-01", PASSWORD).unwrap().is_none(), "not opened yet");
    let first = opening(&founded, PASSWORD);
    let receipt = founded.engine.open_account(first.clone()).await.unwrap();
    let again = founded.engine.open_account(first.clone()).await.unwrap();
    assert_eq!(receipt.position, again.position);
    let other = Opening { password: "another good one".to_owned(), ..first.clone() };
    let other = founded.engine.open_account(other).await;
    assert!(matches!(other, Err(NotTaken::IdTaken)), "{other:?}");
    let used = Opening { id: opening(&founded, "").id, ..first.clone() };
    let used = founded.engine.open_account(used).await;
    assert!(matches!(used, Err(NotTaken::WrongSecret { field: "code" })), "{used:?}");
    assert_eq!(founded.engine.sign_in("AD-01", PASSWORD).unwrap(), Some(founded.admin.clone()));
    assert_eq!(rows(&data), 1, "the code is forgotten once it was used");
    founded.engine.close();
    let engine = Engine::start(&data, options()).unwrap();
    let again = engine.open_account(first).await.unwrap();
    assert_eq!(receipt.leaf, again.leaf, "a retry after a restart gets the first receipt");
    assert!(engine.knows(&founded.admin, PASSWORD).unwrap());
}

#[tokio::test]
async fn two_who_open_one_account_at_once_do_not_both() {
    let (_folder, data, founded) = founded().await;
    let (one, two) = (opening(&founded, PASSWORD), opening(&founded, "another good one"));
    let both = tokio::join!(founded.engine.open_account(one), founded.engine.open_account(two));
    let (one, two) = (both.0.is_ok(), both.1.is_ok());
    assert!(one != two, "{one} and {two}");
    let counts = |password| founded.engine.knows(&founded.admin, password).unwrap();
    assert_eq!((counts(PASSWORD), counts("another good one")), (one, two));
    assert_eq!(rows(&data), 1, "nothing is kept of the other");
}

#[tokio::test]
async fn an_exchanged_hash_lets_nobody_in_and_verify_names_the_person() {
    let (_folder, data, founded) = founded().await;
    let Founded { engine, admin, .. } = founded.opened(PASSWORD).await.unwrap();
    let verified = |data: &DataFolder| {
        let options = engine::verify::Options { kept: Vec::new(), decisions: true };
        engine::verify::verify(data, &options, &|_| ()).unwrap()
    };
    let report = verified(&data);
    assert!(report.is_sound(), "{:?}", report.meaning.findings);
    let herself = engine.invite(&admin, &admin).await;
    assert!(matches!(herself, Err(NotTaken::Refused(why)) if why.has("same-person")));
    // Whoever has the machine puts the hash of a password of theirs in its place.
    let accounts = rusqlite::Connection::open(data.accounts()).unwrap();
    accounts.execute("UPDATE secrets SET kept = replace(kept, 'v=19', 'v=16')", []).unwrap();
    assert!(!engine.knows(&admin, PASSWORD).unwrap());
    let report = verified(&data);
    let named = report.meaning.findings.iter().any(|it| it.problem.contains("(AD-01)"));
    assert!(!report.is_sound() && named, "{:?}", report.meaning.findings);
    accounts.execute("DELETE FROM secrets", []).unwrap();
    assert!(!engine.knows(&admin, PASSWORD).unwrap());
    let report = verified(&data);
    assert!(report.is_sound(), "what is missing lets nobody in");
    assert!(report.notes.iter().any(|note| note.contains("(AD-01)")), "{:?}", report.notes);
}

//! The log lost its end: read-only, and the signed way on.

use crate::centre::{Centre, PASSWORD, Post, copy, verified};
use engine::data::DataFolder;
use engine::resume::{NUMBERS_A_DAY, ResumeError, Resumed, Signer, resume};
use engine::start::Options;
use engine::witnessing::Word;
use ledger::note::{read_key_file, rename_key_file};

fn signer(name: &str, password: &str) -> Signer {
    let reason = "Synthetic: the disk failed".to_owned();
    let (name, password) = (name.to_owned(), password.to_owned());
    Signer { name, password, reason, mark_lost: false, newest: Vec::new() }
}

/// Puts the database of another time in place of this one's.
fn put_back(data: &DataFolder, from: &std::path::Path) {
    for ending in ["-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{}{ending}", data.log().display())));
    }
    std::fs::copy(from.join("log.db"), data.log()).unwrap();
}

#[tokio::test]
async fn after_a_loss_the_log_goes_on_as_its_next_generation_and_no_number_is_given_twice() {
    let centre = Centre::open().await;
    assert_eq!(centre.lot().await, "L26-0001");
    let old = centre.folder.path().join("old");
    let centre = centre.while_down(|data| copy(data.path(), &old));
    assert_eq!(centre.lot().await, "L26-0002");
    assert_eq!(centre.lot().await, "L26-0003");
    let size = centre.engine.snapshot().size;
    let centre = centre.while_down(|data| put_back(data, &old));
    assert!(centre.engine.read_only().is_some());
    let kept = centre.engine.snapshot().size;
    let (data, clock) = (centre.data(), centre.clock.clone());
    let options = || Options::with_clock(clock.clone());
    let Centre { folder, engine, admin, qa, .. } = centre;
    engine.close();

    let wrong = resume(&data, signer("ad-01", "wrong horse"), options()).await;
    assert!(matches!(wrong, Err(ResumeError::WrongSignIn)));
    let other = resume(&data, signer("qa-01", PASSWORD), options()).await;
    assert!(matches!(other, Err(ResumeError::NotTaken(_))), "only an administrator signs for it");
    let before = read_key_file(&data.log_key()).unwrap();
    let resumed = resume(&data, signer("AD-01", PASSWORD), options()).await;
    let Ok(Resumed::GoesOn { receipt, lost, origin, key }) = resumed else { panic!() };
    assert_eq!((receipt.position, lost.size), (kept, kept));
    assert!(lost.lost_size >= size - 1, "{lost:?}");
    assert_eq!(lost.numbers["L26"].0, 1);
    assert!(lost.numbers["L26"].1 >= 3, "{lost:?}");
    let list = lost.list(&origin);
    assert!(list.contains("L26-0002\nL26-0003\n") && !list.contains("L26-0001\n"), "{list}");
    assert_eq!(origin, "test.example/c01/2");
    assert_eq!(read_key_file(&data.log_key()).unwrap().verifier(), *key);
    assert_eq!(verified(&data, &[]), [""; 0]);

    // Died once the act was durable, before the key had its name: called again, it finishes.
    rename_key_file(&data.log_key(), &before).unwrap();
    let again = resume(&data, signer("ad-01", PASSWORD), options()).await;
    assert!(matches!(again, Ok(Resumed::Finished { .. })));
    let nothing = resume(&data, signer("ad-01", PASSWORD), options()).await;
    assert!(matches!(nothing, Err(ResumeError::NothingLost(_))));

    let engine = engine::Engine::start(&data, options()).unwrap();
    let centre = Centre { folder, clock, engine, admin, qa };
    assert_eq!(centre.engine.read_only(), None);
    let list = ledger::objects::ObjectHash::of(list.as_bytes());
    assert!(centre.engine.objects().get(&list).is_ok(), "the list is kept as an object");
    let next = centre.lot().await;
    let number: u64 = next.strip_prefix("L26-").unwrap().parse().unwrap();
    assert!(number > lost.numbers["L26"].1, "{next}");
    // Once more, from the start.
    let centre = centre.while_down(|data| std::fs::remove_dir_all(data.cache()).unwrap_or(()));
    assert_eq!(centre.engine.read_only(), None);
    assert_eq!(centre.engine.origin(), "test.example/c01/2");
    let data = centre.data();
    centre.engine.close();
    assert_eq!(verified(&data, &[]), [""; 0]);
}

#[tokio::test]
async fn a_loss_that_only_a_witness_saw_skips_more_than_can_have_been_drawn() {
    let centre = Centre::open().await;
    let witness = centre.watcher("witness.example/w1");
    centre.accept(&witness).await;
    assert_eq!(centre.lot().await, "L26-0001");
    let old = centre.folder.path().join("old");
    let centre = centre.while_down(|data| copy(data.path(), &old));
    for _ in 0..3 {
        centre.lot().await;
    }
    let size = centre.engine.snapshot().size;
    let post = Post(&[&witness]);
    centre.engine.ask_witness(&post, &witness.code());
    // The whole machine goes back to the day before.
    let centre = centre.while_down(|data| {
        std::fs::remove_dir_all(data.path()).unwrap();
        copy(&old, data.path());
    });
    assert_eq!(centre.engine.ask_witness(&post, &witness.code()), Some(Word::SawMore(size)));
    let (data, clock) = (centre.data(), centre.clock.clone());
    centre.engine.close();
    let options = Options::with_clock(clock.clone());
    let resumed = resume(&data, signer("ad-01", PASSWORD), options).await;
    let Ok(Resumed::GoesOn { lost, .. }) = resumed else { panic!() };
    assert_eq!(lost.lost_size, size);
    assert_eq!(lost.said_by, ["witness.example/w1"]);
    assert!(lost.numbers["L26"].1 >= 4, "{lost:?}");
    assert!(lost.numbers["INF26"].1 >= 3, "a series that began in what is lost: {lost:?}");
    let engine = engine::Engine::start(&data, Options::with_clock(clock)).unwrap();
    assert_eq!(engine.read_only(), None);
    engine.close();
}

#[tokio::test]
async fn without_its_mark_a_centre_is_read_until_somebody_signs_that_it_is_lost() {
    let centre = Centre::open().await;
    // From the founding on, before any number is drawn.
    assert!(centre.data().high_water().is_file());
    let kept = centre.folder.path().join("kept");
    let centre = centre.while_down(|data| std::fs::rename(data.high_water(), &kept).unwrap());
    assert_eq!(centre.engine.read_only().unwrap().code(), "read-only-unmarked");
    let centre = centre.while_down(|data| std::fs::rename(&kept, data.high_water()).unwrap());
    assert_eq!(centre.engine.read_only(), None, "put back, nothing is lost");
    assert_eq!(centre.lot().await, "L26-0001");
    centre.clock.move_by(2 * 24 * 60 * 60 * 1_000);
    let centre = centre.while_down(|data| std::fs::remove_file(data.high_water()).unwrap());
    assert!(centre.engine.read_only().is_some());
    assert!(!centre.data().high_water().exists(), "it is not made again from the log");
    let (data, clock) = (centre.data(), centre.clock.clone());
    let options = || Options::with_clock(clock.clone());
    let Centre { folder, engine, admin, qa, .. } = centre;
    engine.close();

    let unsaid = resume(&data, signer("ad-01", PASSWORD), options()).await;
    assert!(matches!(unsaid, Err(ResumeError::MarkLost(_))));
    let says = |newest: &[&str]| {
        let newest = newest.iter().map(|it| (*it).to_owned()).collect();
        Signer { mark_lost: true, newest, ..signer("ad-01", PASSWORD) }
    };
    let unread = resume(&data, says(&["lot 7"]), options()).await;
    assert!(matches!(unread, Err(ResumeError::NoNumber(_))));
    let resumed = resume(&data, says(&["L26-0007", "B26-0003"]), options()).await;
    let Ok(Resumed::GoesOn { lost, origin, .. }) = resumed else { panic!() };
    assert_eq!((lost.lost_size, lost.unmarked), (lost.size, true));
    assert_eq!(lost.said_by, ["nobody"]);
    // Three days have begun since the last entry.
    assert_eq!(lost.numbers["L26"], (1, 7 + 3 * NUMBERS_A_DAY));
    assert_eq!(lost.numbers["B26"], (0, 3 + 3 * NUMBERS_A_DAY));
    assert_eq!(lost.numbers["INF26"], (0, 3 * NUMBERS_A_DAY));
    assert_eq!(origin, "test.example/c01/2");
    assert_eq!(verified(&data, &[]), [""; 0]);
    let again = resume(&data, says(&[]), options()).await;
    assert!(matches!(again, Err(ResumeError::NothingLost(_))), "the mark is there again");

    let engine = engine::Engine::start(&data, options()).unwrap();
    let centre = Centre { folder, clock, engine, admin, qa };
    assert_eq!(centre.engine.read_only(), None);
    assert_eq!(centre.lot().await, format!("L26-{}", 7 + 3 * NUMBERS_A_DAY + 1));
}

#[tokio::test]
async fn died_between_an_entry_and_its_mark_a_centre_goes_on() {
    let centre = Centre::open().await;
    let founded = std::fs::read(centre.data().high_water()).unwrap();
    assert_eq!(centre.lot().await, "L26-0001");
    // The entry is durable, the number was acknowledged to nobody, and the mark is that of before.
    let centre = centre.while_down(|data| std::fs::write(data.high_water(), &founded).unwrap());
    assert_eq!(centre.engine.read_only(), None);
    assert_eq!(centre.lot().await, "L26-0002");
    assert_ne!(std::fs::read(centre.data().high_water()).unwrap(), founded);
}

#[tokio::test]
async fn a_mark_that_cannot_be_read_stops_the_start_and_counts_as_lost_where_it_is_said_so() {
    let centre = Centre::open().await;
    centre.lot().await;
    let (data, clock) = (centre.data(), centre.clock.clone());
    centre.engine.close();
    let options = || Options::with_clock(clock.clone());
    std::fs::write(data.high_water(), "half a li").unwrap();
    assert!(engine::Engine::start(&data, options()).is_err());
    let unsaid = resume(&data, signer("ad-01", PASSWORD), options()).await;
    assert!(matches!(unsaid, Err(ResumeError::HighWater(_))));
    let said = Signer { mark_lost: true, ..signer("ad-01", PASSWORD) };
    let resumed = resume(&data, said, options()).await;
    assert!(matches!(resumed, Ok(Resumed::GoesOn { .. })));
    let engine = engine::Engine::start(&data, options()).unwrap();
    assert_eq!(engine.read_only(), None);
    engine.close();
}

#[tokio::test]
async fn nothing_is_signed_for_where_nothing_is_lost_or_the_history_is_another() {
    let centre = Centre::open().await;
    centre.lot().await;
    let (data, clock) = (centre.data(), centre.clock.clone());
    centre.engine.close();
    let options = || Options::with_clock(clock.clone());
    let nothing = resume(&data, signer("ad-01", PASSWORD), options()).await;
    assert!(matches!(nothing, Err(ResumeError::NothingLost(_))));
    let engine = engine::Engine::start(&data, options()).unwrap();
    assert_eq!(engine.origin(), "test.example/c01/1");
    engine.close();
}

//! The writer as its clients see it: what is answered is durable, once, and nothing else is.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says by panicking what failed")]

#[path = "common/asking.rs"]
mod asking;
#[path = "common/founding.rs"]
mod founding;

use asking::asking;
use domain::act::Meaning;
use domain::id::PersonId;
use domain::people::Role;
use engine::Engine;
use engine::answer::{NotTaken, Receipt};
use engine::clock::SetClock;
use engine::data::DataFolder;
use engine::found::{Founded, found};
use engine::request::{How, Request, SignRequest};
use engine::seam::Seam;
use engine::start::Options;
use founding::founding;
use ledger::store::{Injected, Reader};
use serde_json::{Value, json};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};

const START: &str = "2026-11-22T02:00:00.000Z";

/// How many entries a centre has when its first administrator has opened her account.
const FOUNDED: u64 = 3;

const PASSWORD: &str = "synthetic-password";

fn approved() -> Option<SignRequest> {
    Some(SignRequest::by(Meaning::Approved, How::Password(PASSWORD.to_owned())))
}

struct Bench {
    folder: tempfile::TempDir,
    clock: Arc<SetClock>,
    engine: Engine,
    admin: PersonId,
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::at(START.parse().unwrap()));
        let data = DataFolder::at(folder.path().join("data"));
        let founded = found(&data, &founding(), Options::with_clock(clock.clone())).await.unwrap();
        assert_eq!(founded.receipt.position, 0);
        let Founded { engine, admin, .. } = founded.opened(PASSWORD).await.unwrap();
        assert_eq!(engine.snapshot().size, FOUNDED);
        Self { folder, clock, engine, admin }
    }

    fn data(&self) -> DataFolder {
        DataFolder::at(self.folder.path().join("data"))
    }

    /// Ends the writer and starts again on the same folder.
    fn restart(self, change: impl Fn(&mut Options)) -> Self {
        let Self { folder, clock, engine, admin } = self;
        engine.close();
        let mut options = Options::with_clock(clock.clone());
        change(&mut options);
        let data = DataFolder::at(folder.path().join("data"));
        let engine = Engine::start(&data, options).unwrap();
        Self { folder, clock, engine, admin }
    }

    fn enrol(&self, code: &str) -> Request {
        self.ask("people.enrol", json!({ "code": code, "name": "Synthetic Person" }))
    }

    fn ask(&self, is: &str, with: Value) -> Request {
        asking(&self.admin, Role::Administrator, is, with, None)
    }

    async fn taken(&self, request: Request) -> Receipt {
        self.engine.submit(request).await.unwrap()
    }

    async fn gives(&self, person: &str, role: &str) {
        let with = json!({ "person": person, "role": role, "until": "2027-11-22" });
        let admin = (&self.admin, Role::Administrator);
        self.taken(asking(admin.0, admin.1, "people.assign-role", with, approved())).await;
    }

    /// The administrator registers a station.
    async fn has_a_station(&self, station: &str) {
        let enrolled = self.taken(self.enrol("FE-01")).await;
        let engineer = enrolled.facts.first().unwrap().0.clone();
        self.gives(&engineer.to_string(), "facility-engineer").await;
        let engineer = PersonId::try_from(engineer).unwrap();
        let room = json!({ "room": "room/cr-b2", "name": "Synthetic Room", "grade": "B" });
        let role = Role::FacilityEngineer;
        self.taken(asking(&engineer, role, "facility.define-room", room, None)).await;
        let with = json!({ "station": station, "name": "Synthetic Tablet", "room": "room/cr-b2" });
        self.taken(self.ask("facility.register-station", with)).await;
    }
}

#[tokio::test]
async fn a_retry_is_the_same_act_and_another_act_under_its_id_is_refused() {
    let bench = Bench::new().await;
    let request = bench.enrol("OP-07");
    let first = bench.taken(request.clone()).await;
    bench.clock.move_by(1_500);
    let again = bench.taken(request.clone()).await;
    assert_eq!(first.position, again.position);
    assert_eq!(first.leaf, again.leaf);
    assert_eq!(bench.engine.snapshot().size, FOUNDED + 1);
    let mut other = bench.enrol("OP-08");
    other.id = request.id;
    assert!(matches!(bench.engine.submit(other).await, Err(NotTaken::IdTaken)));
    let bench = bench.restart(|_| {});
    let again = bench.taken(request).await;
    assert_eq!(first.leaf, again.leaf, "a retry after a restart gets the first receipt");
}

#[tokio::test]
async fn names_are_sealed_and_open_again_with_the_key() {
    let bench = Bench::new().await;
    bench.taken(bench.enrol("OP-07")).await;
    let leaf = bench.engine.log().with(|reader| reader.entry(FOUNDED)).unwrap().unwrap().unwrap();
    let text = String::from_utf8(leaf).unwrap();
    assert!(!text.contains("Synthetic Person"), "a name in clear: {text}");
    let person = bench.engine.snapshot();
    let person = person.centre.found_under(domain::index::Index::PersonCode, "OP-07").next();
    let name = bench
        .engine
        .look(|desk| {
            Ok(desk.state::<domain::people::Person>(person.unwrap())?.name.clone().unwrap())
        })
        .unwrap();
    assert_eq!(bench.engine.open_sealed(&name.0).as_deref(), Some("Synthetic Person"));
    for file in ["log.db", "log.db-wal"] {
        let bytes = std::fs::read(bench.data().path().join(file)).unwrap_or_default();
        let found = bytes.windows(16).any(|window| window == b"Synthetic Person");
        assert!(!found, "{file} holds a name in clear");
    }
}

#[tokio::test]
async fn a_signature_needs_the_right_password() {
    let bench = Bench::new().await;
    let mut request = bench.enrol("OP-07");
    let how = How::Password("wrong".to_owned());
    request.sign = Some(SignRequest::by(domain::act::Meaning::Approved, how));
    assert!(matches!(bench.engine.submit(request).await, Err(NotTaken::WrongPassword)));
    assert_eq!(bench.engine.snapshot().size, FOUNDED);
}

#[tokio::test]
async fn a_restart_gives_the_same_centre_by_replay_and_by_snapshot() {
    let bench = Bench::new().await;
    for n in 0..40 {
        bench.taken(bench.enrol(&format!("OP-{n:02}"))).await;
    }
    let before = bench.engine.snapshot();
    bench.engine.keep_snapshot(&bench.data()).unwrap();
    for n in 40..50 {
        bench.taken(bench.enrol(&format!("OP-{n:02}"))).await;
    }
    let whole = bench.engine.snapshot();
    assert!(!whole.centre.same_as(&before.centre));
    let bench = bench.restart(|options| options.cache = false);
    let replayed = bench.engine.snapshot();
    assert!(replayed.centre.same_as(&whole.centre));
    let bench = bench.restart(|options| options.cache = true);
    let cached = bench.engine.snapshot();
    assert!(cached.centre.same_as(&whole.centre));
    assert_eq!(cached.checkpoint, whole.checkpoint);
}

/// A bit that flips in a snapshot where it still reads as one would start another centre.
#[tokio::test]
async fn a_damaged_snapshot_is_thrown_away() {
    let bench = Bench::new().await;
    for n in 0..5 {
        bench.taken(bench.enrol(&format!("OP-{n:02}"))).await;
    }
    bench.engine.keep_snapshot(&bench.data()).unwrap();
    let path = bench.data().cache().join("centre.jsonl");
    let whole = std::fs::read(&path).unwrap();
    let read = || {
        let read = |reader: &dyn Reader| {
            engine::cache::read(&bench.data(), &engine::start::software(), reader)
        };
        bench.engine.log().with(read).unwrap()
    };
    assert!(read().is_some_and(|centre| centre.same_as(&bench.engine.snapshot().centre)));
    let digits = (0..whole.len()).filter(|at| whole[*at].is_ascii_digit());
    let (first, last) = (digits.clone().take(2), digits.clone().rev().step_by(40).take(6));
    for at in first.chain(last) {
        let mut bent = whole.clone();
        bent[at] ^= 1;
        std::fs::write(&path, &bent).unwrap();
        assert!(read().is_none(), "byte {at}");
    }
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    for cut in [lines[..lines.len() - 1].concat(), [&lines[..1], &lines[2..]].concat().concat()] {
        std::fs::write(&path, cut).unwrap();
        assert!(read().is_none(), "a line is missing");
    }
    let size = bench.engine.snapshot().size;
    let bench = bench.restart(|options| options.cache = true);
    assert_eq!(bench.engine.snapshot().size, size);
}

#[tokio::test]
async fn a_clock_set_back_stops_the_writer_until_it_is_right() {
    let bench = Bench::new().await;
    bench.clock.move_by(-3_600_000);
    let request = bench.enrol("OP-07");
    let refused = bench.engine.submit(request.clone()).await;
    assert!(matches!(refused, Err(NotTaken::ClockBack { .. })), "{refused:?}");
    bench.clock.move_by(3_600_000);
    bench.taken(request).await;
}

#[tokio::test]
async fn a_second_process_on_the_same_data_is_refused() {
    let bench = Bench::new().await;
    let second = Engine::start(&bench.data(), Options::with_clock(bench.clock.clone()));
    let message = second.err().unwrap().to_string();
    assert!(message.contains("in use by another process"), "{message}");
}

/// At every seam a failing commit leaves either everything or nothing, and says which.
#[tokio::test]
async fn an_error_at_any_seam_loses_nothing_and_acknowledges_nothing_that_is_not_durable() {
    for (failing, word) in Seam::ALL {
        let failing = *failing;
        let bench = Bench::new().await;
        let armed = Arc::new(AtomicBool::new(false));
        let trigger = armed.clone();
        let bench = bench.restart(move |options| {
            let trigger = trigger.clone();
            options.hook = Arc::new(move |seam| {
                let fails = seam == failing && trigger.swap(false, Ordering::SeqCst);
                if fails { Err(Injected) } else { Ok(()) }
            });
        });
        bench.taken(bench.enrol("OP-01")).await;
        armed.store(true, Ordering::SeqCst);
        let request = bench.enrol("OP-02");
        // A refusal that waits on the same commit: it too must not outlive it.
        let (taken, refused) = tokio::join!(
            bench.engine.submit(request.clone()),
            bench.engine.submit(bench.enrol("OP-01"))
        );
        let size = bench.engine.snapshot().size;
        let durable = bench.engine.receipt_of(request.id).unwrap();
        match &taken {
            Ok(receipt) => {
                assert_eq!(durable.as_ref().map(|found| found.position), Some(receipt.position));
            }
            Err(NotTaken::NotDurable) => assert_eq!(durable, None, "at {word}"),
            Err(NotTaken::Stopped(_)) => {
                // Durable but unacknowledged: a restart must know it.
                assert!(failing >= Seam::Durable, "at {word}");
            }
            other => panic!("at {word}: {other:?}"),
        }
        assert!(refused.is_err(), "at {word}: {refused:?}");
        assert!((FOUNDED + 1..=FOUNDED + 2).contains(&size), "at {word}: {size}");
        let bench = bench.restart(|_| {});
        let receipt = bench.taken(request).await;
        assert_eq!(receipt.position, FOUNDED + 1, "at {word}: the act is there once");
        assert_eq!(bench.engine.snapshot().size, FOUNDED + 2, "at {word}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_whom_several_register_at_once_is_registered_once() {
    let bench = Bench::new().await;
    let coordinator = bench.taken(bench.enrol("CO-01")).await.facts[0].0.clone();
    bench.gives(&coordinator.to_string(), "coordinator").await;
    let coordinator = PersonId::try_from(coordinator).unwrap();
    let register = |nth: u32| {
        let number = format!("SYN-HN-{nth:06}");
        let name = "Synthetic Patient";
        let with = json!({ "name": name, "birth_date": "1970-01-01", "number": number });
        let request = bench.ask("custody.register-patient", with);
        Request { role: Role::Coordinator, by: coordinator.clone(), ..request }
    };
    for nth in 0..20 {
        let tries = (0..6).map(|_| {
            let (engine, request) = (bench.engine.clone(), register(nth));
            tokio::spawn(async move { engine.submit(request).await })
        });
        let mut taken = 0;
        for answer in tries.collect::<Vec<_>>() {
            match answer.await.unwrap() {
                Ok(_) => taken += 1,
                Err(NotTaken::KnownPatient { field }) => assert_eq!(field, "number"),
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(taken, 1, "number {nth}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_named_field_by_field() {
    let bench = Bench::new().await;
    let request = bench.ask("people.enrol", json!({ "code": 7, "colour": "red" }));
    let Err(NotTaken::Unreadable(domain::command::CommandError::Fields(bad))) =
        bench.engine.submit(request).await
    else {
        panic!("it must not be read")
    };
    let fields: Vec<_> = bad.iter().map(|bad| bad.field.as_str()).collect();
    assert_eq!(fields, ["code", "name", "colour"]);
    let request = bench.ask("people.fly", json!({}));
    assert!(matches!(bench.engine.submit(request).await, Err(NotTaken::Unreadable(_))));
}

/// The writer's thread must not be the only one that knows it has stopped, and must not need a
/// restart once what was in its way is gone.
#[tokio::test]
async fn a_writer_that_has_stopped_says_so_and_goes_on_when_it_can() {
    let blocked = Arc::new(AtomicBool::new(false));
    let bench = Bench::new().await;
    let hook = blocked.clone();
    let bench = bench.restart(move |options| {
        let hook = hook.clone();
        options.hook = Arc::new(move |seam| {
            let fails = seam == Seam::Marked && hook.load(Ordering::SeqCst);
            if fails { Err(Injected) } else { Ok(()) }
        });
    });
    assert!(bench.engine.ready().is_ok());
    blocked.store(true, Ordering::SeqCst);
    let request = bench.enrol("OP-07");
    let answer = bench.engine.submit(request.clone()).await;
    assert!(matches!(answer, Err(NotTaken::Stopped(_))), "{answer:?}");
    // Known at once, before anybody else has tried.
    assert!(matches!(bench.engine.ready(), Err(NotTaken::Stopped(_))));
    assert!(matches!(bench.engine.submit(bench.enrol("OP-08")).await, Err(NotTaken::Stopped(_))));
    blocked.store(false, Ordering::SeqCst);
    while bench.engine.ready().is_err() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(bench.engine.snapshot().size, FOUNDED + 1, "what was durable is published");
    assert_eq!(
        bench.taken(request).await.position,
        FOUNDED,
        "and answered when it is asked for again"
    );
    assert_eq!(bench.taken(bench.enrol("OP-08")).await.position, FOUNDED + 1);
}

/// On the one thread of this test a door that waited for a file would keep the lock from going.
#[tokio::test]
async fn an_act_that_draws_a_key_does_not_keep_others_waiting() {
    let bench = Bench::new().await;
    let lock = rusqlite::Connection::open(bench.data().vault()).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (taken, ()) = tokio::join!(bench.engine.submit(bench.enrol("OP-07")), async {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        lock.execute_batch("COMMIT").unwrap();
    });
    assert_eq!(taken.unwrap().position, FOUNDED);
}

#[tokio::test]
async fn a_clock_set_back_is_told_before_anybody_acts() {
    let bench = Bench::new().await;
    bench.clock.move_by(-1_000);
    assert!(matches!(bench.engine.ready(), Err(NotTaken::ClockBack { .. })));
    bench.clock.move_by(1_000);
    assert!(bench.engine.ready().is_ok());
}

/// What happens at the seams: the writer and its committer pass them on threads of their own.
#[derive(Clone, Default)]
struct Script(Arc<Mutex<Vec<(Seam, Step)>>>);

enum Step {
    Pass,
    Fail,
    /// Says that it is there, and waits until it may go on.
    Wait(mpsc::Sender<()>, mpsc::Receiver<()>),
}

/// A seam at which somebody waits.
struct Gate {
    reached: mpsc::Receiver<()>,
    open: mpsc::Sender<()>,
}

impl Gate {
    fn reached(&self) {
        self.reached.recv().unwrap();
    }

    fn open(&self) {
        self.open.send(()).unwrap();
    }
}

impl Script {
    /// What happens when this seam is passed the next time after those written down before.
    fn write(&self, seam: Seam, step: Step) {
        self.0.lock().unwrap().push((seam, step));
    }

    fn gate(&self, seam: Seam) -> Gate {
        let ((at, reached), (open, may_go)) = (mpsc::channel(), mpsc::channel());
        self.write(seam, Step::Wait(at, may_go));
        Gate { reached, open }
    }

    fn play(&self, seam: Seam) -> Result<(), Injected> {
        let step = {
            let mut steps = self.0.lock().unwrap();
            let next = steps.iter().position(|(at, _)| *at == seam);
            next.map(|next| steps.remove(next).1)
        };
        match step {
            None | Some(Step::Pass) => {}
            Some(Step::Fail) => return Err(Injected),
            Some(Step::Wait(at, may_go)) => {
                at.send(()).unwrap();
                may_go.recv().unwrap();
            }
        }
        Ok(())
    }
}

/// Has an act wait for the writer.
async fn queue<F: Future<Output: std::fmt::Debug> + Unpin>(submitting: &mut F) {
    tokio::select! {
        biased;
        early = submitting => panic!("answered before the commit it stands on: {early:?}"),
        () = std::future::ready(()) => {}
    }
}

/// An act, its commit under way, and what is judged upon it meanwhile: a refusal because of it, a
/// retry of it, another act.
async fn judged_upon_a_commit_that(failing: Option<Seam>) {
    let at = failing.map_or("nowhere".to_owned(), |seam| format!("{seam:?}"));
    let script = Script::default();
    let played = script.clone();
    let bench = Bench::new().await.restart(move |options| {
        let played = played.clone();
        options.hook = Arc::new(move |seam| played.play(seam));
    });
    bench.has_a_station("station/tab-1").await;
    // Nothing of them is signed or sealed, so that each is in the queue at once. The last is about
    // the same subject as the first, and in its place after it.
    let keep = |days| {
        let with = json!({ "centre": "centre/c01", "days": days });
        bench.ask("centre.set-access-retention", with)
    };
    let end = || bench.ask("facility.withdraw-station", json!({ "station": "station/tab-1" }));
    let [keep, end, end_again, keep_again] = [keep(400), end(), end(), keep(500)];
    let size = bench.engine.snapshot().size;

    let (sent, published) = (script.gate(Seam::Judged), script.gate(Seam::Published));
    if let Some(seam) = failing {
        if !matches!(seam, Seam::Judged | Seam::Published) {
            script.write(seam, Step::Pass);
        }
        script.write(seam, Step::Fail);
    }
    let answers = {
        let mut first = pin!(bench.engine.submit(keep));
        queue(&mut first).await;
        sent.reached();
        let mut second = pin!(bench.engine.submit(end.clone()));
        queue(&mut second).await;
        sent.open();
        // The first is published, the second under way, and the writer waits.
        published.reached();
        let mut refused = pin!(bench.engine.submit(end_again));
        let mut retried = pin!(bench.engine.submit(end.clone()));
        let mut third = pin!(bench.engine.submit(keep_again.clone()));
        queue(&mut refused).await;
        queue(&mut retried).await;
        queue(&mut third).await;
        published.open();
        assert_eq!(first.await.unwrap().position, size, "failing {at}");
        (second.await, refused.await, retried.await, third.await)
    };
    match (failing, &answers) {
        (
            None | Some(Seam::Durable),
            (Ok(second), Err(NotTaken::Refused(_)), Ok(again), Ok(third)),
        ) => {
            assert_eq!(second.position, size + 1, "failing {at}");
            assert_eq!(again.leaf, second.leaf, "failing {at}: a retry is the same act");
            assert!(
                again.checkpoint.lines().nth(1).unwrap().parse::<u64>().unwrap() > again.position
            );
            assert_eq!(third.position, size + 2, "failing {at}");
        }
        (
            Some(Seam::Judged | Seam::Signed | Seam::InTransaction | Seam::RowsWritten),
            (
                Err(NotTaken::NotDurable),
                Err(NotTaken::NotDurable),
                Err(NotTaken::NotDurable),
                Err(NotTaken::NotDurable),
            ),
        ) => {
            assert_eq!(bench.engine.snapshot().size, size + 1, "failing {at}");
            assert_eq!(bench.engine.receipt_of(end.id).unwrap(), None, "failing {at}");
        }
        (
            Some(Seam::Marked),
            (
                Err(NotTaken::Stopped(_)),
                Err(NotTaken::Stopped(_)),
                Err(NotTaken::Stopped(_)),
                Err(NotTaken::Stopped(_)),
            ),
        )
        | (
            Some(Seam::Published),
            (
                Ok(_),
                Err(NotTaken::Stopped(_)),
                Err(NotTaken::Stopped(_)),
                Err(NotTaken::Stopped(_)),
            ),
        ) => {}
        _ => panic!("failing {at}: {answers:?}"),
    }
    // Whatever was answered: sent again, each is there once, in its place.
    assert_eq!(bench.taken(end).await.position, size + 1, "failing {at}");
    assert_eq!(bench.taken(keep_again.clone()).await.position, size + 2, "failing {at}");
    let written = bench.engine.snapshot();
    let bench = bench.restart(|options| options.cache = false);
    assert!(bench.engine.snapshot().centre.same_as(&written.centre), "failing {at}");
    assert_eq!(bench.taken(keep_again).await.position, size + 2, "failing {at}");
    let data = bench.data();
    let Bench { folder: _folder, engine, .. } = bench;
    engine.close();
    let options = engine::verify::Options { kept: Vec::new(), decisions: true };
    let report = engine::verify::verify(&data, &options, &|_| {}).unwrap();
    assert!(report.is_sound(), "failing {at}");
}

/// What is judged while a commit is under way stands or falls with it, refusals and retries too.
#[tokio::test]
async fn nothing_judged_upon_a_commit_outlives_it() {
    Box::pin(judged_upon_a_commit_that(None)).await;
    for (failing, _) in Seam::ALL {
        Box::pin(judged_upon_a_commit_that(Some(*failing))).await;
    }
}

use super::*;
use crate::clock::SetClock;
use domain::id::{PersonId, SubjectId};

const START: &str = "2026-11-22T02:00:00.000Z";

struct Bench {
    folder: tempfile::TempDir,
    clock: Arc<SetClock>,
    access: Access,
}

impl Bench {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::at(START.parse().unwrap()));
        let access = Self::start(&folder, &clock);
        Self { folder, clock, access }
    }

    fn start(folder: &tempfile::TempDir, clock: &Arc<SetClock>) -> Access {
        let (under, key) = (folder.path().join("access"), folder.path().join("access.key"));
        Access::open(&under, &key, "test.example/c01/1", clock.clone()).unwrap()
    }

    fn read(&self, of: &str) -> Note {
        let by = PersonId::new("op07").unwrap();
        let what = What::Read { of: vec![of.parse().unwrap()], page: "GET /x".to_owned() };
        Note::new(self.clock.now(), Some((by, None)), what)
    }

    fn refused(&self, why: &str) -> Note {
        let (why, page) = (why.to_owned(), "GET /x".to_owned());
        Note::new(self.clock.now(), None, What::Refused { status: 403, why, page, times: 1 })
    }
}

fn day(text: &str) -> LocalDate {
    text.parse().unwrap()
}

#[tokio::test]
async fn what_is_noted_is_found_newest_first_and_only_by_whom_it_concerns() {
    let bench = Bench::open();
    for of in ["patient/p1", "patient/p2", "patient/p1"] {
        bench.access.noted(bench.read(of)).await.unwrap();
        bench.clock.move_by(24 * 3_600_000);
    }
    let subject: SubjectId = "patient/p1".parse().unwrap();
    let filter = Filter { about: vec![subject], ..Filter::default() };
    let about = bench.access.find(&filter, None, 10).notes;
    let days: Vec<_> = about.iter().map(|noted| noted.day.to_string()).collect();
    assert_eq!(days, ["2026-11-24", "2026-11-22"]);
    assert_eq!(bench.access.find(&Filter::default(), None, 10).notes.len(), 3);
    let to = Filter { to: Some(day("2026-11-23")), ..Filter::default() };
    let newest = bench.access.find(&to, None, 1).notes;
    assert!(newest[0].note.is_about(&"patient/p2".parse().unwrap()));
    // A name that only begins alike is somebody else's.
    let other: SubjectId = "patient/p".parse().unwrap();
    let filter = Filter { about: vec![other], ..Filter::default() };
    assert!(bench.access.find(&filter, None, 10).notes.is_empty());
}

#[tokio::test]
async fn page_by_page_everything_comes_once_and_each_day_says_what_it_holds() {
    let bench = Bench::open();
    for nth in 0..7 {
        bench.access.noted(bench.read("patient/p1")).await.unwrap();
        bench.clock.move_by(if nth % 3 == 2 { 24 * 3_600_000 } else { 1_000 });
    }
    for most in 1..=8 {
        let (mut all, mut before) = (Vec::new(), None);
        loop {
            let page = bench.access.find(&Filter::default(), before, most);
            assert!(page.notes.len() <= most);
            all.extend(page.notes.into_iter().map(|noted| (noted.day.to_string(), noted.position)));
            let Some(rest) = page.rest else { break };
            assert_eq!(rest.to_string().parse(), Ok(rest));
            before = Some(rest);
        }
        let of =
            |day: &str, n: u64| (0..n).rev().map(|at| (day.to_owned(), at)).collect::<Vec<_>>();
        let whole = [of("2026-11-24", 1), of("2026-11-23", 3), of("2026-11-22", 3)].concat();
        assert_eq!(all, whole, "{most} at a time");
    }
    let days = bench.access.find(&Filter::default(), None, 99).days;
    let sizes: Vec<_> = days.iter().map(|day| day.held.as_ref().unwrap().0).collect();
    assert_eq!(sizes, [1, 3, 3]);
    // A day that cannot be read hides no other.
    std::fs::write(bench.folder.path().join("access/2026-11-23.db"), "nothing").unwrap();
    let page = bench.access.find(&Filter::default(), None, 99);
    assert_eq!(page.notes.len(), 4);
    assert!(page.days[1].held.is_err());
}

#[tokio::test]
async fn a_flood_of_one_kind_becomes_a_few_notes_that_count() {
    let bench = Bench::open();
    for _ in 0..5_000 {
        bench.access.note(bench.refused("not-permitted"));
    }
    bench.access.noted(bench.refused("forged")).await.unwrap();
    let notes = bench.access.find(&Filter::default(), None, 1_000).notes;
    let times: u64 = notes
        .iter()
        .map(|noted| match &noted.note.what {
            What::Refused { times, .. } | What::Lost { times } => *times,
            What::Read { .. }
            | What::SignedIn { .. }
            | What::SignInFailed { .. }
            | What::KeysOpened { .. } => 0,
        })
        .sum();
    assert_eq!(times, 5_001);
    assert!(notes.len() < 100, "{} notes", notes.len());
}

#[tokio::test]
async fn a_closed_day_takes_nothing_more_even_when_the_clock_goes_back() {
    let bench = Bench::open();
    bench.access.noted(bench.read("patient/p1")).await.unwrap();
    let close = |bench: Bench, day: LocalDate| {
        let closing = std::thread::spawn(move || {
            let closed = bench.access.close_day(day).unwrap();
            (bench, closed)
        });
        closing.join().unwrap()
    };
    let (bench, (size, root)) = close(bench, day("2026-11-22"));
    assert_eq!(size, 1);
    bench.access.noted(bench.read("patient/p2")).await.unwrap();
    let (bench, again) = close(bench, day("2026-11-22"));
    assert_eq!(again, (size, root));
    let notes = bench.access.find(&Filter::default(), None, 10).notes;
    assert_eq!(notes[0].day, day("2026-11-23"));
    let (_, nothing) = close(bench, day("2026-11-30"));
    assert_eq!(nothing.0, 0);
}

#[tokio::test]
async fn what_a_command_left_aside_is_taken_in_once_on_the_day_it_is() {
    let bench = Bench::open();
    let data = crate::data::DataFolder::at(bench.folder.path());
    let of = vec!["batch/B26-0001".parse().unwrap()];
    note_aside(&data, "dossier --named", of, bench.clock.now()).unwrap();
    let aside = data.access().join("aside");
    std::fs::write(aside.join("bent.json"), "no note").unwrap();
    bench.clock.move_by(24 * 3_600_000);
    for _ in 0..2 {
        bench.access.noted(bench.read("patient/p1")).await.unwrap();
    }
    let notes = bench.access.find(&Filter::default(), None, 10).notes;
    let opened = |noted: &&Noted| matches!(noted.note.what, What::KeysOpened { .. });
    let opened: Vec<_> = notes.iter().filter(opened).collect();
    assert_eq!((notes.len(), opened.len()), (3, 1), "{notes:?}");
    assert!(opened[0].note.is_about(&"batch/B26-0001".parse().unwrap()));
    assert_eq!(opened[0].day, notes[0].day, "the day before may be sealed");
    assert!(opened[0].note.at < notes[0].note.at, "and it says when it was");
    let left: Vec<_> =
        std::fs::read_dir(aside).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(left, ["bent.json"]);
}

#[tokio::test]
async fn days_are_removed_with_their_files() {
    let bench = Bench::open();
    for _ in 0..3 {
        bench.access.noted(bench.read("patient/p1")).await.unwrap();
        bench.clock.move_by(24 * 3_600_000);
    }
    bench.access.drop_before(day("2026-11-24"));
    let left: Vec<_> = std::fs::read_dir(bench.folder.path().join("access"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("2026-11-24"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn what_cannot_be_kept_is_said_and_kept_once_it_can() {
    let bench = Bench::open();
    let under = bench.folder.path().join("access");
    std::fs::remove_dir(&under).unwrap();
    std::fs::write(&under, "no folder").unwrap();
    let noted = bench.access.noted(bench.read("patient/p1")).await;
    assert!(matches!(noted, Err(AccessError::NotKept)));
    std::fs::remove_file(&under).unwrap();
    std::fs::create_dir(&under).unwrap();
    bench.access.noted(bench.read("patient/p1")).await.unwrap();
}

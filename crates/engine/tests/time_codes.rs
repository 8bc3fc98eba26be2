//! Time-based codes beside the log: used once also after a start, carried by another master key, and
//! an exchanged row found.

#![expect(clippy::unwrap_used, reason = "a test says by panicking what failed")]

#[path = "common/opening.rs"]
mod opening;

use domain::act::{ActId, Said};
use domain::id::PersonId;
use domain::people::{Role, SetTimeCode};
use engine::Engine;
use engine::accounts::Hashing;
use engine::answer::{NotTaken, Receipt};
use engine::clock::SetClock;
use engine::data::DataFolder;
use engine::found::{Founded, Founding, found_with};
use engine::request::Request;
use engine::second_suite::Suites;
use engine::start::Options;
use engine::vault::{Given, rotate};
use engine::verify;
use opening::{by_sm4, by_xchacha, opened};
use serde_json::json;
use standards::totp;
use std::sync::Arc;

const PASSWORD: &str = "synthetic-password";

/// A moment at the beginning of a step.
const START: &str = "2026-11-22T02:00:00.000Z";

struct Bench {
    _folder: tempfile::TempDir,
    data: DataFolder,
    clock: Arc<SetClock>,
    admin: PersonId,
    secret: Vec<u8>,
}

impl Bench {
    /// A centre whose administrator has set codes up.
    async fn new() -> (Self, Engine) {
        Self::with(Suites::One).await
    }

    async fn with(suites: Suites) -> (Self, Engine) {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::at(folder.path().join("data"));
        let clock = Arc::new(SetClock::at(START.parse().unwrap()));
        let founding = Founding {
            origin: "test.example/c01/1".to_owned(),
            zone: "Asia/Shanghai".to_owned(),
            facility: "A9999".to_owned(),
            training: true,
            host: "localhost".to_owned(),
            code: "AD-01".to_owned(),
            name: "Synthetic Administrator".to_owned(),
        };
        let options = Options { hashing: Hashing::Cheap, ..Options::with_clock(clock.clone()) };
        let founded = found_with(&data, &founding, suites, options).await.unwrap();
        let Founded { engine, admin, .. } = founded.opened(PASSWORD).await.unwrap();
        let mut bench = Self { _folder: folder, data, clock, admin, secret: Vec::new() };
        let act = ActId(*uuid::Uuid::now_v7().as_bytes());
        let text = engine.time_code_secret(&bench.admin, act).unwrap();
        bench.secret = totp::secret(&text).unwrap();
        bench.sets_up(&engine, act).await.unwrap();
        (bench, engine)
    }

    async fn sets_up(&self, engine: &Engine, act: ActId) -> Result<Receipt, NotTaken> {
        let with = json!({
            "person": self.admin, "password": PASSWORD, "time_code": self.code(engine),
        });
        let request = Request {
            id: act,
            is: SetTimeCode::ACTION.name.to_owned(),
            iv: None,
            said: Said::Ask,
            by: self.admin.clone(),
            role: Role::Administrator,
            at: None,
            occurred: None,
            with: with.as_object().unwrap().clone(),
            sign: None,
        };
        engine.submit(request).await
    }

    fn code(&self, engine: &Engine) -> String {
        let seconds = u64::try_from(engine.now().as_millisecond() / 1_000).unwrap();
        totp::code(&self.secret, totp::step(seconds))
    }

    fn start(&self) -> Engine {
        let clock = self.clock.clone();
        let options = Options { hashing: Hashing::Cheap, ..Options::with_clock(clock) };
        Engine::start(&self.data, options).unwrap()
    }

    fn verified(&self) -> verify::Report {
        let options = verify::Options { kept: Vec::new(), decisions: true };
        verify::verify(&self.data, &options, &|_| ()).unwrap()
    }
}

#[tokio::test]
async fn a_code_is_right_once_also_after_a_start_and_under_another_master_key() {
    right_once(Suites::One).await;
}

#[tokio::test]
async fn so_it_is_where_sm4_seals_what_it_is_made_of() {
    let bench = right_once(Suites::WithSm).await;
    // A key, a name and a secret of the administrator, and the secret that blinds numbers.
    assert_eq!(opened(&bench.data, by_sm4, by_sm4), (4, 4));
    assert_eq!(opened(&bench.data, by_sm4, by_xchacha), (0, 4));
}

async fn right_once(suites: Suites) -> Bench {
    let (bench, engine) = Bench::with(suites).await;
    let is = |engine: &Engine| engine.is_time_code(&bench.admin, &bench.code(engine)).unwrap();
    assert!(!is(&engine), "the code that set them up was used by that");
    bench.clock.move_by(30_000);
    assert!(is(&engine));
    assert!(!is(&engine), "a code was right twice");
    engine.close();
    let engine = bench.start();
    assert!(!is(&engine), "a code was right again after a start");
    bench.clock.move_by(30_000);
    assert!(is(&engine));
    engine.close();
    rotate(&bench.data, &Given::default()).unwrap();
    let engine = bench.start();
    bench.clock.move_by(30_000);
    assert!(is(&engine), "another master key lost the secret");
    engine.close();
    let report = bench.verified();
    assert!(report.is_sound(), "{:?}", report.meaning.findings);
    assert!(report.notes.iter().all(|note| !note.contains("AD-01")), "{:?}", report.notes);
    bench
}

#[tokio::test]
async fn an_exchanged_secret_lets_nobody_in_and_verify_names_the_person() {
    let (bench, engine) = Bench::new().await;
    // Whoever has the machine puts another sealed secret there, or a copy of an older one.
    let accounts = rusqlite::Connection::open(bench.data.accounts()).unwrap();
    let bend =
        "UPDATE secrets SET kept = replace(kept, 'totp:', 'totp:A') WHERE kept LIKE 'totp:%'";
    assert_eq!(accounts.execute(bend, []).unwrap(), 1);
    bench.clock.move_by(30_000);
    assert!(!engine.is_time_code(&bench.admin, &bench.code(&engine)).unwrap());
    assert!(engine.knows(&bench.admin, PASSWORD).unwrap(), "the password is another row");
    engine.close();
    let report = bench.verified();
    let named = report.meaning.findings.iter().any(|it| it.problem.contains("(AD-01)"));
    assert!(!report.is_sound() && named, "{:?}", report.meaning.findings);
}

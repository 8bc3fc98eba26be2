//! Looking back: the centre as of any entry is what a replay of the entries up to it gives.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says by panicking what failed")]

#[path = "common/asking.rs"]
mod asking;
#[path = "common/founding.rs"]
mod founding;

use asking::asking;
use domain::centre::Centre;
use domain::command::Command;
use domain::id::PersonId;
use domain::people::Role;
use engine::accounts::Hashing;
use engine::clock::SetClock;
use engine::data::DataFolder;
use engine::found::{Founded, found};
use engine::past::PastError;
use engine::request::{How, SignRequest};
use engine::start::Options;
use engine::{Engine, look, replay};
use founding::founding;
use ledger::store::Reader;
use ledger::store::sqlite::SqliteReader;
use serde_json::{Value, json};
use std::sync::Arc;

const START: &str = "2026-11-22T02:00:00.000Z";
const PASSWORD: &str = "synthetic-password";

/// The last day of everybody's roles.
const UNTIL: &str = "2027-11-22";

/// A centre in which people come, and lots are received, released and rejected.
struct Bench {
    folder: tempfile::TempDir,
    clock: Arc<SetClock>,
    engine: Engine,
    admin: PersonId,
    dice: u64,
}

impl Bench {
    async fn grown(anchors: u64, entries: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::at(START.parse().unwrap()));
        let data = DataFolder::at(folder.path().join("data"));
        let options = Options {
            anchors: Some(anchors),
            hashing: Hashing::Cheap,
            ..Options::with_clock(clock.clone())
        };
        let founded = found(&data, &founding(), options).await.unwrap();
        let Founded { engine, admin, .. } = founded.opened(PASSWORD).await.unwrap();
        let mut bench = Self { folder, clock, engine, admin, dice: 7 };
        bench.grow(entries).await;
        bench
    }

    fn roll(&mut self, sides: u64) -> u64 {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.dice >> 33) % sides
    }

    async fn act(&self, by: &PersonId, role: Role, is: &str, with: Value) -> Value {
        let means = Command::find(is).unwrap().signed.first();
        let sign = means.map(|means| SignRequest::by(*means, How::Password(PASSWORD.to_owned())));
        let receipt = self.engine.submit(asking(by, role, is, with, sign)).await.unwrap();
        self.clock.move_by(1_000);
        json!(receipt.facts.first().map(|(subject, _)| subject))
    }

    async fn person(&self, code: String) -> PersonId {
        let with = json!({ "code": code, "name": "Synthetic Person" });
        let admin = self.admin.clone();
        let person = self.act(&admin, Role::Administrator, "people.enrol", with).await;
        serde_json::from_value(person).unwrap()
    }

    async fn grow(&mut self, entries: u64) {
        let admin = self.admin.clone();
        let keeper = self.person(format!("SK-{}", self.engine.snapshot().size)).await;
        let store = json!({ "person": keeper, "role": "storekeeper", "until": UNTIL });
        self.act(&admin, Role::Administrator, "people.assign-role", store).await;
        let item = format!("ITEM-{}", self.engine.snapshot().size);
        let medium =
            json!({ "item": format!("item/{item}"), "name": "Synthetic medium", "unit": "mL" });
        self.act(&keeper, Role::Storekeeper, "materials.define-item", medium).await;
        let mut people = Vec::new();
        while self.engine.snapshot().size < entries {
            match self.roll(4) {
                0 => people.push(self.person(format!("OP-{}", self.engine.snapshot().size)).await),
                1 if !people.is_empty() => {
                    let at = usize::try_from(self.roll(people.len() as u64)).unwrap();
                    let role = ["operator", "courier", "nurse"].get(at % 3).unwrap();
                    let person = people.get(at).unwrap();
                    let with = json!({ "person": person, "role": role, "until": UNTIL });
                    self.act(&admin, Role::Administrator, "people.assign-role", with).await;
                }
                _ => {
                    let with = json!({ "item": format!("item/{item}"), "supplier_lot": "SYN-1",
                        "expiry": "2099-01-01", "quantity": "10" });
                    self.act(&keeper, Role::Storekeeper, "materials.receive-lot", with).await;
                }
            }
        }
    }

    fn data(&self) -> DataFolder {
        DataFolder::at(self.folder.path().join("data"))
    }

    fn open(&self) -> Box<dyn Reader> {
        Box::new(SqliteReader::open(&self.data().log()).unwrap())
    }

    /// What the first `size` entries alone make.
    fn replayed(&self, size: u64) -> Centre {
        let path = self.data().log();
        let open = || SqliteReader::open(&path).map(|reader| Box::new(reader) as Box<dyn Reader>);
        let mut centre = Centre::default();
        replay::until(&open, &mut centre, size).unwrap();
        centre
    }

    /// The centre as of `size` entries is the replayed one, also where a state has left memory.
    fn check(&self, size: u64) {
        let past = self.engine.as_of(size).unwrap();
        let whole = self.replayed(size);
        assert_eq!(past.size, size);
        assert!(past.centre.same_as(&whole), "as of {size} is not what {size} entries make");
        let reader = self.open();
        for (subject, slot) in past.centre.slots().filter(|(_, slot)| slot.state.is_none()) {
            let loaded = look::load(reader.as_ref(), subject, slot.last).unwrap();
            let state = whole.slot(subject).unwrap().state.clone();
            assert_eq!(Some(loaded), state, "{subject} as of {size}");
        }
        let tiles = ledger::store::StoredTiles(reader.as_ref());
        assert_eq!(past.root, ledger::tree::root_at(&tiles, size).unwrap());
    }

    fn check_some(&mut self) {
        let size = self.engine.snapshot().size;
        for _ in 0..25 {
            let at = self.roll(size) + 1;
            self.check(at);
        }
        for edge in [1, 2, size - 1, size] {
            self.check(edge);
        }
    }
}

#[tokio::test]
async fn any_moment_is_what_replaying_up_to_it_gives() {
    let mut bench = Bench::grown(7, 90).await;
    bench.check_some();
    // The log goes on; what was looked at before is still what it was.
    bench.grow(140).await;
    bench.check_some();
}

#[tokio::test]
async fn after_a_start_from_a_snapshot_anchors_are_made_again_from_the_log() {
    let bench = Bench::grown(7, 80).await;
    let data = bench.data();
    bench.engine.keep_snapshot(&data).unwrap();
    let Bench { folder, clock, engine, admin, dice } = bench;
    engine.close();
    let options = Options { anchors: Some(7), ..Options::with_clock(clock.clone()) };
    let engine = Engine::start(&data, options).unwrap();
    let mut bench = Bench { folder, clock, engine, admin, dice };
    bench.check_some();
    bench.grow(120).await;
    bench.check_some();
}

#[tokio::test]
async fn a_moment_is_found_by_its_time() {
    let bench = Bench::grown(1_000, 30).await;
    let reader = bench.open();
    for position in 0..30 {
        let leaf = reader.entry(position).unwrap().unwrap();
        let recorded = engine::entry::recorded(&leaf).unwrap();
        let found = bench.engine.size_at(recorded).unwrap();
        // Entries of one millisecond are seen together.
        assert!(found > position);
        assert_eq!(bench.engine.size_at(recorded).unwrap(), found);
    }
    let before = "2026-11-22T01:59:59.999Z".parse().unwrap();
    assert_eq!(bench.engine.size_at(before).unwrap(), 0);
    let after = "2027-01-01T00:00:00.000Z".parse().unwrap();
    assert_eq!(bench.engine.size_at(after).unwrap(), 30);
}

#[tokio::test]
async fn what_never_was_is_not_made_up() {
    let bench = Bench::grown(1_000, 10).await;
    for size in [0, 11, u64::MAX] {
        let refused = bench.engine.as_of(size).unwrap_err();
        assert!(matches!(refused, PastError::Beyond { size: 10 }), "{refused}");
    }
}

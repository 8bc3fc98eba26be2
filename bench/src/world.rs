//! A centre at work, in a folder of its own: people, a process in use, and lanes that make one
//! batch after the other on it, from the clearance of the room to the release.

use anyhow::Context as _;
use domain::act::{ActId, Said};
use domain::command::Command;
use domain::id::PersonId;
use domain::people::Role;
use domain::people::passkey::enrolment_challenge;
use domain::text::{Digest, Encoded};
use engine::Engine;
use engine::accounts::Hashing;
use engine::answer::Receipt;
use engine::clock::SystemClock;
use engine::data::DataFolder;
use engine::found::{Founded, Founding, found};
use engine::request::{How, Request, SignRequest};
use engine::start::Options;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use testkit::passkey::SoftKey;

/// The password of everybody in the measured centre.
pub const PASSWORD: &str = "synthetic-password";

/// The item that is received again and again.
pub const ITEM: &str = "item/MD-TEX";

const PROCESS: &str = include_str!("process.yaml");
const VOCABULARY: &str = include_str!("../../processes/vocabulary.yaml");
const UNTIL: &str = "2099-12-31";

/// How long everybody has their role, in days.
const ROLE_DAYS: i64 = 365;

/// Batches one lot of medium is enough for.
const BATCHES_A_LOT: u64 = 16;
/// Of so many batches one has a value outside its limits.
const DEVIATES_EVERY: u64 = 8;

const PEOPLE: &[(&str, Role)] = &[
    ("OP-07", Role::Operator),
    ("OP-11", Role::Operator),
    ("QC-02", Role::QcAnalyst),
    ("QC-04", Role::QcReviewer),
    ("QA-03", Role::QaReviewer),
    ("QA-05", Role::QaReviewer),
    ("QP-01", Role::ReleasingPerson),
    ("PE-01", Role::ProcessEngineer),
    ("SK-01", Role::Storekeeper),
    ("FE-01", Role::FacilityEngineer),
];

/// A centre that works.
pub struct World {
    /// Where it lies; gone when this is dropped.
    pub folder: tempfile::TempDir,
    /// The centre.
    pub engine: Engine,
    people: BTreeMap<String, (PersonId, Role)>,
    lanes: Vec<Lane>,
}

/// One room with its equipment: a batch at a time.
#[derive(Clone)]
struct Lane {
    room: String,
    counter: String,
    medium: String,
    made: u64,
}

impl World {
    /// Founds one with so many lanes.
    ///
    /// With real hashes the signatures of a log of a million entries would take hours: what they
    /// cost is measured by itself.
    pub async fn found(lanes: usize, hashing: Hashing) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let data = DataFolder::at(folder.path().join("data"));
        let founding = Founding {
            origin: "bench.example/c01/1".to_owned(),
            zone: "Asia/Shanghai".to_owned(),
            facility: "A9999".to_owned(),
            training: true,
            host: "localhost".to_owned(),
            code: "AD-01".to_owned(),
            name: "Synthetic Administrator".to_owned(),
        };
        let options = Options { hashing, ..Options::with_clock(Arc::new(SystemClock)) };
        let founded = found(&data, &founding, options).await?;
        let Founded { engine, admin, .. } = founded.opened(PASSWORD).await?;
        let people = BTreeMap::from([("AD-01".to_owned(), (admin, Role::Administrator))]);
        let mut world = Self { folder, engine, people, lanes: Vec::new() };
        world.enrol().await?;
        world.take_into_use().await?;
        for number in 0..lanes {
            let lane = world.open_lane(number).await?;
            world.lanes.push(lane);
        }
        Ok(world)
    }

    /// The data folder.
    pub fn data(&self) -> DataFolder {
        DataFolder::at(self.folder.path().join("data"))
    }

    /// How many commits the log has.
    pub fn commits(&self) -> anyhow::Result<f64> {
        let mut commits = 0_u32;
        self.engine.log().with(|reader| {
            reader.commits(0..u64::MAX, &mut |_| {
                commits += 1;
                std::ops::ControlFlow::Continue(())
            })
        })??;
        Ok(f64::from(commits))
    }

    /// Persons for acts to be about.
    pub async fn crowd(&self, count: usize) -> anyhow::Result<Vec<String>> {
        let mut crowd = Vec::new();
        for n in 0..count {
            let with = json!({ "code": format!("XX-{n:04}"), "name": "Synthetic Person" });
            let enrolled = self.asks("AD-01", "people.enrol", with).await?;
            crowd.push(subject(&enrolled, "person-enrolled")?);
        }
        Ok(crowd)
    }

    /// Reviewers to be given a key of their own: who they are, and the name they sign in with.
    pub async fn reviewers(&self, count: usize) -> anyhow::Result<Vec<(PersonId, String)>> {
        let admin = self.people.get("AD-01").map(|(id, _)| id.clone()).context("no AD-01")?;
        let mut reviewers = Vec::new();
        for n in 0..count {
            let code = format!("KH-{n:02}");
            let person = self.let_in(&admin, &code, Role::QaReviewer).await?;
            reviewers.push((person, code.to_lowercase()));
        }
        Ok(reviewers)
    }

    /// The key of a reviewer, the `n`th, from here on.
    pub async fn give_key(&self, person: PersonId, n: u8) -> anyhow::Result<SoftKey> {
        let id = ActId(*uuid::Uuid::now_v7().as_bytes());
        let key = SoftKey::new(n, "localhost", "http://localhost:8300");
        let made = key.make(&enrolment_challenge("bench.example/c01/1", id, &person));
        let with = json!({
            "person": person, "client": Encoded::of(&made.client),
            "attestation": Encoded::of(&made.attestation), "transports": ["usb"],
        });
        let by = (person, Role::QaReviewer);
        let enrolled =
            self.engine.submit(request(id, by, Said::Ask, "people.enrol-passkey", with)?);
        enrolled.await.map_err(|not| anyhow::anyhow!("key {n}: {not:?}"))?;
        Ok(key)
    }

    /// Enrols somebody who can sign in, in a role.
    async fn let_in(&self, admin: &PersonId, code: &str, role: Role) -> anyhow::Result<PersonId> {
        let with = json!({ "code": code, "name": format!("Synthetic {code}") });
        let person = subject(&self.asks("AD-01", "people.enrol", with).await?, "person-enrolled")?;
        let until = self.engine.now().plus_minutes(ROLE_DAYS * 24 * 60).to_string();
        let until = until.split('T').next();
        let with = json!({ "person": person, "role": role.word(), "until": until });
        self.asks("AD-01", "people.assign-role", with).await?;
        let person: PersonId = person.parse()?;
        self.engine.admit(admin, &person, PASSWORD).await?;
        Ok(person)
    }

    async fn enrol(&mut self) -> anyhow::Result<()> {
        let admin = self.people.get("AD-01").map(|(id, _)| id.clone()).context("no AD-01")?;
        for (code, role) in PEOPLE {
            let person = self.let_in(&admin, code, *role).await?;
            self.people.insert((*code).to_owned(), (person, *role));
        }
        Ok(())
    }

    async fn take_into_use(&self) -> anyhow::Result<()> {
        let mistaken = |mistakes: Vec<_>| anyhow::anyhow!("{} mistakes", mistakes.len());
        let vocabulary = process::Vocabulary::parse(VOCABULARY).map_err(mistaken)?;
        let compiled = process::compile(PROCESS, &vocabulary);
        let compiled =
            compiled.map_err(|mistakes| anyhow::anyhow!("{} mistakes", mistakes.len()))?;
        let keep = |bytes: &[u8]| -> anyhow::Result<String> {
            Ok(Digest(*self.engine.objects().put(bytes)?.as_bytes()).to_string())
        };
        let (text, compiled) = (keep(PROCESS.as_bytes())?, keep(&compiled.to_bytes()?)?);
        let with = json!({ "process": "process/bench-vector", "version": "1", "text": text, "compiled": compiled });
        self.asks("PE-01", "process.submit", with).await?;
        let with = json!({ "process": "process/bench-vector", "version": "1" });
        self.asks("QA-03", "process.approve", with).await?;
        let skills = [
            ("OP-07", "process/bench-vector@1"),
            ("OP-11", "process/bench-vector@1"),
            ("QC-02", "method/flow-cytometry"),
            ("QC-02", "method/lal"),
        ];
        for (who, skill) in skills {
            let person = self.people.get(who).map(|(id, _)| id.to_string());
            let with = json!({ "person": person, "skill": skill, "until": UNTIL });
            self.asks("QA-03", "people.qualify", with).await?;
        }
        for (item, unit) in [(ITEM, "mL"), ("item/LV-DEMO", "mL")] {
            let with = json!({ "item": item, "name": "Synthetic item", "unit": unit });
            self.asks("SK-01", "materials.define-item", with).await?;
        }
        Ok(())
    }

    async fn open_lane(&self, number: usize) -> anyhow::Result<Lane> {
        let (room, counter) = (format!("room/r-{number}"), format!("equipment/c-{number}"));
        let with = json!({ "room": room, "name": "Synthetic room", "grade": "C" });
        self.asks("FE-01", "facility.define-room", with).await?;
        let with =
            json!({ "equipment": counter, "name": "Synthetic counter", "class": "cell-counter" });
        self.asks("FE-01", "facility.define-equipment", with).await?;
        let with = json!({ "equipment": counter, "due": UNTIL });
        self.asks("FE-01", "facility.calibrate", with).await?;
        Ok(Lane { room, counter, medium: String::new(), made: 0 })
    }

    /// Makes batches in all lanes until the log has `entries` entries, then ends those begun.
    pub async fn grow(&mut self, entries: u64) -> anyhow::Result<()> {
        let lanes = std::mem::take(&mut self.lanes);
        let work = lanes.into_iter().map(|mut lane| async {
            while self.engine.snapshot().size < entries {
                self.make(&mut lane).await?;
            }
            anyhow::Ok(lane)
        });
        self.lanes = futures_util::future::try_join_all(work).await?;
        Ok(())
    }

    /// Makes one batch.
    async fn make(&self, lane: &mut Lane) -> anyhow::Result<()> {
        if lane.made.is_multiple_of(BATCHES_A_LOT) {
            lane.medium = self.supply().await?;
        }
        let deviates = lane.made % DEVIATES_EVERY == DEVIATES_EVERY - 1;
        lane.made += 1;
        self.clear(&lane.room).await?;
        let with = json!({ "process": "process/bench-vector", "rooms": [lane.room], "inputs": [] });
        let batch = subject(&self.asks("OP-07", "batch.start", with).await?, "batch-started")?;
        let (sample, deviation) = self.culture(lane, &batch, deviates).await?;
        let lot = self.fill(lane, &batch).await?;
        self.asks("OP-07", "batch.complete-record", json!({ "batch": batch })).await?;
        self.test(&sample).await?;
        if let Some(deviation) = deviation {
            self.conclude(&deviation).await?;
        }
        let exceptions = if deviates { 3 } else { 1 };
        let with = json!({ "batch": batch, "exceptions": exceptions });
        self.asks("QA-03", "quality.review-batch", with).await?;
        self.asks("QP-01", "quality.release-batch", json!({ "batch": batch })).await?;
        let with = json!({ "lot": lot, "reason": "Synthetic: it was made to be measured." });
        self.asks("QA-05", "materials.reject-lot", with).await?;
        Ok(())
    }

    async fn supply(&self) -> anyhow::Result<String> {
        let with = json!({
            "item": ITEM, "supplier_lot": "SYN-1", "expiry": UNTIL, "quantity": "1000",
        });
        let received = self.asks("SK-01", "materials.receive-lot", with).await?;
        let lot = subject(&received, "lot-received")?;
        self.asks("QA-03", "materials.release-lot", json!({ "lot": lot })).await?;
        Ok(lot)
    }

    async fn clear(&self, room: &str) -> anyhow::Result<()> {
        let points = ["surfaces", "equipment", "materials", "labels", "documents", "waste"];
        let with = json!({ "room": room, "points": points });
        self.asks("OP-07", "facility.clear-room", with).await?;
        self.asks("OP-11", "facility.verify-clearance", json!({ "room": room })).await?;
        Ok(())
    }

    /// The first step: what was sampled, and the deviation if there was one.
    async fn culture(
        &self,
        lane: &Lane,
        batch: &str,
        deviates: bool,
    ) -> anyhow::Result<(String, Option<String>)> {
        let at = At { batch, step: "culture.count" };
        self.asks("OP-07", "batch.start-step", at.with(json!({}))).await?;
        let scan = at.with(json!({ "room": "suite", "scanned": lane.room }));
        self.asks("OP-07", "batch.scan-room", scan).await?;
        let scan = at.with(json!({ "material": "medium", "lot": lane.medium }));
        self.asks("OP-07", "batch.scan-material", scan).await?;
        let scan = at.with(json!({ "equipment": "counter", "device": lane.counter }));
        self.asks("OP-07", "batch.scan-equipment", scan).await?;
        let temperature = if deviates { "38.4" } else { "36.8" };
        let mut deviation = None;
        for (value, reading) in [
            ("density", json!({ "n": "1.12", "u": "10*6/mL" })),
            ("viability", json!({ "n": "84.1", "u": "%" })),
            ("volume", json!({ "n": "98.0", "u": "mL" })),
            ("temperature", json!({ "n": temperature, "u": "Cel" })),
            ("colour", json!({ "is": "orange" })),
        ] {
            let with = at.with(json!({ "value": value, "reading": reading, "source": "typed" }));
            let told = self.tells("OP-07", "batch.record-value", with).await?;
            deviation = deviation.or_else(|| subject(&told, "deviation-opened").ok());
        }
        if let Some(deviation) = &deviation {
            let with = json!({ "deviation": deviation, "action": "condition-restored", "note": "Cooled." });
            self.tells("OP-07", "quality.contain-deviation", with).await?;
        }
        let take = |sample| at.with(json!({ "sample": sample }));
        let taken = self.asks("OP-07", "batch.take-sample", take("harvest_sample")).await?;
        self.asks("OP-07", "batch.take-sample", take("retain")).await?;
        self.done(&at).await?;
        Ok((subject(&taken, "sample-taken")?, deviation))
    }

    /// The steps that end in a lot.
    async fn fill(&self, lane: &Lane, batch: &str) -> anyhow::Result<String> {
        let at = At { batch, step: "fill.lot" };
        self.asks("OP-07", "batch.start-step", at.with(json!({}))).await?;
        let scan = at.with(json!({ "room": "suite", "scanned": lane.room }));
        self.asks("OP-07", "batch.scan-room", scan).await?;
        let print = at.with(json!({ "label": "vial_label", "count": 10 }));
        self.asks("OP-07", "batch.print-labels", print).await?;
        let lot = json!({ "output": "vector_lot", "item": "item/LV-DEMO", "quantity": "40" });
        let made = self.asks("OP-07", "batch.make-lot", at.with(lot)).await?;
        self.done(&at).await?;
        let at = At { batch, step: "fill.reconcile" };
        self.asks("OP-07", "batch.start-step", at.with(json!({}))).await?;
        let counts = json!({ "label": "vial_label", "used": 8, "destroyed": 1, "spare": 1 });
        self.tells("OP-07", "batch.reconcile-labels", at.with(counts)).await?;
        self.asks("OP-07", "batch.complete-step", at.with(json!({}))).await?;
        subject(&made, "lot-made")
    }

    async fn done(&self, at: &At<'_>) -> anyhow::Result<()> {
        self.asks("OP-07", "batch.complete-step", at.with(json!({}))).await?;
        self.asks("OP-11", "batch.verify-step", at.with(json!({}))).await?;
        Ok(())
    }

    async fn test(&self, sample: &str) -> anyhow::Result<()> {
        let with = json!({ "sample": sample, "condition": "acceptable" });
        self.asks("QC-02", "quality.receive-sample", with).await?;
        for (attribute, reading, method) in [
            ("titre", json!({ "n": "2.40", "u": "10*8{TU}/mL" }), "flow-cytometry"),
            ("endotoxin", json!({ "lt": "0.05", "u": "[EU]/mL" }), "lal"),
        ] {
            let with = json!({ "sample": sample, "attribute": attribute, "reading": reading, "method": method });
            self.tells("QC-02", "quality.enter-result", with).await?;
            let with = json!({ "sample": sample, "attribute": attribute });
            self.asks("QC-04", "quality.review-result", with).await?;
        }
        Ok(())
    }

    async fn conclude(&self, deviation: &str) -> anyhow::Result<()> {
        let with = json!({
            "deviation": deviation, "severity": "minor", "cause": "The water bath was set too high.",
            "impact": "Six minutes above the limit; no effect was seen.",
        });
        self.asks("QA-03", "quality.investigate-deviation", with).await?;
        let with = json!({ "deviation": deviation, "conclusion": "The bath was adjusted." });
        self.asks("QA-05", "quality.close-deviation", with).await?;
        Ok(())
    }

    async fn asks(&self, who: &str, is: &str, with: Value) -> anyhow::Result<Receipt> {
        self.act(who, Said::Ask, is, with).await
    }

    async fn tells(&self, who: &str, is: &str, with: Value) -> anyhow::Result<Receipt> {
        self.act(who, Said::Tell, is, with).await
    }

    /// An act; signed where it has to be.
    async fn act(&self, who: &str, said: Said, is: &str, with: Value) -> anyhow::Result<Receipt> {
        let (by, role) = self.people.get(who).cloned().with_context(|| format!("who is {who}?"))?;
        let id = ActId(*uuid::Uuid::now_v7().as_bytes());
        let request = request(id, (by, role), said, is, with)?;
        let answered = self.engine.submit(request).await;
        answered.map_err(|not| anyhow::anyhow!("{who}, {is}: {not:?}"))
    }
}

/// An act, signed by password where it has to be.
fn request(
    id: ActId,
    (by, role): (PersonId, Role),
    said: Said,
    is: &str,
    with: Value,
) -> anyhow::Result<Request> {
    let Value::Object(with) = with else { anyhow::bail!("a command is an object") };
    let means = Command::find(is).and_then(|action| action.signed.first());
    let sign = means.map(|means| SignRequest {
        means: *means,
        how: How::Password(PASSWORD.to_owned()),
        covers: None,
        basis: None,
        shown: None,
    });
    let is = is.to_owned();
    Ok(Request { id, is, iv: None, said, by, role, at: None, occurred: None, with, sign })
}

/// A step of a batch, for short.
struct At<'a> {
    batch: &'a str,
    step: &'a str,
}

impl At<'_> {
    fn with(&self, more: Value) -> Value {
        let mut with = json!({ "batch": self.batch, "step": self.step, "round": 1 });
        if let (Some(with), Value::Object(more)) = (with.as_object_mut(), more) {
            with.extend(more);
        }
        with
    }
}

/// The subject a fact was established about.
fn subject(receipt: &Receipt, fact: &str) -> anyhow::Result<String> {
    let found = receipt.facts.iter().find(|(_, is)| *is == fact);
    Ok(found.with_context(|| format!("no {fact}"))?.0.to_string())
}

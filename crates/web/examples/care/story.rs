//! A small centre around a few patients, told through the writer as its people: for looking at
//! pages, and for their tests. Nobody here is real.
//!
//! What a batch establishes (a product filled and released) is put into the log as it stands there,
//! because making one takes a whole process.

use domain::act::{ActId, Said};
use domain::command::Command;
use domain::custody::{ContainerFilled, ContainerReleased, Order};
use domain::fact::Fact;
use domain::id::{ContainerId, OrderId, PersonId, SubjectId};
use domain::people::Role;
use domain::state::Held as _;
use engine::Engine;
use engine::answer::{NotTaken, Receipt};
use engine::clock::SetClock;
use engine::data::DataFolder;
use engine::entry::{About, MadeLine, Proof, SaidLine, VERSION, leaf};
use engine::found::{Founded, Founding, found};
use engine::request::{How, Request, SignRequest};
use engine::start::Options;
use ledger::log::Log;
use ledger::note::read_key_file;
use ledger::store::Draft;
use ledger::store::sqlite::SqliteStore;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

/// Everybody's password.
pub const PASSWORD: &str = web::pages::sign_in::DEMONSTRATION_PASSWORD;

const CART: &str = include_str!("../../../../processes/cart-cd19.yaml");

/// When the story begins.
pub const START: &str = "2026-11-22T02:00:00.000Z";

/// Everybody, with the roles they hold.
const PEOPLE: &[(&str, &[Role])] = &[
    ("PH-05", &[Role::Physician]),
    ("NU-02", &[Role::Nurse]),
    ("NU-06", &[Role::Nurse]),
    ("CO-01", &[Role::Coordinator]),
    ("CR-01", &[Role::Courier]),
    ("OP-07", &[Role::Operator]),
    ("OP-11", &[Role::Operator]),
    ("SK-01", &[Role::Storekeeper, Role::Courier]),
    ("QA-03", &[Role::QaReviewer]),
    ("FE-01", &[Role::FacilityEngineer]),
    ("PE-01", &[Role::ProcessEngineer]),
    ("IN-01", &[Role::Inspector]),
];

/// What telling comes to.
pub type Told<T = ()> = Result<T, Box<dyn Error>>;

/// A patient of the story.
#[derive(Debug, Clone, Default)]
pub struct Treated {
    /// What the wristband says.
    pub number: String,
    /// The order.
    pub order: String,
    /// The bag on the ward.
    pub bag: String,
}

/// A centre and what happens in it.
pub struct Story {
    data: DataFolder,
    clock: Arc<SetClock>,
    /// The centre.
    pub engine: Engine,
    people: BTreeMap<String, (PersonId, Role)>,
}

impl Story {
    /// A centre just founded, with its people.
    pub async fn open(data: DataFolder) -> Told<Self> {
        let clock = Arc::new(SetClock::at(START.parse()?));
        let founding = Founding {
            origin: "care.example/c01/1".to_owned(),
            zone: "Asia/Shanghai".to_owned(),
            facility: "A9999".to_owned(),
            training: true,
            host: "localhost".to_owned(),
            code: "AD-01".to_owned(),
            name: "Synthetic Administrator One / 合成管理员一".to_owned(),
        };
        let founded = found(&data, &founding, Options::with_clock(clock.clone())).await?;
        let Founded { engine, admin, .. } = founded.opened(PASSWORD).await?;
        let people = BTreeMap::from([("AD-01".to_owned(), (admin, Role::Administrator))]);
        let mut story = Self { data, clock, engine, people };
        for (code, roles) in PEOPLE {
            story.meet(code, roles).await?;
        }
        Ok(story)
    }

    async fn meet(&mut self, code: &str, roles: &[Role]) -> Told {
        let name = format!("Synthetic {code} / 合成人员 {code}");
        let receipt =
            self.asks("AD-01", "people.enrol", json!({ "code": code, "name": name })).await?;
        let id: PersonId = subject(&receipt, "person-enrolled")?.parse()?;
        for role in roles {
            let with = json!({ "person": id, "role": role.word(), "until": "2027-12-31" });
            self.asks("AD-01", "people.assign-role", with).await?;
        }
        let admin = self.people.get("AD-01").map(|(id, _)| id.clone()).ok_or("no AD-01")?;
        self.engine.admit(&admin, &id, PASSWORD).await?;
        let first = roles.first().copied().ok_or("nobody without a role")?;
        self.people.insert(code.to_owned(), (id, first));
        Ok(())
    }

    /// Time passes.
    pub fn pass_minutes(&self, minutes: i64) {
        let now = self.engine.now().plus_minutes(minutes);
        self.clock.set(now);
    }

    /// Somebody asks for something and gets it.
    pub async fn asks(&self, who: &str, is: &str, with: Value) -> Told<Receipt> {
        Ok(self
            .says(who, Said::Ask, is, with)
            .await
            .map_err(|not| format!("{who} {is}: {not:?}"))?)
    }

    /// Somebody tells what has happened.
    pub async fn tells(&self, who: &str, is: &str, with: Value) -> Told<Receipt> {
        Ok(self
            .says(who, Said::Tell, is, with)
            .await
            .map_err(|not| format!("{who} {is}: {not:?}"))?)
    }

    async fn says(
        &self,
        who: &str,
        said: Said,
        is: &str,
        with: Value,
    ) -> Result<Receipt, NotTaken> {
        let unknown = || NotTaken::Fault(format!("who is {who}?"));
        let (by, role) = self.people.get(who).cloned().ok_or_else(unknown)?;
        let with: Map<String, Value> = with.as_object().cloned().unwrap_or_default();
        let means = Command::find(is).and_then(|action| action.signed.first());
        let how = How::Password(PASSWORD.to_owned());
        let sign = means.map(|means| SignRequest::by(*means, how));
        let id = ActId(*uuid::Uuid::now_v7().as_bytes());
        let is = is.to_owned();
        let occurred = None;
        self.engine
            .submit(Request { id, is, iv: None, said, by, role, at: None, occurred, with, sign })
            .await
    }

    /// Puts facts into the log that no act of this story establishes, and starts again on it.
    pub fn happens(self, facts: &[Fact]) -> Told<Self> {
        let Self { data, clock, engine, people } = self;
        let (by, _) = people.get("OP-07").cloned().ok_or("there is no OP-07")?;
        let about = about(&engine, facts);
        let said = SaidLine {
            v: VERSION,
            log: engine.origin().to_owned(),
            id: ActId(*uuid::Uuid::now_v7().as_bytes()),
            is: "story.make".to_owned(),
            iv: 1,
            said: Said::Tell,
            by,
            role: Role::Operator,
            at: None,
            occurred: engine.now(),
            tz: "Asia/Shanghai".to_owned(),
            with: Map::new(),
            sign: None,
            nonce: "story".to_owned(),
        };
        let made = MadeLine {
            recorded: engine.now(),
            sw: "story",
            term: 1,
            about: &about,
            read: Vec::new(),
            facts,
            findings: &[],
            proof: &Proof::Session {},
        };
        let leaf = leaf(&said.written()?, &made)?;
        engine.close();
        let store = SqliteStore::open(&data.log())?;
        let mut log = Log::open(Box::new(store), read_key_file(&data.log_key())?)?;
        let staged = log.stage(vec![Draft { id: said.id.0, leaf }], Vec::new(), Vec::new())?;
        log.commit(staged)?;
        drop(log);
        let engine = Engine::start(&data, Options::with_clock(clock.clone()))?;
        Ok(Self { data, clock, engine, people })
    }
}

/// Which subjects an entry with these facts is about.
fn about(engine: &Engine, facts: &[Fact]) -> Vec<About> {
    let snapshot = engine.snapshot();
    let mut subjects: Vec<SubjectId> = facts.iter().map(|fact| fact.subject.clone()).collect();
    subjects.sort();
    subjects.dedup();
    let about = |s: SubjectId| {
        let slot = snapshot.centre.slot(&s);
        let (n, prev) = slot.map_or((1, None), |slot| (slot.ordinal + 1, Some(slot.last)));
        About { s, n, prev }
    };
    subjects.into_iter().map(about).collect()
}

/// The subject a fact of a receipt was established about.
pub fn subject(receipt: &Receipt, fact: &str) -> Told<String> {
    let found = receipt.facts.iter().find(|(_, is)| *is == fact);
    Ok(found.map(|(id, _)| id.to_string()).ok_or_else(|| format!("no {fact} was established"))?)
}

/// The process therapies are ordered on, written and approved.
async fn approve(story: &Story) -> Told {
    let app = web::app::App::new(story.engine.clone(), web::app::Settings::default());
    let compiled = process::compile(CART, &app.vocabulary).map_err(|_| "it has mistakes")?;
    let objects = story.engine.objects();
    let digest = |bytes: &[u8]| -> Told<String> {
        Ok(domain::text::Digest(*objects.put(bytes)?.as_bytes()).to_string())
    };
    let (id, version) = ("process/cart-cd19", &compiled.version);
    let with = json!({
        "process": id, "version": version, "text": digest(CART.as_bytes())?,
        "compiled": digest(&compiled.to_bytes()?)?,
    });
    story.asks("PE-01", "process.submit", with).await?;
    story.asks("QA-03", "process.approve", json!({ "process": id, "version": version })).await?;
    Ok(())
}

/// Stores, rooms, people: what is there before any patient.
pub async fn furnish(story: &Story) -> Told {
    approve(story).await?;
    let item =
        json!({ "item": "item/CTS-MEDIUM", "name": "Synthetic medium / 合成培养基", "unit": "mL" });
    story.asks("SK-01", "materials.define-item", item).await?;
    for (lot, expiry) in [("SUP-7731", "2027-03-31"), ("SUP-7802", "2027-05-31")] {
        let with = json!({ "item": "item/CTS-MEDIUM", "supplier_lot": lot, "expiry": expiry, "quantity": "500" });
        story.asks("SK-01", "materials.receive-lot", with).await?;
    }
    story.asks("QA-03", "materials.release-lot", json!({ "lot": "lot/L26-0001" })).await?;
    let room = json!({ "room": "room/CR-B2", "name": "Suite B2 / B2 洁净间", "grade": "B" });
    story.asks("FE-01", "facility.define-room", room).await?;
    let points = ["surfaces", "equipment", "materials", "labels", "documents", "waste"];
    story
        .asks("OP-07", "facility.clear-room", json!({ "room": "room/CR-B2", "points": points }))
        .await?;
    let counter = json!({ "equipment": "equipment/NC-202", "name": "Cell counter / 细胞计数仪", "class": "cell-counter" });
    story.asks("FE-01", "facility.define-equipment", counter).await?;
    let calibrated = json!({ "equipment": "equipment/NC-202", "due": "2027-05-31" });
    story.asks("FE-01", "facility.calibrate", calibrated).await?;
    Ok(())
}

/// A patient with an order; nobody has asked for consent yet.
pub async fn ordered(story: &Story, number: &str, name: &str) -> Told<Treated> {
    let patient = json!({ "name": name, "birth_date": "1971-03-09", "number": number });
    let receipt = story.asks("CO-01", "custody.register-patient", patient).await?;
    let patient = subject(&receipt, "patient-registered")?;
    let order = json!({ "patient": patient, "process": "process/cart-cd19", "weight": { "n": "71.2", "u": "kg" } });
    let receipt = story.asks("PH-05", "custody.order-therapy", order).await?;
    let order = subject(&receipt, "order-placed")?;
    Ok(Treated { number: number.to_owned(), order, bag: String::new() })
}

/// A patient whose cells were collected and brought to the suite.
pub async fn collected(story: &Story, number: &str, name: &str, din: &str) -> Told<Treated> {
    let treated = ordered(story, number, name).await?;
    let scopes = ["treatment", "long-term-follow-up"];
    let consent = json!({ "order": treated.order, "scopes": scopes });
    story.asks("PH-05", "custody.record-consent", consent).await?;
    story.pass_minutes(200);
    let now = story.engine.now();
    let collect = json!({
        "order": treated.order, "wristband": number, "din": format!("={din}00"), "product_code": "=<S1234100",
        "volume": { "n": "212", "u": "mL" }, "started": now.plus_minutes(-160), "ended": now.plus_minutes(-5),
        "expiry": now.plus_minutes(60 * 72),
    });
    let receipt = story.asks("NU-02", "custody.collect", collect).await?;
    let bag = subject(&receipt, "container-collected")?;
    arrive(story, &bag, "suite", ("NU-02", "OP-07"), &treated.order).await?;
    Ok(treated)
}

/// A container is handed over by somebody, carried, and received by somebody else.
pub async fn arrive(story: &Story, bag: &str, to: &str, by: (&str, &str), order: &str) -> Told {
    let over =
        json!({ "container": bag, "to": to, "transport": "refrigerated", "signatures_needed": 1 });
    story.asks(by.0, "custody.begin-hand-over", over).await?;
    story.asks("CR-01", "custody.sign-hand-over", json!({ "container": bag })).await?;
    story.pass_minutes(25);
    let chain = order_state(story, order)?.placed.chain;
    let with = json!({
        "container": bag, "label": bag, "chain": format!("&/{chain}"),
        "coldest": { "n": "3.4", "u": "Cel" }, "warmest": { "n": "5.9", "u": "Cel" },
    });
    story.asks(by.1, "custody.receive", with).await?;
    Ok(())
}

/// The state of an order.
pub fn order_state(story: &Story, order: &str) -> Told<Order> {
    let id: SubjectId = order.parse()?;
    let snapshot = story.engine.snapshot();
    let slot = snapshot.centre.slot(&id).ok_or("there is no such order")?;
    Ok(slot.state.as_ref().and_then(Order::of).ok_or("the order has left memory")?.clone())
}

/// A released product for an order, as its batch would have made it.
pub fn product(story: Story, treated: &mut Treated, din: &str, code: &str) -> Told<Story> {
    let placed = order_state(&story, &treated.order)?.placed;
    let number = story.engine.snapshot().centre.counter("C26") + 1;
    let bag = ContainerId::new(&format!("C26-{number:04}"))?;
    treated.bag = bag.to_string();
    let now = story.engine.now();
    let by = story.people.get("OP-07").map(|(id, _)| id.clone()).ok_or("there is no OP-07")?;
    let filled = ContainerFilled {
        batch: format!("batch/B26-{number:04}").parse()?,
        order: treated.order.parse::<OrderId>()?,
        chain: placed.chain,
        din: din.parse().map_err(|error| format!("{error}"))?,
        product_code: code.parse().map_err(|error| format!("{error}"))?,
        volume: serde_json::from_value(json!({ "n": "50", "u": "mL" }))?,
        cells: serde_json::from_value(json!({ "n": "1.40", "u": "10*8" }))?,
        expiry: now.plus_minutes(60 * 24 * 90),
        in_use_minutes: Some(30),
        by: by.clone(),
        occurred: now,
    };
    let released = ContainerReleased { by, occurred: now };
    story.happens(&[Fact::new(bag.clone(), filled), Fact::new(bag, released)])
}

/// A bag is issued and brought to the ward.
pub async fn to_the_ward(story: &Story, treated: &Treated) -> Told {
    story.asks("SK-01", "custody.issue", json!({ "container": treated.bag })).await?;
    arrive(story, &treated.bag, "ward", ("SK-01", "NU-02"), &treated.order).await
}

/// The whole story: one patient at the bedside, a second one beside, a third one just ordered.
pub async fn tell(data: DataFolder) -> Told<(Story, Vec<Treated>)> {
    let mut story = Story::open(data).await?;
    furnish(&story).await?;
    let mut first =
        collected(&story, "SYN-0042", "Synthetic Patient One / 合成患者一", "A999926000001")
            .await?;
    let mut second =
        collected(&story, "SYN-0043", "Synthetic Patient Two / 合成患者二", "A999926000777")
            .await?;
    let third = ordered(&story, "SYN-0044", "Synthetic Patient Three / 合成患者三").await?;
    story.pass_minutes(60 * 24 * 9);
    story = product(story, &mut first, "A999926000001", "S1234XA0")?;
    story = product(story, &mut second, "A999926000777", "S1234XB0")?;
    to_the_ward(&story, &first).await?;
    to_the_ward(&story, &second).await?;
    let dropped =
        json!({ "lot": "lot/L26-0002", "reason": "Synthetic: the carton arrived crushed." });
    story.asks("QA-03", "materials.reject-lot", dropped).await?;
    let late = json!({
        "room": "room/CR-B2", "points": ["surfaces"],
        "reason": "Synthetic: the alarm cut the clearance short.",
    });
    story.tells("OP-11", "facility.clear-room", late).await?;
    let third_lot = json!({ "item": "item/CTS-MEDIUM", "supplier_lot": "SUP-7910", "expiry": "2027-08-31", "quantity": "500" });
    story.asks("SK-01", "materials.receive-lot", third_lot).await?;
    Ok((story, vec![first, second, third]))
}

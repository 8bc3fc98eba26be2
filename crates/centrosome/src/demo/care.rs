//! The patient's side: registered, ordered for, consented, collected from, and in the end given
//! their own cells and nobody else's.

use super::client::Deed;
use super::people::{CO_01, CR_01, NU_02, NU_06, OP_07, PH_05, SK_01, Who};
use super::scene::{FACILITY, Scene};
use super::supplies::process_id;
use anyhow::Context as _;
use domain::time::Timestamp;
use process::Process;
use serde_json::{Value, json};
use standards::isbt128::{Din, Facility};
use standards::reading::Reading;

/// What a leukapheresis of a patient for the patient alone is labelled as.
const APHERESIS_CODE: &str = "=<S1234X00";

/// An invented patient.
#[derive(Debug, Clone, Copy)]
pub struct Invented {
    /// Their name.
    pub name: &'static str,
    /// Their day of birth.
    pub born: &'static str,
    /// What their wristband says.
    pub wristband: &'static str,
    /// What they weigh, in kilograms.
    pub weight: &'static str,
    /// The number of their donation within the year.
    pub donation: u32,
}

/// The patient of the story.
pub const FIRST: Invented = Invented {
    name: "Synthetic Patient One / 合成患者一",
    born: "1968-03-14",
    wristband: "SYN-HN-000123",
    weight: "62.0",
    donation: 1,
};

/// The next patient, whose bag is almost given to the first.
pub const SECOND: Invented = Invented {
    name: "Synthetic Patient Two / 合成患者二",
    born: "1975-11-02",
    wristband: "SYN-HN-000456",
    weight: "71.5",
    donation: 2,
};

/// The patient of the third lot.
pub const THIRD: Invented = Invented {
    name: "Synthetic Patient Three / 合成患者三",
    born: "1989-07-21",
    wristband: "SYN-HN-000789",
    weight: "54.0",
    donation: 3,
};

/// The patient whose cells are being made today.
pub const FOURTH: Invented = Invented {
    name: "Synthetic Patient Four / 合成患者四",
    born: "1957-05-30",
    wristband: "SYN-HN-001012",
    weight: "80.5",
    donation: 4,
};

/// A therapy on its way.
#[derive(Debug, Clone)]
pub struct Therapy {
    /// Whose.
    pub patient: Invented,
    /// The order: `order/O26-0001`.
    pub order: String,
    /// Its chain of identity.
    pub chain: String,
    /// What the patient weighs.
    pub weight: Reading,
}

impl Therapy {
    /// Where the patient's bags are kept until they are wanted: nobody else's lie there.
    fn position(&self) -> String {
        format!("LN2-02.C.4.{:02}", self.patient.donation)
    }
}

/// What was collected.
#[derive(Debug, Clone)]
pub struct Collection {
    /// The bag: `container/C26-0001`.
    pub container: String,
    /// What its label says to a scanner.
    pub label: String,
    /// When the collection ended.
    pub ended: Timestamp,
}

/// Registers a patient, orders the therapy and records the consent.
pub fn order(scene: &Scene, process: &Process, patient: Invented) -> anyhow::Result<Therapy> {
    let with =
        json!({ "name": patient.name, "birth_date": patient.born, "number": patient.wristband });
    let registered = scene.does(CO_01, &Deed::ask("custody.register-patient", with))?;
    let id = registered.subject_of("patient-registered")?;
    scene.says(CO_01, format!("registers {} as {id}", patient.name));
    let weight = json!({ "n": patient.weight, "u": "kg" });
    let with = json!({ "patient": id, "process": process_id(process), "weight": weight });
    let placed = scene.does(PH_05, &Deed::ask("custody.order-therapy", with).signed("ordered"))?;
    let order = placed.subject_of("order-placed")?;
    let state = scene.clients().get(PH_05, &format!("/api/v1/subjects/{order}"))?;
    let chain = state.pointer("/state/placed/chain").and_then(Value::as_str);
    let chain = chain.context("the order has no chain of identity")?.to_owned();
    scene.says(
        PH_05,
        format!("orders {} for them: {order}, chain of identity {chain}", process.name.en),
    );
    let with = json!({ "order": order, "scopes": ["treatment", "long-term-follow-up"] });
    scene.does(PH_05, &Deed::ask("custody.record-consent", with).signed("consent-obtained"))?;
    scene.says(PH_05, format!("obtains their consent for {order}"));
    let weight = serde_json::from_value(weight).context("a weight")?;
    Ok(Therapy { patient, order, chain, weight })
}

/// Collects a patient's cells.
pub fn collect(scene: &Scene, nurse: Who, therapy: &Therapy) -> anyhow::Result<Collection> {
    let started = scene.now();
    scene.wait(150);
    let ended = scene.now();
    let facility: Facility = FACILITY.parse().context("a facility number")?;
    let year = u16::try_from(scene.today().year()).context("a year")?;
    let din = Din::new(facility, year, therapy.patient.donation).context("a donation number")?;
    let with = json!({
        "order": therapy.order,
        "wristband": therapy.patient.wristband,
        "din": format!("={din}00"),
        "product_code": APHERESIS_CODE,
        "volume": { "n": "180", "u": "mL" },
        "started": started,
        "ended": ended,
        "expiry": ended.plus_minutes(72 * 60),
    });
    let collected = scene.does(nurse, &Deed::ask("custody.collect", with).signed("performed"))?;
    let container = collected.subject_of("container-collected")?;
    scene.says(
        nurse,
        format!("collects {container} for {}: donation {}", therapy.order, din.eye_readable()),
    );
    Ok(Collection { label: container.clone(), container, ended })
}

/// Brings a bag from one place to another: handed over, taken over by two people, received.
pub fn bring(scene: &Scene, way: &Way, container: &str, chain: &str) -> anyhow::Result<()> {
    let Way { from, to, transport, carrier, receiver, coldest, warmest } = way;
    let with = json!({
        "container": container, "to": to, "transport": transport, "signatures_needed": 2,
    });
    scene.does(*from, &Deed::ask("custody.begin-hand-over", with).signed("handed-over"))?;
    let with = json!({ "container": container });
    let sign = Deed::ask("custody.sign-hand-over", with).signed("taken-over");
    scene.does(*carrier, &sign)?;
    scene.says(*from, format!("hands {container} over; {} signs, one more must", carrier.0));
    let with = json!({
        "container": container,
        "label": container,
        "chain": format!("&/{chain}"),
        "coldest": { "n": coldest, "u": "Cel" },
        "warmest": { "n": warmest, "u": "Cel" },
    });
    let receive = Deed::ask("custody.receive", with).signed("performed");
    scene.is_refused(*receiver, &receive, &["hand-over-open"])?;
    scene.does(*receiver, &sign)?;
    scene.wait(35);
    scene.does(*receiver, &receive)?;
    scene.says(
        *receiver,
        format!("signs too, and receives {container}: {coldest} to {warmest} °C on the way"),
    );
    Ok(())
}

/// How a bag is brought.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    /// Who hands it over.
    pub from: Who,
    /// To where.
    pub to: &'static str,
    /// How cold it travels.
    pub transport: &'static str,
    /// Who carries it.
    pub carrier: Who,
    /// Who receives it.
    pub receiver: Who,
    /// The coldest it was.
    pub coldest: &'static str,
    /// The warmest it was.
    pub warmest: &'static str,
}

/// From the ward to where it is made.
pub const TO_THE_SUITE: Way = Way {
    from: NU_02,
    to: "suite",
    transport: "refrigerated",
    carrier: CR_01,
    receiver: SK_01,
    coldest: "3.1",
    warmest: "5.8",
};

/// From the store to the patient.
pub const TO_THE_WARD: Way = Way {
    from: SK_01,
    to: "ward",
    transport: "nitrogen",
    carrier: CR_01,
    receiver: NU_06,
    coldest: "-192",
    warmest: "-171",
};

/// Puts the bags that were made into their positions.
pub fn store(scene: &Scene, therapy: &Therapy, bags: &[String]) -> anyhow::Result<()> {
    let location = therapy.position();
    for bag in bags {
        let with = json!({ "container": bag, "location": location, "temperature": "nitrogen" });
        scene.does(OP_07, &Deed::ask("custody.store", with))?;
    }
    scene.says(OP_07, format!("stores {} at {location}", bags.join(", ")));
    Ok(())
}

/// Takes a released bag out of its position and issues it for its patient.
pub fn issue(scene: &Scene, therapy: &Therapy, bag: &str) -> anyhow::Result<()> {
    let location = therapy.position();
    let with = json!({ "container": bag, "location": location });
    scene.does(SK_01, &Deed::ask("custody.retrieve", with))?;
    scene.does(SK_01, &Deed::ask("custody.issue", json!({ "container": bag })))?;
    scene.says(SK_01, format!("takes {bag} out of {location} and issues it"));
    Ok(())
}

/// Somebody looks at wristband and bag.
pub fn identify(therapy: &Therapy, wristband: &str, bag: &str) -> Deed {
    let with = json!({ "order": therapy.order, "wristband": wristband, "label": bag });
    Deed::ask("ward.identify", with).signed("identified")
}

/// Gives the bag: thawed, begun, ended, with vital signs before and after. Gives the infusion.
pub fn infuse(scene: &Scene, therapy: &Therapy, bag: &str) -> anyhow::Result<String> {
    let thawed = scene.now();
    scene.wait(6);
    let with = json!({
        "order": therapy.order,
        "wristband": therapy.patient.wristband,
        "label": bag,
        "thawed": thawed,
    });
    let start = Deed::ask("ward.start-infusion", with).signed("performed");
    let started = scene.does(NU_02, &start)?;
    let infusion = started.subject_of("infusion-started")?;
    scene.says(NU_02, format!("begins {infusion}: {bag}, thawed six minutes ago"));
    vitals(scene, &infusion, "36.7", "122", "98")?;
    scene.wait(14);
    let volume = json!({ "n": "15", "u": "mL" });
    let with = json!({ "infusion": infusion, "volume": volume, "ended": scene.now() });
    scene.does(NU_02, &Deed::tell("ward.end-infusion", with))?;
    scene.says(NU_02, format!("tells that {infusion} ended: 15 mL given"));
    scene.wait(60);
    vitals(scene, &infusion, "36.9", "118", "98")?;
    Ok(infusion)
}

/// Takes down vital signs.
pub fn vitals(
    scene: &Scene,
    infusion: &str,
    temperature: &str,
    systolic: &str,
    saturation: &str,
) -> anyhow::Result<()> {
    let with = json!({
        "infusion": infusion,
        "temperature": { "n": temperature, "u": "Cel" },
        "systolic": { "n": systolic, "u": "mm[Hg]" },
        "saturation": { "n": saturation, "u": "%" },
    });
    scene.does(NU_06, &Deed::tell("ward.record-vitals", with))?;
    scene.says(
        NU_06,
        format!("takes vital signs: {temperature} °C, {systolic} mmHg, {saturation} %"),
    );
    Ok(())
}

/// Where the patient's journey can be looked at, under the address of a server.
pub fn journey(therapy: &Therapy) -> String {
    format!("/{}", therapy.order)
}

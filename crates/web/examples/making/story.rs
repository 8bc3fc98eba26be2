//! What has happened in the centre before somebody looks: deviations, a vector batch up to its
//! review, another in the middle, and a patient's batch at its first open step.

use super::scene::{Done, Scene, Told};
use super::supplies::{Supplies, take_into_use};
use serde_json::{Value, json};
use web::app::App;

const SMALL: &str = include_str!("small.yaml");
const CART: &str = include_str!("../../../../processes/cart-cd19.yaml");

/// Tells it.
pub async fn tell(scene: &mut Scene, app: &App) -> Told {
    deviations(scene).await?;
    let (_, small) = take_into_use(scene, app, SMALL).await?;
    let first = batch(scene, &small).await?;
    whole(scene, &small, &first).await?;
    let second = batch(scene, &small).await?;
    half(scene, &small, &second).await?;
    let (_, cart) = take_into_use(scene, app, CART).await?;
    patient(scene, &cart).await?;
    let next = SMALL.replace("version: \"1\"", "version: \"2\"").replace(">= 80.0", ">= 82.0");
    submit(scene, app, &next).await
}

/// A second version that waits for its approval.
async fn submit(scene: &mut Scene, app: &App, text: &str) -> Told {
    let process = process::compile(text, &app.vocabulary).map_err(|_| "it has mistakes")?;
    let objects = scene.engine.objects();
    let text = domain::text::Digest(*objects.put(text.as_bytes())?.as_bytes());
    let compiled = domain::text::Digest(*objects.put(&process.to_bytes()?)?.as_bytes());
    let with = json!({
        "process": "process/making-small", "version": "2",
        "text": text.to_string(), "compiled": compiled.to_string(),
    });
    scene.asks("PE-01", "process.submit", with).await?;
    Ok(())
}

async fn batch(
    scene: &mut Scene,
    supplies: &Supplies,
) -> Result<String, Box<dyn std::error::Error>> {
    for room in &supplies.rooms {
        super::supplies::clear(scene, room).await?;
    }
    let with = json!({ "process": "process/making-small", "rooms": supplies.rooms, "inputs": [] });
    Ok(scene.asks("OP-07", "batch.start", with).await?.subject("batch-started")?)
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

    async fn value(
        &self,
        scene: &mut Scene,
        who: &str,
        value: &str,
        reading: Value,
    ) -> Result<Done, String> {
        let with = self.with(json!({ "value": value, "reading": reading, "source": "typed" }));
        scene.tells(who, "batch.record-value", with).await
    }
}

fn number(n: &str, u: &str) -> Value {
    json!({ "n": n, "u": u })
}

async fn begin(scene: &mut Scene, supplies: &Supplies, at: &At<'_>) -> Told {
    scene.asks("OP-07", "batch.start-step", at.with(json!({}))).await?;
    let room = supplies.rooms.first().cloned().unwrap_or_default();
    let scan = at.with(json!({ "room": "suite", "scanned": room }));
    scene.asks("OP-07", "batch.scan-room", scan).await?;
    Ok(())
}

async fn scans(scene: &mut Scene, supplies: &Supplies, at: &At<'_>) -> Told {
    let lot = at.with(json!({ "material": "medium", "lot": supplies.lots.get("medium") }));
    scene.asks("OP-07", "batch.scan-material", lot).await?;
    let device =
        at.with(json!({ "equipment": "counter", "device": supplies.devices.get("counter") }));
    scene.asks("OP-07", "batch.scan-equipment", device).await?;
    Ok(())
}

/// A batch with an alert, a value outside its limits, a correction; tested; its record complete.
async fn whole(scene: &mut Scene, supplies: &Supplies, batch: &str) -> Told {
    let at = At { batch, step: "culture.count" };
    begin(scene, supplies, &at).await?;
    scans(scene, supplies, &at).await?;
    at.value(scene, "OP-07", "density", number("1.12", "10*6/mL")).await?;
    at.value(scene, "OP-07", "viability", number("84.1", "%")).await?;
    at.value(scene, "OP-07", "volume", number("98.0", "mL")).await?;
    at.value(scene, "OP-07", "temperature", number("38.4", "Cel")).await?;
    at.value(scene, "OP-07", "colour", json!({ "is": "orange" })).await?;
    let deviation = latest(scene, "DV");
    let with = json!({ "deviation": deviation, "action": "condition-restored", "note": "Cooled; 37.2 after six minutes." });
    scene.tells("OP-07", "quality.contain-deviation", with).await?;
    let harvest = scene
        .asks("OP-07", "batch.take-sample", at.with(json!({ "sample": "harvest_sample" })))
        .await?;
    let harvest = harvest.subject("sample-taken")?;
    scene.asks("OP-07", "batch.take-sample", at.with(json!({ "sample": "retain" }))).await?;
    scene.asks("OP-07", "batch.complete-step", at.with(json!({}))).await?;
    scene.asks("OP-11", "batch.verify-step", at.with(json!({}))).await?;
    let with = at.with(json!({ "value": "volume", "reading": number("89.0", "mL"), "reason": "Read from the wrong line." }));
    let with = {
        let mut with = with;
        if let Some(reading) = with.get_mut("reading") {
            *reading = number("98.5", "mL");
        }
        with
    };
    scene.tells("OP-07", "batch.correct-value", with).await?;
    scene.asks("OP-07", "batch.reaffirm-step", at.with(json!({}))).await?;
    scene.asks("OP-11", "batch.reaffirm-step", at.with(json!({}))).await?;
    let at = At { batch, step: "fill.lot" };
    begin(scene, supplies, &at).await?;
    scene
        .asks("OP-07", "batch.print-labels", at.with(json!({ "label": "vial_label", "count": 10 })))
        .await?;
    drop(
        scene
            .asks(
                "SK-01",
                "materials.define-item",
                json!({ "item": "item/LV-DEMO", "name": "Vector / 载体", "unit": "mL" }),
            )
            .await,
    );
    let lot = at.with(json!({ "output": "vector_lot", "item": "item/LV-DEMO", "quantity": "40" }));
    scene.asks("OP-07", "batch.make-lot", lot).await?;
    scene.asks("OP-07", "batch.complete-step", at.with(json!({}))).await?;
    scene.asks("OP-11", "batch.verify-step", at.with(json!({}))).await?;
    let at = At { batch, step: "fill.reconcile" };
    scene.asks("OP-07", "batch.start-step", at.with(json!({}))).await?;
    let counts = at.with(json!({ "label": "vial_label", "used": 8, "destroyed": 1, "spare": 1 }));
    scene.tells("OP-07", "batch.reconcile-labels", counts).await?;
    scene.asks("OP-07", "batch.complete-step", at.with(json!({}))).await?;
    scene.asks("OP-07", "batch.complete-record", json!({ "batch": batch })).await?;
    conclude(scene, &deviation).await?;
    tests(scene, batch, &harvest).await
}

async fn conclude(scene: &mut Scene, deviation: &str) -> Told {
    let with = json!({
        "deviation": deviation, "severity": "minor", "cause": "The water bath was set too high.",
        "impact": "Six minutes above 38 °C; no effect on viability was seen.",
    });
    scene.asks("QA-03", "quality.investigate-deviation", with).await?;
    let with =
        json!({ "deviation": deviation, "conclusion": "The bath was adjusted and checked." });
    scene.asks("QA-05", "quality.close-deviation", with).await?;
    Ok(())
}

async fn tests(scene: &mut Scene, batch: &str, sample: &str) -> Told {
    scene
        .asks(
            "QC-02",
            "quality.receive-sample",
            json!({ "sample": sample, "condition": "acceptable" }),
        )
        .await?;
    let result = |attribute: &str, reading: Value, method: &str| json!({ "sample": sample, "attribute": attribute, "reading": reading, "method": method });
    let titre = result("titre", number("2.40", "10*8{TU}/mL"), "flow-cytometry");
    scene.tells("QC-02", "quality.enter-result", titre).await?;
    let endotoxin = result("endotoxin", json!({ "lt": "0.05", "u": "[EU]/mL" }), "lal");
    scene.tells("QC-02", "quality.enter-result", endotoxin).await?;
    let results = [format!("{sample}#titre"), format!("{sample}#endotoxin")];
    let with = json!({ "batch": batch, "results": results });
    scene.asks("QC-04", "quality.review-results", with).await?;
    Ok(())
}

/// A batch at its first step: some values, one outside its limits; a sample for the laboratory.
async fn half(scene: &mut Scene, supplies: &Supplies, batch: &str) -> Told {
    let at = At { batch, step: "culture.count" };
    begin(scene, supplies, &at).await?;
    scans(scene, supplies, &at).await?;
    at.value(scene, "OP-07", "density", number("1.12", "10*6/mL")).await?;
    at.value(scene, "OP-07", "viability", number("84.1", "%")).await?;
    at.value(scene, "OP-07", "volume", number("98.0", "mL")).await?;
    let sample = scene
        .asks("OP-07", "batch.take-sample", at.with(json!({ "sample": "harvest_sample" })))
        .await?;
    let sample = sample.subject("sample-taken")?;
    scene.asks("OP-07", "batch.take-sample", at.with(json!({ "sample": "retain" }))).await?;
    at.value(scene, "OP-07", "temperature", number("38.4", "Cel")).await?;
    scene
        .asks(
            "QC-02",
            "quality.receive-sample",
            json!({ "sample": sample, "condition": "acceptable" }),
        )
        .await?;
    let with = json!({
        "sample": sample, "attribute": "titre", "reading": number("0.41", "10*8{TU}/mL"),
        "method": "flow-cytometry",
    });
    scene.tells("QC-02", "quality.enter-result", with).await?;
    Ok(())
}

/// A patient's batch on the published process: received and verified, at its count.
async fn patient(scene: &mut Scene, supplies: &Supplies) -> Told {
    let patient = json!({ "name": "Synthetic Patient / 合成患者", "birth_date": "1971-03-09", "number": "SYN-0042" });
    let patient = scene
        .asks("CO-01", "custody.register-patient", patient)
        .await?
        .subject("patient-registered")?;
    let order = json!({ "patient": patient, "process": "process/cart-cd19", "weight": number("71.2", "kg") });
    let order =
        scene.asks("PH-05", "custody.order-therapy", order).await?.subject("order-placed")?;
    let consent = json!({ "order": order, "scopes": ["treatment", "long-term-follow-up"] });
    scene.asks("PH-05", "custody.record-consent", consent).await?;
    let now = scene.engine.now();
    let collect = json!({
        "order": order, "wristband": "SYN-0042", "din": "=A99992612345600", "product_code": "=<S1234100",
        "volume": number("212", "mL"), "started": now, "ended": now,
        "expiry": now.plus_minutes(60 * 72),
    });
    let bag =
        scene.asks("NU-02", "custody.collect", collect).await?.subject("container-collected")?;
    let over = json!({ "container": bag, "to": "suite", "transport": "refrigerated", "signatures_needed": 1 });
    scene.asks("NU-02", "custody.begin-hand-over", over).await?;
    scene.asks("SK-01", "custody.sign-hand-over", json!({ "container": bag })).await?;
    let receive = json!({
        "container": bag, "label": bag, "chain": format!("&/{}", scene.chain(&order)?),
        "coldest": number("3.4", "Cel"), "warmest": number("5.9", "Cel"),
    });
    scene.asks("OP-07", "custody.receive", receive).await?;
    let start = json!({
        "process": "process/cart-cd19", "order": order, "rooms": supplies.rooms,
        "inputs": [number("4000", "10*6")],
    });
    let batch = scene.asks("OP-07", "batch.start", start).await?.subject("batch-started")?;
    let at = At { batch: &batch, step: "receipt.identity" };
    scene.asks("SK-01", "batch.start-step", at.with(json!({}))).await?;
    let scan = at.with(json!({ "container": "apheresis", "label": bag }));
    scene.asks("SK-01", "batch.scan-container", scan).await?;
    let scan = at.with(json!({ "room": "suite", "scanned": supplies.rooms.first() }));
    scene.asks("SK-01", "batch.scan-room", scan).await?;
    for (value, answer) in [
        ("chain_of_identity", "match"),
        ("patient_identifiers", "match"),
        ("integrity", "intact"),
        ("serology", "non-reactive"),
        ("transport", "chilled"),
    ] {
        at.value(scene, "SK-01", value, json!({ "is": answer })).await?;
    }
    scene.asks("SK-01", "batch.complete-step", at.with(json!({}))).await?;
    scene.asks("OP-07", "batch.verify-step", at.with(json!({}))).await?;
    let at = At { batch: &batch, step: "receipt.chilled" };
    scene.asks("SK-01", "batch.start-step", at.with(json!({}))).await?;
    at.value(scene, "SK-01", "lowest", number("3.4", "Cel")).await?;
    at.value(scene, "SK-01", "highest", number("5.9", "Cel")).await?;
    scene.asks("SK-01", "batch.complete-step", at.with(json!({}))).await?;
    Ok(())
}

/// The subject of the latest number of a series.
fn latest(scene: &Scene, letters: &str) -> String {
    let snapshot = scene.engine.snapshot();
    let prefix = format!("{letters}26");
    format!("deviation/{prefix}-{:04}", snapshot.centre.counter(&prefix))
}

/// One deviation of each state, about a lot.
async fn deviations(scene: &mut Scene) -> Told {
    let item = json!({ "item": "item/BF-PEH", "name": "Buffer / 缓冲液", "unit": "mL" });
    scene.asks("SK-01", "materials.define-item", item).await?;
    let lot = json!({
        "item": "item/BF-PEH", "supplier_lot": "SYN-0883", "expiry": "2027-12-31", "quantity": "500",
    });
    let lot = scene.asks("SK-01", "materials.receive-lot", lot).await?.subject("lot-received")?;
    let seen = [
        ("critical", "The cold room stood at 12.4 °C for two hours."),
        ("major", "The outer carton was wet on arrival."),
        ("minor", "The delivery note named another street."),
        ("minor", "A label was printed twice."),
    ];
    let mut opened = Vec::new();
    for (severity, description) in seen {
        let with = json!({ "about": lot, "severity": severity, "description": description });
        let done = scene.tells("SK-01", "quality.open-deviation", with).await?;
        opened.push(done.subject("deviation-opened")?);
    }
    for (n, deviation) in opened.iter().enumerate().skip(1) {
        let with = json!({
            "deviation": deviation, "action": "set-aside", "note": "Set aside in the locked cage.",
        });
        scene.tells("SK-01", "quality.contain-deviation", with).await?;
        if n > 1 {
            let with = json!({
                "deviation": deviation, "severity": "minor",
                "cause": "The supplier moved; the address was not changed in our list.",
                "impact": "None on the material: seals and temperature records are in order.",
            });
            scene.asks("QA-03", "quality.investigate-deviation", with).await?;
        }
        if n > 2 {
            let with = json!({ "deviation": deviation, "conclusion": "The list was corrected." });
            scene.asks("QA-05", "quality.close-deviation", with).await?;
        }
    }
    Ok(())
}

//! Everything a process asks for: rooms, equipment, lots, people who are qualified.

use super::scene::{Scene, Told};
use domain::text::Digest;
use process::Process;
use process::model::AttributeFrom;
use serde_json::json;
use std::collections::BTreeMap;
use web::app::App;

/// What a process needs, by the process's own names.
#[derive(Default)]
pub struct Supplies {
    pub rooms: Vec<String>,
    pub lots: BTreeMap<String, String>,
    pub devices: BTreeMap<String, String>,
}

const UNTIL: &str = "2027-12-31";

/// Takes a process into use: compiled, submitted, approved; its rooms and stores filled.
pub async fn take_into_use(
    scene: &mut Scene,
    app: &App,
    text: &str,
) -> Result<(Process, Supplies), Box<dyn std::error::Error>> {
    let compiled = process::compile(text, &app.vocabulary);
    let process = compiled.map_err(|mistakes| format!("{} mistakes", mistakes.len()))?;
    let objects = scene.engine.objects();
    let digest = |bytes: &[u8]| -> Result<String, Box<dyn std::error::Error>> {
        Ok(Digest(*objects.put(bytes)?.as_bytes()).to_string())
    };
    let (text_hash, compiled_hash) = (digest(text.as_bytes())?, digest(&process.to_bytes()?)?);
    let id = format!("process/{}", process.id.as_str().replace('_', "-"));
    let with = json!({
        "process": id, "version": process.version, "text": text_hash, "compiled": compiled_hash,
    });
    scene.asks("PE-01", "process.submit", with).await?;
    let with = json!({ "process": id, "version": process.version });
    scene.asks("QA-03", "process.approve", with).await?;
    qualify(scene, &process, &id).await?;
    let mut supplies = Supplies::default();
    rooms(scene, &process, &mut supplies).await?;
    devices(scene, &process, &mut supplies).await?;
    lots(scene, &process, &mut supplies).await?;
    Ok((process, supplies))
}

async fn qualify(scene: &mut Scene, process: &Process, id: &str) -> Told {
    let skill = format!("{id}@{}", process.version);
    for code in ["OP-07", "OP-11", "SK-01"] {
        let with = json!({ "person": scene.id(code), "skill": skill, "until": UNTIL });
        scene.asks("QA-03", "people.qualify", with).await?;
    }
    for line in &process.specification {
        if let AttributeFrom::Samples(_) = line.from {
            let skill = format!("method/{}", slug(&line.method.en));
            let with = json!({ "person": scene.id("QC-02"), "skill": skill, "until": UNTIL });
            scene.asks("QA-03", "people.qualify", with).await?;
        }
    }
    Ok(())
}

async fn rooms(scene: &mut Scene, process: &Process, supplies: &mut Supplies) -> Told {
    for room in &process.rooms {
        let id = format!("room/{}", slug(&format!("{}-{}", process.product.code, room.id)));
        let grade = room.grade.as_str();
        let grade = if grade.len() == 1 { grade } else { "D" };
        let name = format!("{} / {}", room.name.en, room.name.zh);
        let with = json!({ "room": id, "name": name, "grade": grade });
        scene.asks("FE-01", "facility.define-room", with).await?;
        clear(scene, &id).await?;
        supplies.rooms.push(id);
    }
    Ok(())
}

/// Clears a room, by two people.
pub async fn clear(scene: &mut Scene, room: &str) -> Told {
    let points = ["surfaces", "equipment", "materials", "labels", "documents", "waste"];
    let with = json!({ "room": room, "points": points });
    scene.asks("OP-07", "facility.clear-room", with).await?;
    scene.asks("OP-11", "facility.verify-clearance", json!({ "room": room })).await?;
    Ok(())
}

async fn devices(scene: &mut Scene, process: &Process, supplies: &mut Supplies) -> Told {
    for device in &process.equipment {
        let id = format!("equipment/{}", slug(&format!("{}-{}", process.product.code, device.id)));
        let name = format!("{} / {}", device.name.en, device.name.zh);
        let with = json!({ "equipment": id, "name": name, "class": device.class });
        scene.asks("FE-01", "facility.define-equipment", with).await?;
        let with = json!({ "equipment": id, "due": UNTIL });
        scene.asks("FE-01", "facility.calibrate", with).await?;
        supplies.devices.insert(device.id.to_string(), id);
    }
    Ok(())
}

async fn lots(scene: &mut Scene, process: &Process, supplies: &mut Supplies) -> Told {
    for material in process.materials.iter().filter(|it| it.made_by.is_none()) {
        let item = format!("item/{}", material.item);
        let name = format!("{} / {}", material.name.en, material.name.zh);
        // Pieces are counted in bare numbers: a code has no braces.
        let unit = material.unit.to_string();
        let unit = if unit.starts_with('{') { "1".to_owned() } else { unit };
        let with = json!({ "item": item, "name": name, "unit": unit });
        // Another process may use the same item.
        drop(scene.asks("SK-01", "materials.define-item", with).await);
        let with = json!({
            "item": item, "supplier_lot": format!("SYN-{}", material.item), "expiry": UNTIL,
            "quantity": "1000",
        });
        let done = scene.asks("SK-01", "materials.receive-lot", with).await?;
        let lot = done.subject("lot-received")?;
        scene.asks("QA-03", "materials.release-lot", json!({ "lot": lot })).await?;
        supplies.lots.insert(material.id.to_string(), lot);
    }
    Ok(())
}

/// A code made of a name.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(39);
    slug.trim_end_matches('-').to_owned()
}

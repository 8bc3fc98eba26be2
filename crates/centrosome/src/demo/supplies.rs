//! Everything a process asks for: people who may, rooms, equipment, materials. Read from the
//! compiled processes, so that an edited process finds what it needs.

use super::client::{Deed, text};
use super::people::{AD_01, EVERYBODY, FE_01, QA_03, QA_05, SK_01, Who};
use super::scene::Scene;
use anyhow::Context as _;
use process::Process;
use process::model::{AttributeFrom, LotRule, Material};
use process::words::{EquipmentClassCode, GradeCode, RoomId};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// How long roles, calibrations and lots hold, in days from the first.
const GOOD_FOR_DAYS: i32 = 365;

/// How much of each material is taken in, in its own unit: enough for every batch of the story.
const QUANTITY: &str = "1000";

/// What the centre has, by what processes call it.
#[derive(Debug, Default)]
pub struct Supplies {
    /// The room that serves as a process's room.
    pub rooms: BTreeMap<RoomId, String>,
    /// The device of each class.
    pub devices: BTreeMap<EquipmentClassCode, String>,
    /// The lot of each bought item, by the item's code.
    pub lots: BTreeMap<String, String>,
}

impl Supplies {
    /// The lot that serves as a material.
    pub fn lot(&self, material: &Material) -> anyhow::Result<&str> {
        let lot = self.lots.get(&*material.item);
        lot.map(String::as_str).with_context(|| format!("there is no lot of {}", material.item))
    }

    /// The lot that a process made, for the materials of other processes that it makes.
    pub fn take_in(&mut self, maker: &Process, lot: &str) {
        self.lots.insert(maker.product.code.to_string(), lot.to_owned());
    }
}

/// Enrols everybody, gives them their roles and something to sign in with.
pub fn enrol(scene: &Scene) -> anyhow::Result<BTreeMap<Who, String>> {
    scene.chapter("People");
    let mut people = BTreeMap::new();
    let until = scene.day_after(GOOD_FOR_DAYS)?;
    for person in EVERYBODY.iter().filter(|person| person.who != AD_01) {
        let with = json!({ "code": person.who.0, "name": person.name });
        let enrolled = scene.does(AD_01, &Deed::ask("people.enrol", with))?;
        let id = enrolled.subject_of("person-enrolled")?;
        let with = json!({ "person": id, "role": person.role.word(), "until": until });
        scene.does(AD_01, &Deed::ask("people.assign-role", with).signed("approved"))?;
        scene.clients().opens_account(AD_01, person.who, &id)?;
        scene.says(
            AD_01,
            format!("enrols {}, {} ({})", person.who.0, person.name, person.role.word()),
        );
        people.insert(person.who, id);
    }
    Ok(people)
}

/// Qualifies everybody for the processes and for the methods their specifications name.
pub fn qualify(
    scene: &Scene,
    people: &BTreeMap<Who, String>,
    processes: &[&Process],
) -> anyhow::Result<()> {
    let until = scene.day_after(GOOD_FOR_DAYS)?;
    for person in EVERYBODY {
        let Some(id) = people.get(&person.who) else { continue };
        let skills = skills(person.role.word(), processes);
        // Nobody qualifies themselves.
        let judge = if person.who == QA_03 { QA_05 } else { QA_03 };
        for skill in &skills {
            let with = json!({ "person": id, "skill": skill, "until": until });
            scene.does(judge, &Deed::ask("people.qualify", with).signed("approved"))?;
        }
        if !skills.is_empty() {
            let list = skills.iter().cloned().collect::<Vec<_>>().join(", ");
            scene.says(judge, format!("qualifies {} for {list}", person.who.0));
        }
    }
    Ok(())
}

/// What people of a role need to be qualified for.
fn skills(role: &str, processes: &[&Process]) -> BTreeSet<String> {
    let mut skills = BTreeSet::new();
    for process in processes {
        let roles = process
            .steps()
            .flat_map(|(_, step)| std::iter::once(&step.performs).chain(step.verifies.as_ref()));
        if roles.into_iter().any(|wanted| wanted.as_str() == role) {
            skills.insert(format!("{}@{}", process_id(process), process.version));
        }
        if role == "qc-analyst" {
            let tested = process.specification.iter();
            let tested = tested.filter(|line| matches!(line.from, AttributeFrom::Samples(_)));
            skills.extend(tested.map(|line| format!("method/{}", slug(&line.method.en))));
        }
    }
    skills
}

/// What a process is called in the record: `process/cart-cd19`.
pub fn process_id(process: &Process) -> String {
    format!("process/{}", process.id.as_str().replace('_', "-"))
}

/// A code made of a name: `LAL chromogenic` becomes `lal-chromogenic`.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(40);
    slug.trim_end_matches('-').to_owned()
}

/// Sets up rooms, equipment and materials for the processes.
pub fn supply(scene: &Scene, processes: &[&Process]) -> anyhow::Result<Supplies> {
    let mut supplies = Supplies::default();
    scene.chapter("Rooms and equipment");
    for process in processes {
        rooms(scene, process, &mut supplies)?;
        devices(scene, process, &mut supplies)?;
    }
    scene.chapter("Materials");
    for process in processes {
        materials(scene, process, &mut supplies)?;
    }
    Ok(supplies)
}

fn rooms(scene: &Scene, process: &Process, supplies: &mut Supplies) -> anyhow::Result<()> {
    for room in &process.rooms {
        if supplies.rooms.contains_key(&room.id) {
            continue;
        }
        let id = format!("room/{}", slug(room.id.as_str()));
        let name = format!("{} / {}", room.name.en, room.name.zh);
        let grade = grade(&room.grade);
        let with = json!({ "room": id, "name": name, "grade": grade });
        scene.does(FE_01, &Deed::ask("facility.define-room", with))?;
        scene.says(FE_01, format!("defines {id}, grade {grade}: {name}"));
        supplies.rooms.insert(room.id.clone(), id);
    }
    Ok(())
}

/// A room without a grade of its own is kept as the lowest there is.
fn grade(grade: &GradeCode) -> &str {
    if grade.as_str() == "unclassified" { "D" } else { grade.as_str() }
}

fn devices(scene: &Scene, process: &Process, supplies: &mut Supplies) -> anyhow::Result<()> {
    let due = scene.day_after(GOOD_FOR_DAYS)?;
    for equipment in &process.equipment {
        if supplies.devices.contains_key(&equipment.class) {
            continue;
        }
        let id = format!("equipment/{}-01", equipment.class);
        let name = format!("{} / {}", equipment.name.en, equipment.name.zh);
        let with = json!({ "equipment": id, "name": name, "class": equipment.class });
        scene.does(FE_01, &Deed::ask("facility.define-equipment", with))?;
        let with = json!({ "equipment": id, "due": due });
        scene.does(FE_01, &Deed::ask("facility.calibrate", with).signed("performed"))?;
        scene.says(FE_01, format!("defines {id} and calibrates it until {due}"));
        supplies.devices.insert(equipment.class.clone(), id);
    }
    Ok(())
}

fn materials(scene: &Scene, process: &Process, supplies: &mut Supplies) -> anyhow::Result<()> {
    let expiry = scene.day_after(GOOD_FOR_DAYS)?;
    for material in &process.materials {
        if supplies.lots.contains_key(&*material.item) {
            continue;
        }
        define_item(scene, material)?;
        if material.made_by.is_some() {
            continue;
        }
        let supplier_lot = format!("SYN-{}-{}", material.item, scene.day());
        let with = json!({
            "item": format!("item/{}", material.item),
            "supplier_lot": supplier_lot,
            "expiry": expiry,
            "quantity": QUANTITY,
        });
        let received = scene.does(SK_01, &Deed::ask("materials.receive-lot", with))?;
        let lot = received.subject_of("lot-received")?;
        if material.lot.contains(&LotRule::Released) {
            let with = json!({ "lot": lot });
            scene.does(QA_03, &Deed::ask("materials.release-lot", with).signed("released"))?;
        }
        scene.says(
            QA_03,
            format!("releases {lot}: {} ({supplier_lot}), until {expiry}", material.name.en),
        );
        supplies.lots.insert(material.item.to_string(), lot);
    }
    Ok(())
}

fn define_item(scene: &Scene, material: &Material) -> anyhow::Result<()> {
    let with = json!({
        "item": format!("item/{}", material.item),
        "name": format!("{} / {}", material.name.en, material.name.zh),
        "unit": material.unit,
    });
    scene.does(SK_01, &Deed::ask("materials.define-item", with)).map(drop)
}

/// Uploads the text of a process, has it compiled, submitted and approved.
pub fn take_into_use(
    scene: &Scene,
    author: Who,
    approver: Who,
    process: &Process,
    source: &str,
) -> anyhow::Result<()> {
    let path = "/api/v1/processes/compile";
    let compiled = scene.clients().post_text(author, path, "application/yaml", source)?;
    let digest = |field| {
        text(&compiled, field).with_context(|| format!("the compiler's answer has no {field}"))
    };
    let id = process_id(process);
    let with = json!({
        "process": id,
        "version": process.version,
        "text": digest("text")?,
        "compiled": digest("compiled")?,
    });
    scene.does(author, &Deed::ask("process.submit", with).signed("authored"))?;
    scene.says(
        author,
        format!("submits {id} version {}: {} steps", process.version, process.steps().count()),
    );
    let with = json!({ "process": id, "version": process.version });
    scene.does(approver, &Deed::ask("process.approve", with).signed("approved"))?;
    scene.says(approver, format!("approves {id} version {}", process.version));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_name_becomes_a_code() {
        assert_eq!(slug("LAL chromogenic"), "lal-chromogenic");
        assert_eq!(slug("Killing of NALM6 at an effector to target ratio of 1:1").len(), 40);
        assert_eq!(slug("open_bench"), "open-bench");
        assert_eq!(slug("(PCR)"), "pcr");
    }
}

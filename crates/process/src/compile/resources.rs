//! Inputs, containers, materials, equipment, rooms, labels, outputs.

use std::sync::Arc;

use standards::unit::Unit;

use super::fields::{Fields, entries, items};
use super::{Compiler, scalars, value};
use crate::diagnostic::{Code, did_you_mean};
use crate::model::{
    Container, Equipment, Fact, Label, LotRule, Material, MaterialAttribute, Output, OutputKind,
    Room,
};
use crate::source::{Node, Scalar};
use crate::words::{
    ContainerId, EquipmentClassCode, EquipmentId, GradeCode, InputName, LabelId, LegendCode,
    MaterialId, OutputId, ProcessId, RoomId, ValueId,
};

pub(super) const CONTAINER: &[&str] = &["name", "accept", "isbt128"];
pub(super) const MATERIAL: &[&str] =
    &["item", "name", "lot", "unit", "made_by", "storage", "attributes"];
pub(super) const EQUIPMENT: &[&str] = &["class", "name", "same_device"];
pub(super) const ROOM: &[&str] = &["name", "grade", "background"];
pub(super) const LABEL: &[&str] = &["name", "legends"];
pub(super) const OUTPUT: &[&str] = &["name", "kind", "holds", "isbt128", "label"];

impl Compiler<'_, '_> {
    pub(super) fn facts(&mut self, process: &Fields<'_>) -> Vec<Fact> {
        let out = &mut self.out;
        let found = entries(process.get("inputs"), "`inputs`", out);
        let read = |(key, node): (&Scalar, &Node)| {
            let name = scalars::id(key, true, "an input", out);
            let apart = !name.starts_with("material.") && !name.starts_with("result.");
            if !name.contains('.') || !apart {
                let message = format!("`{name}` is no name for an input");
                let cure = "begin with whose fact it is, as in `patient.weight` or `order.dose`";
                out.error(Code::BadId, key.span, message, cure);
            }
            let fields =
                Fields::open(node, key.span, format!("input `{name}`"), value::NUMBER, out);
            Fact {
                name: InputName::from(name),
                label: scalars::text_of(&fields, "name", out),
                number: value::number(&fields, out),
            }
        };
        found.into_iter().map(read).collect()
    }

    pub(super) fn containers(&mut self, process: &Fields<'_>) -> Vec<Container> {
        let found = self.declared(process, "containers", "container", CONTAINER);
        let out = &mut self.out;
        let read = |(id, fields): (&str, Fields<'_>)| Container {
            id: ContainerId::from(id),
            name: scalars::text_of(&fields, "name", out),
            accept: scalars::text_of(&fields, "accept", out),
            isbt128: isbt128(&fields, out),
        };
        found.into_iter().map(read).collect()
    }

    pub(super) fn materials(&mut self, process: &Fields<'_>) -> Vec<Material> {
        let found = self.declared(process, "materials", "material", MATERIAL);
        found.into_iter().map(|(id, fields)| self.material(id, &fields)).collect()
    }

    fn material(&mut self, id: &str, fields: &Fields<'_>) -> Material {
        let out = &mut self.out;
        let lot = fields.need("lot", out);
        let rules = items(lot, "`lot`", out).iter().filter_map(|item| {
            scalars::one_of(Some(item), "a rule for lots", &LotRule::ALL, LotRule::word, out)
        });
        let lot = rules.collect();
        let unit = scalars::unit(fields.need("unit", out), "the unit", out);
        let made_by = scalars::word(fields.get("made_by"), "made_by", out);
        let made_by = made_by.map(|s| ProcessId::from(scalars::id(s, false, "a process", out)));
        let attributes = entries(fields.get("attributes"), "the attributes", out);
        let attribute = |(key, node): (&Scalar, &Node)| {
            let id = scalars::id(key, false, "an attribute", out);
            let what = format!("attribute `{id}`");
            let fields = Fields::open(node, key.span, what, value::NUMBER, out);
            MaterialAttribute {
                id: ValueId::from(id),
                name: scalars::text_of(&fields, "name", out),
                number: value::number(&fields, out),
            }
        };
        let attributes = attributes.into_iter().map(attribute).collect();
        Material {
            id: MaterialId::from(id),
            item: scalars::plain(fields.need("item", out), "the item", out),
            name: scalars::text_of(fields, "name", out),
            lot,
            unit: unit.unwrap_or_else(Unit::one),
            made_by,
            storage: fields.get("storage").map(|n| scalars::text(Some(n), "the storage", out)),
            attributes,
        }
    }

    pub(super) fn equipment(&mut self, process: &Fields<'_>) -> Vec<Equipment> {
        let found = self.declared(process, "equipment", "equipment", EQUIPMENT);
        let read = |(id, fields): (&str, Fields<'_>)| {
            let known = self.vocabulary.equipment_classes.keys().map(EquipmentClassCode::as_str);
            let known: Vec<&str> = known.collect();
            let class = fields.need("class", &mut self.out);
            let class =
                self.of_vocabulary(class, Code::UnknownEquipmentClass, "equipment class", &known);
            let class = EquipmentClassCode::from(class);
            // A class nobody knows is a mistake already told.
            let calibrated =
                self.vocabulary.equipment_classes.get(&class).is_none_or(|it| it.calibrated);
            Equipment {
                id: EquipmentId::from(id),
                class,
                calibrated,
                name: scalars::text_of(&fields, "name", &mut self.out),
                same_device: scalars::yes(fields.get("same_device"), "same_device", &mut self.out),
            }
        };
        found.into_iter().map(read).collect()
    }

    pub(super) fn rooms(&mut self, process: &Fields<'_>) -> Vec<Room> {
        let found = self.declared(process, "rooms", "room", ROOM);
        let read = |(id, fields): (&str, Fields<'_>)| {
            let known: Vec<&str> =
                self.vocabulary.room_grades.keys().map(GradeCode::as_str).collect();
            let grade = fields.need("grade", &mut self.out);
            let grade = self.of_vocabulary(grade, Code::UnknownRoomGrade, "room grade", &known);
            let background = fields.get("background");
            let around =
                self.of_vocabulary(background, Code::UnknownRoomGrade, "room grade", &known);
            Room {
                id: RoomId::from(id),
                name: scalars::text_of(&fields, "name", &mut self.out),
                grade: GradeCode::from(grade),
                background: background.map(|_| GradeCode::from(around)),
            }
        };
        found.into_iter().map(read).collect()
    }

    pub(super) fn labels(&mut self, process: &Fields<'_>) -> Vec<Label> {
        let found = self.declared(process, "labels", "label", LABEL);
        let read = |(id, fields): (&str, Fields<'_>)| {
            let known: Vec<&str> = self.vocabulary.legends.keys().map(LegendCode::as_str).collect();
            let legends = items(fields.get("legends"), "`legends`", &mut self.out);
            let mut code = |item| {
                let found =
                    self.of_vocabulary(Some(item), Code::UnknownReference, "legend", &known);
                LegendCode::from(found)
            };
            let legends = legends.iter().map(&mut code).collect();
            Label {
                id: LabelId::from(id),
                name: scalars::text_of(&fields, "name", &mut self.out),
                legends,
            }
        };
        found.into_iter().map(read).collect()
    }

    pub(super) fn outputs(&mut self, process: &Fields<'_>) -> Vec<Output> {
        let found = self.declared(process, "outputs", "output", OUTPUT);
        let read = |(id, fields): (&str, Fields<'_>)| {
            let label = scalars::word(fields.get("label"), "the label", &mut self.out);
            if let Some(label) = label
                && !self.scope.labels.contains(&label.text)
            {
                self.no_such("label", label);
            }
            let out = &mut self.out;
            let kind = fields.need("kind", out);
            let kind = scalars::one_of(kind, "kind", &OutputKind::ALL, OutputKind::word, out);
            Output {
                id: OutputId::from(id),
                name: scalars::text_of(&fields, "name", out),
                kind: kind.unwrap_or(OutputKind::Container),
                holds: scalars::quantity(fields.get("holds"), "holds", out),
                isbt128: isbt128(&fields, out),
                label: label.map(|s| LabelId::from(s.text.as_str())),
            }
        };
        found.into_iter().map(read).collect()
    }

    /// The entries of a part of the process, each opened, its id checked and its place noted.
    fn declared<'n>(
        &mut self,
        process: &Fields<'n>,
        part: &str,
        what: &str,
        keys: &[&str],
    ) -> Vec<(&'n str, Fields<'n>)> {
        let found = entries(process.get(part), &format!("`{part}`"), &mut self.out);
        let open = |(key, node): (&'n Scalar, &'n Node)| {
            let id = scalars::id(key, false, what, &mut self.out);
            self.note(&format!("{what} {id}"), key.span);
            let name = format!("{what} `{id}`");
            (id, Fields::open(node, key.span, name, keys, &mut self.out))
        };
        found.into_iter().map(open).collect()
    }

    /// A word of the vocabulary; empty when it is missing or wrong.
    pub(super) fn of_vocabulary<'n>(
        &mut self,
        node: Option<&'n Node>,
        code: Code,
        what: &str,
        known: &[&str],
    ) -> &'n str {
        let Some(scalar) = scalars::word(node, what, &mut self.out) else { return "" };
        let word = scalar.text.as_str();
        if !known.contains(&word) {
            let message = format!("there is no {what} `{word}`");
            let cure = match did_you_mean(word, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("use one of the vocabulary: {}", known.join(", ")),
            };
            self.out.error(code, scalar.span, message, &cure);
        }
        word
    }

    /// Reports a reference to something that is not declared.
    pub(super) fn no_such(&mut self, what: &str, scalar: &Scalar) {
        let (known, part) = match what {
            "material" => (&self.scope.materials, "materials"),
            "equipment" => (&self.scope.equipment, "equipment"),
            "room" => (&self.scope.rooms, "rooms"),
            "container" => (&self.scope.containers, "containers"),
            "label" => (&self.scope.labels, "labels"),
            _ => (&self.scope.outputs, "outputs"),
        };
        // In a scan the kind stands before the id: `material/medium`.
        let id = scalar.text.rsplit('/').next().unwrap_or_default();
        let message = format!("there is no {what} `{id}`");
        let cure = match did_you_mean(id, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it under `{part}:`"),
        };
        self.out.error(Code::UnknownReference, scalar.span, message, &cure);
    }
}

fn isbt128(fields: &Fields<'_>, out: &mut crate::diagnostic::Diagnostics<'_>) -> Option<Arc<str>> {
    fields.get("isbt128").map(|n| scalars::plain(Some(n), "isbt128", out))
}

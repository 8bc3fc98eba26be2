//! The things of a step: what is scanned, used, sampled, printed, counted and made.

use super::fields::{Fields, entries, items};
use super::{Compiler, scalars};
use crate::diagnostic::{Code, did_you_mean};
use crate::expression::Type;
use crate::model::{Amount, Count, Print, Production, Sample, Scan, Use};
use crate::source::{Node, Scalar};
use crate::words::{
    AttributeId, ContainerId, EquipmentId, LabelId, MaterialId, OutputId, RoomId, SampleId, ValueId,
};

pub(super) const SAMPLE: &[&str] = &["name", "amount", "serves", "retain"];

impl Compiler<'_, '_> {
    pub(super) fn scans(&mut self, fields: &Fields<'_>, id: &str) -> Vec<Scan> {
        let mut found = Vec::new();
        for item in items(fields.get("scan"), "`scan`", &mut self.out) {
            let Some(scalar) = scalars::word(Some(item), "a scan", &mut self.out) else { continue };
            let scan = match scalar.text.split_once('/') {
                Some(("material", id)) => Scan::Material(MaterialId::from(id)),
                Some(("equipment", id)) => Scan::Equipment(EquipmentId::from(id)),
                Some(("room", id)) => Scan::Room(RoomId::from(id)),
                Some(("container", id)) => Scan::Container(ContainerId::from(id)),
                Some(("output", id)) => Scan::Output(OutputId::from(id)),
                _ => {
                    let message = format!("`{}` is nothing to scan", scalar.text);
                    let cure =
                        "write material/, equipment/, room/, container/ or output/ and its id";
                    self.out.error(Code::UnknownWord, scalar.span, message, cure);
                    continue;
                }
            };
            let scope = &self.scope;
            let (what, known) = match &scan {
                Scan::Material(id) => ("material", scope.materials.contains(id.as_str())),
                Scan::Equipment(id) => ("equipment", scope.equipment.contains(id.as_str())),
                Scan::Room(id) => ("room", scope.rooms.contains(id.as_str())),
                Scan::Container(id) => ("container", scope.containers.contains(id.as_str())),
                Scan::Output(id) => ("output", scope.outputs.contains(id.as_str())),
            };
            if !known {
                self.no_such(what, scalar);
            }
            self.note(&format!("scan {} of step {id}", scalar.text), scalar.span);
            found.push(scan);
        }
        found
    }

    pub(super) fn uses(&mut self, fields: &Fields<'_>, step: &str) -> Vec<Use> {
        let found = entries(fields.get("uses"), "`uses`", &mut self.out);
        let read = |(key, node): (&Scalar, &Node)| {
            self.note(&format!("use {} of step {step}", key.text), key.span);
            let Some(Type::Number(unit)) = self.scope.material_units.get(&key.text).cloned() else {
                if !self.scope.materials.contains(&key.text) {
                    self.no_such("material", key);
                }
                return None;
            };
            let amount = match node.scalar() {
                Some(named) if scalars::is_id(&named.text, false) => {
                    Amount::Value(self.own_value(named, step, Some(&Type::Number(unit)))?)
                }
                _ => {
                    let out = &mut self.out;
                    let what = "the amount";
                    Amount::Fixed(scalars::quantity_like(Some(node), what, &unit, out)?)
                }
            };
            Some(Use { material: MaterialId::from(key.text.as_str()), amount })
        };
        found.into_iter().filter_map(read).collect()
    }

    /// A value or calculation of the step itself that gives an amount or a count.
    fn own_value(&mut self, scalar: &Scalar, step: &str, like: Option<&Type>) -> Option<ValueId> {
        let id = scalar.text.as_str();
        let values = self.scope.steps.get(step);
        match (values.and_then(|v| v.get(id)), like) {
            (Some(Type::Number(given)), Some(Type::Number(wanted)))
                if !given.commensurable(wanted) || !given.annotations_agree(wanted) =>
            {
                let message = format!("`{id}` is in `{given}`, and `{wanted}` is wanted");
                let cure = "give it in a unit of the same kind";
                self.out.error(Code::DimensionMismatch, scalar.span, message, cure);
                None
            }
            (Some(_), _) => Some(ValueId::from(id)),
            (None, _) => {
                let message = format!("step `{step}` has no value or calculation `{id}`");
                let known = values.into_iter().flatten().map(|(id, _)| id.as_str());
                let cure = did_you_mean(id, known).map_or_else(
                    || "write a quantity in quotes, or name a value of this step".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                self.out.error(Code::UnknownVariable, scalar.span, message, &cure);
                None
            }
        }
    }

    pub(super) fn samples(&mut self, fields: &Fields<'_>) -> Vec<Sample> {
        let found = entries(fields.get("samples"), "`samples`", &mut self.out);
        found.into_iter().filter_map(|(key, node)| self.sample(key, node)).collect()
    }

    fn sample(&mut self, key: &Scalar, node: &Node) -> Option<Sample> {
        let id = scalars::id(key, false, "a sample", &mut self.out);
        if self.places.contains_key(&format!("sample {id}")) {
            let message = format!("sample `{id}` is taken twice");
            self.out.error(Code::DuplicateId, key.span, message, "give one of them another id");
        }
        self.note(&format!("sample {id}"), key.span);
        let fields = Fields::open(node, key.span, format!("sample `{id}`"), SAMPLE, &mut self.out);
        let mut serves = Vec::new();
        for item in items(fields.get("serves"), "`serves`", &mut self.out) {
            let Some(scalar) = scalars::word(Some(item), "an attribute", &mut self.out) else {
                continue;
            };
            let known = &self.scope.results;
            if known.contains_key(&scalar.text) {
                serves.push(AttributeId::from(scalar.text.as_str()));
                continue;
            }
            let message = format!("the specification has no attribute `{}`", scalar.text);
            let cure = did_you_mean(&scalar.text, known.keys().map(String::as_str)).map_or_else(
                || "add it under `specification:`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.out.error(Code::UnknownReference, scalar.span, message, &cure);
        }
        let retain = scalars::yes(fields.get("retain"), "retain", &mut self.out);
        if !retain && fields.get("serves").is_none() {
            let message = format!("sample `{id}` serves nothing and is not retained");
            let cure = "add `serves:` with attributes, or `retain: yes`";
            self.out.error(Code::MissingKey, key.span, message, cure);
        }
        let name = scalars::text_of(&fields, "name", &mut self.out);
        let amount = fields.need("amount", &mut self.out);
        let amount = scalars::quantity(amount, "the amount", &mut self.out)?;
        Some(Sample { id: SampleId::from(id), name, amount, serves, retain })
    }

    pub(super) fn prints(&mut self, fields: &Fields<'_>, step: &str) -> Vec<Print> {
        let found = entries(fields.get("print"), "`print`", &mut self.out);
        let read = |(key, node): (&Scalar, &Node)| {
            if !self.scope.labels.contains(&key.text) {
                self.no_such("label", key);
            }
            let count = self.count(node, step)?;
            Some(Print { label: LabelId::from(key.text.as_str()), count })
        };
        found.into_iter().filter_map(read).collect()
    }

    pub(super) fn produces(&mut self, fields: &Fields<'_>, step: &str) -> Vec<Production> {
        let found = entries(fields.get("produces"), "`produces`", &mut self.out);
        let read = |(key, node): (&Scalar, &Node)| {
            if !self.scope.outputs.contains(&key.text) {
                self.no_such("output", key);
            }
            let count = self.count(node, step)?;
            Some(Production { output: OutputId::from(key.text.as_str()), count })
        };
        found.into_iter().filter_map(read).collect()
    }

    fn count(&mut self, node: &Node, step: &str) -> Option<Count> {
        match node.scalar() {
            Some(named) if scalars::is_id(&named.text, false) => {
                self.own_value(named, step, None).map(Count::Value)
            }
            _ => {
                let found = scalars::whole(Some(node), "the count", (1, 999), &mut self.out);
                found.map(Count::Fixed)
            }
        }
    }

    pub(super) fn reconciles(&mut self, fields: &Fields<'_>) -> Vec<LabelId> {
        let mut found = Vec::new();
        for item in items(fields.get("reconcile"), "`reconcile`", &mut self.out) {
            let Some(scalar) = scalars::word(Some(item), "a label", &mut self.out) else {
                continue;
            };
            if !self.scope.labels.contains(&scalar.text) {
                self.no_such("label", scalar);
            }
            found.push(LabelId::from(scalar.text.as_str()));
        }
        found
    }
}

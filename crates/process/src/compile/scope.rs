//! What the text declares, gathered before anything is read in earnest, so that a formula may
//! name what stands further down. Silent: mistakes are reported by the readers.

use std::collections::{BTreeMap, BTreeSet};

use standards::reading::Finding;
use standards::unit::Unit;

use crate::diagnostic::{Code, did_you_mean};
use crate::expression::{Names, Source, Type, Unresolved};
use crate::source::{Map, Node};
use crate::words::{InputName, StepId, ValueId};

/// Every name and what kind of thing it is.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// By step, by value.
    pub steps: BTreeMap<String, BTreeMap<String, Type>>,
    /// Facts and attributes of lots, by their dotted name.
    pub inputs: BTreeMap<String, Type>,
    /// Lines of the specification.
    pub results: BTreeMap<String, Type>,
    pub operations: BTreeSet<String>,
    pub containers: BTreeSet<String>,
    pub materials: BTreeSet<String>,
    /// The unit each material is used in.
    pub material_units: BTreeMap<String, Type>,
    pub equipment: BTreeSet<String>,
    pub rooms: BTreeSet<String>,
    pub labels: BTreeSet<String>,
    pub outputs: BTreeSet<String>,
}

impl Scope {
    /// Gathers the declarations of a process.
    pub fn of(root: &Node) -> Self {
        let mut scope = Self::default();
        let Some(root) = root.map() else { return scope };
        let keys = |key: &str| entries(root, key).map(|(id, _)| id.to_owned()).collect();
        scope.containers = keys("containers");
        scope.materials = keys("materials");
        scope.equipment = keys("equipment");
        scope.rooms = keys("rooms");
        scope.labels = keys("labels");
        scope.outputs = keys("outputs");
        for (name, node) in entries(root, "inputs") {
            scope.inputs.insert(name.to_owned(), kind(node));
        }
        for (material, node) in entries(root, "materials") {
            scope.material_units.insert(material.to_owned(), kind(node));
            for (name, node) in node.map().into_iter().flat_map(|m| entries(m, "attributes")) {
                scope.inputs.insert(format!("material.{material}.{name}"), kind(node));
            }
        }
        for (name, node) in entries(root, "specification") {
            scope.results.insert(name.to_owned(), kind(node));
        }
        for operation in list(root, "operations") {
            if let Some(id) = operation.get("operation").and_then(Node::scalar) {
                scope.operations.insert(id.text.clone());
            }
            for step in list(operation, "steps") {
                let Some(id) = step.get("step").and_then(Node::scalar) else { continue };
                let both = entries(step, "values").chain(entries(step, "calculations"));
                let values = both.map(|(id, node)| (id.to_owned(), kind(node))).collect();
                scope.steps.entry(id.text.clone()).or_insert(values);
            }
        }
        scope
    }
}

fn entries<'n>(map: &'n Map, key: &str) -> impl Iterator<Item = (&'n str, &'n Node)> + use<'n> {
    let inner = map.get(key).and_then(Node::map);
    inner.into_iter().flat_map(|m| &m.entries).map(|(key, node)| (key.text.as_str(), node))
}

fn list<'n>(map: &'n Map, key: &str) -> impl Iterator<Item = &'n Map> + use<'n> {
    let items = map.get(key).and_then(Node::list);
    items.into_iter().flatten().filter_map(Node::map)
}

fn kind(node: &Node) -> Type {
    let Some(map) = node.map() else { return Type::Unknown };
    if map.get("choices").is_some() {
        return Type::Choice(entries(map, "choices").filter_map(|(c, _)| finding(c)).collect());
    }
    let unit = map.get("unit").and_then(Node::scalar).filter(|s| !s.is_bare_number());
    unit.and_then(|s| Unit::parse(&s.text).ok()).map_or(Type::Unknown, Type::Number)
}

fn finding(code: &str) -> Option<Finding> {
    code.parse().ok()
}

/// Looks names up from one place of the text.
pub(crate) struct Here<'s> {
    pub scope: &'s Scope,
    /// The step in which the formula stands, if it stands in one and may read its values.
    pub step: Option<&'s str>,
    /// Whether results of the specification may be read.
    pub results: bool,
}

impl Names for Here<'_> {
    fn resolve(&self, name: &str) -> Result<(Source, Type), Unresolved> {
        let (head, last) = match name.rsplit_once('.') {
            Some((head, last)) => (Some(head), last),
            None => (None, name),
        };
        if let Some(step) = head.or(self.step)
            && let Some(values) = self.scope.steps.get(step)
        {
            let from = Source::Value { step: StepId::from(step), value: ValueId::from(last) };
            return match values.get(last) {
                Some(kind) => Ok((from, kind.clone())),
                None => Err(unknown(
                    format!("step `{step}` has no value or calculation `{last}`"),
                    did_you_mean(last, values.keys().map(String::as_str)),
                    "record it in that step, or name one that is recorded",
                )),
            };
        }
        let known = match name.strip_prefix("result.") {
            Some(attribute) if self.results => self.scope.results.get(attribute),
            _ => self.scope.inputs.get(name),
        };
        match known {
            Some(kind) => Ok((Source::Input(InputName::from(name)), kind.clone())),
            None => Err(self.nothing(name)),
        }
    }
}

impl Here<'_> {
    fn nothing(&self, name: &str) -> Unresolved {
        let message = format!("there is nothing called `{name}`");
        if name.starts_with("result.") && !self.results {
            let cure = "results are read only by formulas of the specification";
            return unknown(message, None, cure);
        }
        let mut known: Vec<String> = self.scope.inputs.keys().cloned().collect();
        for (step, values) in &self.scope.steps {
            known.extend(values.keys().map(|value| format!("{step}.{value}")));
        }
        let cure = "write `step.value`, a value of the same step, an input of `inputs:`, \
                    or `material.<id>.<attribute>`";
        unknown(message, did_you_mean(name, known.iter().map(String::as_str)), cure)
    }
}

fn unknown(message: String, near: Option<&str>, cure: &str) -> Unresolved {
    let cure = near.map_or_else(|| cure.to_owned(), |near| format!("did you mean `{near}`?"));
    Unresolved { code: Code::UnknownVariable, message, cure }
}

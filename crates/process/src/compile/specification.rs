//! The lines of the specification.

use standards::unit::Unit;

use super::fields::{Fields, entries};
use super::formula::{Stands, Wanted};
use super::{Compiler, scalars, value};
use crate::model::{Acceptance, Attribute, AttributeFrom, Operation, Phase};
use crate::source::{Node, Scalar};
use crate::words::{AttributeId, SampleId};

pub(super) const ATTRIBUTE: &[&str] = &[
    "name",
    "method",
    "unit",
    "decimals",
    "limits",
    "choices",
    "accept",
    "phase",
    "formula",
    "turnaround",
    "source",
];

impl Compiler<'_, '_> {
    /// Read after the operations; which samples serve a line is filled in from them.
    pub(super) fn specification(
        &mut self,
        process: &Fields<'_>,
        operations: &[Operation],
    ) -> Vec<Attribute> {
        let node = process.need("specification", &mut self.out);
        let found = entries(node, "`specification`", &mut self.out);
        found.into_iter().map(|(key, node)| self.attribute(key, node, operations)).collect()
    }

    fn attribute(&mut self, key: &Scalar, node: &Node, operations: &[Operation]) -> Attribute {
        let id = scalars::id(key, false, "an attribute", &mut self.out);
        let what = format!("attribute `{id}`");
        self.note(&format!("attribute {id}"), key.span);
        let fields = Fields::open(node, key.span, what.clone(), ATTRIBUTE, &mut self.out);
        let accept = self.acceptance(&fields);
        let unit = match &accept {
            Acceptance::Number { unit, .. } => unit.clone(),
            Acceptance::Choice(_) => Unit::one(),
        };
        let formula = fields.get("formula");
        let what = format!("formula of {what}");
        let stands = Stands { what: &what, step: None, results: true };
        let from = match self.formula(formula, stands, &Wanted::In(unit)) {
            Some(formula) => AttributeFrom::Formula(formula),
            None => AttributeFrom::Samples(serving(id, operations)),
        };
        let out = &mut self.out;
        let phase = fields.need("phase", out);
        let phase = scalars::one_of(phase, "phase", &Phase::ALL, Phase::word, out);
        Attribute {
            id: AttributeId::from(id),
            name: scalars::text_of(&fields, "name", out),
            method: scalars::text_of(&fields, "method", out),
            accept,
            phase: phase.unwrap_or(Phase::Release),
            from,
            turnaround: scalars::time(fields.get("turnaround"), "turnaround", out),
            source: scalars::plain(fields.need("source", out), "source", out),
        }
    }

    fn acceptance(&mut self, fields: &Fields<'_>) -> Acceptance {
        let out = &mut self.out;
        if fields.get("choices").is_some() {
            fields.need("accept", out);
            return Acceptance::Choice(value::choices(fields, out));
        }
        let unit = scalars::unit(fields.need("unit", out), "the unit", out);
        let unit = unit.unwrap_or_else(Unit::one);
        let decimals = scalars::whole(fields.need("decimals", out), "decimals", (0, 12), out);
        let given = fields.need("limits", out);
        let reported = given.and_then(Node::scalar).is_some_and(|s| s.text == "report");
        let limits = given.filter(|_| !reported);
        let limits = scalars::limits(limits, "limits", &unit, out);
        Acceptance::Number { unit, decimals: decimals.unwrap_or(0), limits }
    }
}

/// The samples that serve an attribute.
fn serving(attribute: &str, operations: &[Operation]) -> Vec<SampleId> {
    let samples = operations.iter().flat_map(|o| &o.steps).flat_map(|s| &s.samples);
    let serves = samples.filter(|s| s.serves.iter().any(|a| a.as_str() == attribute));
    serves.map(|s| s.id.clone()).collect()
}

//! Unit operations: order, condition, rounds.

use super::fields::{Fields, items};
use super::formula::{Stands, Wanted};
use super::{Compiler, scalars};
use crate::diagnostic::{Code, did_you_mean};
use crate::model::{Operation, Repeat};
use crate::source::Node;
use crate::words::OperationId;

pub(super) const OPERATION: &[&str] =
    &["operation", "title", "day", "after", "when", "repeat", "steps"];
pub(super) const REPEAT: &[&str] = &["until", "max", "every"];

impl Compiler<'_, '_> {
    pub(super) fn operations(&mut self, process: &Fields<'_>) -> Vec<Operation> {
        let node = process.need("operations", &mut self.out);
        let mut found: Vec<Operation> = Vec::new();
        for item in items(node, "`operations`", &mut self.out) {
            let previous = found.last().map(|o| o.id.clone());
            let operation = self.operation(item, previous);
            if found.iter().any(|o| o.id == operation.id) {
                let message = format!("operation `{}` is given twice", operation.id);
                let cure = "give one of them another id";
                let at = item.map().and_then(|m| m.get("operation")).unwrap_or(item).span();
                self.out.error(Code::DuplicateId, at, message, cure);
            }
            found.push(operation);
        }
        found
    }

    fn operation(&mut self, node: &Node, previous: Option<OperationId>) -> Operation {
        let named = node.map().and_then(|m| m.get("operation"));
        let at = named.unwrap_or(node).span();
        let name = named.and_then(Node::scalar).map_or("", |s| s.text.as_str());
        let what = format!("operation `{name}`");
        let fields = Fields::open(node, at, what, OPERATION, &mut self.out);
        fields.need("operation", &mut self.out);
        let id = scalars::word(named, "an operation", &mut self.out);
        let id = id.map_or("", |s| scalars::id(s, false, "an operation", &mut self.out));
        self.note(&format!("operation {id}"), at);
        let when = format!("when of operation {id}");
        let stands = Stands { what: &when, step: None, results: false };
        Operation {
            id: OperationId::from(id),
            title: scalars::text_of(&fields, "title", &mut self.out),
            days: self.days(&fields),
            after: match fields.get("after") {
                Some(node) => {
                    self.note(&format!("after of operation {id}"), node.span());
                    self.after_operations(node)
                }
                None => previous.into_iter().collect(),
            },
            when: self.formula(fields.get("when"), stands, &Wanted::Truth),
            repeat: self.repeat(&fields, id),
            steps: self.steps(&fields),
        }
    }

    fn days(&mut self, fields: &Fields<'_>) -> Option<(u32, u32)> {
        let scalar = scalars::word(fields.get("day"), "the day", &mut self.out)?;
        let (first, last) = scalar.text.split_once("..").unwrap_or((&scalar.text, &scalar.text));
        let day = |text: &str| text.trim().parse::<u32>().ok();
        let days = day(first).zip(day(last)).filter(|(first, last)| first <= last);
        if days.is_none() {
            let message = format!("the day is `{}`", scalar.text);
            let cure = "write \"5\", or \"6 .. 11\" for several days";
            self.out.error(Code::BadNumber, scalar.span, message, cure);
        }
        days
    }

    fn after_operations(&mut self, node: &Node) -> Vec<OperationId> {
        let mut found = Vec::new();
        for item in items(Some(node), "`after`", &mut self.out) {
            let Some(scalar) = scalars::word(Some(item), "an operation", &mut self.out) else {
                continue;
            };
            if self.scope.operations.contains(&scalar.text) {
                found.push(OperationId::from(scalar.text.as_str()));
                continue;
            }
            let message = format!("there is no operation `{}`", scalar.text);
            let known = self.scope.operations.iter().map(String::as_str);
            let cure = did_you_mean(&scalar.text, known).map_or_else(
                || "name an operation of this process".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.out.error(Code::UnknownReference, scalar.span, message, &cure);
        }
        found
    }

    fn repeat(&mut self, operation: &Fields<'_>, id: &str) -> Option<Repeat> {
        let node = operation.get("repeat")?;
        let at = node.span();
        let fields = Fields::open(node, at, "the repeat", REPEAT, &mut self.out);
        for key in ["until", "max"] {
            if fields.get(key).is_none() {
                let message = format!("operation `{id}` is repeated without `{key}`");
                let cure = "say after what it ends (`until:`) and how often at most (`max:`)";
                self.out.error(Code::BranchWithoutEnd, at, message, cure);
            }
        }
        let what = format!("until of operation {id}");
        let stands = Stands { what: &what, step: None, results: false };
        let until = self.formula(fields.get("until"), stands, &Wanted::Truth);
        let max = scalars::whole(fields.get("max"), "max", (1, 999), &mut self.out);
        let every = scalars::time(fields.get("every"), "every", &mut self.out);
        Some(Repeat { until: until?, max: max?, every })
    }
}

//! Steps: who does what, where, with what, and what comes of it.

use standards::reading::Quantity;

use super::fields::{Fields, items};
use super::formula::{Stands, Wanted};
use super::{Compiler, scalars};
use crate::diagnostic::{Code, did_you_mean};
use crate::model::{Duration, Handling, Hold, HoldFrom, Step};
use crate::source::{Node, Scalar};
use crate::words::{ContainerId, RoleCode, RoomId, StepId};

pub(super) const STEP: &[&str] = &[
    "step",
    "title",
    "instruction",
    "performs",
    "verifies",
    "room",
    "handling",
    "open_at_most",
    "open_alert",
    "after",
    "when",
    "hold",
    "scan",
    "uses",
    "values",
    "calculations",
    "samples",
    "print",
    "reconcile",
    "produces",
    "takes",
    "hands_on",
];
pub(super) const HOLD: &[&str] = &["from", "at_least", "at_most"];

impl Compiler<'_, '_> {
    pub(super) fn steps(&mut self, operation: &Fields<'_>) -> Vec<Step> {
        let node = operation.need("steps", &mut self.out);
        let mut found: Vec<Step> = Vec::new();
        for item in items(node, "`steps`", &mut self.out) {
            let previous = found.last().map(|s| s.id.clone());
            let step = self.step(item, previous);
            found.push(step);
        }
        if let (true, Some(node)) = (found.is_empty(), node) {
            let message = format!("{} has no steps", operation.what());
            self.out.error(Code::MissingKey, node.span(), message, "add a step, or remove it");
        }
        found
    }

    fn step(&mut self, node: &Node, previous: Option<StepId>) -> Step {
        let named = node.map().and_then(|m| m.get("step"));
        let at = named.unwrap_or(node).span();
        let name = named.and_then(Node::scalar).map_or("", |s| s.text.as_str());
        let fields = Fields::open(node, at, format!("step `{name}`"), STEP, &mut self.out);
        fields.need("step", &mut self.out);
        let id = scalars::word(named, "a step", &mut self.out);
        let id = id.map_or("", |s| self.step_id(s));
        if self.places.contains_key(&format!("step {id}")) {
            let message = format!("step `{id}` is given twice");
            self.out.error(Code::DuplicateId, at, message, "give one of them another id");
        }
        self.note(&format!("step {id}"), at);
        let when = format!("when of step {id}");
        let stands = Stands { what: &when, step: None, results: false };
        let calculations = self.calculations(fields.get("calculations"), id);
        let step = Step {
            id: StepId::from(id),
            title: scalars::text_of(&fields, "title", &mut self.out),
            instruction: scalars::text_of(&fields, "instruction", &mut self.out),
            performs: self.performs(&fields),
            verifies: self.verifies(&fields),
            room: self.room_of(&fields),
            handling: self.handling(&fields),
            open_at_most: scalars::time(fields.get("open_at_most"), "open_at_most", &mut self.out),
            open_alert: scalars::time(fields.get("open_alert"), "open_alert", &mut self.out),
            after: match fields.get("after") {
                Some(node) => {
                    self.note(&format!("after of step {id}"), node.span());
                    self.after_steps(node)
                }
                None => previous.into_iter().collect(),
            },
            when: self.formula(fields.get("when"), stands, &Wanted::Truth),
            holds: self.holds(&fields, id),
            scans: self.scans(&fields, id),
            uses: self.uses(&fields, id),
            values: self.values(fields.get("values"), id),
            calculations,
            samples: self.samples(&fields),
            prints: self.prints(&fields, id),
            reconciles: self.reconciles(&fields),
            produces: self.produces(&fields, id),
            takes: self.takes(&fields),
            hands_on: self.hands_on(&fields),
        };
        self.step_by_itself(&step, &fields);
        step
    }

    fn step_id<'n>(&mut self, scalar: &'n Scalar) -> &'n str {
        let id = scalars::id(scalar, true, "a step", &mut self.out);
        let first = id.split('.').next().unwrap_or_default();
        if matches!(first, "patient" | "order" | "material" | "result") {
            let message = format!("a step cannot begin with `{first}.`");
            let cure = "formulas read inputs by that name: choose another";
            self.out.error(Code::BadId, scalar.span, message, cure);
        }
        id
    }

    /// What a step must be whatever the others are.
    fn step_by_itself(&mut self, step: &Step, fields: &Fields<'_>) {
        let out = &mut self.out;
        let values = step.values.iter();
        for value in values.filter(|v| v.critical && step.verifies.is_none()) {
            let at = fields.get("verifies").map_or(fields.at(), Node::span);
            let message =
                format!("`{}` of step `{}` is critical and nobody verifies it", value.id, step.id);
            let cure = "name the role that verifies the step";
            out.error(Code::CriticalWithoutVerifier, at, message, cure);
        }
        let both =
            step.values.iter().map(|v| &v.id).chain(step.calculations.iter().map(|c| &c.value.id));
        let mut seen = Vec::new();
        for id in both {
            if seen.contains(&id) && step.calculations.iter().any(|c| c.value.id == *id) {
                let message = format!("`{id}` is a value and a calculation of step `{}`", step.id);
                out.error(Code::DuplicateId, fields.at(), message, "give one of them another id");
            }
            seen.push(id);
        }
        let message = format!("step `{}` is open and has no time limit", step.id);
        if step.handling == Handling::Open && fields.get("open_at_most").is_none() {
            let cure = "add `open_at_most:`, the longest the product may be open";
            out.error(Code::OpenWithoutLimit, fields.at(), message, cure);
        }
        let after =
            |a: &Quantity, b: &Quantity| a.convert(&b.unit).is_some_and(|a| a.value > b.value);
        if let (Some(alert), Some(most)) = (&step.open_alert, &step.open_at_most)
            && after(alert, most)
        {
            let message = format!("the alert at {alert} comes after the limit of {most}");
            let at = fields.get("open_alert").map_or(fields.at(), Node::span);
            out.error(Code::LimitsContradict, at, message, "alert before the limit");
        }
    }

    fn performs(&mut self, fields: &Fields<'_>) -> RoleCode {
        let node = fields.need("performs", &mut self.out);
        let role = self.role(node);
        let may = self.vocabulary.roles.get(&role).is_none_or(|r| r.performs);
        if let (false, Some(node)) = (may, node) {
            let message = format!("role `{role}` does not perform steps");
            let cure = "name a role that the vocabulary lets perform";
            self.out.error(Code::RoleMayNot, node.span(), message, cure);
        }
        role
    }

    fn verifies(&mut self, fields: &Fields<'_>) -> Option<RoleCode> {
        let node = fields.need("verifies", &mut self.out)?;
        if node.scalar().is_some_and(|s| s.text == "none") {
            return None;
        }
        let role = self.role(Some(node));
        let known = self.vocabulary.roles.get(&role);
        if known.is_some_and(|r| !r.verifies) {
            let message = format!("role `{role}` does not verify steps");
            let cure = "name a role that the vocabulary lets verify, or `none`";
            self.out.error(Code::RoleMayNot, node.span(), message, cure);
        } else if known.is_some_and(|r| !r.verifies_own_role)
            && fields.get("performs").and_then(Node::scalar).map(|s| s.text.as_str())
                == Some(role.as_str())
        {
            let message =
                format!("role `{role}` both performs and verifies, and may not check itself");
            let cure =
                "let another role verify, or let the vocabulary say `verifies_own_role: yes`";
            self.out.error(Code::VerifierSameRole, node.span(), message, cure);
        }
        Some(role)
    }

    fn role(&mut self, node: Option<&Node>) -> RoleCode {
        let known: Vec<&str> = self.vocabulary.roles.keys().map(RoleCode::as_str).collect();
        RoleCode::from(self.of_vocabulary(node, Code::UnknownRole, "role", &known))
    }

    fn room_of(&mut self, fields: &Fields<'_>) -> Option<RoomId> {
        let scalar = scalars::word(fields.get("room"), "the room", &mut self.out)?;
        if !self.scope.rooms.contains(&scalar.text) {
            self.no_such("room", scalar);
        }
        Some(RoomId::from(scalar.text.as_str()))
    }

    fn handling(&mut self, fields: &Fields<'_>) -> Handling {
        let node = fields.get("handling");
        let out = &mut self.out;
        scalars::one_of(node, "handling", &Handling::ALL, Handling::word, out)
            .unwrap_or(Handling::Closed)
    }

    fn after_steps(&mut self, node: &Node) -> Vec<StepId> {
        let found = items(Some(node), "`after`", &mut self.out).iter();
        found.filter_map(|item| self.step_named(item)).collect()
    }

    fn step_named(&mut self, node: &Node) -> Option<StepId> {
        let scalar = scalars::word(Some(node), "a step", &mut self.out)?;
        if self.scope.steps.contains_key(&scalar.text) {
            return Some(StepId::from(scalar.text.as_str()));
        }
        let message = format!("there is no step `{}`", scalar.text);
        let known = self.scope.steps.keys().map(String::as_str);
        let cure = did_you_mean(&scalar.text, known).map_or_else(
            || "name a step of this process".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        self.out.error(Code::UnknownStep, scalar.span, message, &cure);
        None
    }

    fn holds(&mut self, fields: &Fields<'_>, id: &str) -> Vec<Hold> {
        let mut holds = Vec::new();
        for item in items(fields.get("hold"), "`hold`", &mut self.out) {
            let at = item.span();
            let fields = Fields::open(item, at, "the hold time", HOLD, &mut self.out);
            let Some(from) = fields.need("from", &mut self.out).and_then(|n| self.hold_from(n))
            else {
                continue;
            };
            let at_least = scalars::time(fields.get("at_least"), "at_least", &mut self.out);
            let at_most = scalars::time(fields.get("at_most"), "at_most", &mut self.out);
            if fields.get("at_least").is_none() && fields.get("at_most").is_none() {
                let message = "the hold time has neither `at_least` nor `at_most`".to_owned();
                self.out.error(Code::MissingKey, at, message, "add one of them, or both");
            }
            if holds.iter().any(|hold: &Hold| hold.from == from) {
                let since = match &from {
                    HoldFrom::Step(step) => step.to_string(),
                    HoldFrom::Collection(container) => format!("container/{container}"),
                };
                let message = format!("the hold from `{since}` is given twice");
                let cure = "write `at_least` and `at_most` into one of them, and remove the other";
                self.out.error(Code::DuplicateId, at, message, cure);
            }
            self.note(&format!("hold {} of step {id}", holds.len()), at);
            holds.push(Hold { from, at_least, at_most });
        }
        holds
    }

    fn hold_from(&mut self, node: &Node) -> Option<HoldFrom> {
        let container = node.scalar().and_then(|s| Some((s, s.text.strip_prefix("container/")?)));
        let Some((scalar, id)) = container else {
            return self.step_named(node).map(HoldFrom::Step);
        };
        if !self.scope.containers.contains(id) {
            self.no_such("container", scalar);
        }
        Some(HoldFrom::Collection(ContainerId::from(id)))
    }

    fn takes(&mut self, fields: &Fields<'_>) -> Duration {
        let node = fields.need("takes", &mut self.out);
        scalars::duration(node, "takes", &mut self.out).unwrap_or_else(no_time)
    }

    fn hands_on(&mut self, fields: &Fields<'_>) -> Duration {
        let node = fields.need("hands_on", &mut self.out);
        scalars::duration(node, "hands_on", &mut self.out).unwrap_or_else(no_time)
    }
}

fn no_time() -> Duration {
    let zero = standards::decimal::Decimal::ZERO;
    Duration { low: zero, likely: zero, high: zero, unit: scalars::minutes() }
}

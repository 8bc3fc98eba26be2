//! From text to a compiled process, with everything that is wrong told at once.
//!
//! Three passes. `scope` gathers what is declared, silently. The readers (`product`, `resources`,
//! `operation`, `step`, `things`, `value`, `specification`) build the model, check each thing by
//! itself and resolve formulas. `whole` then checks what only the whole can tell: order,
//! branches, time windows, what is never used. Readers go on after a mistake with something
//! harmless in its place; a text with any error gives no process.

pub(crate) mod fields;
mod formula;
mod operation;
mod product;
mod resources;
pub(crate) mod scalars;
mod scope;
mod specification;
mod step;
mod things;
mod value;
mod whole;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fields::Fields;
use scope::Scope;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::model::{COMPILER, Process, Sha256};
use crate::source::{self, Node, Scalar, Span};
use crate::vocabulary::Vocabulary;
use crate::words::ProcessId;

const KEYS: &[&str] = &[
    "process",
    "version",
    "name",
    "product",
    "dose",
    "inputs",
    "containers",
    "materials",
    "equipment",
    "rooms",
    "labels",
    "outputs",
    "operations",
    "specification",
];

/// What came of a text: a process if it has no errors, and everything there is to say about it.
#[derive(Clone, Debug)]
pub struct Checked {
    pub process: Option<Process>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks a text and compiles it.
pub fn check(source: &str, vocabulary: &Vocabulary) -> Checked {
    let mut out = Diagnostics::new(source);
    let process = match source::read(source, &mut out) {
        Some(root) => {
            let scope = Scope::of(&root);
            let mut compiler = Compiler {
                out,
                vocabulary,
                scope,
                places: BTreeMap::new(),
                formulas: BTreeMap::new(),
            };
            let process = compiler.process(&root, source);
            whole::check(&mut compiler, &process);
            out = compiler.out;
            Some(process)
        }
        None => None,
    };
    let process = process.filter(|_| !out.has_errors());
    Checked { process, diagnostics: out.into_sorted() }
}

/// Compiles a text, or says all that is wrong with it. Warnings do not stand in the way; see
/// [`check`] for them.
pub fn compile(source: &str, vocabulary: &Vocabulary) -> Result<Process, Vec<Diagnostic>> {
    let Checked { process, diagnostics } = check(source, vocabulary);
    process
        .ok_or_else(|| diagnostics.into_iter().filter(|d| d.severity == Severity::Error).collect())
}

/// What the readers share.
pub(crate) struct Compiler<'c, 's> {
    pub out: Diagnostics<'s>,
    pub vocabulary: &'c Vocabulary,
    pub scope: Scope,
    /// Where things stand, for the checks of the whole: `step harvest.count`.
    places: BTreeMap<String, Span>,
    /// The formulas as written: `when of step harvest.count`.
    formulas: BTreeMap<String, Scalar>,
}

impl Compiler<'_, '_> {
    fn process(&mut self, root: &Node, source: &str) -> Process {
        let fields = Fields::open(root, Span::default(), "the process", KEYS, &mut self.out);
        let id = scalars::word(fields.need("process", &mut self.out), "the id", &mut self.out);
        let id = id.map_or("", |s| scalars::id(s, false, "a process", &mut self.out));
        let version = fields.need("version", &mut self.out);
        let version = scalars::whole(version, "the version", (1, 9_999), &mut self.out);
        let name = scalars::text_of(&fields, "name", &mut self.out);
        let operations = self.operations(&fields);
        Process {
            compiler: COMPILER,
            text: Sha256::of(source.as_bytes()),
            id: ProcessId::from(id),
            version: Arc::from(version.unwrap_or(0).to_string()),
            name,
            product: self.product(&fields),
            dose: self.dose(&fields),
            inputs: self.facts(&fields),
            containers: self.containers(&fields),
            materials: self.materials(&fields),
            equipment: self.equipment(&fields),
            rooms: self.rooms(&fields),
            labels: self.labels(&fields),
            outputs: self.outputs(&fields),
            specification: self.specification(&fields, &operations),
            operations,
        }
    }

    /// Remembers where a thing stands.
    fn note(&mut self, what: &str, at: Span) {
        self.places.entry(what.to_owned()).or_insert(at);
    }

    /// Where a thing stands.
    fn place(&self, what: &str) -> Span {
        self.places.get(what).copied().unwrap_or_default()
    }

    /// Where a name stands in a formula; the whole formula when it cannot be found.
    fn place_in_formula(&self, what: &str, name: &str) -> Span {
        let Some(scalar) = self.formulas.get(what) else { return self.place(what) };
        match scalar.text.find(name) {
            Some(start) if !name.is_empty() => scalar.part(start, start + name.len()),
            _ => scalar.span,
        }
    }
}

/// Every keyword of the language, for its document and for editors.
pub fn keywords() -> Vec<&'static str> {
    let all = [
        KEYS,
        product::PRODUCT,
        product::DOSE,
        value::NUMBER,
        resources::CONTAINER,
        resources::MATERIAL,
        resources::EQUIPMENT,
        resources::ROOM,
        resources::LABEL,
        resources::OUTPUT,
        operation::OPERATION,
        operation::REPEAT,
        step::STEP,
        step::HOLD,
        things::SAMPLE,
        value::VALUE,
        value::CALCULATION,
        specification::ATTRIBUTE,
    ];
    let all: BTreeSet<&str> = all.into_iter().flatten().copied().collect();
    all.into_iter().collect()
}

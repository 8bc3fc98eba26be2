//! Formulas in their places: read, resolved, and held against what they must give.

use std::sync::Arc;

use standards::reading::Quantity;
use standards::unit::Unit;

use super::scope::Here;
use super::{Compiler, scalars};
use crate::diagnostic::Code;
use crate::expression::{self, Expression, Fault, Type};
use crate::model::Formula;
use crate::source::{Node, Scalar};

/// What a formula must give.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    /// Yes or no.
    Truth,
    /// A number that can be given in this unit.
    In(Unit),
}

/// Where a formula stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stands<'a> {
    /// Its name for the checks of the whole.
    pub what: &'a str,
    /// The step whose values it may read by their bare names.
    pub step: Option<&'a str>,
    /// Whether it may read results.
    pub results: bool,
}

impl Compiler<'_, '_> {
    /// Reads a formula; nothing when it is missing or wrong.
    pub fn formula(
        &mut self,
        node: Option<&Node>,
        stands: Stands<'_>,
        wanted: &Wanted,
    ) -> Option<Formula> {
        let scalar = formula_text(node?, stands.what, self)?;
        self.formulas.insert(stands.what.to_owned(), scalar.clone());
        let syntax = match expression::parse(&scalar.text) {
            Ok(syntax) => syntax,
            Err(wrong) => {
                let at = scalar.part(wrong.start, wrong.end);
                self.out.error(Code::BadFormula, at, wrong.message, wrong.cure);
                return None;
            }
        };
        let here = Here { scope: &self.scope, step: stands.step, results: stands.results };
        let (means, kind) = match expression::check(&syntax, &here) {
            Ok(checked) => checked,
            Err(faults) => {
                for Fault { code, message, cure, start, end } in faults {
                    self.out.error(code, scalar.part(start, end), message, &cure);
                }
                return None;
            }
        };
        if let Err((code, message, cure)) = fits(&means, &kind, wanted) {
            self.out.error(code, scalar.span, message, &cure);
            return None;
        }
        Some(Formula { text: Arc::from(scalar.text.trim()), means })
    }
}

/// Formulas may begin with a digit and need no quotes.
fn formula_text<'n>(
    node: &'n Node,
    what: &str,
    compiler: &mut Compiler<'_, '_>,
) -> Option<&'n Scalar> {
    match node.scalar() {
        Some(scalar) if !scalar.text.trim().is_empty() => Some(scalar),
        _ => scalars::word(Some(node), what, &mut compiler.out),
    }
}

type Unfit = (Code, String, String);

fn fits(means: &Expression, kind: &Type, wanted: &Wanted) -> Result<(), Unfit> {
    let (unit, given) = match (wanted, kind) {
        (Wanted::Truth, Type::Truth) | (_, Type::Unknown) => return Ok(()),
        (Wanted::Truth, _) => {
            let message = "the formula gives a number, not yes or no".to_owned();
            return Err((Code::BadFormula, message, "compare it with something".to_owned()));
        }
        (Wanted::In(unit), Type::Bare) => (unit, Unit::one()),
        (Wanted::In(unit), Type::Number(given)) => (unit, given.clone()),
        (Wanted::In(unit), Type::Truth | Type::Choice(_)) => {
            let message = format!("the formula gives no number, and one in `{unit}` is wanted");
            return Err((Code::BadFormula, message, "compute a number".to_owned()));
        }
    };
    if !given.commensurable(unit) {
        let message = format!("the formula gives `{given}`, and `{unit}` is wanted");
        let cure = "correct the formula, or declare the unit it gives".to_owned();
        return Err((Code::DimensionMismatch, message, cure));
    }
    if !given.annotations_agree(unit) {
        let message = format!("the formula counts `{given}`, and `{unit}` is wanted");
        let cure = "give both the same annotation in braces".to_owned();
        return Err((Code::DimensionMismatch, message, cure));
    }
    if given != *unit && constant(means) {
        let message = format!("a number without a unit is given where `{unit}` is wanted");
        return Err((Code::DimensionMismatch, message, format!("write it as in `1 '{unit}'`")));
    }
    Ok(())
}

/// Whether it is a number written out: 80 for a percentage would silently be 8000 %.
fn constant(means: &Expression) -> bool {
    matches!(means, Expression::Number(Quantity { unit, .. }) if *unit == Unit::one())
}

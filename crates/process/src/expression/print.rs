//! An expression as text, with every reference shown as the caller wants it.

use standards::reading::Quantity;

use super::{Arithmetic, Expression, Junction, Source};

/// Writes the expression; `name` says how a reference is shown: by name, or by what was read.
pub fn print(expression: &Expression, name: &impl Fn(&Source) -> String) -> String {
    Printer { name }.any(expression, 0)
}

/// A quantity as formulas and records show it: `4.0 mmol/L`, `0.5`.
pub fn quantity(quantity: &Quantity) -> String {
    let unit = quantity.unit.to_string();
    if unit == "1" { quantity.value.to_string() } else { format!("{} '{unit}'", quantity.value) }
}

struct Printer<'n, F> {
    name: &'n F,
}

impl<F: Fn(&Source) -> String> Printer<'_, F> {
    /// `outer` is how tightly the place binds: what binds less gets parentheses.
    fn any(&self, expression: &Expression, outer: u8) -> String {
        let (own, text) = match expression {
            Expression::Number(number) => (9, quantity(number)),
            Expression::Reference { from, .. } => (9, (self.name)(from)),
            Expression::Negate(inner) => (7, format!("-{}", self.any(inner, 7))),
            Expression::Not(inner) => (3, format!("not {}", self.any(inner, 3))),
            Expression::Arithmetic { operator, left, right } => {
                let own = match operator {
                    Arithmetic::Plus | Arithmetic::Minus => 5,
                    Arithmetic::Times | Arithmetic::Per => 6,
                };
                (own, self.pair(left, operator.sign(), right, own))
            }
            Expression::Compare { operator, left, right } => {
                (4, self.pair(left, operator.sign(), right, 4))
            }
            Expression::Join { operator, left, right } => {
                let own = if *operator == Junction::And { 2 } else { 1 };
                (own, self.pair(left, operator.word(), right, own))
            }
            Expression::Is { of, code, negated } => {
                let word = if *negated { "is not" } else { "is" };
                (4, format!("{} {word} {code}", (self.name)(of)))
            }
            Expression::Call { function, arguments } => {
                let arguments: Vec<String> = arguments.iter().map(|a| self.any(a, 0)).collect();
                (9, format!("{}({})", function.name(), arguments.join(", ")))
            }
            Expression::Round { of, decimals } => {
                (9, format!("round_half_up({}, {decimals})", self.any(of, 0)))
            }
        };
        if own < outer { format!("({text})") } else { text }
    }

    fn pair(&self, left: &Expression, sign: &str, right: &Expression, own: u8) -> String {
        format!("{} {sign} {}", self.any(left, own), self.any(right, own + 1))
    }
}

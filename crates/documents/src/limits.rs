//! Limits and formulas as people read them.

use crate::numbers::{number, unit, with_unit};
use standards::reading::{Bound, Limits, Quantity};

/// Limits as people read them: `35.0–38.0 °C`, `≥ 80 %`.
pub fn text(limits: &Limits) -> String {
    let ucum = limits.unit.to_string();
    let at = |bound: Bound| number(&bound.at.to_string());
    let shown = match (limits.low, limits.high) {
        (None, None) => return unit(&ucum),
        (Some(low), None) => format!("{}\u{a0}{}", if low.inclusive { "≥" } else { ">" }, at(low)),
        (None, Some(high)) => {
            format!("{}\u{a0}{}", if high.inclusive { "≤" } else { "<" }, at(high))
        }
        (Some(low), Some(high)) => format!("{}–{}", at(low), at(high)),
    };
    match unit(&ucum) {
        unit if unit.is_empty() => shown,
        unit => format!("{shown}\u{a0}{unit}"),
    }
}

/// A formula as people read it: `density * volume` with a sign of its own, units as printed.
pub fn formula(text: &str) -> String {
    let mut out = String::new();
    for (n, piece) in text.split('\'').enumerate() {
        if n % 2 == 1 {
            out.push_str(&unit(piece));
        } else {
            out.push_str(&piece.replace(" * ", " × "));
        }
    }
    out
}

/// A number with its unit, as recorded.
pub fn quantity(quantity: &Quantity) -> String {
    with_unit(&quantity.value.to_string(), &quantity.unit.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(json: &str) -> Limits {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn limits_are_said_as_people_say_them() {
        let both = r#"{"low":{"at":"35.0","inclusive":true},"high":{"at":"38.0","inclusive":true},"unit":"Cel"}"#;
        assert_eq!(text(&limits(both)), "35.0–38.0\u{a0}°C");
        let least = r#"{"low":{"at":"80","inclusive":true},"unit":"%"}"#;
        assert_eq!(text(&limits(least)), "≥\u{a0}80\u{a0}%");
        let below = r#"{"high":{"at":"5.0","inclusive":false},"unit":"{copies}/{cell}"}"#;
        assert_eq!(text(&limits(below)), "<\u{a0}5.0\u{a0}copies/cell");
    }

    #[test]
    fn a_formula_keeps_the_stars_of_its_units() {
        assert_eq!(formula("12.3 '10*6/mL' * 2.0 'mL'"), "12.3 ×10⁶/mL × 2.0 mL");
    }
}

//! Products, quotients and powers of units: what the checker of formulas computes with.

use super::code::Unit;
use super::grammar::{Factor, Kind, UnitError, UnitFault, alone, check, walk};

/// The largest power a unit is raised to.
const POWER_MAX: u32 = 9;

impl Unit {
    /// The unit of a product.
    ///
    /// Equal factors are gathered, and drop out where they cancel: `{cells}/mL` times `mL` is
    /// `{cells}`. Refuses `Cel` and `[pH]`, which are not multiples of anything.
    pub fn times(&self, other: &Self) -> Result<Self, UnitError> {
        build(&[(self, 1), (other, 1)])
    }

    /// The unit of a quotient. Refuses as [`Self::times`] does.
    pub fn per(&self, other: &Self) -> Result<Self, UnitError> {
        build(&[(self, 1), (other, -1)])
    }

    /// The unit of a power; the power 0 of any unit is `1`. Powers past 9 are refused.
    pub fn pow(&self, exponent: i32) -> Result<Self, UnitError> {
        if exponent.unsigned_abs() > POWER_MAX {
            return Err(UnitError { at: 0, fault: UnitFault::Exponent });
        }
        build(&[(self, exponent)])
    }
}

/// A factor with the sum of its exponents; what makes it the same factor is how it is written.
struct Gathered<'a> {
    factor: Factor<'a>,
    exponent: i32,
}

fn build(parts: &[(&Unit, i32)]) -> Result<Unit, UnitError> {
    let mut gathered: Vec<Gathered<'_>> = Vec::new();
    for (unit, power) in parts {
        if let Some(special) = special(unit) {
            return Err(UnitError { at: 0, fault: alone(special) });
        }
        walk(unit.as_str(), &mut |_, factor| {
            let exponent = factor.exponent * power;
            match gathered.iter_mut().find(|other| same(&other.factor, &factor)) {
                Some(other) => other.exponent += exponent,
                None => gathered.push(Gathered { factor, exponent }),
            }
        })?;
    }
    let mut code = String::new();
    for over in gathered.iter().filter(|g| g.exponent > 0) {
        write(&mut code, '.', over);
    }
    for under in gathered.iter().filter(|g| g.exponent < 0) {
        if code.is_empty() {
            code.push('1');
        }
        write(&mut code, '/', under);
    }
    if code.is_empty() {
        return Ok(Unit::one());
    }
    check(&code)?;
    Ok(Unit::from_checked(code))
}

fn special(unit: &Unit) -> Option<&'static str> {
    ["Cel", "[pH]"].into_iter().find(|code| {
        unit.as_str()
            .strip_prefix(code)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('{'))
    })
}

fn same(a: &Factor<'_>, b: &Factor<'_>) -> bool {
    let kinds = match (a.kind, b.kind) {
        (Kind::Symbol { written: a, .. }, Kind::Symbol { written: b, .. }) => a == b,
        (Kind::Number(a), Kind::Number(b)) => a == b,
        (Kind::Bare, Kind::Bare) => true,
        _ => false,
    };
    kinds && a.annotation == b.annotation
}

/// Writes one factor; a number or a bare annotation cannot carry an exponent and is repeated.
fn write(code: &mut String, join: char, gathered: &Gathered<'_>) {
    let annotation = gathered.factor.annotation.unwrap_or_default();
    let power = gathered.exponent.unsigned_abs();
    let mut once = |text: &str| {
        if !code.is_empty() {
            code.push(join);
        }
        code.push_str(text);
        code.push_str(annotation);
    };
    match gathered.factor.kind {
        Kind::Number(1) if annotation.is_empty() => {}
        Kind::Number(number) => (0..power).for_each(|_| once(&number.to_string())),
        Kind::Bare => (0..power).for_each(|_| once("")),
        Kind::Symbol { written, .. } if power == 1 && !written.starts_with("10") => once(written),
        Kind::Symbol { written, .. } => once(&format!("{written}{power}")),
    }
}

//! From what was written to what it means: names resolved, units and truth checked.

use standards::decimal::Decimal;
use standards::reading::{Finding, Quantity};
use standards::unit::Unit;

use super::parse::{Kind as Written, Syntax};
use super::{Arithmetic, Expression, Function, Source};
use crate::diagnostic::Code;

/// What kind of thing an expression gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number in this unit.
    Number(Unit),
    /// A number written in the formula without a unit. It joins only what has no unit either:
    /// `viability >= 80` would be false for 81 %, because 81 % is 0.81.
    Bare,
    /// Yes or no.
    Truth,
    /// One of these choices.
    Choice(Vec<Finding>),
    /// Its declaration is wrong and was reported there.
    Unknown,
}

impl Kind {
    fn unit(&self) -> Option<Unit> {
        match self {
            Self::Number(unit) => Some(unit.clone()),
            Self::Bare => Some(Unit::one()),
            Self::Truth | Self::Choice(_) | Self::Unknown => None,
        }
    }
}

/// Looks names up.
pub trait Names {
    /// What the name stands for.
    fn resolve(&self, name: &str) -> Result<(Source, Kind), Unresolved>;
}

/// Why a name stands for nothing here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    pub code: Code,
    pub message: String,
    pub cure: String,
}

/// Something wrong in a formula; places are bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub code: Code,
    pub message: String,
    pub cure: String,
    pub start: usize,
    pub end: usize,
}

/// Resolves and checks a formula. All faults are told; none at all when the only trouble is a
/// declaration reported elsewhere.
pub fn check(syntax: &Syntax, names: &impl Names) -> Result<(Expression, Kind), Vec<Fault>> {
    let mut checker = Checker { names, faults: Vec::new() };
    match checker.any(syntax) {
        Some(checked) if checker.faults.is_empty() => Ok(checked),
        _ => Err(checker.faults),
    }
}

struct Checker<'n, N> {
    names: &'n N,
    faults: Vec<Fault>,
}

/// `None` when a part is wrong, which has been reported.
type Checked = Option<(Expression, Kind)>;

impl<N: Names> Checker<'_, N> {
    fn any(&mut self, syntax: &Syntax) -> Checked {
        match &syntax.kind {
            Written::Number { digits, unit } => self.number(syntax, digits, unit.as_ref()),
            Written::Name(name) => {
                let (from, kind) = self.resolve(syntax, name)?;
                let unit = kind.unit().unwrap_or_else(Unit::one);
                Some((Expression::Reference { from, unit }, kind))
            }
            Written::Negate(inner) => {
                let (expression, kind) = self.numeric(inner)?;
                Some((Expression::Negate(Box::new(expression)), kind))
            }
            Written::Not(inner) => {
                let expression = self.truth(inner)?;
                Some((Expression::Not(Box::new(expression)), Kind::Truth))
            }
            Written::Arithmetic(operator, left, right) => {
                self.arithmetic(syntax, *operator, left, right)
            }
            Written::Compare(operator, left, right) => {
                let (left, right) = both(self.numeric(left), self.numeric(right))?;
                self.together(syntax, &left.1, &right.1)?;
                let (left, right) = (Box::new(left.0), Box::new(right.0));
                Some((Expression::Compare { operator: *operator, left, right }, Kind::Truth))
            }
            Written::Join(operator, left, right) => {
                let (left, right) = both(self.truth(left), self.truth(right))?;
                let (left, right) = (Box::new(left), Box::new(right));
                Some((Expression::Join { operator: *operator, left, right }, Kind::Truth))
            }
            Written::Is { of, code, negated } => self.is(syntax, of, code, *negated),
            Written::Call { function, arguments } => self.call(syntax, function, arguments),
        }
    }

    fn number(
        &mut self,
        syntax: &Syntax,
        digits: &str,
        unit: Option<&(String, usize, usize)>,
    ) -> Checked {
        let number = match digits.parse::<Decimal>() {
            Ok(number) => number,
            Err(error) => {
                let message = format!("`{digits}` is not a number: {error}");
                self.fault(Code::BadFormula, syntax, message, "write it like `0.80`");
                return None;
            }
        };
        let Some((text, start, end)) = unit else {
            let quantity = Quantity::new(number, Unit::one());
            return Some((Expression::Number(quantity), Kind::Bare));
        };
        match Unit::parse(text) {
            Ok(unit) => {
                let kind = Kind::Number(unit.clone());
                Some((Expression::Number(Quantity::new(number, unit)), kind))
            }
            Err(error) => {
                self.faults.push(Fault {
                    code: Code::UnknownUnit,
                    message: format!("`{text}` is not a UCUM unit: {}", error.fault),
                    cure: "write the unit as UCUM does, for example `10*6/mL`, `%`, `Cel`".into(),
                    start: *start,
                    end: *end,
                });
                None
            }
        }
    }

    fn arithmetic(
        &mut self,
        whole: &Syntax,
        operator: Arithmetic,
        left: &Syntax,
        right: &Syntax,
    ) -> Checked {
        let ((left, left_kind), (right, right_kind)) =
            both(self.numeric(left), self.numeric(right))?;
        let kind = match operator {
            Arithmetic::Plus | Arithmetic::Minus => {
                self.together(whole, &left_kind, &right_kind)?;
                left_kind
            }
            Arithmetic::Times | Arithmetic::Per => {
                let (a, b) = (left_kind.unit()?, right_kind.unit()?);
                let bare = left_kind == Kind::Bare && right_kind == Kind::Bare;
                let unit = if operator == Arithmetic::Times { a.times(&b) } else { a.per(&b) };
                match unit {
                    Ok(_) if bare => Kind::Bare,
                    Ok(unit) => Kind::Number(unit),
                    Err(error) => {
                        let message = format!("`{a}` and `{b}` cannot be multiplied: {error}");
                        let cure = "compute with a unit that is a multiple of its base units";
                        self.fault(Code::DimensionMismatch, whole, message, cure);
                        return None;
                    }
                }
            }
        };
        let (left, right) = (Box::new(left), Box::new(right));
        Some((Expression::Arithmetic { operator, left, right }, kind))
    }

    fn is(&mut self, whole: &Syntax, of: &Syntax, code: &str, negated: bool) -> Checked {
        let Written::Name(name) = &of.kind else {
            let message = "`is` stands behind something that is not a name".to_owned();
            self.fault(Code::BadFormula, of, message, "write the name of a choice before `is`");
            return None;
        };
        let (from, kind) = self.resolve(of, name)?;
        let Kind::Choice(codes) = kind else {
            let message = format!("`{name}` is not a choice");
            self.fault(Code::BadFormula, of, message, "compare a number with `<`, `=`, `>=`");
            return None;
        };
        let Some(found) = codes.iter().find(|c| c.as_str() == code) else {
            let message = format!("`{name}` can never be `{code}`");
            let known: Vec<&str> = codes.iter().map(Finding::as_str).collect();
            let cure = format!("use one of its choices: {}", known.join(", "));
            self.fault(Code::UnknownVariable, whole, message, &cure);
            return None;
        };
        Some((Expression::Is { of: from, code: found.clone(), negated }, Kind::Truth))
    }

    fn call(&mut self, whole: &Syntax, name: &str, written: &[Syntax]) -> Checked {
        if name == "round_half_up" {
            return self.round(whole, written);
        }
        let Some(function) = Function::ALL.into_iter().find(|f| f.name() == name) else {
            let message = format!("there is no function `{name}`");
            let cure = "use min, max, ceil, log2, first_of or round_half_up";
            self.fault(Code::BadFormula, whole, message, cure);
            return None;
        };
        let arguments: Vec<Checked> = written.iter().map(|a| self.numeric(a)).collect();
        let arguments: Vec<(Expression, Kind)> = arguments.into_iter().collect::<Option<_>>()?;
        let single = matches!(function, Function::Ceil | Function::Log2);
        if arguments.is_empty() || (single && arguments.len() != 1) {
            let wanted = if single { "one argument" } else { "one argument or more" };
            let message = format!("`{name}` takes {wanted}, not {}", arguments.len());
            self.fault(Code::BadFormula, whole, message, "give what it needs");
            return None;
        }
        let mut kind = Kind::Bare;
        for (place, (_, other)) in arguments.iter().enumerate() {
            if place == 0 {
                kind = other.clone();
            } else {
                self.together(whole, &kind, other)?;
            }
        }
        if function == Function::Log2 {
            self.together(whole, &Kind::Number(Unit::one()), &kind)?;
            kind = Kind::Number(Unit::one());
        }
        let arguments = arguments.into_iter().map(|(a, _)| a).collect();
        Some((Expression::Call { function, arguments }, kind))
    }

    fn round(&mut self, whole: &Syntax, written: &[Syntax]) -> Checked {
        let [of, places] = written else {
            let message = "`round_half_up` takes two arguments".to_owned();
            self.fault(Code::BadFormula, whole, message, "write `round_half_up(x, 2)`");
            return None;
        };
        let decimals = match &places.kind {
            Written::Number { digits, unit: None } => digits.parse::<u32>().ok(),
            _ => None,
        };
        let Some(decimals) = decimals.filter(|d| *d <= 12) else {
            let message = "the number of decimals is not a whole number from 0 to 12".to_owned();
            self.fault(
                Code::BadFormula,
                places,
                message,
                "write it out, as in `round_half_up(x, 2)`",
            );
            return None;
        };
        let (of, kind) = self.numeric(of)?;
        Some((Expression::Round { of: Box::new(of), decimals }, kind))
    }

    fn numeric(&mut self, syntax: &Syntax) -> Checked {
        let (expression, kind) = self.any(syntax)?;
        match kind {
            Kind::Number(_) | Kind::Bare => Some((expression, kind)),
            Kind::Unknown => None,
            Kind::Truth | Kind::Choice(_) => {
                let message = "a number is needed here".to_owned();
                let cure = "use a numeric value; ask for a choice with `is`";
                self.fault(Code::BadFormula, syntax, message, cure);
                None
            }
        }
    }

    fn truth(&mut self, syntax: &Syntax) -> Option<Expression> {
        let (expression, kind) = self.any(syntax)?;
        match kind {
            Kind::Truth => Some(expression),
            Kind::Unknown => None,
            Kind::Number(_) | Kind::Bare | Kind::Choice(_) => {
                let message = "a condition is needed here".to_owned();
                let cure = "compare with `<`, `=`, `>=`, or ask for a choice with `is`";
                self.fault(Code::BadFormula, syntax, message, cure);
                None
            }
        }
    }

    /// Whether two numbers may be added, compared, chosen between.
    fn together(&mut self, whole: &Syntax, left: &Kind, right: &Kind) -> Option<()> {
        let (a, b) = (left.unit()?, right.unit()?);
        let bare = (*left == Kind::Bare) != (*right == Kind::Bare);
        if bare && a != b {
            let unit = if *left == Kind::Bare { &b } else { &a };
            let message = format!("a number without a unit is put together with one in `{unit}`");
            let cure = format!("write the unit behind the number, as in `1 '{unit}'`");
            self.fault(Code::DimensionMismatch, whole, message, &cure);
            return None;
        }
        if !a.commensurable(&b) {
            let message = format!("`{a}` and `{b}` cannot be put together");
            let cure = "multiply or divide to the same kind of quantity first";
            self.fault(Code::DimensionMismatch, whole, message, cure);
            return None;
        }
        if !a.annotations_agree(&b) {
            let message = format!("`{a}` and `{b}` count different things");
            let cure = "give both the same annotation in braces, or leave it out of one";
            self.fault(Code::DimensionMismatch, whole, message, cure);
            return None;
        }
        Some(())
    }

    fn resolve(&mut self, syntax: &Syntax, name: &str) -> Option<(Source, Kind)> {
        match self.names.resolve(name) {
            Ok((_, Kind::Unknown)) => None,
            Ok(found) => Some(found),
            Err(Unresolved { code, message, cure }) => {
                self.fault(code, syntax, message, &cure);
                None
            }
        }
    }

    fn fault(&mut self, code: Code, at: &Syntax, message: String, cure: &str) {
        let cure = cure.to_owned();
        self.faults.push(Fault { code, message, cure, start: at.start, end: at.end });
    }
}

fn both<T, U>(left: Option<T>, right: Option<U>) -> Option<(T, U)> {
    left.zip(right)
}

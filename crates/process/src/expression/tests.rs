//! Formulas end to end: written, checked, computed, printed.

use std::collections::BTreeMap;

use standards::reading::{Finding, Quantity};
use standards::unit::Unit;

use super::{
    Expression, Lack, Lookup, Missing, Names, Operand, Source, Type, Unresolved, check, evaluate,
    holds, parse, print,
};
use crate::diagnostic::Code;
use crate::words::InputName;

/// `name = number unit`, or `name = finding`.
struct Facts(BTreeMap<&'static str, &'static str>);

impl Facts {
    fn some() -> Self {
        Self(BTreeMap::from([
            ("v.count", "1.12 10*6/mL"),
            ("v.volume", "98.0 mL"),
            ("v.share", "26.0 %"),
            ("v.weight", "70.0 kg"),
            ("v.dose", "2 {TU}/mL"),
            ("v.genomes", "2 {vg}/mL"),
            ("v.look", "clear"),
            ("v.later", "unrecorded mL"),
            ("v.temperature", "37.0 Cel"),
        ]))
    }
}

impl Names for Facts {
    fn resolve(&self, name: &str) -> Result<(Source, Type), Unresolved> {
        let from = Source::Input(InputName::from(name));
        match self.0.get(name).map(|text| text.split_once(' ')) {
            Some(Some((_, unit))) => Ok((from, Type::Number(unit.parse().unwrap()))),
            Some(None) => {
                let codes: Vec<Finding> = vec!["clear".parse().unwrap(), "cloudy".parse().unwrap()];
                Ok((from, Type::Choice(codes)))
            }
            None => {
                let (message, cure) = (name.to_owned(), String::new());
                Err(Unresolved { code: Code::UnknownVariable, message, cure })
            }
        }
    }
}

impl Lookup for Facts {
    fn find(&self, from: &Source) -> Result<Operand, Missing> {
        let Source::Input(name) = from else { unreachable!() };
        let text = self.0[name.as_str()];
        match text.split_once(' ') {
            None => Ok(Operand::Choice(text.parse().unwrap())),
            Some(("unrecorded", _)) => {
                Err(Missing(vec![Lack::NotRecorded { from: from.clone(), round: 0 }]))
            }
            Some((number, unit)) => {
                let (number, unit) = (number.parse().unwrap(), unit.parse().unwrap());
                Ok(Operand::Number(Quantity::new(number, unit)))
            }
        }
    }
}

fn compiled(text: &str) -> Expression {
    check(&parse(text).unwrap(), &Facts::some()).unwrap_or_else(|f| panic!("{text}: {f:?}")).0
}

fn number(text: &str, unit: &str) -> String {
    let found = evaluate(&compiled(text), &Facts::some()).unwrap();
    let unit: Unit = unit.parse().unwrap();
    found.convert(&unit).unwrap().value.shortest().to_string()
}

fn truth(text: &str) -> Result<bool, Missing> {
    holds(&compiled(text), &Facts::some())
}

fn fault(text: &str) -> (Code, String) {
    let faults = check(&parse(text).unwrap(), &Facts::some()).unwrap_err();
    let first = faults.first().unwrap();
    (first.code, text[first.start..first.end].to_owned())
}

#[test]
fn numbers_and_units() {
    assert_eq!(number("1 + 2 * 3 - 4 / 2", "1"), "5");
    assert_eq!(number("(1 + 2) * 3", "1"), "9");
    assert_eq!(number("-2 * -3", "1"), "6");
    assert_eq!(number("8 - 4 - 2", "1"), "2");
    assert_eq!(number("8 / 4 / 2", "1"), "1");
    assert_eq!(number("v.count * v.volume", "10*6"), "109.76");
    assert_eq!(number("v.count * v.volume * v.share / v.weight", "10*6/kg"), "0.40768");
    assert_eq!(number("v.volume + 2 'L'", "mL"), "2098");
    assert_eq!(number("min(v.volume, 0.05 'L', 60 'mL')", "mL"), "50");
    assert_eq!(number("max(v.volume, 0.05 'L')", "mL"), "98");
    assert_eq!(number("ceil(v.volume)", "mL"), "98");
    assert_eq!(number("ceil(2.01)", "1"), "3");
    assert_eq!(number("ceil(-2.5)", "1"), "-2");
    assert_eq!(number("round_half_up(2.345, 2)", "1"), "2.35");
    assert_eq!(number("log2(8)", "1"), "3");
    assert_eq!(number("first_of(v.later, v.volume)", "mL"), "98");
}

#[test]
fn conditions() {
    assert_eq!(truth("v.volume > 97 'mL' and v.volume <= 98 'mL'"), Ok(true));
    assert_eq!(truth("v.volume < 0.098 'L'"), Ok(false));
    assert_eq!(truth("not v.volume = 98 'mL' or v.look is clear"), Ok(true));
    assert_eq!(truth("v.look is not clear"), Ok(false));
    assert_eq!(truth("v.look is cloudy or v.share >= 20 '%'"), Ok(true));
}

#[test]
fn what_is_not_recorded_matters_only_when_it_decides() {
    assert_eq!(truth("v.later > 1 'mL' and v.volume < 1 'mL'"), Ok(false));
    assert_eq!(truth("v.volume > 1 'mL' or v.later > 1 'mL'"), Ok(true));
    assert!(truth("v.later > 1 'mL' and v.volume > 1 'mL'").is_err());
    assert!(truth("not v.later > 1 'mL'").is_err());
}

#[test]
fn what_has_no_result_says_which_part() {
    for text in ["v.volume / (v.volume - v.volume)", "log2(1 - 1)", "log2(v.share - v.share)"] {
        let missing = evaluate(&compiled(text), &Facts::some()).unwrap_err();
        assert!(
            matches!(missing.0.as_slice(), [Lack::NoResult { part }] if part == text),
            "{text}"
        );
    }
}

#[test]
fn kinds_that_do_not_go_together() {
    use Code::{BadFormula, DimensionMismatch, UnknownUnit, UnknownVariable};
    for (text, code, part) in [
        ("v.volume + v.weight", DimensionMismatch, "v.volume + v.weight"),
        ("v.volume > v.weight", DimensionMismatch, "v.volume > v.weight"),
        ("v.share >= 20", DimensionMismatch, "v.share >= 20"),
        ("v.dose + v.genomes", DimensionMismatch, "v.dose + v.genomes"),
        ("v.temperature * 2", DimensionMismatch, "v.temperature * 2"),
        ("log2(v.volume)", DimensionMismatch, "log2(v.volume)"),
        ("v.volume * v.nothing", UnknownVariable, "v.nothing"),
        ("v.look is blue", UnknownVariable, "v.look is blue"),
        ("v.volume is clear", BadFormula, "v.volume"),
        ("v.look + 1", BadFormula, "v.look"),
        ("v.volume and v.share", BadFormula, "v.volume"),
        ("median(v.volume)", BadFormula, "median(v.volume)"),
        ("round_half_up(v.volume, v.share)", BadFormula, "v.share"),
        ("ceil(v.volume, v.volume)", BadFormula, "ceil(v.volume, v.volume)"),
        ("v.volume > 3 'Mio'", UnknownUnit, "'Mio'"),
    ] {
        assert_eq!(fault(text), (code, part.to_owned()), "{text}");
    }
}

#[test]
fn what_cannot_be_read() {
    for (text, message) in [
        ("", "the formula ends where a number, a name or `(` is expected"),
        ("1 +", "the formula ends where a number, a name or `(` is expected"),
        ("(1 + 2", "the formula ends where `)` is expected"),
        ("1 2", "`2` stands where the end of the formula is expected"),
        ("1 × 2", "`×` stands where the end of the formula is expected"),
        ("a < b < c", "comparisons cannot be chained"),
        ("a is", "`is` is not followed by a choice"),
        ("1 'mL", "a quote never closes where the end of the formula is expected"),
        ("and", "`and` stands where a number, a name or `(` is expected"),
    ] {
        assert_eq!(parse(text).unwrap_err().message, message, "{text}");
    }
    let deep = "(".repeat(1_500);
    assert!(parse(&deep).unwrap_err().message.starts_with("the formula nests deeper"));
    let deep = "-".repeat(1_500);
    assert!(parse(&deep).unwrap_err().message.starts_with("the formula nests deeper"));
}

#[test]
fn what_is_printed_means_the_same() {
    let name = |from: &Source| match from {
        Source::Input(name) => name.to_string(),
        Source::Value { .. } => unreachable!(),
    };
    for text in [
        "v.volume - (v.volume - 1.0 'mL')",
        "v.count * v.volume / (v.weight / v.share)",
        "not (v.look is clear and v.share < 20 '%') or v.look is not cloudy",
        "-(v.volume + 2 'mL')",
        "round_half_up(min(v.volume, 1 'L'), 2) >= 0.50 'mL'",
        "(1 + 2) * 3 = 9",
    ] {
        assert_eq!(print(&compiled(text), &name), text);
    }
}

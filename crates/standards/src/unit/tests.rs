use proptest::prelude::*;

use super::atoms::{ATOMS, PREFIXES, find};
use super::meaning::Meaning;
use super::*;
use crate::decimal::Decimal;

fn u(code: &str) -> Unit {
    code.parse().unwrap_or_else(|error| panic!("{code}: {error}"))
}

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn message(code: &str) -> String {
    code.parse::<Unit>().unwrap_err().to_string()
}

fn factor(from: &str, to: &str) -> Option<String> {
    u(from).factor_to(&u(to)).map(|n| n.to_string())
}

const IN_USE: &[&str] = &[
    "10*6/mL",
    "[EU]/mL",
    "{TU}/mL",
    "10*6",
    "{copies}/{cell}",
    "%",
    "Cel",
    "kg",
    "mL",
    "min",
    "[pH]",
    "ng/mL",
    "Pa",
    "1/m3",
    "g/L",
    "mmol/L",
    "{cells}",
    "[CFU]/m3",
    "[CFU]/{plate}",
    "[EU]/kg/h",
    "{vg}/kg",
    "10*6/kg",
    "K/min",
    "/min",
    "mS/cm",
    "umol/L",
    "U/L",
    "mm[Hg]",
    "10*6{CAR+_cells}/kg",
    "mL{blood}",
    "(ng/mL)/(mmol/L)",
    "[g]",
    "kg.m/s2",
    "m/s",
    "[psi]",
    "mOhm",
    "kBq",
    "10*-3",
    "10^9/L",
    "[IU]/mL",
    "ug/10*6{cells}",
    "d",
    "1",
    "{ratio}",
    "m3/h",
];

#[test]
fn units_of_the_house_are_read_and_come_back() {
    for code in IN_USE {
        let json = serde_json::to_string(&u(code)).unwrap();
        assert_eq!(serde_json::from_str::<Unit>(&json).unwrap(), u(code));
        assert_eq!(u(code).to_string(), *code);
    }
}

#[test]
fn factors_are_exact() {
    for (from, to, expected) in [
        ("L", "mL", Some("1000")),
        ("ml", "mL", Some("1")),
        ("10*6/mL", "1/L", Some("1000000000")),
        ("10*6/mL", "/m3", Some("1000000000000")),
        ("%", "1", Some("0.01")),
        ("h", "min", Some("60")),
        ("ng/mL", "g/L", Some("0.000001")),
        ("m3/h", "L/min", None),
        ("min", "h", None),
        ("wk", "d", Some("7")),
        ("m[H2O]", "Pa", Some("9806.65")),
        ("mm[Hg]", "Pa", Some("133.322")),
        ("[g]", "m/s2", Some("9.80665")),
        ("U/L", "kat/L", None),
        ("U/L", "umol/min/L", Some("1")),
        ("[drp]", "mL", Some("0.05")),
        ("Cel", "Cel", Some("1")),
        ("Cel{probe}", "Cel", Some("1")),
        ("Cel", "K", None),
        ("[IU]", "[iU]", Some("1")),
        ("[IU]", "[EU]", None),
        ("mmol/L", "1/L", None),
        ("[pH]", "mol/L", None),
        ("{TU}/mL", "{vg}/mL", Some("1")),
        ("kg", "mL", None),
    ] {
        assert_eq!(factor(from, to).as_deref(), expected, "{from} to {to}");
    }
}

#[test]
fn values_are_converted_with_one_rounding() {
    let convert = |n, from: &str, to: &str| u(from).convert(d(n), &u(to)).map(|n| n.to_string());
    assert_eq!(convert("30", "min", "h").as_deref(), Some("0.5"));
    assert_eq!(convert("10", "min", "h").as_deref(), Some("0.16666666666666666666667"));
    assert_eq!(convert("6.00", "m3/h", "L/min").as_deref(), Some("100.00"));
    assert_eq!(convert("37.0", "Cel", "K"), None);
    assert_eq!(convert("37.0", "Cel", "Cel").as_deref(), Some("37.0"));
}

#[test]
fn commensurable_and_speaking_of_the_same() {
    assert!(u("Cel").commensurable(&u("K")));
    assert!(u("{copies}/{cell}").commensurable(&u("1")));
    assert!(u("{copies}/{cell}").dimension().is_number());
    assert!(!u("mmol/L").commensurable(&u("g/L")));
    assert!(u("{TU}/mL").commensurable(&u("{vg}/mL")));
    assert!(!u("{TU}/mL").annotations_agree(&u("{vg}/mL")));
    assert!(u("{TU}/mL").annotations_agree(&u("{TU}/L")));
    assert!(u("10*6/mL").annotations_agree(&u("10*6{cells}/mL")));
    assert!(!u("{a}/{b}").annotations_agree(&u("{b}/{a}")));
}

#[test]
fn dimensions_are_printed_for_people() {
    for (code, dimension) in
        [("N", "g.m.s-2"), ("{cells}", "1"), ("mmol/L", "m-3.mol"), ("[EU]/mL", "[EU].m-3")]
    {
        assert_eq!(u(code).dimension().to_string(), dimension);
    }
}

#[test]
fn products_gather_and_cancel() {
    let times = |a: &str, b: &str| u(a).times(&u(b)).map(|unit| unit.to_string());
    let per = |a: &str, b: &str| u(a).per(&u(b)).map(|unit| unit.to_string());
    assert_eq!(times("10*6{cells}/mL", "mL").unwrap(), "10*6{cells}");
    assert_eq!(times("{cells}/mL", "mL").unwrap(), "{cells}");
    assert_eq!(times("mL", "1/mL").unwrap(), "1");
    assert_eq!(per("10*6/mL", "10*3/mL").unwrap(), "10*3");
    assert_eq!(per("{cells}", "{TU}/mL").unwrap(), "{cells}.mL/{TU}");
    assert_eq!(per("1", "kg").unwrap(), "1/kg");
    assert_eq!(u("{cells}/mL").pow(2).unwrap().as_str(), "{cells}.{cells}/mL2");
    assert_eq!(u("m/s").pow(-1).unwrap().as_str(), "s/m");
    assert_eq!(u("m/s").pow(0).unwrap(), Unit::one());
    assert!(u("m").pow(10).is_err());
    // cells x MOI / titre is a volume.
    let moi = u("{cells}").times(&u("{TU}/{cells}")).unwrap();
    let volume = moi.per(&u("{TU}/mL")).unwrap();
    assert_eq!(volume.as_str(), "mL");
    assert_eq!(
        times("Cel", "mL").unwrap_err().to_string(),
        "unit, character 1: Cel takes no part in products, quotients or powers; a difference or \
         a rate is in K, as in K/min"
    );
}

#[test]
fn mistakes_are_named_with_their_cure() {
    for (code, expected) in [
        ("", "character 1: a unit is missing; the unit of a pure number is 1"),
        ("ML", "character 1: \"ML\" is not a unit known here; write mL"),
        ("ug/ML", "character 4: \"ML\" is not a unit known here; write mL"),
        ("IU/mL", "character 1: \"IU\" is not a unit known here; write [IU]"),
        ("10E6/mL", "character 1: \"10E6\" is not a unit known here; write 10* followed by"),
        ("cells/mL", "character 1: \"cells\" is not a unit known here; write {cells}"),
        ("C", "character 1: \"C\" is not a unit known here; write Cel"),
        ("°C", "character 1: '°' is not used in units; degrees Celsius are written Cel"),
        ("m²", "character 2: '²' is not used in units; a square is written with a plain 2"),
        ("g / L", "character 2: no blanks in a unit"),
        ("foo", "character 1: \"foo\" is not a unit known here"),
        ("g//L", "character 3: a unit symbol is missing here"),
        ("g/", "character 3: a unit symbol is missing here"),
        ("(g/L", "character 1: this parenthesis is not closed"),
        ("g)", "character 2: ')' cannot stand here"),
        ("{cells", "character 1: an annotation is written {like-this}"),
        ("mL{}", "character 3: an annotation is written {like-this}"),
        ("m0", "character 2: an exponent is a number from 1 to 99"),
        ("m-", "character 2: an exponent is a number from 1 to 99"),
        ("m100", "character 2: an exponent is a number from 1 to 99"),
        ("0/mL", "character 1: a number in a unit is positive"),
        ("Cel/min", "character 1: Cel takes no part in products, quotients or powers; a diff"),
        ("[pH]2", "character 1: [pH] takes no part in products, quotients or powers"),
        ("1/Cel", "character 3: Cel takes no part"),
    ] {
        let message = message(code);
        assert!(message.starts_with(&format!("unit, {expected}")), "{code}: {message}");
    }
    assert!(message(&"m.".repeat(60)).contains("more than 100 characters"));
}

#[test]
fn no_prefixed_unit_hides_another() {
    let mut seen = std::collections::BTreeSet::new();
    for atom in ATOMS {
        assert!(seen.insert(atom.code.to_owned()), "{} stands twice", atom.code);
    }
    for (prefix, power) in PREFIXES {
        for atom in ATOMS {
            let code = format!("{prefix}{}", atom.code);
            if find(&code).is_some_and(|(found, other)| found == *power && other.code == atom.code)
            {
                assert!(seen.insert(code.clone()), "{code} has two readings");
            }
        }
    }
}

/// Every unit, prefixed and plain, against an independent implementation of UCUM.
#[test]
fn sizes_and_dimensions_agree_with_an_independent_library() {
    let mut compared = 0;
    for atom in ATOMS {
        for (prefix, _) in PREFIXES.iter().chain(&[("", 0)]) {
            let code = format!("{prefix}{}", atom.code);
            // `Pa` is the pascal, not a petayear.
            if find(&code).is_none_or(|(_, found)| found.code != atom.code) {
                continue;
            }
            let unit = u(&code);
            let ours = Meaning::of(unit.as_str());
            let theirs = octofhir_ucum::analyse(&code).unwrap_or_else(|e| panic!("{code}: {e}"));
            compared += 1;
            if atom.code == "[pH]" {
                continue;
            }
            // There a mole is a number, here it is a base unit.
            let moles = atom.bases.iter().find(|(base, _)| *base == "mol").map_or(0, |b| b.1);
            let size = ours.size.unwrap().approximately() * 6.022_140_76e23_f64.powi(moles);
            let ratio = size / theirs.factor.to_f64();
            assert!((ratio - 1.0).abs() < 1e-12, "{code}: {size} here");
            for (at, base) in ["m", "s", "g", "rad", "K", "C", "cd"].into_iter().enumerate() {
                let power = atom.bases.iter().find(|b| b.0 == base).map_or(0, |b| b.1);
                assert_eq!(power, i32::from(theirs.dimension.0[at]), "{code}: {base}");
            }
            let arbitrary: Vec<_> =
                atom.bases.iter().filter(|b| b.0.starts_with('[')).copied().collect();
            assert_eq!(arbitrary, theirs.arbitrary, "{code}");
        }
    }
    assert!(compared > 300, "only {compared} compared");
}

#[test]
fn every_cure_is_itself_a_unit() {
    for wrong in ["C", "hr", "mins", "sec", "day", "ML", "Mg", "KG", "mcg", "IU", "EU", "CFU"] {
        assert!(Unit::parse(atoms::meant(wrong).unwrap()).is_ok(), "{wrong}");
    }
    for wrong in ["TU", "vg", "cells", "copies", "pH", "mmHg", "rpm", "xg", "mM", "mOsm"] {
        assert!(Unit::parse(atoms::meant(wrong).unwrap()).is_ok(), "{wrong}");
    }
}

fn any_unit() -> impl Strategy<Value = Unit> {
    let one = prop::sample::select(vec![
        "mL",
        "L",
        "kg",
        "ng",
        "10*6",
        "10*-3",
        "{cells}",
        "{TU}",
        "min",
        "%",
        "1",
        "[IU]",
        "m2",
        "mL{blood}",
        "7",
        "(g/L)",
        "Pa-1",
    ]);
    prop::collection::vec((one, prop::sample::select(vec![".", "/"])), 1..5).prop_map(|parts| {
        let code = parts.iter().flat_map(|(unit, join)| [*unit, *join]).collect::<String>();
        u(code.trim_end_matches(['.', '/']))
    })
}

proptest! {
    #[test]
    fn what_is_read_here_is_valid_elsewhere(unit in any_unit()) {
        prop_assert!(octofhir_ucum::validate(unit.as_str()).is_ok(), "{}", unit);
    }

    #[test]
    fn any_text_is_a_unit_or_an_error(text in "\\PC{0,12}") {
        let _ = Unit::parse(&text);
    }

    #[test]
    fn any_likely_text_is_a_unit_or_an_error(text in "[mLkg10*./(){}\\[\\]%a-c^+-]{0,14}") {
        if let Ok(unit) = Unit::parse(&text) {
            prop_assert!(unit.commensurable(&unit));
        }
    }

    #[test]
    fn a_product_divides_back(a in any_unit(), b in any_unit()) {
        let product = a.times(&b).unwrap();
        prop_assert_eq!(Unit::parse(product.as_str()), Ok(product.clone()));
        let back = product.per(&b).unwrap();
        prop_assert!(back.commensurable(&a));
        prop_assert_eq!(back.factor_to(&a), Some(Decimal::ONE));
        prop_assert_eq!(a.times(&b).unwrap().dimension(), b.times(&a).unwrap().dimension());
    }

    #[test]
    fn there_and_back_is_where_we_were(a in any_unit(), b in any_unit(), n in 1_i64..1_000_000) {
        if let (Some(there), Some(back)) = (a.factor_to(&b), b.factor_to(&a)) {
            prop_assert_eq!(there.exact_mul(back), Some(Decimal::ONE));
            let n = Decimal::from(n);
            // Nothing only where the number itself grows past 24 digits.
            match a.convert(n, &b) {
                Some(converted) => prop_assert_eq!(b.convert(converted, &a), Some(n)),
                None => prop_assert!(n.checked_mul(there).is_none()),
            }
        }
    }
}

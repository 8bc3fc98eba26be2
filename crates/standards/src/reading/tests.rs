use proptest::prelude::*;

use super::*;
use crate::decimal::Decimal;

fn reading(json: &str) -> Reading {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

fn refused(json: &str) -> String {
    serde_json::from_str::<Reading>(json).unwrap_err().to_string()
}

fn limits(json: &str) -> Limits {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

fn q(text: &str) -> Quantity {
    let (value, unit) = text.split_once(' ').unwrap();
    Quantity::new(value.parse().unwrap(), unit.parse().unwrap())
}

#[test]
fn json_comes_back_byte_for_byte() {
    for json in [
        r#"{"n":"81.20","u":"%"}"#,
        r#"{"lt":"0.05","u":"[EU]/mL"}"#,
        r#"{"gt":"500","u":"[CFU]/{plate}"}"#,
        r#"{"none":"not-detected"}"#,
        r#"{"none":"not-done"}"#,
        r#"{"none":"not-applicable"}"#,
        r#"{"is":"no-growth"}"#,
    ] {
        assert_eq!(serde_json::to_string(&reading(json)).unwrap(), json);
    }
    // Through a buffered value, escapes and any order too.
    let value: serde_json::Value = serde_json::from_str(r#"{"u":"%","n":"1.0"}"#).unwrap();
    let from_value: Reading = serde_json::from_value(value).unwrap();
    assert!(from_value.same_text(&reading(r#"{"n":"1.0","u":"\u0025"}"#)));
}

#[test]
fn everything_else_is_refused() {
    for (json, expected) in [
        (r"{}", "exactly one of"),
        (r#"{"u":"%"}"#, "exactly one of"),
        (r#"{"n":"1"}"#, "the unit u is missing"),
        (r#"{"n":1,"u":"%"}"#, "a number in quotes"),
        (r#"{"n":"1","n":"1","u":"%"}"#, "exactly one of"),
        (r#"{"n":"1","u":"%","u":"%"}"#, "duplicate field `u`"),
        (r#"{"n":"1","lt":"1","u":"%"}"#, "exactly one of"),
        (r#"{"n":"1","u":"%","note":"x"}"#, "unknown field `note`"),
        (r#"{"none":"not-detected","u":"%"}"#, "has no unit"),
        (r#"{"none":"lost"}"#, "unknown variant `lost`"),
        (r#"{"is":"No growth"}"#, "small letters, digits and hyphens"),
        (r#"{"is":""}"#, "small letters"),
        (r#"{"n":"01","u":"%"}"#, "needless zero"),
        (r#"{"n":"1","u":"cells"}"#, "write {cells}"),
        (r#""81.2""#, "expected a reading, such as"),
    ] {
        let message = refused(json);
        assert!(message.contains(expected), "{json}: {message}");
    }
    assert!("a".repeat(40).parse::<Finding>().is_ok());
    assert!("a".repeat(41).parse::<Finding>().is_err());
}

#[test]
fn equal_by_number_identical_by_text() {
    let (a, b) = (reading(r#"{"n":"81.2","u":"%"}"#), reading(r#"{"n":"81.20","u":"%"}"#));
    assert_eq!(a, b);
    assert!(!a.same_text(&b));
    assert_ne!(reading(r#"{"lt":"1","u":"%"}"#), reading(r#"{"n":"1","u":"%"}"#));
}

#[test]
fn printed_for_a_message() {
    assert_eq!(reading(r#"{"lt":"0.05","u":"[EU]/mL"}"#).to_string(), "< 0.05 [EU]/mL");
    assert_eq!(reading(r#"{"none":"not-done"}"#).to_string(), "not-done");
    let both =
        r#"{"low":{"at":"70","inclusive":true},"high":{"at":"100","inclusive":false},"unit":"%"}"#;
    assert_eq!(limits(both).to_string(), ">= 70 and < 100 %");
    assert_eq!(serde_json::to_string(&limits(both)).unwrap(), both);
    assert_eq!(limits(r#"{"unit":"%"}"#).to_string(), "any %");
}

#[test]
fn every_kind_of_reading_against_every_kind_of_limit() {
    use Judgement::{Outside, Undecided, Within};
    const AT_LEAST_70: &str = r#"{"low":{"at":"70","inclusive":true},"unit":"%"}"#;
    const MORE_THAN_70: &str = r#"{"low":{"at":"70","inclusive":false},"unit":"%"}"#;
    const AT_MOST_5: &str = r#"{"high":{"at":"5.0","inclusive":true},"unit":"[EU]/mL"}"#;
    const LESS_THAN_5: &str = r#"{"high":{"at":"5.0","inclusive":false},"unit":"[EU]/mL"}"#;
    const PH: &str = r#"{"low":{"at":"6.9","inclusive":true},"high":{"at":"7.8","inclusive":true},"unit":"[pH]"}"#;
    for (limit, json, expected) in [
        (AT_LEAST_70, r#"{"n":"70.0","u":"%"}"#, Within),
        (MORE_THAN_70, r#"{"n":"70.0","u":"%"}"#, Outside),
        (AT_LEAST_70, r#"{"n":"69.9999","u":"%"}"#, Outside),
        (AT_LEAST_70, r#"{"n":"0.7","u":"1"}"#, Within),
        (AT_LEAST_70, r#"{"n":"0.69","u":"1"}"#, Outside),
        (AT_LEAST_70, r#"{"gt":"70","u":"%"}"#, Within),
        (MORE_THAN_70, r#"{"gt":"70","u":"%"}"#, Within),
        (AT_LEAST_70, r#"{"gt":"60","u":"%"}"#, Undecided),
        (AT_LEAST_70, r#"{"lt":"70","u":"%"}"#, Outside),
        (AT_LEAST_70, r#"{"lt":"71","u":"%"}"#, Undecided),
        (AT_MOST_5, r#"{"n":"5","u":"[EU]/mL"}"#, Within),
        (LESS_THAN_5, r#"{"n":"5","u":"[EU]/mL"}"#, Outside),
        (AT_MOST_5, r#"{"n":"5000","u":"[EU]/L"}"#, Within),
        (AT_MOST_5, r#"{"lt":"5","u":"[EU]/mL"}"#, Within),
        (LESS_THAN_5, r#"{"lt":"5","u":"[EU]/mL"}"#, Within),
        (LESS_THAN_5, r#"{"lt":"5.1","u":"[EU]/mL"}"#, Undecided),
        (AT_MOST_5, r#"{"gt":"5","u":"[EU]/mL"}"#, Outside),
        (AT_MOST_5, r#"{"gt":"4","u":"[EU]/mL"}"#, Undecided),
        (AT_MOST_5, r#"{"none":"not-detected"}"#, Undecided),
        (AT_MOST_5, r#"{"none":"not-done"}"#, Undecided),
        (AT_MOST_5, r#"{"is":"no-growth"}"#, Undecided),
        (AT_MOST_5, r#"{"n":"1","u":"[IU]/mL"}"#, Undecided),
        (AT_MOST_5, r#"{"n":"1","u":"[EU]/{bag}"}"#, Undecided),
        (PH, r#"{"n":"7.4","u":"[pH]"}"#, Within),
        (PH, r#"{"n":"6.8","u":"[pH]"}"#, Outside),
        (PH, r#"{"n":"7.81","u":"[pH]"}"#, Outside),
        (PH, r#"{"gt":"7.8","u":"[pH]"}"#, Outside),
        (PH, r#"{"gt":"7.0","u":"[pH]"}"#, Undecided),
        (PH, r#"{"lt":"6.9","u":"[pH]"}"#, Outside),
        (r#"{"unit":"%"}"#, r#"{"n":"1","u":"%"}"#, Within),
        (r#"{"unit":"%"}"#, r#"{"n":"1","u":"kg"}"#, Undecided),
        // A limit in hours, a reading in minutes: no sixtieth is ever written down.
        (r#"{"high":{"at":"0.5","inclusive":true},"unit":"h"}"#, r#"{"n":"30","u":"min"}"#, Within),
        (
            r#"{"high":{"at":"0.5","inclusive":true},"unit":"h"}"#,
            r#"{"n":"30.1","u":"min"}"#,
            Outside,
        ),
        // Speaking of different things.
        (
            r#"{"low":{"at":"1","inclusive":true},"unit":"{TU}/mL"}"#,
            r#"{"n":"9","u":"{vg}/mL"}"#,
            Undecided,
        ),
    ] {
        assert_eq!(limits(limit).judge(&reading(json)), expected, "{limit} {json}");
    }
}

#[test]
fn contradictions_are_seen() {
    let ends = |low: &str, low_in, high: &str, high_in| Limits {
        low: Some(Bound { at: low.parse().unwrap(), inclusive: low_in }),
        high: Some(Bound { at: high.parse().unwrap(), inclusive: high_in }),
        unit: "1".parse().unwrap(),
    };
    assert!(!ends("1", true, "1.0", true).are_contradictory());
    assert!(ends("1", true, "1.0", false).are_contradictory());
    assert!(ends("2", true, "1", true).are_contradictory());
    assert!(!ends("1", false, "2", false).are_contradictory());
}

#[test]
fn quantities_convert() {
    assert!(q("1.5 L").convert(&"mL".parse().unwrap()).unwrap().same_text(&q("1500.0 mL")));
    assert!(q("1.5 L").convert(&"kg".parse().unwrap()).is_none());
}

fn number() -> impl Strategy<Value = Decimal> {
    (-50_i128..50, 0_u32..2).prop_map(|(n, scale)| Decimal::from_parts(n, scale).unwrap())
}

fn bound() -> impl Strategy<Value = Option<Bound>> {
    prop::option::of((number(), any::<bool>()).prop_map(|(at, inclusive)| Bound { at, inclusive }))
}

proptest! {
    /// Decided means decided for every value the reading leaves open.
    #[test]
    fn a_decision_on_a_bound_holds_for_every_value_behind_it(
        low in bound(), high in bound(), at in number(), step in 1_i128..2000, below in any::<bool>(),
    ) {
        let unit: crate::unit::Unit = "%".parse().unwrap();
        let limits = Limits { low, high, unit: unit.clone() };
        let step = Decimal::from_parts(step, 2).unwrap();
        let bounded = Quantity::new(at, unit.clone());
        let (reading, value) = if below {
            (Reading::Below(bounded), at.checked_sub(step).unwrap())
        } else {
            (Reading::Above(bounded), at.checked_add(step).unwrap())
        };
        let judged = limits.judge(&reading);
        if judged != Judgement::Undecided {
            let exact = Reading::Exact(Quantity::new(value, unit));
            prop_assert_eq!(limits.judge(&exact), judged);
        }
    }

    #[test]
    fn the_unit_of_a_reading_makes_no_difference(low in bound(), high in bound(), at in number()) {
        let limits = Limits { low, high, unit: "%".parse().unwrap() };
        let percent = Quantity::new(at, limits.unit.clone());
        let share = percent.convert(&"1".parse().unwrap()).unwrap();
        prop_assert_eq!(
            limits.judge(&Reading::Exact(percent)),
            limits.judge(&Reading::Exact(share))
        );
    }

    #[test]
    fn any_json_is_a_reading_or_an_error(text in "[{}\"nltgu:,%0-9. ]{0,24}") {
        let _ = serde_json::from_str::<Reading>(&text);
    }
}

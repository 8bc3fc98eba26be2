use proptest::prelude::*;

use super::*;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn fault(text: &str) -> (usize, DecimalFault) {
    let error = text.parse::<Decimal>().unwrap_err();
    (error.at, error.fault)
}

#[test]
fn sixteen_bytes() {
    assert_eq!(std::mem::size_of::<Decimal>(), 16);
}

#[test]
fn text_comes_back_unchanged() {
    for text in [
        "0",
        "0.0",
        "0.00",
        "7",
        "-7",
        "81.20",
        "-81.20",
        "0.05",
        "100",
        "100.000",
        "10.0",
        "999999999999999999999999",
        "-0.00000000000000000000001",
        "123456789012.123456789012",
    ] {
        assert_eq!(d(text).to_string(), text);
        let json = serde_json::to_string(&d(text)).unwrap();
        assert_eq!(json, format!("\"{text}\""));
        assert!(serde_json::from_str::<Decimal>(&json).unwrap().same_text(d(text)));
    }
}

#[test]
fn padded_for_a_table() {
    assert_eq!(
        format!("{:>8}|{:<8}|{:>4}", d("-81.20"), d("0.05"), d("7")),
        "  -81.20|0.05    |   7"
    );
}

#[test]
fn every_fault_is_named_with_its_place() {
    for (text, at, what) in [
        ("", 0, DecimalFault::Empty),
        ("-", 1, DecimalFault::DigitMissing),
        (".5", 0, DecimalFault::DigitMissing),
        ("-.5", 1, DecimalFault::DigitMissing),
        ("5.", 2, DecimalFault::DigitMissing),
        ("+5", 0, DecimalFault::PlusSign),
        (" 5", 0, DecimalFault::Blank),
        ("5\n", 1, DecimalFault::Blank),
        ("1\u{3000}000", 1, DecimalFault::Blank),
        ("1,5", 1, DecimalFault::Comma),
        ("1.5e6", 3, DecimalFault::Exponent),
        ("1E6", 1, DecimalFault::Exponent),
        ("007", 0, DecimalFault::LeadingZero),
        ("-01.5", 1, DecimalFault::LeadingZero),
        ("00", 0, DecimalFault::LeadingZero),
        ("-0", 0, DecimalFault::NegativeZero),
        ("-0.00", 0, DecimalFault::NegativeZero),
        ("1.2.3", 3, DecimalFault::NotADigit('.')),
        ("--1", 1, DecimalFault::NotADigit('-')),
        ("1-", 1, DecimalFault::NotADigit('-')),
        ("NaN", 0, DecimalFault::NotADigit('N')),
        ("\u{ff15}", 0, DecimalFault::NotADigit('\u{ff15}')),
        ("1234567890123456789012345", 24, DecimalFault::TooManyDigits),
        ("0.000000000000000000000001", 25, DecimalFault::TooManyDigits),
    ] {
        assert_eq!(fault(text), (at, what), "{text:?}");
    }
}

#[test]
fn json_numbers_are_refused() {
    let message = serde_json::from_str::<Decimal>("81.2").unwrap_err().to_string();
    assert!(message.contains("a number in quotes, such as \"81.20\""), "{message}");
    let message = serde_json::from_str::<Decimal>("\"1e5\"").unwrap_err().to_string();
    assert!(message.contains("\"1e5\": character 2: no exponents"), "{message}");
}

#[test]
fn compared_by_number_identified_by_text() {
    assert_eq!(d("1.0"), d("1.00"));
    assert_eq!(d("0"), d("0.000"));
    assert!(!d("1.0").same_text(d("1.00")));
    assert!(d("-2") < d("-1.999"));
    assert!(d("-0.1") < d("0"));
    assert!(d("999999999999999999999999") > d("0.00000000000000000000001"));
    let mut set = std::collections::BTreeSet::from([d("1.0")]);
    assert!(!set.insert(d("1.000")));
}

#[test]
fn arithmetic_by_hand() {
    let text = |n: Option<Decimal>| n.map(|n| n.to_string());
    assert_eq!(text(d("1.10").checked_add(d("2.9"))).as_deref(), Some("4.00"));
    assert_eq!(text(d("1").checked_sub(d("1.00"))).as_deref(), Some("0.00"));
    assert_eq!(text(d("-1.5").checked_mul(d("2.0"))).as_deref(), Some("-3.00"));
    assert_eq!(text(d("-1").checked_mul(d("0.0"))).as_deref(), Some("0.0"));
    assert_eq!(text(d("10").checked_div(d("2.5"))).as_deref(), Some("4"));
    assert_eq!(text(d("1.0000").checked_div(d("4"))).as_deref(), Some("0.2500"));
    assert_eq!(text(d("1").checked_div(d("3"))).as_deref(), Some("0.33333333333333333333333"));
    assert_eq!(text(d("20").checked_div(d("3"))).as_deref(), Some("6.66666666666666666666667"));
    assert_eq!(text(d("1").checked_div(d("0.00"))), None);
    let most = d("999999999999999999999999");
    assert_eq!(text(most.checked_add(d("1"))), None);
    assert_eq!(text(most.checked_add(d("0.4"))).as_deref(), Some("999999999999999999999999"));
    // The rounding itself carries into a digit too many.
    assert_eq!(text(most.checked_add(d("0.5"))), None);
    assert_eq!(text(most.checked_mul(most)), None);
    assert_eq!(text(most.checked_div(d("0.1"))), None);
    assert_eq!(
        text(d("9.99999999999999999999999").checked_add(d("0.00000000000000000000001"))).as_deref(),
        Some("10.0000000000000000000000")
    );
    assert_eq!(
        text(d("99.9999999999999999999999").checked_add(d("0.00000000000000000000005"))).as_deref(),
        Some("100.000000000000000000000")
    );
    // A tie goes to the even neighbour, once, from the exact product.
    assert_eq!(
        text(d("0.00000000000000000000005").checked_mul(d("0.1"))).as_deref(),
        Some("0.00000000000000000000000")
    );
    assert!(d("0.00000000000000000000005").exact_mul(d("0.1")).is_none());
    assert_eq!(text(d("0.1").exact_mul(d("0.1"))).as_deref(), Some("0.01"));
}

#[test]
fn rounding_by_name() {
    for (text, decimals, rule, expected) in [
        ("2.5", 0, Rounding::HalfUp, "3"),
        ("-2.5", 0, Rounding::HalfUp, "-3"),
        ("2.5", 0, Rounding::HalfEven, "2"),
        ("3.5", 0, Rounding::HalfEven, "4"),
        ("-2.51", 0, Rounding::HalfEven, "-3"),
        ("2.01", 0, Rounding::Ceiling, "3"),
        ("-2.01", 0, Rounding::Ceiling, "-2"),
        ("2.99", 0, Rounding::Floor, "2"),
        ("-2.01", 0, Rounding::Floor, "-3"),
        ("-0.4", 0, Rounding::HalfUp, "0"),
        ("99.995", 2, Rounding::HalfUp, "100.00"),
        ("0.99999999999999999999999", 0, Rounding::HalfUp, "1"),
        ("7", 2, Rounding::HalfUp, "7.00"),
        ("999999999999999999999999", 2, Rounding::HalfUp, "999999999999999999999999"),
        ("5", 4_000_000_000, Rounding::HalfUp, "5.00000000000000000000000"),
        ("0", 1, Rounding::HalfUp, "0.0"),
    ] {
        assert_eq!(d(text).round(decimals, rule).to_string(), expected, "{text} to {decimals}");
    }
    assert_eq!(d("4.00").to_integer(), Some(4));
    assert_eq!(d("4.50").to_integer(), None);
    assert_eq!(d("100.00").shortest().to_string(), "100");
}

/// Numbers of every length and sign, ends included.
fn any_decimal() -> impl Strategy<Value = Decimal> {
    (any::<bool>(), 0_u32..=24, any::<u128>(), 0_u32..24).prop_map(
        |(negative, digits, raw, scale)| {
            let magnitude = i128::try_from(raw % 10_u128.pow(digits)).unwrap();
            Decimal::from_parts(if negative { -magnitude } else { magnitude }, scale).unwrap()
        },
    )
}

/// Small enough that `i128` itself is the judge.
fn small() -> impl Strategy<Value = Decimal> {
    (-999_999_999_i128..=999_999_999, 0_u32..9)
        .prop_map(|(digits, scale)| Decimal::from_parts(digits, scale).unwrap())
}

fn at_scale(n: Decimal, scale: u32) -> i128 {
    n.digits() * 10_i128.pow(scale - n.scale())
}

proptest! {
    #[test]
    fn any_text_is_read_back_or_refused(text in "[-+0-9. eE]{0,30}") {
        if let Ok(number) = text.parse::<Decimal>() {
            prop_assert_eq!(number.to_string(), text);
        }
    }

    #[test]
    fn the_grammar_is_what_is_accepted(text in "-?[0-9]{0,3}(\\.[0-9]{0,3})?") {
        let body = text.strip_prefix('-').unwrap_or(&text);
        let (whole, part) = body.split_once('.').map_or((body, None), |(w, p)| (w, Some(p)));
        let zero = body.bytes().all(|b| b == b'0' || b == b'.');
        let good = !whole.is_empty()
            && (whole.len() == 1 || !whole.starts_with('0'))
            && part.is_none_or(|p| !p.is_empty())
            && !(zero && text.starts_with('-'));
        prop_assert_eq!(text.parse::<Decimal>().is_ok(), good);
    }

    #[test]
    fn printed_and_read_again(n in any_decimal()) {
        prop_assert!(d(&n.to_string()).same_text(n));
        prop_assert_eq!(n.shortest(), n);
    }

    #[test]
    fn order_is_that_of_integers(a in small(), b in small()) {
        prop_assert_eq!(a.cmp(&b), at_scale(a, 9).cmp(&at_scale(b, 9)));
    }

    #[test]
    fn sums_and_products_are_those_of_integers(a in small(), b in small()) {
        prop_assert_eq!(at_scale(a.checked_add(b).unwrap(), 9), at_scale(a, 9) + at_scale(b, 9));
        prop_assert_eq!(at_scale(a.checked_sub(b).unwrap(), 9), at_scale(a, 9) - at_scale(b, 9));
        let product = a.exact_mul(b).unwrap();
        prop_assert_eq!(product.digits(), a.digits() * b.digits());
        prop_assert_eq!(product.scale(), a.scale() + b.scale());
    }

    #[test]
    fn nothing_panics_and_everything_fits(a in any_decimal(), b in any_decimal(), dp in 0_u32..40) {
        let results = [
            a.checked_add(b), a.checked_sub(b), a.checked_mul(b), a.checked_div(b),
            Some(a.round_half_up(dp)), Some(a.round_half_even(dp)),
            Some(a.round(dp, Rounding::Ceiling)), Some(a.round(dp, Rounding::Floor)),
        ];
        for n in results.into_iter().flatten() {
            prop_assert!(d(&n.to_string()).same_text(n));
        }
        prop_assert_eq!(a.checked_add(b), b.checked_add(a));
        prop_assert_eq!(a.checked_mul(b), b.checked_mul(a));
    }

    #[test]
    fn an_exact_product_divides_back(a in small(), b in small()) {
        prop_assume!(!b.is_zero());
        prop_assert_eq!(a.exact_mul(b).unwrap().checked_div(b), Some(a));
    }

    #[test]
    fn rounding_is_the_nearest(n in any_decimal(), dp in 0_u32..23) {
        let rounded = n.round_half_up(dp);
        if let Some(away) = n.checked_sub(rounded)
            && n.scale() > dp
        {
            let half = Decimal::from_parts(5, dp + 1);
            prop_assert!(half.is_none_or(|half| away.abs() <= half));
            prop_assert_eq!(rounded.scale(), dp);
        }
    }

    #[test]
    fn floor_and_ceiling_enclose(n in any_decimal(), dp in 0_u32..23) {
        prop_assert!(n.round(dp, Rounding::Floor) <= n);
        prop_assert!(n.round(dp, Rounding::Ceiling) >= n);
    }
}

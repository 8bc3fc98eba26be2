//! How numbers and units are written on a page.
//!
//! A recorded number is text, and its trailing zeros are data. Nothing here rounds, parses into a
//! float or drops a digit: it only sets the marks around the digits.

/// Shown where there is no value: never blank, never zero.
pub const MISSING: &str = "–";

/// No-break space: keeps a figure, its thousands and its unit on one line.
const NBSP: char = '\u{a0}';

/// The value, or an en dash.
pub fn or_missing(value: Option<&str>) -> &str {
    match value {
        Some(value) if !value.is_empty() => value,
        _ => MISSING,
    }
}

/// A decimal as people read it: true minus, whole part grouped in threes from four digits on.
pub fn number(n: &str) -> String {
    let (sign, digits) = match n.strip_prefix('-') {
        Some(rest) => ("\u{2212}", rest),
        None => ("", n),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let mut out = String::from(sign);
    if whole.bytes().all(|b| b.is_ascii_digit()) {
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(NBSP);
            }
            out.push(digit);
        }
    } else {
        out.push_str(whole);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A UCUM unit as it is printed: `10*6/mL` becomes `×10⁶/mL`, `Cel` becomes `°C`.
///
/// An annotation in braces is a word where it stands alone (`{copies}/{cell}`) and is dropped where
/// it decorates a unit. An unknown unit is shown as it is recorded.
pub fn unit(ucum: &str) -> String {
    let mut out = String::new();
    let mut rest = ucum;
    loop {
        let end = rest.find(['/', '.']).unwrap_or(rest.len());
        let (term, tail) = rest.split_at(end);
        out.push_str(&unit_term(term, out.is_empty()));
        let mut tail = tail.chars();
        match tail.next() {
            Some('/') => out.push('/'),
            Some(_) => out.push('·'),
            None => return out,
        }
        rest = tail.as_str();
    }
}

fn unit_term(term: &str, first: bool) -> String {
    let (term, word) = match term.split_once('{') {
        Some((unit, note)) => (unit, note.trim_end_matches('}')),
        None => (term, ""),
    };
    if let Some(power) = term.strip_prefix("10*") {
        let sign = if first { "×" } else { "" };
        return format!("{sign}10{}", superscript(power));
    }
    let name = term.trim_end_matches(|c: char| c.is_ascii_digit());
    let power = superscript(term.get(name.len()..).unwrap_or_default());
    let name = match name {
        // `1` is the unit of a bare number; a word alone counts things.
        "" if word.is_empty() => return String::new(),
        "" => return word.replace('_', " "),
        "Cel" => "°C",
        "uL" => "µL",
        "ug" => "µg",
        "um" => "µm",
        "umol" => "µmol",
        "[IU]" | "[iU]" => "IU",
        "[EU]" => "EU",
        "[CFU]" => "CFU",
        "[pH]" => "pH",
        other => other,
    };
    format!("{name}{power}")
}

fn superscript(digits: &str) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    digits
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '+' => '⁺',
            c => c.to_digit(10).and_then(|d| RAISED.get(d as usize)).copied().unwrap_or(c),
        })
        .collect()
}

/// A recorded number with its UCUM unit: `1.12` and `10*6/mL` give `1.12 ×10⁶/mL`.
pub fn with_unit(n: &str, ucum: &str) -> String {
    let unit = unit(ucum);
    if unit.is_empty() { number(n) } else { format!("{}{NBSP}{unit}", number(n)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_take_a_no_break_space_and_minus_is_a_minus() {
        assert_eq!(number("1840"), "1\u{a0}840");
        assert_eq!(number("18204311"), "18\u{a0}204\u{a0}311");
        assert_eq!(number("-172"), "\u{2212}172");
        assert_eq!(number("100"), "100");
    }

    #[test]
    fn trailing_zeros_stay_and_fractions_are_not_grouped() {
        assert_eq!(number("81.20"), "81.20");
        assert_eq!(number("0.12345"), "0.12345");
        assert_eq!(number("-1000.50"), "\u{2212}1\u{a0}000.50");
    }

    #[test]
    fn what_is_not_a_number_is_shown_as_it_is() {
        assert_eq!(number("not done"), "not done");
        assert_eq!(number(""), "");
    }

    #[test]
    fn units_are_printed_as_people_write_them() {
        for (ucum, shown) in [
            ("10*6/mL", "×10⁶/mL"),
            ("10*6", "×10⁶"),
            ("10*6/kg", "×10⁶/kg"),
            ("Cel", "°C"),
            ("%", "%"),
            ("[EU]/mL", "EU/mL"),
            ("[IU]/mL", "IU/mL"),
            ("{copies}/{cell}", "copies/cell"),
            ("{cells}", "cells"),
            ("/m3", "/m³"),
            ("{CFU}/m3", "CFU/m³"),
            ("10*6{cells}/mL", "×10⁶/mL"),
            ("uL", "µL"),
            ("1", ""),
            ("N.m", "N·m"),
        ] {
            assert_eq!(unit(ucum), shown, "{ucum}");
        }
    }

    #[test]
    fn a_value_keeps_its_unit_on_the_same_line() {
        assert_eq!(with_unit("38.4", "Cel"), "38.4\u{a0}°C");
        assert_eq!(with_unit("3", "1"), "3");
    }

    #[test]
    fn a_missing_value_is_a_dash() {
        assert_eq!(or_missing(None), MISSING);
        assert_eq!(or_missing(Some("")), MISSING);
        assert_eq!(or_missing(Some("0")), "0");
    }
}

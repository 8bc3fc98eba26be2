//! Units as people read them: `10*6/mL` is 10⁶/mL.

use standards::unit::Unit;

use super::{Lang, Voice};

/// Times, and things that are counted, by their code.
const WORDS: &[(&str, &str, &str)] = &[
    ("1", "", ""),
    ("[pH]", "", ""),
    ("s", "秒", "s"),
    ("min", "分钟", "min"),
    ("h", "小时", "h"),
    ("d", "天", "d"),
    ("wk", "周", "weeks"),
    ("mo", "个月", "months"),
    ("a", "年", "years"),
    ("{bags}", "袋", "bags"),
    ("{beads}", "个磁珠", "beads"),
    ("{cassettes}", "个膜包", "cassettes"),
    ("{cells}", "个细胞", "cells"),
    ("{columns}", "根层析柱", "columns"),
    ("{copies}", "拷贝", "copies"),
    ("{filters}", "个滤器", "filters"),
    ("{fold}", "倍", "fold"),
    ("{labels}", "张标签", "labels"),
    ("{sets}", "套", "sets"),
    ("{vials}", "瓶", "vials"),
    ("{volumes}", "倍体积", "volumes"),
];

const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

impl Voice<'_> {
    /// A unit for people; empty for a pure number.
    pub(crate) fn unit(self, unit: &Unit) -> String {
        let code = unit.as_str();
        match WORDS.iter().find(|(known, ..)| *known == code) {
            Some((_, zh, en)) => match self.lang {
                Lang::Zh => (*zh).to_owned(),
                Lang::En => (*en).to_owned(),
            },
            None => spoken(code),
        }
    }
}

/// Any other code, sign by sign: exponents raised, brackets and braces gone.
fn spoken(code: &str) -> String {
    let mut out = String::new();
    // Whether a digit that comes next is an exponent.
    let mut raised = false;
    let mut annotation = false;
    let mut symbol = String::new();
    for sign in code.chars() {
        if !matches!(sign, '/' | '.' | '{') && sign.is_alphabetic() && !annotation {
            symbol.push(sign);
            raised = true;
            continue;
        }
        flush(&mut out, &mut symbol);
        match sign {
            '}' => annotation = false,
            _ if annotation => out.push(sign),
            '{' => {
                annotation = true;
                if out.ends_with(|c: char| c.is_alphanumeric()) {
                    out.push(' ');
                }
            }
            '*' | '^' => raised = true,
            '/' | '.' => {
                out.push(if sign == '.' { '·' } else { '/' });
                raised = false;
            }
            '-' if raised => out.push('⁻'),
            '[' | ']' | '+' => {}
            _ => {
                let digit = sign.to_digit(10).filter(|_| raised);
                let high = digit.and_then(|d| RAISED.get(usize::try_from(d).ok()?).copied());
                out.push(high.unwrap_or(sign));
            }
        }
    }
    flush(&mut out, &mut symbol);
    out
}

/// Writes a symbol that has been gathered.
fn flush(out: &mut String, symbol: &mut String) {
    match symbol.strip_prefix('u').filter(|rest| !rest.is_empty()) {
        _ if symbol == "Cel" => out.push_str("°C"),
        Some(rest) => {
            out.push('µ');
            out.push_str(rest);
        }
        None => out.push_str(symbol),
    }
    symbol.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_said_as_people_write_them() {
        let said = |lang, code: &str| Voice::from(lang).unit(&code.parse().unwrap());
        for (code, en) in [
            ("%", "%"),
            ("10*6/mL", "10⁶/mL"),
            ("10*8{TU}/mL", "10⁸ TU/mL"),
            ("{TU}/{cell}", "TU/cell"),
            ("[EU]/mL", "EU/mL"),
            ("mm[Hg]", "mmHg"),
            ("Cel", "°C"),
            ("ug/10*6", "µg/10⁶"),
            ("10*6/cm2", "10⁶/cm²"),
            ("K.min-1", "K·min⁻¹"),
            ("U/mL", "U/mL"),
            ("mo", "months"),
            ("{bags}", "bags"),
            ("{NTU}", "NTU"),
            ("1", ""),
        ] {
            assert_eq!(said(Lang::En, code), en, "{code}");
        }
        assert_eq!(said(Lang::Zh, "mo"), "个月");
        assert_eq!(said(Lang::Zh, "mL/{bags}"), "mL/bags");
    }
}

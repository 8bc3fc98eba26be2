//! Words, texts, numbers, quantities, ranges: one reader each.
//!
//! Every reader reports what is wrong and then gives something to go on with, so that one
//! mistake does not hide the next.

use std::sync::Arc;

use standards::decimal::Decimal;
use standards::reading::{Bound, Limits, Quantity};
use standards::unit::Unit;

use super::fields::Fields;
use crate::diagnostic::{Code, Diagnostics, did_you_mean};
use crate::model::Duration;
use crate::source::{Node, Scalar};
use crate::words::Text;

/// A text in both languages.
pub(crate) fn text(node: Option<&Node>, what: &str, out: &mut Diagnostics<'_>) -> Text {
    let blank = || Arc::from("");
    let Some(node) = node else { return Text { zh: blank(), en: blank() } };
    if let Some(scalar) = node.scalar() {
        let message = format!("{what} is written in one language only");
        let cure = "write `{zh: ..., en: ...}`";
        out.error(Code::MissingTranslation, scalar.span, message, cure);
        return Text { zh: blank(), en: blank() };
    }
    let at = node.span();
    let fields = Fields::open(node, at, what, &["zh", "en"], out);
    let mut one = |language: &str| -> Arc<str> {
        let given = fields.get(language).and_then(Node::scalar);
        if let Some(scalar) = given.filter(|s| !s.text.trim().is_empty()) {
            return Arc::from(scalar.text.trim());
        }
        let message = format!("{what} has no `{language}` text");
        let cure = format!("add `{language}:` and the text in that language");
        out.error(Code::MissingTranslation, given.map_or(at, |s| s.span), message, &cure);
        blank()
    };
    let zh = one("zh");
    let en = one("en");
    Text { zh, en }
}

/// A text and its key, both of which must be there.
pub(crate) fn text_of(fields: &Fields<'_>, key: &str, out: &mut Diagnostics<'_>) -> Text {
    let node = fields.need(key, out);
    text(node, &format!("the {key} of {}", fields.what()), out)
}

/// A word: anything that is not a map, a list or a bare number.
pub(crate) fn word<'n>(
    node: Option<&'n Node>,
    what: &str,
    out: &mut Diagnostics<'_>,
) -> Option<&'n Scalar> {
    let node = node?;
    let Some(scalar) = node.scalar() else {
        let message = format!("{what} must be one word or a quoted text");
        out.error(Code::WrongShape, node.span(), message, "quote texts that hold `{`, `[` or `: `");
        return None;
    };
    if scalar.is_bare_number() {
        let message = format!("{what} is a number without quotes");
        let cure = format!("write \"{}\": without quotes a trailing zero is lost", scalar.text);
        out.error(Code::UnquotedNumber, scalar.span, message, &cure);
        return None;
    }
    if scalar.text.trim().is_empty() {
        out.error(Code::WrongShape, scalar.span, format!("{what} is empty"), "write something");
        return None;
    }
    Some(scalar)
}

/// A word as shared text; empty when it is missing or wrong.
pub(crate) fn plain(node: Option<&Node>, what: &str, out: &mut Diagnostics<'_>) -> Arc<str> {
    word(node, what, out).map_or_else(|| Arc::from(""), |s| Arc::from(s.text.as_str()))
}

/// How ids are written: `snake_case`, with a dot between parts where parts are allowed.
pub(crate) fn is_id(text: &str, dots: bool) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    text.len() <= 60 && if dots { text.split('.').all(part) } else { part(text) }
}

/// An id: reported when it is not written as ids are. Gives back the text all the same.
pub(crate) fn id<'n>(
    scalar: &'n Scalar,
    dots: bool,
    what: &str,
    out: &mut Diagnostics<'_>,
) -> &'n str {
    let reserved = matches!(scalar.text.as_str(), "and" | "or" | "not" | "is");
    if !is_id(&scalar.text, dots) || reserved {
        let message = format!("`{}` is no id for {what}", scalar.text);
        let cure = if dots {
            "use lower-case letters, digits, `_` and dots between parts, as in `harvest.count`"
        } else {
            "use lower-case letters, digits and `_`, beginning with a letter; not and, or, not, is"
        };
        out.error(Code::BadId, scalar.span, message, cure);
    }
    &scalar.text
}

/// One of a list of words.
pub(crate) fn one_of<T: Copy>(
    node: Option<&Node>,
    what: &str,
    all: &[T],
    spell: impl Fn(T) -> &'static str,
    out: &mut Diagnostics<'_>,
) -> Option<T> {
    let scalar = word(node, what, out)?;
    let found = all.iter().copied().find(|v| spell(*v) == scalar.text);
    if found.is_none() {
        let words: Vec<&str> = all.iter().map(|v| spell(*v)).collect();
        let message = format!("{what} cannot be `{}`", scalar.text);
        let cure = match did_you_mean(&scalar.text, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("use one of: {}", words.join(", ")),
        };
        out.error(Code::UnknownWord, scalar.span, message, &cure);
    }
    found
}

/// `yes` or `no`; `no` when missing.
pub(crate) fn yes(node: Option<&Node>, what: &str, out: &mut Diagnostics<'_>) -> bool {
    one_of(node, what, &[true, false], |b| if b { "yes" } else { "no" }, out).unwrap_or(false)
}

/// A quoted text that holds numbers.
fn quoted<'n>(node: Option<&'n Node>, what: &str, out: &mut Diagnostics<'_>) -> Option<&'n Scalar> {
    word(node, what, out)
}

fn decimal(
    text: &str,
    offset: usize,
    scalar: &Scalar,
    out: &mut Diagnostics<'_>,
) -> Option<Decimal> {
    match text.parse::<Decimal>() {
        Ok(number) => Some(number),
        Err(error) => {
            let at = scalar.part(offset, offset + text.len());
            let message = format!("`{text}` is not a number: {error}");
            out.error(Code::BadNumber, at, message, "write digits, as in \"0.80\"");
            None
        }
    }
}

/// A whole number from `low` to `high`.
pub(crate) fn whole(
    node: Option<&Node>,
    what: &str,
    (low, high): (u32, u32),
    out: &mut Diagnostics<'_>,
) -> Option<u32> {
    let scalar = quoted(node, what, out)?;
    let number = scalar.text.parse::<u32>().ok().filter(|n| (low..=high).contains(n));
    if number.is_none() {
        let message = format!("{what} is `{}`, not a whole number", scalar.text);
        let cure = format!("write a number from \"{low}\" to \"{high}\"");
        out.error(Code::BadNumber, scalar.span, message, &cure);
    }
    number
}

/// A UCUM unit.
pub(crate) fn unit(node: Option<&Node>, what: &str, out: &mut Diagnostics<'_>) -> Option<Unit> {
    let scalar = word(node, what, out)?;
    unit_text(&scalar.text, 0, scalar, out)
}

fn unit_text(
    text: &str,
    offset: usize,
    scalar: &Scalar,
    out: &mut Diagnostics<'_>,
) -> Option<Unit> {
    match Unit::parse(text) {
        Ok(unit) => Some(unit),
        Err(error) => {
            let at = scalar.part(offset, offset + text.len());
            let message = format!("`{text}` is not a UCUM unit: {}", error.fault);
            let cure = "write the unit as UCUM does, for example \"10*6/mL\", \"%\", \"Cel\"";
            out.error(Code::UnknownUnit, at, message, cure);
            None
        }
    }
}

/// A number and its unit in one text: "0.5 10*6/kg".
pub(crate) fn quantity(
    node: Option<&Node>,
    what: &str,
    out: &mut Diagnostics<'_>,
) -> Option<Quantity> {
    let scalar = quoted(node, what, out)?;
    let Some((number, unit)) = scalar.text.split_once(' ') else {
        let message = format!("{what} is `{}`, not a number and a unit", scalar.text);
        let cure = "write both in one pair of quotes, as in \"30 min\"";
        out.error(Code::BadNumber, scalar.span, message, cure);
        return None;
    };
    let value = decimal(number, 0, scalar, out);
    let unit = unit_text(unit, number.len() + 1, scalar, out);
    Some(Quantity::new(value?, unit?))
}

/// A quantity that must be of the same kind as `like`.
pub(crate) fn quantity_like(
    node: Option<&Node>,
    what: &str,
    like: &Unit,
    out: &mut Diagnostics<'_>,
) -> Option<Quantity> {
    let found = quantity(node, what, out)?;
    if found.unit.commensurable(like) && found.unit.annotations_agree(like) {
        return Some(found);
    }
    let message = format!("{what} is in `{}`, which cannot be compared with `{like}`", found.unit);
    let cure = format!("give it in `{like}` or a unit of the same kind");
    out.error(Code::DimensionMismatch, node.map(Node::span).unwrap_or_default(), message, &cure);
    None
}

/// The unit that times are compared in.
pub(crate) fn minutes() -> Unit {
    Unit::parse("min").unwrap_or_else(|_| Unit::one())
}

/// A quantity of time.
pub(crate) fn time(node: Option<&Node>, what: &str, out: &mut Diagnostics<'_>) -> Option<Quantity> {
    quantity_like(node, what, &minutes(), out)
}

/// Three estimates of a duration: "30 / 45 / 60 min".
pub(crate) fn duration(
    node: Option<&Node>,
    what: &str,
    out: &mut Diagnostics<'_>,
) -> Option<Duration> {
    let scalar = quoted(node, what, out)?;
    let found = three(&scalar.text).filter(|d| {
        let ordered = d.low <= d.likely && d.likely <= d.high;
        ordered && !d.low.is_negative() && d.unit.commensurable(&minutes())
    });
    if found.is_none() {
        let message = format!("{what} is `{}`, not three estimates of a time", scalar.text);
        let cure = "write low / likely / high and the unit, as in \"30 / 45 / 60 min\"";
        out.error(Code::BadNumber, scalar.span, message, cure);
    }
    found
}

fn three(text: &str) -> Option<Duration> {
    let (numbers, unit) = text.trim().rsplit_once(' ')?;
    let mut numbers = numbers.split('/').map(|n| n.trim().parse::<Decimal>().ok());
    let (low, likely, high) = (numbers.next()??, numbers.next()??, numbers.next()??);
    if numbers.next().is_some() {
        return None;
    }
    Some(Duration { low, likely, high, unit: Unit::parse(unit).ok()? })
}

/// What is accepted: ">= 70", "< 5", ">= 6.9 and <= 7.8", "6.9 .. 7.8", "= 0".
pub(crate) fn limits(
    node: Option<&Node>,
    what: &str,
    unit: &Unit,
    out: &mut Diagnostics<'_>,
) -> Option<Limits> {
    let scalar = quoted(node, what, out)?;
    let Some((low, high)) = bounds(&scalar.text) else {
        let message = format!("{what} is `{}`, which says no limits", scalar.text);
        let cure = "write what is accepted: \">= 70\", \"< 5\", \"6.9 .. 7.8\", \"> 1 and <= 9\"";
        out.error(Code::BadNumber, scalar.span, message, cure);
        return None;
    };
    let limits = Limits { low, high, unit: unit.clone() };
    if limits.are_contradictory() {
        let message = format!("{what} accepts nothing: `{}`", scalar.text);
        let cure = "let the lower limit be below the upper one";
        out.error(Code::LimitsContradict, scalar.span, message, cure);
        return None;
    }
    Some(limits)
}

type Bounds = (Option<Bound>, Option<Bound>);

fn bounds(text: &str) -> Option<Bounds> {
    let exact = |text: &str| {
        let at = text.trim().parse::<Decimal>().ok()?;
        Some(Bound { at, inclusive: true })
    };
    if let Some((low, high)) = text.split_once("..") {
        return Some((Some(exact(low)?), Some(exact(high)?)));
    }
    if let Some(number) = text.trim().strip_prefix('=') {
        let both = exact(number)?;
        return Some((Some(both), Some(both)));
    }
    let (mut low, mut high) = (None, None);
    for part in text.split(" and ") {
        let (end, bound) = one_bound(part.trim())?;
        let side = if end == '>' { &mut low } else { &mut high };
        if side.replace(bound).is_some() {
            return None;
        }
    }
    Some((low, high))
}

fn one_bound(text: &str) -> Option<(char, Bound)> {
    let end = text.chars().next().filter(|c| "<>".contains(*c))?;
    let rest = text.get(1..)?;
    let (inclusive, number) = match rest.strip_prefix('=') {
        Some(number) => (true, number),
        None => (false, rest),
    };
    let at = number.trim().parse::<Decimal>().ok()?;
    Some((end, Bound { at, inclusive }))
}

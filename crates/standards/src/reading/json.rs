//! The JSON of a reading, by hand: what serde derives for such a shape would let repeated and
//! unknown names pass and could not say what is wrong.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::value::{Absence, Finding, Quantity, Reading};
use crate::decimal::Decimal;
use crate::unit::Unit;

impl Serialize for Reading {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let quantity = |serializer: S, name: &'static str, quantity: &Quantity| {
            let mut map = serializer.serialize_map(Some(2))?;
            map.serialize_entry(name, &quantity.value)?;
            map.serialize_entry("u", &quantity.unit)?;
            map.end()
        };
        match self {
            Self::Exact(number) => quantity(serializer, "n", number),
            Self::Below(bound) => quantity(serializer, "lt", bound),
            Self::Above(bound) => quantity(serializer, "gt", bound),
            Self::Absent(absence) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("none", absence)?;
                map.end()
            }
            Self::Found(finding) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("is", finding)?;
                map.end()
            }
        }
    }
}

/// Which name told the kind of the reading, with its value.
enum Kind {
    Exact(Decimal),
    Below(Decimal),
    Above(Decimal),
    Absent(Absence),
    Found(Finding),
}

const NAMES: &[&str] = &["n", "lt", "gt", "none", "is", "u"];

impl<'de> Deserialize<'de> for Reading {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Reading;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a reading, such as {\"n\":\"81.20\",\"u\":\"%\"}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Reading, A::Error> {
                let mut kind: Option<Kind> = None;
                let mut unit: Option<Unit> = None;
                while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
                    if name == "u" {
                        if unit.replace(map.next_value()?).is_some() {
                            return Err(de::Error::duplicate_field("u"));
                        }
                        continue;
                    }
                    let next = match name.as_ref() {
                        "n" => Kind::Exact(map.next_value()?),
                        "lt" => Kind::Below(map.next_value()?),
                        "gt" => Kind::Above(map.next_value()?),
                        "none" => Kind::Absent(map.next_value()?),
                        "is" => Kind::Found(map.next_value()?),
                        other => return Err(de::Error::unknown_field(other, NAMES)),
                    };
                    if kind.replace(next).is_some() {
                        return Err(de::Error::custom(
                            "a reading has exactly one of n, lt, gt, none and is",
                        ));
                    }
                }
                assemble(kind, unit)
            }
        }

        deserializer.deserialize_map(Object)
    }
}

fn assemble<E: de::Error>(kind: Option<Kind>, unit: Option<Unit>) -> Result<Reading, E> {
    let with = |value| match unit.clone() {
        Some(unit) => Ok(Quantity::new(value, unit)),
        None => Err(E::custom("the unit u is missing; the unit of a pure number is \"1\"")),
    };
    let reading = match kind {
        Some(Kind::Exact(value)) => return Ok(Reading::Exact(with(value)?)),
        Some(Kind::Below(value)) => return Ok(Reading::Below(with(value)?)),
        Some(Kind::Above(value)) => return Ok(Reading::Above(with(value)?)),
        Some(Kind::Absent(absence)) => Reading::Absent(absence),
        Some(Kind::Found(finding)) => Reading::Found(finding),
        None => return Err(E::custom("a reading has exactly one of n, lt, gt, none and is")),
    };
    if unit.is_some() {
        return Err(E::custom("a reading without a number has no unit u"));
    }
    Ok(reading)
}

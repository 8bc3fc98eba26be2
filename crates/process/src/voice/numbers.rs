//! Numbers as people read them: quantities, limits, durations.

use std::time::Duration;

use standards::reading::{Bound, Limits, Quantity};

use super::{Voice, say};
use crate::model::{Duration as Takes, Number};

impl Voice<'_> {
    /// `0.5 × 10⁶/kg`, `12 months`.
    pub(crate) fn quantity(self, quantity: &Quantity) -> String {
        self.with_unit(quantity.value.to_string(), &quantity.unit)
    }

    /// `≥ 70.0 %`, `6.9 to 7.8`, `= 0 labels`.
    pub(crate) fn limits(self, limits: &Limits) -> String {
        let said = match (limits.low, limits.high) {
            (None, None) => return self.pick("不限", "any").to_owned(),
            (Some(low), None) => above(low),
            (None, Some(high)) => below(high),
            (Some(low), Some(high)) if low.inclusive && high.inclusive => {
                let (from, to) = (low.at, high.at);
                if from == to {
                    format!("= {to}")
                } else {
                    say!(self, "{from} 至 {to}", "{from} to {to}")
                }
            }
            (Some(low), Some(high)) => {
                let (low, high) = (above(low), below(high));
                say!(self, "{low} 且 {high}", "{low} and {high}")
            }
        };
        self.with_unit(said, &limits.unit)
    }

    /// How a number is written down: `%, 1 decimal`.
    pub(crate) fn form(self, number: &Number) -> String {
        let unit = self.unit(&number.unit);
        let decimals = number.decimals;
        let places = match decimals {
            0 => self.pick("整数", "whole number").to_owned(),
            1 => self.pick("1 位小数", "1 decimal").to_owned(),
            _ => say!(self, "{decimals} 位小数", "{decimals} decimals"),
        };
        if unit.is_empty() { places } else { format!("{unit}{}{places}", self.pick("，", ", ")) }
    }

    /// `30 / 45 / 60 min`.
    pub(crate) fn three(self, takes: &Takes) -> String {
        let Takes { low, likely, high, unit } = takes;
        self.with_unit(format!("{low} / {likely} / {high}"), unit)
    }

    /// `3 d 4 h 30 min`: nothing below a minute is shown.
    pub(crate) fn time(self, time: Duration) -> String {
        let minutes = time.as_secs() / 60;
        let parts = [
            (minutes / 1440, self.pick("天", "d")),
            (minutes / 60 % 24, self.pick("小时", "h")),
            (minutes % 60, self.pick("分钟", "min")),
        ];
        let said: Vec<String> =
            parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n} {unit}")).collect();
        if said.is_empty() { format!("0 {}", self.pick("分钟", "min")) } else { said.join(" ") }
    }

    /// `29 h 15 min`: time of people, which is not counted in days of 24 hours.
    pub(crate) fn work(self, time: Duration) -> String {
        let minutes = time.as_secs() / 60;
        let (hours, minutes) = (minutes / 60, minutes % 60);
        match (hours, minutes) {
            (0, minutes) => say!(self, "{minutes} 分钟", "{minutes} min"),
            (hours, 0) => say!(self, "{hours} 小时", "{hours} h"),
            (hours, minutes) => {
                say!(self, "{hours} 小时 {minutes} 分钟", "{hours} h {minutes} min")
            }
        }
    }

    fn with_unit(self, number: String, unit: &standards::unit::Unit) -> String {
        let unit = self.unit(unit);
        match unit.strip_prefix("10") {
            _ if unit.is_empty() => number,
            Some(_) => format!("{number} × {unit}"),
            None => format!("{number} {unit}"),
        }
    }
}

fn above(low: Bound) -> String {
    format!("{} {}", if low.inclusive { "≥" } else { ">" }, low.at)
}

fn below(high: Bound) -> String {
    format!("{} {}", if high.inclusive { "≤" } else { "<" }, high.at)
}

//! The things of a process in words: what is scanned, waited for, used, counted, accepted.

use super::{Voice, say};
use crate::model::{
    Acceptance, Amount, AttributeFrom, Choice, Count, Handling, Hold, HoldFrom, LotRule, Modality,
    OutputKind, Phase, Process, Repeat, Scan, Step, Value, ValueKind,
};
use crate::words::{Text, ValueId};

impl Voice<'_> {
    pub(crate) fn modality(self, modality: Modality) -> &'static str {
        match modality {
            Modality::Autologous => self.pick("自体", "autologous"),
            Modality::Allogeneic => self.pick("异体", "allogeneic"),
            Modality::Vector => self.pick("载体", "vector"),
        }
    }

    pub(crate) fn lot_rule(self, rule: LotRule) -> &'static str {
        match rule {
            LotRule::Released => self.pick("已放行", "released"),
            LotRule::Unexpired => self.pick("在效期内", "unexpired"),
            LotRule::OneLot => self.pick("整批同一批号", "one lot for the batch"),
        }
    }

    pub(crate) fn handling(self, handling: Handling) -> &'static str {
        match handling {
            Handling::Closed => self.pick("密闭", "closed"),
            Handling::Open => self.pick("敞开", "open"),
        }
    }

    pub(crate) fn output_kind(self, kind: OutputKind) -> &'static str {
        match kind {
            OutputKind::Container => self.pick("容器", "container"),
            OutputKind::Lot => self.pick("批", "lot"),
        }
    }

    pub(crate) fn phase(self, phase: Phase) -> &'static str {
        match phase {
            Phase::InProcess => self.pick("过程控制", "in process"),
            Phase::Release => self.pick("放行", "for release"),
            Phase::AfterRelease => self.pick("放行后", "after release"),
        }
    }

    /// What is scanned, by its name in the process.
    pub(crate) fn scan(self, process: &Process, scan: &Scan) -> String {
        let (kind, id, name) = match scan {
            Scan::Material(id) => {
                (self.pick("物料", "material"), id.as_str(), process.material(id).map(|m| &m.name))
            }
            Scan::Equipment(id) => (
                self.pick("设备", "equipment"),
                id.as_str(),
                process.equipment(id).map(|e| &e.name),
            ),
            Scan::Room(id) => {
                (self.pick("房间", "room"), id.as_str(), process.room(id).map(|r| &r.name))
            }
            Scan::Container(id) => (
                self.pick("容器", "container"),
                id.as_str(),
                process.container(id).map(|c| &c.name),
            ),
            Scan::Output(id) => {
                (self.pick("产出", "output"), id.as_str(), process.output(id).map(|o| &o.name))
            }
        };
        format!("{kind} {}", self.name_or(id, name))
    }

    /// A name; the id where nothing of that id is declared.
    pub(crate) fn name_or(self, id: &str, name: Option<&Text>) -> String {
        name.map_or_else(|| id.to_owned(), |name| self.text(name))
    }

    /// `at least 16 h and at most 30 h after activation.culture`.
    pub(crate) fn hold(self, process: &Process, hold: &Hold) -> String {
        let (window, from) = (self.window(hold), self.hold_from(process, hold));
        say!(self, "{window}{from}", "{window} {from}")
    }

    /// `at least 16 h and at most 30 h`.
    pub(crate) fn window(self, hold: &Hold) -> String {
        let least = hold.at_least.as_ref().map(|q| self.quantity(q));
        let most = hold.at_most.as_ref().map(|q| self.quantity(q));
        match (least, most) {
            (Some(least), Some(most)) => {
                say!(self, "至少 {least}、至多 {most}", "at least {least} and at most {most}")
            }
            (Some(least), None) => say!(self, "至少 {least}", "at least {least}"),
            (None, Some(most)) => say!(self, "至多 {most}", "at most {most}"),
            (None, None) => self.pick("任意时间", "any time").to_owned(),
        }
    }

    /// `after activation.culture`.
    pub(crate) fn hold_from(self, process: &Process, hold: &Hold) -> String {
        match &hold.from {
            HoldFrom::Step(step) => say!(self, "（自 {step} 结束）", "after {step}"),
            HoldFrom::Collection(id) => {
                let name = self.name_or(id.as_str(), process.container(id).map(|c| &c.name));
                say!(self, "（自{name}采集结束）", "after the collection into {name}")
            }
        }
    }

    /// `4.0 mL`, or the value that says how much.
    pub(crate) fn amount(self, step: &Step, amount: &Amount) -> String {
        match amount {
            Amount::Fixed(quantity) => self.quantity(quantity),
            Amount::Value(id) => self.value_name(step, id),
        }
    }

    /// `2`, or the value that says how many.
    pub(crate) fn count(self, step: &Step, count: &Count) -> String {
        match count {
            Count::Fixed(number) => number.to_string(),
            Count::Value(id) => self.value_name(step, id),
        }
    }

    fn value_name(self, step: &Step, id: &ValueId) -> String {
        let recorded = step.values.iter().find(|v| v.id == *id);
        let calculated = || step.calculations.iter().map(|c| &c.value).find(|v| v.id == *id);
        let name = recorded.or_else(calculated).map(|v| &v.name);
        let name = self.name_or(id.as_str(), name);
        say!(self, "按“{name}”", "as in “{name}”")
    }

    pub(crate) fn repeat(self, repeat: &Repeat) -> String {
        let Repeat { until, max, every } = repeat;
        let until = until.one_line();
        let said =
            say!(self, "直至 `{until}`，至多 {max} 轮", "until `{until}`, {max} rounds at most");
        match every {
            None => said,
            Some(every) => {
                let every = self.quantity(every);
                say!(self, "{said}，每 {every} 一轮", "{said}, one every {every}")
            }
        }
    }

    /// The answers of a choice; those that are not accepted are marked.
    pub(crate) fn choices(self, choices: &[Choice]) -> String {
        let all = choices.iter().all(|c| c.accepted);
        self.list(choices.iter().map(|choice| {
            let name = self.text(&choice.name);
            match (all, choice.accepted) {
                (true, _) => name,
                (false, true) => format!("✓ {name}"),
                (false, false) => format!("✗ {name}"),
            }
        }))
    }

    /// The answers that are good.
    pub(crate) fn accepted(self, choices: &[Choice]) -> String {
        self.list(choices.iter().filter(|c| c.accepted).map(|c| self.text(&c.name)))
    }

    /// How a value is recorded.
    pub(crate) fn kind(self, kind: &ValueKind) -> String {
        match kind {
            ValueKind::Number(number) => self.form(number),
            ValueKind::Choice(choices) => self.choices(choices),
        }
    }

    /// What a line of the specification accepts.
    pub(crate) fn acceptance(self, accept: &Acceptance) -> String {
        match accept {
            Acceptance::Number { limits: Some(limits), .. } => self.limits(limits),
            Acceptance::Number { unit, limits: None, .. } => {
                let unit = self.unit(unit);
                if unit.is_empty() {
                    return self.pick("报告", "reported").to_owned();
                }
                say!(self, "报告（{unit}）", "reported in {unit}")
            }
            Acceptance::Choice(choices) => self.accepted(choices),
        }
    }

    /// Where the result of a line comes from.
    pub(crate) fn result_from(self, process: &Process, from: &AttributeFrom) -> String {
        match from {
            AttributeFrom::Formula(formula) => formula.one_line(),
            AttributeFrom::Samples(samples) => self.list(samples.iter().map(|id| {
                self.name_or(id.as_str(), process.sample(id).map(|(_, sample)| &sample.name))
            })),
        }
    }

    /// `Viability` with its mark if the product hangs on it.
    pub(crate) fn marked(self, value: &Value) -> String {
        let name = self.text(&value.name);
        match (value.critical, value.optional) {
            (true, _) => say!(self, "{name}（关键）", "{name} (critical)"),
            (false, true) => say!(self, "{name}（可缺）", "{name} (optional)"),
            (false, false) => name,
        }
    }
}

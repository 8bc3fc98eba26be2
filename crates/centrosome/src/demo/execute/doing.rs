//! One step of a batch being done: scanned, recorded, sampled, labelled, signed, verified.

use super::super::client::{Deed, Receipt};
use super::super::figures;
use super::super::notes::minutes;
use super::super::people::{Who, pair};
use super::super::quality;
use super::super::scene::Scene;
use super::{Making, Taken, Twist};
use anyhow::{Context as _, bail, ensure};
use domain::time::Timestamp;
use process::model::{
    Calculation, Count, Operation, Output, OutputKind, Sample, Scan, Step, Value,
};
use process::run::{StepState, Verdict, calculate, judge};
use process::words::{InputName, ValueId};
use serde_json::{Value as Json, json};
use standards::decimal::Decimal;
use standards::reading::{Quantity, Reading};
use standards::unit::Unit;

/// How much goes into each bag, in millilitres.
const BAG_VOLUME: &str = "15";

/// One step being done.
pub(super) struct Doing<'m, 's> {
    making: &'m mut Making<'s>,
    operation: &'s Operation,
    step: &'s Step,
    round: u32,
    twist: Twist,
    performer: Who,
    verifier: Option<Who>,
    told: Vec<String>,
    deviation: Option<String>,
}

impl<'m, 's> Doing<'m, 's> {
    pub(super) fn of(
        making: &'m mut Making<'s>,
        operation: &'s Operation,
        step: &'s Step,
        round: u32,
        twist: Twist,
    ) -> anyhow::Result<Self> {
        let nobody = |role: &str| format!("the story has nobody who is {role}");
        let role = step.performs.as_str();
        let (performer, _) = pair(role).with_context(|| nobody(role))?;
        let verifier = match &step.verifies {
            None => None,
            Some(role) => {
                let (first, second) = pair(role.as_str()).with_context(|| nobody(role.as_str()))?;
                Some(if first == performer { second } else { first })
            }
        };
        ensure!(verifier != Some(performer), "the story has nobody else to verify {}", step.id);
        let told = Vec::new();
        let deviation = None;
        Ok(Self { making, operation, step, round, twist, performer, verifier, told, deviation })
    }

    pub(super) fn carry_out(mut self) -> anyhow::Result<Option<String>> {
        if let Some(room) = &self.step.room {
            self.making.enter(room)?;
        }
        let begun = self.scene().now();
        self.does("batch.start-step", json!({}))?;
        self.state(StepState::Started);
        let key = (self.step.id.clone(), self.round);
        self.making.notes.began.insert(key, begun);
        for scan in &self.step.scans {
            self.scan(scan)?;
        }
        for value in self.values_in_order() {
            self.record(value)?;
        }
        for sample in &self.step.samples {
            self.take(sample)?;
        }
        self.print_labels()?;
        self.produce()?;
        self.reconcile()?;
        for calculation in &self.step.calculations {
            self.tell_calculated(calculation);
        }
        self.let_time_pass(begun);
        self.complete()?;
        self.verify()?;
        Ok(self.deviation)
    }

    fn scene(&self) -> &'s Scene {
        self.making.scene
    }

    /// What every act on a step says, and more.
    fn with(&self, more: Json) -> Json {
        let mut with = json!({
            "batch": self.making.batch, "step": self.step.id, "round": self.round,
        });
        if let (Some(with), Json::Object(more)) = (with.as_object_mut(), more) {
            with.extend(more);
        }
        with
    }

    fn does(&self, is: &'static str, more: Json) -> anyhow::Result<Receipt> {
        self.scene().does(self.performer, &Deed::ask(is, self.with(more)))
    }

    fn state(&mut self, state: StepState) {
        let key = (self.step.id.clone(), self.round);
        self.making.notes.states.insert(key, state);
    }

    fn scan(&mut self, scan: &Scan) -> anyhow::Result<()> {
        let process = self.making.process;
        match scan {
            Scan::Material(id) => {
                let material = process.material(id).context("a material of the process")?;
                let lot = self.making.supplies.lot(material)?.to_owned();
                self.does("batch.scan-material", json!({ "material": id, "lot": lot }))?;
                for attribute in &material.attributes {
                    self.look_up(id.as_str(), attribute.id.as_str())?;
                }
            }
            Scan::Equipment(id) => {
                let class = &process.equipment(id).context("equipment of the process")?.class;
                let device = self.making.supplies.devices.get(class);
                let device = device.with_context(|| format!("there is no {class}"))?;
                self.does("batch.scan-equipment", json!({ "equipment": id, "device": device }))?;
            }
            Scan::Room(id) => {
                let room = self.making.room(id)?;
                self.does("batch.scan-room", json!({ "room": id, "scanned": room }))?;
            }
            Scan::Container(id) => {
                let label = self.making.containers.get(id);
                let label = label.with_context(|| format!("nobody brought a {id}"))?;
                self.does("batch.scan-container", json!({ "container": id, "label": label }))?;
            }
            Scan::Output(id) => {
                for (_, product) in self.making.products.iter().filter(|(of, _)| of == id) {
                    self.does(
                        "batch.scan-container",
                        json!({ "container": id, "label": product }),
                    )?;
                }
            }
        }
        Ok(())
    }

    /// Reads what the centre knows of the lot in use, which formulas may want.
    fn look_up(&mut self, material: &str, attribute: &str) -> anyhow::Result<()> {
        let path = format!("/api/v1/subjects/{}", self.making.batch);
        let found = self.scene().clients().get(self.performer, &path)?;
        let lots = found.pointer(&format!("/state/materials/{material}")).and_then(Json::as_array);
        let in_use = lots.and_then(|lots| lots.last());
        let reading = in_use.and_then(|lot| lot.pointer(&format!("/attributes/{attribute}")));
        let reading =
            reading.with_context(|| format!("nothing tells the {attribute} of {material}"))?;
        let reading: Reading = serde_json::from_value(reading.clone()).context("a reading")?;
        let name = InputName::from(format!("material.{material}.{attribute}").as_str());
        self.making.notes.inputs.insert(name, reading);
        Ok(())
    }

    /// The values as they can be recorded: those that follow a calculation come last.
    fn values_in_order(&self) -> Vec<&'s Value> {
        let follows = |value: &&Value| {
            let figure = figures::of(self.making.figures, &self.step.id, &value.id, self.round);
            figure.is_some_and(|figure| figure.starts_with('='))
        };
        let (last, first): (Vec<_>, Vec<_>) = self.step.values.iter().partition(follows);
        first.into_iter().chain(last).collect()
    }

    fn record(&mut self, value: &Value) -> anyhow::Result<()> {
        let reading = self.reading_of(value)?;
        let verdict = judge(value, &reading);
        let twisted =
            matches!(self.twist, Twist::OutOfLimits(name, ..) if name == value.id.as_str());
        let findings: &[&str] = match verdict {
            Verdict::Action if twisted => &["action-limit-exceeded"],
            Verdict::Action => {
                bail!("the figure for {}.{} is out of limits", self.step.id, value.id)
            }
            Verdict::Alert => &["alert-limit-exceeded"],
            Verdict::Within | Verdict::Unjudged => &[],
        };
        let source = if value.measured_with.is_some() { "instrument" } else { "typed" };
        let with = json!({ "value": value.id, "reading": reading, "source": source });
        let deed = Deed::tell("batch.record-value", self.with(with));
        let key = (self.step.id.clone(), self.round, value.id.clone());
        self.making.notes.values.insert(key, reading.clone());
        // What is computed from it may stand outside its alert limits.
        let others = ["alert-limit-exceeded"];
        let receipt = self.scene().tells(self.performer, &deed, findings, &others)?;
        if let Some(deviation) = receipt.deviation()
            && let Twist::OutOfLimits(_, _, inquiry) = self.twist
        {
            let name = &value.name.en;
            self.scene().says(
                self.performer,
                format!("records {name} {reading}: OUT OF LIMITS, {deviation}"),
            );
            quality::contain(self.scene(), self.performer, &deviation, inquiry)?;
            self.deviation = Some(deviation);
        }
        self.told.push(format!("{} {reading}", value.id));
        Ok(())
    }

    fn reading_of(&self, value: &Value) -> anyhow::Result<Reading> {
        let figure = match self.twist {
            Twist::OutOfLimits(name, figure, _) if name == value.id.as_str() => Some(figure),
            _ => figures::of(self.making.figures, &self.step.id, &value.id, self.round),
        };
        match figure {
            None => figures::unremarkable(value),
            Some(figure) => match figure.strip_prefix('=') {
                None => figures::read(&value.kind, figure),
                Some(name) => {
                    let calculated = self.calculated(name).with_context(|| {
                        format!("{} cannot be computed before {} is recorded", name, value.id)
                    })?;
                    Ok(Reading::Exact(calculated))
                }
            },
        }
    }

    fn calculated(&self, name: &str) -> Option<Quantity> {
        let calculation = self.step.calculations.iter().find(|it| it.value.id.as_str() == name)?;
        let Making { process, notes, .. } = &*self.making;
        Some(calculate(process, &self.step.id, self.round, calculation, notes).ok()?.value)
    }

    fn tell_calculated(&mut self, calculation: &Calculation) {
        if let Some(found) = self.calculated(calculation.value.id.as_str()) {
            self.told.push(format!("{} = {found}", calculation.value.id));
        }
    }

    fn take(&mut self, sample: &Sample) -> anyhow::Result<()> {
        let receipt = self.does("batch.take-sample", json!({ "sample": sample.id }))?;
        let id = receipt.subject_of("sample-taken")?;
        self.told.push(format!("{id} taken"));
        let at = self.scene().now();
        self.making.samples.push(Taken { id, sample: sample.clone(), at });
        Ok(())
    }

    fn print_labels(&mut self) -> anyhow::Result<()> {
        for print in &self.step.prints {
            let count = self.count(&print.count)?;
            self.does("batch.print-labels", json!({ "label": print.label, "count": count }))?;
            self.told.push(format!("{count} labels printed"));
        }
        Ok(())
    }

    fn produce(&mut self) -> anyhow::Result<()> {
        for production in &self.step.produces {
            let count = self.count(&production.count)?;
            let output = self.making.process.output(&production.output);
            let output = output.context("an output of the process")?;
            match output.kind {
                OutputKind::Container => self.fill(output, count)?,
                OutputKind::Lot => self.make_lot(output, count)?,
            }
        }
        Ok(())
    }

    fn fill(&mut self, output: &Output, count: u32) -> anyhow::Result<()> {
        let volume = json!({ "n": BAG_VOLUME, "u": "mL" });
        let cells = self.cells_in_each(count);
        for _ in 0..count {
            let with = json!({ "output": output.id, "volume": volume, "cells": cells });
            let bag = self.does("batch.fill", with)?.subject_of("container-filled")?;
            self.told.push(format!("{bag} filled"));
            self.making.products.push((output.id.clone(), bag));
        }
        Ok(())
    }

    /// The viable cells that the step computed, shared among the bags.
    fn cells_in_each(&self, count: u32) -> Quantity {
        let all = self.calculated("viable_cells");
        let each =
            all.as_ref().and_then(|all| all.value.checked_div(Decimal::from(i64::from(count))));
        let unit = all.map_or(Unit::one(), |all| all.unit);
        Quantity::new(each.unwrap_or(Decimal::from(1_i64)).round_half_up(0), unit)
    }

    fn make_lot(&mut self, output: &Output, count: u32) -> anyhow::Result<()> {
        let item = format!("item/{}", self.making.process.product.code);
        let with = json!({ "output": output.id, "item": item, "quantity": count.to_string() });
        let lot = self.does("batch.make-lot", with)?.subject_of("lot-made")?;
        self.told.push(format!("{lot} made"));
        self.making.products.push((output.id.clone(), lot));
        Ok(())
    }

    fn reconcile(&mut self) -> anyhow::Result<()> {
        for label in &self.step.reconciles {
            let used = self.whole(&["applied", "used"])?;
            let destroyed = self.whole(&["destroyed"])?;
            let spare = self.whole(&["in_record", "spare"])?;
            let with =
                json!({ "label": label, "used": used, "destroyed": destroyed, "spare": spare });
            self.scene()
                .does(self.performer, &Deed::tell("batch.reconcile-labels", self.with(with)))?;
        }
        Ok(())
    }

    /// The whole number recorded under one of these names.
    fn whole(&self, names: &[&str]) -> anyhow::Result<u32> {
        let found =
            names.iter().find_map(|name| self.count(&Count::Value(ValueId::from(*name))).ok());
        found.with_context(|| format!("{} records none of {}", self.step.id, names.join(", ")))
    }

    fn count(&self, count: &Count) -> anyhow::Result<u32> {
        let value = match count {
            Count::Fixed(number) => return Ok(*number),
            Count::Value(value) => value,
        };
        let key = (self.step.id.clone(), self.round, value.clone());
        let recorded = self.making.notes.values.get(&key).and_then(Reading::exact).cloned();
        let quantity = recorded.or_else(|| self.calculated(value.as_str()));
        let whole = quantity.and_then(|quantity| quantity.value.to_integer());
        let whole = whole.and_then(|whole| u32::try_from(whole).ok());
        whole.with_context(|| format!("{value} is no whole number"))
    }

    /// The step takes as long as it likely takes; what is open is closed in time, but for a twist.
    fn let_time_pass(&self, begun: Timestamp) {
        let takes = Quantity::new(self.step.takes.likely, self.step.takes.unit.clone());
        let open = self.step.open_at_most.as_ref().map(|limit| (minutes(limit) - 5).max(1));
        let likely = open.map_or(minutes(&takes), |open| open.min(minutes(&takes)));
        let takes = if let Twist::LeftOpen(minutes) = self.twist { minutes } else { likely };
        self.scene().wait_until(begun.plus_minutes(takes));
    }

    fn complete(&mut self) -> anyhow::Result<()> {
        let who = self.performer;
        if let Twist::LeftOpen(minutes) = self.twist {
            let deed = Deed::ask("batch.complete-step", self.with(json!({}))).signed("performed");
            self.scene().is_refused(who, &deed, &["open-time-exceeded"])?;
            let reason =
                "The cabinet alarmed and the transfer had to be repeated. / 安全柜报警，转移重做。";
            let told = Deed::tell("batch.complete-step", self.with(json!({ "reason": reason })));
            let told =
                self.scene().breaks(who, &told.signed("performed"), &["open-time-exceeded"])?;
            self.deviation = told.deviation();
            self.scene().says(who, format!("TELLS that the product was open for {minutes} min"));
        } else {
            let deed = Deed::ask("batch.complete-step", self.with(json!({}))).signed("performed");
            self.scene().does(who, &deed)?;
        }
        self.state(StepState::Performed);
        self.making.notes.ended.insert(self.step.id.clone(), self.scene().now());
        let round = if self.operation.repeat.is_some() {
            format!(" #{}", self.round)
        } else {
            String::new()
        };
        let told = if self.told.is_empty() {
            String::new()
        } else {
            format!(": {}", self.told.join(", "))
        };
        self.scene().says(who, format!("{}{round} · {}{told}", self.step.id, self.step.title.en));
        Ok(())
    }

    fn verify(&mut self) -> anyhow::Result<()> {
        if let Some(verifier) = self.verifier.filter(|_| !matches!(self.twist, Twist::Unverified)) {
            let deed = Deed::ask("batch.verify-step", self.with(json!({}))).signed("verified");
            self.scene().does(verifier, &deed)?;
            self.state(StepState::Verified);
        }
        Ok(())
    }
}

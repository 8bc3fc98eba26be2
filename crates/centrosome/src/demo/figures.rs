//! The numbers of the demonstration, with their sources; and what is recorded where a table is
//! silent.
//!
//! Figures are written as they stand in a record, without their unit: the process knows it. A key
//! is `step.value`, or `step.value#2` for the second round alone. `=name` takes what the step's
//! calculation of that name came to.

use anyhow::{Context as _, bail};
use process::model::{Choice, Number, Value, ValueKind};
use process::words::{StepId, ValueId};
use standards::decimal::Decimal;
use standards::reading::{Bound, Finding, Limits, Quantity, Reading};
use standards::unit::Unit;

/// Figures by step and value.
type Table = &'static [(&'static str, &'static str)];

/// Figures of a batch: tables, the first that has a figure counts.
pub type Figures = &'static [Table];

/// A lot of cells, as it was made and tested.
#[derive(Debug, Clone, Copy)]
pub struct Lot {
    /// What is recorded while it is made.
    pub made: Figures,
    /// What the laboratory finds.
    pub found: Figures,
    /// How many million viable cells its physician wants at harvest.
    pub target: &'static str,
}

/// The three validation lots of ARI-0001: 1,495, 1,746 and 1,340 x 10^6 CAR-positive cells; 26.0,
/// 41.9 and 39.7 % CAR-positive; viability 97.9 to 98.1 %; 1.45, 2.32 and 2.51 vector copies a cell
/// (Castella et al., Mol Ther Methods Clin Dev 2018, table 2). Enrichment: purity 98 %, recovery
/// 55 % (Cytotherapy 2018;20:394). What leads from one to the other is invented, so that every
/// calculation comes out.
pub const CART_LOTS: [Lot; 3] = [
    Lot { made: &[CART_LOT], found: &[CART_RESULTS], target: "5000" },
    Lot {
        made: &[CART_SECOND_LOT, CART_LOT],
        found: &[CART_SECOND_RESULTS, CART_RESULTS],
        target: "3800",
    },
    Lot {
        made: &[CART_THIRD_LOT, CART_LOT],
        found: &[CART_THIRD_RESULTS, CART_RESULTS],
        target: "3000",
    },
];

/// The vector: invented throughout, within what Cancer Gene Ther 2015;22:85 accepts and reports.
/// 1.20 x 10^8 TU/mL, so that the T cells meet five of them each.
pub const VECTOR: (Figures, Figures) = (&[VECTOR_LOT], &[VECTOR_RESULTS]);

const CART_LOT: Table = &[
    ("receipt.identity.transport", "chilled"),
    ("receipt.chilled.lowest", "3.1"),
    ("receipt.chilled.highest", "5.8"),
    ("receipt.count.density", "45.0"),
    ("receipt.count.volume", "180.0"),
    ("receipt.count.cd3", "52.0"),
    ("receipt.count.viability", "98.6"),
    ("enrichment.select.volume", "80.0"),
    ("enrichment.count.density", "29.80"),
    ("enrichment.count.viability", "98.2"),
    ("enrichment.count.purity", "97.6"),
    ("activation.seed.volume", "=target_volume"),
    ("activation.culture.temperature", "37.0"),
    ("activation.culture.carbon_dioxide", "5.0"),
    ("transduction.count.density", "1.02"),
    ("transduction.count.viability", "94.2"),
    ("transduction.count.volume", "100.0"),
    ("transduction.add.moi", "5.0"),
    ("transduction.add.volume_added", "=vector_volume"),
    ("control_day5.sample.volume", "120.0"),
    ("control_day5.test.transduction", "24.8"),
    ("control_day5.test.cd3", "95.4"),
    ("control_day5.test.viability", "94.0"),
    ("control_day5.test.density", "3.10"),
    ("control_day5.test.expected_fold", "15.0"),
    ("expansion.count.volume", "200.0"),
    ("expansion.count.density", "27.60"),
    ("expansion.count.density#1", "4.40"),
    ("expansion.count.density#2", "7.60"),
    ("expansion.count.density#3", "12.60"),
    ("expansion.count.density#4", "19.80"),
    ("expansion.count.viability", "97.1"),
    ("expansion.count.viability#1", "95.2"),
    ("expansion.count.viability#2", "95.8"),
    ("expansion.count.viability#3", "96.2"),
    ("expansion.count.viability#4", "96.6"),
    ("expansion.count.glucose", "9.6"),
    ("expansion.count.glucose#1", "14.2"),
    ("expansion.count.glucose#2", "12.8"),
    ("expansion.count.glucose#3", "11.5"),
    ("expansion.count.lactate", "14.7"),
    ("expansion.count.lactate#1", "6.4"),
    ("expansion.count.lactate#2", "9.1"),
    ("harvest.collect.volume", "200.0"),
    ("harvest.count.density", "30.59"),
    ("harvest.count.viability", "97.9"),
    ("harvest.count.cd3", "96.0"),
    ("harvest.count.car", "26.0"),
    ("formulation.count.density", "118.00"),
    ("formulation.count.volume", "50.0"),
    ("formulation.count.viability", "97.9"),
    ("formulation.formulate.volume_added", "50.0"),
    ("filling.label.bags", "6"),
    ("filling.label.printed", "8"),
    ("filling.fill.bags_filled", "6"),
    ("filling.fill.bag_volume", "15.0"),
    ("filling.reconcile.applied", "6"),
    ("filling.reconcile.in_record", "1"),
    ("filling.reconcile.destroyed", "1"),
    ("cryopreservation.freeze.rate", "1.0"),
    ("cryopreservation.freeze.end_temperature", "-90"),
    ("cryopreservation.store.temperature", "-180"),
];

const CART_SECOND_LOT: Table = &[
    ("control_day5.test.transduction", "40.6"),
    ("harvest.count.density", "22.15"),
    ("harvest.count.viability", "98.0"),
    ("harvest.count.car", "41.9"),
    ("formulation.count.density", "85.50"),
    ("formulation.count.viability", "98.0"),
];

const CART_THIRD_LOT: Table = &[
    ("control_day5.test.transduction", "38.9"),
    ("expansion.count.density#4", "16.40"),
    ("harvest.count.density", "17.92"),
    ("harvest.count.viability", "98.1"),
    ("harvest.count.car", "39.7"),
    ("formulation.count.density", "69.20"),
    ("formulation.count.viability", "98.1"),
];

const CART_RESULTS: Table = &[
    ("day5_endotoxin", "0.06"),
    ("car_positive", "26.0"),
    ("cd3_positive", "96.0"),
    ("viability", "97.9"),
    ("endotoxin", "< 0.05"),
    ("vector_copy_number", "1.45"),
    ("potency", "38.5"),
    ("potency_difference", "61.0"),
    ("residual_beads", "12"),
];

const CART_SECOND_RESULTS: Table =
    &[("car_positive", "41.9"), ("viability", "98.0"), ("vector_copy_number", "2.32")];

const CART_THIRD_RESULTS: Table =
    &[("car_positive", "39.7"), ("viability", "98.1"), ("vector_copy_number", "2.51")];

const VECTOR_LOT: Table = &[
    ("bank.thaw.viability", "96.2"),
    ("bank.thaw.density", "2.10"),
    ("seed_train.passage.medium_added", "2.00"),
    ("seed_train.passage.medium_added#1", "0.50"),
    ("seed_train.count.density", "2.60"),
    ("seed_train.count.density#1", "2.40"),
    ("seed_train.count.volume", "1600"),
    ("seed_train.count.volume#1", "130"),
    ("seed_train.count.viability", "97.5"),
    ("vessel.inoculate.area", "40000"),
    ("vessel.check.density", "0.250"),
    ("vessel.check.ph", "7.20"),
    ("vessel.check.dissolved_oxygen", "60"),
    ("vessel.check.glucose", "12.4"),
    ("transfection.plasmids.transfer", "5.000"),
    ("transfection.plasmids.gag_pol", "2.500"),
    ("transfection.plasmids.rev", "1.250"),
    ("transfection.plasmids.envelope", "1.250"),
    ("transfection.complex.pei_added", "20.000"),
    ("transfection.exchange.ph", "7.12"),
    ("transfection.exchange.dissolved_oxygen", "55"),
    ("harvest_one.collect.volume", "14.80"),
    ("harvest_one.collect.ph", "7.05"),
    ("harvest_one.collect.glucose", "6.2"),
    ("harvest_two.collect.volume", "14.60"),
    ("harvest_two.collect.ph", "7.01"),
    ("harvest_two.sample.dose_equivalent", "4.0"),
    ("harvest_two.sample.rcl_volume", "30.0"),
    ("end_cells.take.pooled", "12000"),
    ("end_cells.take.viability", "88.0"),
    ("end_cells.take.taken", "120.0"),
    ("clarification.nuclease.nuclease_added", "5.88"),
    ("clarification.nuclease.temperature", "22.0"),
    ("clarification.filter.pressure", "0.42"),
    ("clarification.filter.turbidity", "6.8"),
    ("clarification.filter.volume", "28.20"),
    ("capture.run.pressure", "1.80"),
    ("capture.run.volume", "2.40"),
    ("concentration.run.exchanges", "8.0"),
    ("concentration.run.transmembrane_pressure", "0.45"),
    ("concentration.run.volume", "260.0"),
    ("filling.filter_before.bubble_point", "3.62"),
    ("filling.filtrate.volume", "241.0"),
    ("filling.filter_after.bubble_point", "3.58"),
    ("filling.label.printed", "214"),
    ("filling.fill.vials", "210"),
    ("filling.fill.fill_low", "1.04"),
    ("filling.fill.fill_high", "1.06"),
    ("filling.fill.rejected", "2"),
    ("filling.reconcile.applied", "210"),
    ("filling.reconcile.in_record", "2"),
    ("filling.reconcile.destroyed", "2"),
    ("freezing.store.temperature", "-80"),
];

const VECTOR_RESULTS: Table = &[
    ("bulk_bioburden", "< 1.0"),
    ("pool_p24", "4600"),
    ("pool_titre", "1.32"),
    ("pool_host_dna", "21.6"),
    ("ph", "7.2"),
    ("titre", "1.20"),
    ("p24", "4200"),
    ("particles", "420"),
    ("endotoxin", "< 0.25"),
    ("residual_nuclease", "< 1.0"),
    ("host_dna", "18.4"),
    ("bsa", "32.0"),
    ("total_protein", "85.0"),
];

/// Hours at which work on an operation begins, where the morning is too late.
pub const EARLY_SHIFTS: &[(&str, i8)] = &[("capture", 6)];

/// What stands in the tables for a value of a step in a round.
pub fn of(figures: Figures, step: &StepId, value: &ValueId, round: u32) -> Option<&'static str> {
    let everywhere = format!("{step}.{value}");
    let there = format!("{everywhere}#{round}");
    look(figures, &there).or_else(|| look(figures, &everywhere))
}

/// What stands in the tables under a key.
pub fn look(figures: Figures, key: &str) -> Option<&'static str> {
    let mut all = figures.iter().copied().flatten();
    all.find(|(name, _)| *name == key).map(|(_, figure)| *figure)
}

/// Reads a figure as a value of this kind is recorded: `97.9`, `< 0.05`, or the code of a choice.
pub fn read(kind: &ValueKind, figure: &str) -> anyhow::Result<Reading> {
    match kind {
        ValueKind::Number(number) => read_number(&number.unit, figure),
        ValueKind::Choice(choices) => {
            let known = choices.iter().find(|choice| choice.code.as_str() == figure);
            let known = known.with_context(|| format!("{figure:?} is no choice here"))?;
            Ok(Reading::Found(known.code.clone()))
        }
    }
}

/// Reads a number, or a bound such as `< 0.05`, in a unit.
pub fn read_number(unit: &Unit, figure: &str) -> anyhow::Result<Reading> {
    let quantity = |text: &str| -> anyhow::Result<Quantity> {
        let value: Decimal =
            text.trim().parse().with_context(|| format!("{figure:?} is no number"))?;
        Ok(Quantity::new(value, unit.clone()))
    };
    Ok(match (figure.strip_prefix('<'), figure.strip_prefix('>')) {
        (Some(bound), _) => Reading::Below(quantity(bound)?),
        (_, Some(bound)) => Reading::Above(quantity(bound)?),
        (None, None) => Reading::Exact(quantity(figure)?),
    })
}

/// A value nobody would look at twice: within the narrowest limits there are, or the first accepted
/// choice. It keeps the story going when a process asks for something the tables do not have.
pub fn unremarkable(value: &Value) -> anyhow::Result<Reading> {
    match &value.kind {
        ValueKind::Number(number) => {
            let Number { unit, decimals, plausible, alert, action } = number;
            let limits = alert.as_ref().or(action.as_ref()).or(plausible.as_ref());
            Ok(Reading::Exact(middle(unit, *decimals, limits)))
        }
        ValueKind::Choice(choices) => {
            let accepted = choices.iter().find(|choice| choice.accepted).or(choices.first());
            let Some(choice) = accepted else { bail!("{} has no choices", value.id) };
            Ok(Reading::Found(choice.code.clone()))
        }
    }
}

/// A number well within limits, written with so many decimals.
pub fn middle(unit: &Unit, decimals: u32, limits: Option<&Limits>) -> Quantity {
    let of = |bound: Option<Bound>| {
        limits.zip(bound).and_then(|(limits, bound)| limits.unit.convert(bound.at, unit))
    };
    let low = of(limits.and_then(|limits| limits.low));
    let high = of(limits.and_then(|limits| limits.high));
    let times = |number: Decimal, hundredths: i128| {
        Decimal::from_parts(hundredths, 2).and_then(|factor| number.checked_mul(factor))
    };
    let number = match (low, high) {
        (Some(low), Some(high)) => low.checked_add(high).and_then(|sum| times(sum, 50)),
        // Just above a floor; well below a ceiling.
        (Some(low), None) => times(low, 105),
        (None, Some(high)) if high.is_negative() => times(high, 105),
        (None, Some(high)) => times(high, 50),
        (None, None) => None,
    };
    let number = number.unwrap_or(Decimal::from(1_i64)).round_half_up(decimals);
    Quantity::new(padded(number, decimals), unit.clone())
}

/// The same number with exactly so many decimals.
fn padded(number: Decimal, decimals: u32) -> Decimal {
    let missing = decimals.saturating_sub(number.scale());
    let digits = number.digits().checked_mul(10_i128.saturating_pow(missing));
    digits.and_then(|digits| Decimal::from_parts(digits, decimals)).unwrap_or(number)
}

/// The finding a table names, or the first that is accepted.
pub fn accepted(choices: &[Choice], figure: Option<&str>) -> Option<Finding> {
    let named = choices.iter().find(|choice| figure == Some(choice.code.as_str()));
    let accepted = || choices.iter().find(|choice| choice.accepted).or(choices.first());
    named.or_else(accepted).map(|choice| choice.code.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_figure_of_a_round_goes_before_one_of_all_rounds() {
        let (step, value) = (StepId::from("expansion.count"), ValueId::from("density"));
        let [first, _, third] = CART_LOTS;
        assert_eq!(of(first.made, &step, &value, 1), Some("4.40"));
        assert_eq!(of(first.made, &step, &value, 5), Some("27.60"));
        assert_eq!(of(third.made, &step, &value, 1), Some("4.40"));
        assert_eq!(of(third.made, &step, &value, 4), Some("16.40"));
        assert_eq!(of(first.made, &step, &ValueId::from("colour"), 1), None);
    }

    #[test]
    fn no_figure_stands_twice_in_a_table() {
        let lots = CART_LOTS.iter().flat_map(|lot| lot.made.iter().chain(lot.found));
        for table in lots.chain(VECTOR.0).chain(VECTOR.1) {
            let keys: BTreeSet<_> = table.iter().map(|(key, _)| key).collect();
            assert_eq!(keys.len(), table.len());
        }
    }

    #[test]
    fn the_middle_lies_within_and_has_its_decimals() {
        let unit = Unit::parse("%").unwrap();
        for (text, decimals, found) in [
            (
                r#"{"low":{"at":"5.0","inclusive":true},"high":{"at":"10.0","inclusive":true},"unit":"%"}"#,
                1,
                "7.5",
            ),
            (r#"{"low":{"at":"90.0","inclusive":true},"unit":"%"}"#, 1, "94.5"),
            (r#"{"high":{"at":"-80","inclusive":true},"unit":"%"}"#, 0, "-84"),
            (r#"{"high":{"at":"100","inclusive":false},"unit":"%"}"#, 0, "50"),
        ] {
            let limits: Limits = serde_json::from_str(text).unwrap();
            assert_eq!(middle(&unit, decimals, Some(&limits)).value.to_string(), found, "{text}");
        }
        assert_eq!(middle(&unit, 2, None).value.to_string(), "1.00");
    }
}

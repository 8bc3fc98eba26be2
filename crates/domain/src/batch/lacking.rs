//! What a step still lacks before who did it can sign for it.

use super::readiness::lack_text;
use super::work::Work;
use crate::refusal::Broken;
use process::model::{Count, OutputKind, Scan};
use process::run::Lacking;
use process::words::{LabelId, OutputId, SampleId, StepId, ValueId};

crate::refusals! {
    /// Why a step is not complete.
    pub enum Refused {
        /// A value is not recorded, or was not done.
        ValueMissing { step: StepId, value: ValueId } "value-missing" Major,
        /// A calculation has no result on record.
        CalculationMissing { step: StepId, value: ValueId, lacks: String } "calculation-missing" Major,
        /// Something was not scanned.
        ScanMissing { step: StepId, what: String } "scan-missing" Major,
        /// A sample was not drawn.
        SampleMissing { step: StepId, sample: SampleId } "sample-missing" Major,
        /// Labels were not printed.
        LabelsNotPrinted { step: StepId, label: LabelId } "labels-not-printed" Major,
        /// Labels were not counted since the last were printed.
        LabelsNotReconciled { label: LabelId } "labels-not-reconciled" Major,
        /// More or less was made than recorded.
        OutputDiffers { step: StepId, output: OutputId, made: usize, wanted: String } "output-differs" Major,
    }
}

/// One thing a step lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Open {
    /// A value.
    Value(ValueId),
    /// A calculation, and what it lacks; empty when it could be computed.
    Calculation(ValueId, Vec<String>),
    /// A scan.
    Scan(Scan),
    /// A sample.
    Sample(SampleId),
    /// Labels to print.
    Print(LabelId),
    /// Labels to count.
    Reconciliation(LabelId),
    /// An output: how many were made, and how many are to be, if that is known.
    Output(OutputId, usize, Option<u32>),
}

/// A scan as its author wrote it: `material/activator`.
pub fn scan_text(scan: &Scan) -> String {
    match scan {
        Scan::Material(id) => format!("material/{id}"),
        Scan::Equipment(id) => format!("equipment/{id}"),
        Scan::Room(id) => format!("room/{id}"),
        Scan::Container(id) => format!("container/{id}"),
        Scan::Output(id) => format!("output/{id}"),
    }
}

impl Work<'_> {
    /// Everything the step lacks, in the order it is shown.
    pub fn open(&self) -> Vec<Open> {
        let mut open = Vec::new();
        let scanned = |scan: &Scan| {
            self.record().is_some_and(|record| record.scans.iter().any(|it| it.what == *scan))
        };
        let scans = self.step.scans.iter().filter(|scan| !scanned(scan));
        open.extend(scans.cloned().map(Open::Scan));
        open.extend(self.open_values());
        for sample in &self.step.samples {
            let drawn = |record: &super::StepRecord| {
                record.samples.iter().any(|drawn| drawn.sample == sample.id)
            };
            if !self.record().is_some_and(drawn) {
                open.push(Open::Sample(sample.id.clone()));
            }
        }
        for print in &self.step.prints {
            let printed: u32 = self.record().map_or(0, |record| {
                let these = record.prints.iter().filter(|printed| printed.label == print.label);
                these.map(|printed| printed.count).sum()
            });
            if printed < self.count(&print.count).unwrap_or(1) {
                open.push(Open::Print(print.label.clone()));
            }
        }
        let counted = |label: &&LabelId| !self.batch.labels(label).is_reconciled();
        open.extend(self.step.reconciles.iter().filter(counted).cloned().map(Open::Reconciliation));
        for production in &self.step.produces {
            open.extend(self.open_output(&production.output, &production.count));
        }
        open
    }

    /// Notes everything the step lacks.
    pub fn must_lack_nothing(&self, broken: &mut Broken) {
        for open in self.open() {
            let step = self.step.id.clone();
            broken.because(match open {
                Open::Value(value) => Refused::ValueMissing { step, value },
                Open::Calculation(value, lacks) => {
                    Refused::CalculationMissing { step, value, lacks: lacks.join(", ") }
                }
                Open::Scan(scan) => Refused::ScanMissing { step, what: scan_text(&scan) },
                Open::Sample(sample) => Refused::SampleMissing { step, sample },
                Open::Print(label) => Refused::LabelsNotPrinted { step, label },
                Open::Reconciliation(label) => Refused::LabelsNotReconciled { label },
                Open::Output(output, made, wanted) => {
                    let wanted = wanted.map_or_else(|| "?".to_owned(), |count| count.to_string());
                    Refused::OutputDiffers { step, output, made, wanted }
                }
            });
        }
    }

    fn open_values(&self) -> Vec<Open> {
        let missing =
            process::run::what_is_missing(self.process, &self.step.id, self.round, self.batch);
        let mut open: Vec<Open> = Vec::new();
        let mut lacking = std::collections::BTreeSet::new();
        for lack in missing {
            match lack {
                Lacking::Value(value) => open.push(Open::Value(value)),
                Lacking::Calculation(value, missing) => {
                    lacking.insert(value.clone());
                    open.push(Open::Calculation(value, missing.0.iter().map(lack_text).collect()));
                }
            }
        }
        // What can be computed is still not on record: somebody has to have it taken down.
        for calculation in &self.step.calculations {
            let id = &calculation.value.id;
            let on_record = self.record().is_some_and(|record| record.value(id).is_some());
            if !on_record && !lacking.contains(id) {
                open.push(Open::Calculation(id.clone(), Vec::new()));
            }
        }
        open
    }

    fn open_output(&self, output: &OutputId, count: &Count) -> Option<Open> {
        let made = self.record().map_or(0, |record| {
            record.products.iter().filter(|product| product.output == *output).count()
        });
        // A lot is one, however many vials it fills; bags are counted one by one.
        let kind = self.process.output(output).map(|output| &output.kind);
        let wanted = match kind {
            Some(OutputKind::Lot) => Some(1),
            Some(OutputKind::Container) | None => self.count(count),
        };
        let all_made = wanted.is_some_and(|wanted| usize::try_from(wanted) == Ok(made));
        (!all_made).then(|| Open::Output(output.clone(), made, wanted))
    }
}

#[cfg(test)]
mod tests {
    use crate::batch::testing::Bench;

    #[test]
    fn a_step_is_signed_when_nothing_is_lacking() {
        let mut bench = Bench::received();
        bench.begin("culture.seed").stands();
        for lacks in ["scan-missing", "value-missing", "calculation-missing", "sample-missing"] {
            bench.done("culture.seed").refused(lacks);
        }
        let lot = bench.reagent();
        bench.scans("culture.seed", "reagent", &lot).stands();
        bench.scans_device("culture.seed", "e-nc202").stands();
        bench.value("culture.seed", "density", "1.12 10*6/mL").stands();
        bench.value("culture.seed", "volume", "not-done").stands();
        bench.sample("culture.seed", "seed_sample").stands();
        bench.done("culture.seed").refused("value-missing");
        bench.corrects("culture.seed", "volume", "98.0 mL").stands();
        bench.done("culture.seed").stands();
    }

    #[test]
    fn what_is_to_be_made_printed_and_counted_is() {
        let mut bench = Bench::filling();
        bench.done("filling.fill").refused("labels-not-printed");
        bench.done("filling.fill").refused("output-differs");
        bench.fill_all();
        bench.begin("filling.reconcile").stands();
        bench.done("filling.reconcile").refused("labels-not-reconciled");
        bench.done("filling.reconcile").refused("scan-missing");
    }
}

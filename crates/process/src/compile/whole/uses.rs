//! What is used without a scan, made without an end, declared without a use.

use std::collections::BTreeSet;

use crate::compile::Compiler;
use crate::diagnostic::Code;
use crate::model::{AttributeFrom, Handling, HoldFrom, Modality, OutputKind, Process, Scan, Step};

pub(super) fn check(compiler: &mut Compiler<'_, '_>, process: &Process) {
    for (_, step) in process.steps() {
        scans(compiler, step);
        open_handling(compiler, process, step);
    }
    attributes(compiler, process);
    labels(compiler, process);
    outputs(compiler, process);
    unused(compiler, process);
}

fn scans(compiler: &mut Compiler<'_, '_>, step: &Step) {
    for used in &step.uses {
        let id = &used.material;
        if !step.scans.contains(&Scan::Material(id.clone())) {
            let at = compiler.place(&format!("use {id} of step {}", step.id));
            let message = format!("step `{}` uses `{id}` and does not scan its lot", step.id);
            let cure = format!("add `material/{id}` to `scan:`");
            compiler.out.error(Code::MaterialWithoutScan, at, message, &cure);
        }
    }
    for device in step.values.iter().filter_map(|v| v.measured_with.as_ref()) {
        if !step.scans.contains(&Scan::Equipment(device.clone())) {
            let at = compiler.place(&format!("measured_with {device} of step {}", step.id));
            let message =
                format!("step `{}` measures with `{device}` and does not scan it", step.id);
            let cure = format!("add `equipment/{device}` to `scan:`");
            compiler.out.error(Code::EquipmentWithoutScan, at, message, &cure);
        }
    }
}

fn open_handling(compiler: &mut Compiler<'_, '_>, process: &Process, step: &Step) {
    if step.handling == Handling::Closed {
        return;
    }
    let at = compiler.place(&format!("step {}", step.id));
    let Some(named) = &step.room else {
        let message = format!("step `{}` is open and names no room", step.id);
        compiler.out.error(Code::OpenGrade, at, message, "add `room:`");
        return;
    };
    let Some(room) = process.room(named) else { return };
    let Some(grade) = compiler.vocabulary.room_grades.get(&room.grade) else { return };
    if !grade.open_handling {
        let message =
            format!("step `{}` is open in room `{}` of grade {}", step.id, room.id, room.grade);
        let cure = "handle it closed, or in a room whose grade allows open handling";
        compiler.out.error(Code::OpenGrade, at, message, cure);
    } else if let Some(around) = &grade.background
        && room.background.as_ref() != Some(around)
    {
        let message = format!(
            "step `{}` is open in grade {} without grade {around} around it",
            step.id, room.grade
        );
        let cure = format!("give room `{}` `background: {around}`", room.id);
        compiler.out.error(Code::OpenGrade, at, message, &cure);
    }
}

fn attributes(compiler: &mut Compiler<'_, '_>, process: &Process) {
    for attribute in &process.specification {
        let AttributeFrom::Samples(samples) = &attribute.from else { continue };
        // A formula that could not be read has been reported.
        let wrong = format!("formula of attribute `{}`", attribute.id);
        if samples.is_empty() && !compiler.formulas.contains_key(&wrong) {
            let at = compiler.place(&format!("attribute {}", attribute.id));
            let message = format!("no sample serves attribute `{}`", attribute.id);
            let cure = "name it in `serves:` of a sample, or give it a `formula:`";
            compiler.out.error(Code::AttributeNeverSampled, at, message, cure);
        }
    }
}

fn labels(compiler: &mut Compiler<'_, '_>, process: &Process) {
    let prints: BTreeSet<_> =
        process.steps().flat_map(|(_, s)| &s.prints).map(|p| &p.label).collect();
    let reconciles: BTreeSet<_> = process.steps().flat_map(|(_, s)| &s.reconciles).collect();
    for label in &process.labels {
        let at = compiler.place(&format!("label {}", label.id));
        let (printed, counted) = (prints.contains(&label.id), reconciles.contains(&label.id));
        if printed != counted {
            let (done, not) =
                if printed { ("printed", "reconciled") } else { ("reconciled", "printed") };
            let message = format!("label `{}` is {done} and never {not}", label.id);
            let key = if printed { "reconcile" } else { "print" };
            let cure = format!("name it in `{key}:` of a step");
            compiler.out.error(Code::LabelNotReconciled, at, message, &cure);
        }
    }
}

fn outputs(compiler: &mut Compiler<'_, '_>, process: &Process) {
    let made: BTreeSet<_> =
        process.steps().flat_map(|(_, s)| &s.produces).map(|p| &p.output).collect();
    for output in &process.outputs {
        let at = compiler.place(&format!("output {}", output.id));
        if !made.contains(&output.id) {
            let message = format!("no step produces output `{}`", output.id);
            let cure = "name it in `produces:` of the step that makes it";
            compiler.out.error(Code::OutputNeverProduced, at, message, cure);
        }
        let own = process.product.modality == Modality::Autologous;
        if !own || output.kind != OutputKind::Container {
            continue;
        }
        let label = output.label.as_ref().and_then(|id| process.label(id));
        let needed = compiler.vocabulary.legends.iter().filter(|(_, l)| l.autologous);
        for (legend, _) in needed {
            if label.is_some_and(|l| l.legends.contains(legend)) {
                continue;
            }
            let message =
                format!("output `{}` is autologous and its label lacks `{legend}`", output.id);
            let cure = "name a label for it, with that legend in `legends:`";
            compiler.out.error(Code::MissingLegend, at, message, cure);
        }
    }
}

fn unused(compiler: &mut Compiler<'_, '_>, process: &Process) {
    let steps = || process.steps().map(|(_, s)| s);
    let scanned = |scan: &Scan| steps().any(|s| s.scans.contains(scan));
    let mut idle: Vec<(&str, String)> = Vec::new();
    for material in &process.materials {
        let used = steps().any(|s| s.uses.iter().any(|u| u.material == material.id));
        if !used && !scanned(&Scan::Material(material.id.clone())) {
            idle.push(("material", material.id.to_string()));
        }
    }
    for equipment in &process.equipment {
        let measures =
            |s: &Step| s.values.iter().any(|v| v.measured_with.as_ref() == Some(&equipment.id));
        if !steps().any(measures) && !scanned(&Scan::Equipment(equipment.id.clone())) {
            idle.push(("equipment", equipment.id.to_string()));
        }
    }
    for room in &process.rooms {
        let entered = steps().any(|s| s.room.as_ref() == Some(&room.id));
        if !entered && !scanned(&Scan::Room(room.id.clone())) {
            idle.push(("room", room.id.to_string()));
        }
    }
    for container in &process.containers {
        let from = HoldFrom::Collection(container.id.clone());
        let timed = steps().any(|s| s.holds.iter().any(|h| h.from == from));
        if !timed && !scanned(&Scan::Container(container.id.clone())) {
            idle.push(("container", container.id.to_string()));
        }
    }
    for (what, id) in idle {
        let at = compiler.place(&format!("{what} {id}"));
        let message = format!("{what} `{id}` is declared and never used");
        compiler.out.warn(Code::NeverUsed, at, message, "use it in a step, or remove it");
    }
}

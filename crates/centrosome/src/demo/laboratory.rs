//! Testing what was sampled: received, tested, reviewed by somebody else, each result when the
//! method has had its time.

use super::client::Deed;
use super::execute::Taken;
use super::figures::{self, Figures};
use super::notes::minutes;
use super::people::{QC_02, QC_04};
use super::scene::Scene;
use super::supplies::slug;
use anyhow::Context as _;
use domain::time::Timestamp;
use process::Process;
use process::model::{Acceptance, Attribute, Phase};
use serde_json::json;
use standards::reading::Reading;

/// One test that waits for its time.
struct Test<'p> {
    sample: String,
    line: &'p Attribute,
    ready: Timestamp,
}

/// Takes samples into the laboratory.
pub fn receive(scene: &Scene, samples: &[Taken]) -> anyhow::Result<()> {
    for taken in samples.iter().filter(|taken| !taken.sample.retain) {
        let with = json!({ "sample": taken.id, "condition": "acceptable" });
        scene.does(QC_02, &Deed::ask("quality.receive-sample", with))?;
        scene.says(QC_02, format!("receives {}: {}", taken.id, taken.sample.name.en));
    }
    Ok(())
}

/// Tests the samples for every line of these phases, in the order in which results come, waiting
/// for each; a reviewer looks at each.
pub fn test(
    scene: &Scene,
    process: &Process,
    samples: &[Taken],
    phases: &[Phase],
    results: Figures,
) -> anyhow::Result<()> {
    let mut tests: Vec<Test<'_>> = Vec::new();
    for taken in samples {
        for attribute in &taken.sample.serves {
            let line = process.attribute(attribute).context("a line of the specification")?;
            if phases.contains(&line.phase) {
                let takes = line.turnaround.as_ref().map_or(60, minutes);
                let ready = taken.at.plus_minutes(takes);
                tests.push(Test { sample: taken.id.clone(), line, ready });
            }
        }
    }
    tests.sort_by_key(|test| test.ready);
    for test in tests {
        scene.wait_until(test.ready);
        enter(scene, &test, results)?;
    }
    Ok(())
}

fn enter(scene: &Scene, test: &Test<'_>, results: Figures) -> anyhow::Result<()> {
    let Test { sample, line, .. } = test;
    let reading = reading(line, results)?;
    let with = json!({
        "sample": sample,
        "attribute": line.id,
        "reading": reading,
        "method": slug(&line.method.en),
    });
    scene.does(QC_02, &Deed::tell("quality.enter-result", with))?;
    let with = json!({ "sample": sample, "attribute": line.id });
    scene.does(QC_04, &Deed::ask("quality.review-result", with).signed("reviewed"))?;
    let criterion = match &line.accept {
        Acceptance::Number { limits: Some(limits), .. } => format!(" (accepted: {limits})"),
        Acceptance::Number { limits: None, .. } => " (reported)".to_owned(),
        Acceptance::Choice(_) => String::new(),
    };
    let name = &line.name.en;
    scene.says(QC_02, format!("{sample} · {name}: {reading}{criterion}; {} reviews it", QC_04.0));
    Ok(())
}

fn reading(line: &Attribute, results: Figures) -> anyhow::Result<Reading> {
    let figure = figures::look(results, line.id.as_str());
    match (&line.accept, figure) {
        (Acceptance::Number { unit, .. }, Some(figure)) => figures::read_number(unit, figure),
        (Acceptance::Number { unit, decimals, limits }, None) => {
            Ok(Reading::Exact(figures::middle(unit, *decimals, limits.as_ref())))
        }
        (Acceptance::Choice(choices), _) => {
            let found = figures::accepted(choices, figure);
            found.map(Reading::Found).with_context(|| format!("{} accepts nothing", line.id))
        }
    }
}

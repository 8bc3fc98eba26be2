//! Deviations from the first action to the last signature, and the judgement of a batch.

use super::client::{Deed, text};
use super::people::{QA_03, QA_05, QP_01, Who};
use super::scene::Scene;
use anyhow::Context as _;
use serde_json::json;

/// What is found out about a deviation.
#[derive(Debug, Clone, Copy)]
pub struct Inquiry {
    /// What was done at once.
    pub action: &'static str,
    /// What caused it.
    pub cause: &'static str,
    /// What it means for product and patient.
    pub impact: &'static str,
    /// How grave it proved to be.
    pub severity: &'static str,
    /// The conclusion.
    pub conclusion: &'static str,
}

/// Tells what was done at once about a deviation.
pub fn contain(scene: &Scene, who: Who, deviation: &str, inquiry: Inquiry) -> anyhow::Result<()> {
    let with = json!({ "deviation": deviation, "action": inquiry.action });
    scene.does(who, &Deed::tell("quality.contain-deviation", with))?;
    scene.says(who, format!("contains {deviation}: {}", inquiry.action));
    Ok(())
}

/// Investigates and closes a deviation: two people who had no part in it.
pub fn settle(scene: &Scene, deviation: &str, inquiry: Inquiry) -> anyhow::Result<()> {
    let Inquiry { cause, impact, severity, conclusion, .. } = inquiry;
    let with = json!({
        "deviation": deviation, "cause": cause, "impact": impact, "severity": severity,
    });
    scene.does(QA_03, &Deed::ask("quality.investigate-deviation", with).signed("reviewed"))?;
    scene.says(QA_03, format!("investigates {deviation}: {cause}"));
    scene.wait(45);
    let with = json!({ "deviation": deviation, "conclusion": conclusion });
    let close = Deed::ask("quality.close-deviation", with).signed("approved");
    scene.is_refused(QA_03, &close, &["same-person"])?;
    scene.does(QA_05, &close)?;
    scene.says(QA_05, format!("closes {deviation}: {conclusion}"));
    Ok(())
}

/// Has the record of a batch reviewed with all its exceptions, then the batch released.
pub fn release(scene: &Scene, batch: &str) -> anyhow::Result<()> {
    let review = |exceptions: u32| {
        let with = json!({ "batch": batch, "exceptions": exceptions });
        Deed::ask("quality.review-batch", with).signed("reviewed")
    };
    // Nobody reviews exceptions they have not counted.
    let reasons = scene.is_refused(QA_03, &review(EXCEPTIONS_UNSEEN), &["exceptions-differ"])?;
    let found = reasons.iter().find_map(|why| text(&why.args, "found")?.parse().ok());
    let found: u32 = found.context("the refusal says how many exceptions there are")?;
    scene.wait(90);
    scene.does(QA_03, &review(found))?;
    scene.says(QA_03, format!("reviews the record of {batch} and its {found} exceptions"));
    scene.wait(30);
    let release = Deed::ask("quality.release-batch", json!({ "batch": batch })).signed("released");
    let receipt = scene.does(QP_01, &release)?;
    let released = receipt.facts.iter().filter(|(_, is)| is.ends_with("-released"));
    let released: Vec<_> = released.map(|(subject, _)| subject.as_str()).collect();
    scene.says(QP_01, format!("RELEASES {}", released.join(", ")));
    Ok(())
}

/// More exceptions than any record has.
const EXCEPTIONS_UNSEEN: u32 = 999;

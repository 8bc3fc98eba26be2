//! A dossier small enough to change every byte of it.

use super::corpus::{dossier, open_with};
use super::making::{people, scene::Scene, supplies};
use engine::data::DataFolder;
use engine::second_suite::Suites;
use serde_json::{Value, json};
use web::app::{App, Settings};

/// A process of one step.
const TINY: &str = include_str!("../../../domain/src/process/testing/tiny.yaml");

/// The dossier of a batch with one value, small enough to change every byte of it.
pub async fn small(suites: Suites) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    let engine = open_with(&data, suites).await;
    let mut scene = Scene::open(engine.clone()).unwrap();
    people::enrol(&mut scene).await.unwrap();
    let app = App::new(engine, Settings { demo: true, ..Settings::default() });
    supplies::take_into_use(&mut scene, &app, TINY).await.unwrap();
    let start = json!({ "process": "process/tiny", "rooms": [], "inputs": [] });
    scene.asks("OP-07", "batch.start", start).await.unwrap();
    let step = |more: Value| {
        let mut with = json!({ "batch": "batch/B26-0001", "step": "only.look", "round": 1 });
        with.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        with
    };
    scene.asks("OP-07", "batch.start-step", step(json!({}))).await.unwrap();
    let colour = json!({ "value": "colour", "reading": { "is": "clear" }, "source": "typed" });
    scene.tells("OP-07", "batch.record-value", step(colour)).await.unwrap();
    scene.asks("OP-07", "batch.complete-step", step(json!({}))).await.unwrap();
    scene.asks("QA-03", "centre.seal-heads", json!({ "centre": "centre/c01" })).await.unwrap();
    dossier(&data, &|_| true, &[])
}

//! Several steps verified with one press of a passkey, in a batch that is handed out.

use super::corpus::{BATCH, Sample, dossier, open};
use super::keyed::{enrols, request, signs};
use super::making::{people, scene::Scene, story};
use domain::act::Meaning;
use domain::batch::views::batch;
use domain::id::BatchId;
use domain::people::Role;
use engine::data::DataFolder;
use serde_json::json;
use testkit::passkey::SoftKey;
use web::app::{App, Settings};

/// The steps that are verified in one go.
pub const STEPS: [&str; 2] = ["culture.count", "fill.lot"];

/// A centre in which that has happened.
pub struct Told {
    /// Its data.
    pub data: DataFolder,
    _folder: tempfile::TempDir,
}

impl Told {
    /// The story up to a complete record; then quality withdraws two verifications, and OP-11 gives
    /// both again by one assertion.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::at(folder.path().join("data"));
        let mut scene = Scene::open(open(&data).await).unwrap();
        people::enrol(&mut scene).await.unwrap();
        let settings = Settings { demo: true, ..Settings::default() };
        let app = App::new(scene.engine.clone(), settings);
        story::tell(&mut scene, &app).await.unwrap();
        let about = format!("batch/{BATCH}");
        for step in STEPS {
            let entry = verified(&scene, step);
            let with = json!({ "about": about, "entry": entry, "reason": "Not looked at." });
            scene.tells("QA-03", "quality.withdraw-signature", with).await.unwrap();
        }
        let second = ("OP-11", Role::Operator);
        let mut key = SoftKey::new(21, "localhost", "http://localhost:8080");
        enrols(&scene, second, &key, None).await;
        let mut verify = request(&scene, second, "batch.verify-steps", Meaning::Verified);
        let steps = STEPS.map(|step| format!("{step}#1"));
        let with = json!({ "batch": about, "steps": steps });
        verify.with = with.as_object().unwrap().clone();
        signs(&scene, verify, Some(&mut key)).await;
        let seal = json!({ "centre": "centre/c01" });
        scene.asks("QA-03", "centre.seal-heads", seal).await.unwrap();
        scene.engine.close();
        Self { data, _folder: folder }
    }

    /// The dossier of the batch.
    pub fn dossier(&self) -> Vec<u8> {
        dossier(&self.data, &|_| true, &[])
    }
}

/// Where the verification of a step stands.
fn verified(scene: &Scene, step: &str) -> u64 {
    let id = BatchId::new(BATCH).unwrap();
    let found = scene.engine.look(|desk| {
        let record = batch(desk, &id)?.step(&step.into(), 1);
        Ok(record.and_then(|record| record.signed(Meaning::Verified)).map(|it| it.position))
    });
    found.unwrap().unwrap()
}

/// What both verifiers must say of it.
pub async fn sample() -> Sample {
    Sample {
        name: "several steps verified with one press of a key".to_owned(),
        bytes: Told::new().await.dossier(),
        authentic: "yes",
        complete: "yes",
        ..Sample::default()
    }
}

//! The people of the scene, all of them invented.

use super::scene::{Scene, Told};
use domain::people::Role;
use serde_json::json;

/// Everybody's password, as the sign-in page says it: it guards nothing.
pub const PASSWORD: &str = web::pages::sign_in::DEMONSTRATION_PASSWORD;

/// Everybody, with what they act as.
pub const EVERYBODY: &[(&str, Role)] = &[
    ("OP-07", Role::Operator),
    ("OP-11", Role::Operator),
    ("QC-02", Role::QcAnalyst),
    ("QC-04", Role::QcReviewer),
    ("QA-03", Role::QaReviewer),
    ("QA-05", Role::QaReviewer),
    ("QP-01", Role::ReleasingPerson),
    ("PE-01", Role::ProcessEngineer),
    ("SK-01", Role::Storekeeper),
    ("FE-01", Role::FacilityEngineer),
    ("PH-05", Role::Physician),
    ("NU-02", Role::Nurse),
    ("CO-01", Role::Coordinator),
];

/// Enrols everybody and gives them their role and a name to sign in with.
pub async fn enrol(scene: &mut Scene) -> Told {
    for (code, role) in EVERYBODY {
        let with = json!({ "code": code, "name": format!("Synthetic {code} / 合成 {code}") });
        let person = scene.asks("AD-01", "people.enrol", with).await?;
        let id = person.subject("person-enrolled")?;
        let with = json!({ "person": id, "role": role.word(), "until": "2027-12-31" });
        scene.asks("AD-01", "people.assign-role", with).await?;
        scene.meet(code, &id, *role).await?;
    }
    Ok(())
}

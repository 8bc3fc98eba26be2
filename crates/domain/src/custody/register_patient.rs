//! Registering a patient.

use super::PatientRegistered;
use crate::act::Act;
use crate::command::{Rule, drawn};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::Kind;
use crate::refusal::{Broken, Stop};
use crate::text::{BirthDate, HospitalNumber, Name};

crate::command! {
    /// Registers a patient under an opaque identifier; everything that names them is sealed.
    ///
    /// Surprises: a hospital number that is known here already is refused at the door, which alone
    /// can read it.
    pub struct RegisterPatient = "custody.register-patient" 1;
    said: Asked;
    roles: [Coordinator, Physician, Nurse];
    signed: [];
    about: New(crate::id::Kind::Patient);
    /// The patient's name.
    pub name: Name,
    /// The patient's day of birth.
    pub birth_date: BirthDate,
    /// The hospital's number of the patient, as the wristband says it.
    pub number: HospitalNumber,
}

impl Rule for RegisterPatient {
    fn judge(&self, _: &Desk<'_>, act: &Act, _: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let registered = PatientRegistered {
            name: self.name.clone(),
            birth_date: self.birth_date.clone(),
            number: self.number.clone(),
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(drawn(Kind::Patient, act.id), registered)])
    }
}

#[cfg(test)]
mod tests {
    use crate::custody::fixtures::{patient, team};
    use crate::testing::Stage;

    #[test]
    fn a_patient_is_known_by_an_opaque_identifier() {
        let mut stage = Stage::open();
        team(&mut stage);
        let patient = patient(&mut stage);
        assert_eq!(patient.key().len(), 10);
        let json = serde_json::to_string(&stage.centre.slot(patient.subject()).unwrap()).unwrap();
        assert_eq!(json.matches("$sealed").count(), 6, "state and summary hold sealed text only");
    }
}

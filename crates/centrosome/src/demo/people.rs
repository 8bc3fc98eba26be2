//! The people of the demonstration. All of them are invented, and their names say so.

use domain::people::Role;

/// Somebody of the demonstration, by the code their pages show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Who(pub &'static str);

/// The administrator, who is there from the first entry.
pub const AD_01: Who = Who("AD-01");
/// An operator.
pub const OP_07: Who = Who("OP-07");
/// Another operator: whoever did a step does not verify it.
pub const OP_11: Who = Who("OP-11");
/// A QC analyst.
pub const QC_02: Who = Who("QC-02");
/// Another QC analyst.
pub const QC_03: Who = Who("QC-03");
/// A QC reviewer.
pub const QC_04: Who = Who("QC-04");
/// A QA reviewer.
pub const QA_03: Who = Who("QA-03");
/// Another QA reviewer: whoever investigates does not close.
pub const QA_05: Who = Who("QA-05");
/// The releasing person.
pub const QP_01: Who = Who("QP-01");
/// The process engineer.
pub const PE_01: Who = Who("PE-01");
/// The storekeeper.
pub const SK_01: Who = Who("SK-01");
/// The facility engineer.
pub const FE_01: Who = Who("FE-01");
/// The physician.
pub const PH_05: Who = Who("PH-05");
/// A nurse.
pub const NU_02: Who = Who("NU-02");
/// Another nurse: two people look at wristband and bag.
pub const NU_06: Who = Who("NU-06");
/// The coordinator.
pub const CO_01: Who = Who("CO-01");
/// The courier.
pub const CR_01: Who = Who("CR-01");
/// The inspector.
pub const IN_01: Who = Who("IN-01");

/// The password of everybody here. It guards nothing but a demonstration: the sign-in page of one
/// shows it.
pub use web::pages::sign_in::DEMONSTRATION_PASSWORD as PASSWORD;

/// What the demonstration knows of one of its people.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// Their code.
    pub who: Who,
    /// What they act as.
    pub role: Role,
    /// What they are called.
    pub name: &'static str,
}

const fn person(who: Who, role: Role, name: &'static str) -> Person {
    Person { who, role, name }
}

/// Everybody, in the order they are enrolled.
pub const EVERYBODY: &[Person] = &[
    person(AD_01, Role::Administrator, "Synthetic Administrator One / 合成管理员一"),
    person(OP_07, Role::Operator, "Synthetic Operator Seven / 合成操作员七"),
    person(OP_11, Role::Operator, "Synthetic Operator Eleven / 合成操作员十一"),
    person(QC_02, Role::QcAnalyst, "Synthetic Analyst Two / 合成检验员二"),
    person(QC_03, Role::QcAnalyst, "Synthetic Analyst Three / 合成检验员三"),
    person(QC_04, Role::QcReviewer, "Synthetic QC Reviewer Four / 合成检验复核员四"),
    person(QA_03, Role::QaReviewer, "Synthetic QA Reviewer Three / 合成质量审核员三"),
    person(QA_05, Role::QaReviewer, "Synthetic QA Reviewer Five / 合成质量审核员五"),
    person(QP_01, Role::ReleasingPerson, "Synthetic Releasing Person One / 合成放行人一"),
    person(PE_01, Role::ProcessEngineer, "Synthetic Process Engineer One / 合成工艺工程师一"),
    person(SK_01, Role::Storekeeper, "Synthetic Storekeeper One / 合成库管员一"),
    person(FE_01, Role::FacilityEngineer, "Synthetic Facility Engineer One / 合成设施工程师一"),
    person(PH_05, Role::Physician, "Synthetic Physician Five / 合成医师五"),
    person(NU_02, Role::Nurse, "Synthetic Nurse Two / 合成护士二"),
    person(NU_06, Role::Nurse, "Synthetic Nurse Six / 合成护士六"),
    person(CO_01, Role::Coordinator, "Synthetic Coordinator One / 合成协调员一"),
    person(CR_01, Role::Courier, "Synthetic Courier One / 合成转运员一"),
    person(IN_01, Role::Inspector, "Synthetic Inspector One / 合成检查员一"),
];

/// Two different people of a role: the first does, the second looks.
pub fn pair(role: &str) -> Option<(Who, Who)> {
    let mut of_role = EVERYBODY.iter().filter(|person| person.role.word() == role);
    let first = of_role.next()?.who;
    Some((first, of_role.next().map_or(first, |second| second.who)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn everybody_is_somebody_else_and_plainly_invented() {
        let codes: BTreeSet<_> = EVERYBODY.iter().map(|person| person.who).collect();
        assert_eq!(codes.len(), EVERYBODY.len());
        for person in EVERYBODY {
            assert!(person.name.starts_with("Synthetic") && person.name.contains("合成"));
        }
        assert_eq!(pair("operator"), Some((OP_07, OP_11)));
        assert_eq!(pair("storekeeper"), Some((SK_01, SK_01)));
        assert_eq!(pair("astronaut"), None);
    }
}

//! How long records that name a patient are kept.

use super::{RecordRetentionSet, Settings};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::CentreId;
use crate::refusal::{Broken, Stop};
use crate::text::Code;

/// The fewest years, and how many unless a centre says otherwise: records and source material of a
/// clinical study of cells are kept thirty years (`regulation-china.md`, clinical research and
/// translation, records).
pub const RECORD_YEARS: u32 = 30;

/// Where that is laid down: State Council Order 818 of 2025, article 22.
pub const RECORD_SOURCE: &str = "CN-818-2025/22";

crate::command! {
    /// Sets for how many years after the last product was given what names a patient is kept.
    ///
    /// Why: the law says how long at least, and is changed; what a study or another law asks beyond
    /// it is the site's to know. Whoever is refused an erasure is told which rule holds.
    pub struct SetRecordRetention = "centre.set-record-retention" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Approved];
    about: Field("centre");
    /// The centre.
    pub centre: CentreId,
    /// For how many years.
    pub years: u32,
    /// Where it is laid down: a law with its article, or a procedure of the site, as CN-818-2025/22.
    pub laid_down: Code,
}

crate::refusals! {
    /// Why records cannot be kept so long.
    pub enum Refused {
        /// Shorter than the law allows, or longer than anybody can promise.
        OutOfRange { years: u32, years_min: u32, years_max: u32 } "records-kept-out-of-range" Critical,
    }
}

/// The most years: what a calendar of four digits, and a site, can answer for.
const YEARS_MAX: u32 = 200;

impl Rule for SetRecordRetention {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &Settings = desk.state(self.centre.subject())?;
        let years = self.years;
        if !(RECORD_YEARS..=YEARS_MAX).contains(&years) {
            let (years_min, years_max) = (RECORD_YEARS, YEARS_MAX);
            broken.because_of("years", Refused::OutOfRange { years, years_min, years_max });
        }
        let (source, by) = (self.laid_down.clone(), act.by.clone());
        Ok(vec![Fact::new(self.centre.clone(), RecordRetentionSet { years, source, by })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Role;
    use crate::testing::Stage;

    #[test]
    fn records_are_kept_as_long_as_the_law_asks_or_longer() {
        let mut stage = Stage::open();
        stage.person("QA-01", &[Role::QaReviewer]);
        let keep = |years| SetRecordRetention {
            centre: CentreId::new("c01").unwrap(),
            years,
            laid_down: "site/SOP-017".parse().unwrap(),
        };
        let kept = |stage: &Stage| {
            let settings = stage.centre.settings().unwrap();
            (settings.record_years, settings.record_source.to_string())
        };
        assert_eq!(kept(&stage), (RECORD_YEARS, RECORD_SOURCE.to_owned()));
        for years in [0, 29, 201] {
            stage.asks("QA-01", keep(years)).refused("records-kept-out-of-range");
        }
        stage.asks("AD-01", keep(50)).refused("role-may-not");
        stage.asks("QA-01", keep(50)).stands();
        assert_eq!(kept(&stage), (50, "site/SOP-017".to_owned()));
    }
}

//! Sealing a day of the access log into the log.

use super::{AccessSealed, Settings};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::CentreId;
use crate::refusal::{Broken, Reason, Stop};
use crate::text::{Digest, Scanned};
use crate::time::LocalDate;

crate::command! {
    /// Seals a day of the access log: how many notes it has, and the root over them.
    pub struct SealAccess = "centre.seal-access" 1;
    said: Asked;
    roles: [System];
    signed: [];
    about: Field("centre");
    /// The centre.
    pub centre: CentreId,
    /// The day, in the centre's zone; it is over.
    pub day: LocalDate,
    /// How many notes it has.
    pub size: u32,
    /// The root over them, 64 hexadecimal digits.
    pub root: Scanned,
}

crate::refusals! {
    /// Why a day cannot be sealed.
    pub enum Refused {
        /// The day is not over.
        DayNotOver { day: LocalDate } "access-day-not-over" Major,
        /// Days are sealed once, one after the other.
        NotTheNextDay { day: LocalDate, next: LocalDate } "access-day-not-next" Major,
        /// The root is none.
        RootUnreadable {} "root-unreadable" Critical,
    }
}

impl Rule for SealAccess {
    fn judge(&self, desk: &Desk<'_>, _: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let settings: &Settings = desk.state(self.centre.subject())?;
        if self.day >= desk.today() {
            broken.because_of("day", Refused::DayNotOver { day: self.day });
        }
        if let Some(next) = settings.access_unsealed().filter(|next| *next != self.day) {
            broken.because_of("day", Refused::NotTheNextDay { day: self.day, next });
        }
        let Ok(root) = self.root.as_str().parse::<Digest>() else {
            return Err(Reason::from(Refused::RootUnreadable {}).at("root").into());
        };
        let sealed = AccessSealed {
            day: self.day,
            size: self.size,
            root,
            kept_from: settings.access_days_kept_from(desk.today()),
        };
        Ok(vec![Fact::new(self.centre.clone(), sealed)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::centre::SetAccessRetention;
    use crate::testing::Stage;

    fn seal(day: &str) -> SealAccess {
        let centre = CentreId::new("c01").unwrap();
        let root = Digest([1; 32]).to_string().parse().unwrap();
        SealAccess { centre, day: day.parse().unwrap(), size: 7, root }
    }

    #[test]
    fn days_are_sealed_one_after_the_other_once_they_are_over() {
        let mut stage = Stage::open();
        stage.asks("SYSTEM", seal("2026-11-22")).refused("access-day-not-over");
        stage.pass_days(2);
        stage.asks("SYSTEM", seal("2026-11-23")).refused("access-day-not-next");
        stage.asks("SYSTEM", seal("2026-11-22")).stands();
        stage.asks("SYSTEM", seal("2026-11-22")).refused("access-day-not-next");
        stage.asks("SYSTEM", seal("2026-11-23")).stands();
        stage.asks("AD-01", seal("2026-11-24")).refused("role-may-not");
        stage.pass_days(1);
        let bad = SealAccess { root: "no root".parse().unwrap(), ..seal("2026-11-24") };
        stage.asks("SYSTEM", bad).refused("root-unreadable");
    }

    #[test]
    fn what_has_run_out_stays_gone_when_days_are_kept_longer() {
        let mut stage = Stage::open();
        let centre = CentreId::new("c01").unwrap();
        let keep = |days| SetAccessRetention { centre: centre.clone(), days };
        stage.asks("AD-01", keep(182)).refused("access-kept-too-short");
        stage.asks("AD-01", keep(200)).stands();
        stage.pass_days(300);
        stage.asks("SYSTEM", seal("2026-11-22")).stands();
        let kept_from = |stage: &Stage| {
            let settings: &Settings = stage.state(centre.subject());
            settings.access_kept_from.unwrap().to_string()
        };
        assert_eq!(kept_from(&stage), "2027-03-02");
        stage.asks("AD-01", keep(2_000)).stands();
        stage.asks("SYSTEM", seal("2026-11-23")).stands();
        assert_eq!(kept_from(&stage), "2027-03-02");
    }
}

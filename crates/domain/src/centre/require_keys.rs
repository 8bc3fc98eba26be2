//! What the centre asks of signatures.

use super::KeysRequired;
use crate::act::{Act, Meaning};
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::CentreId;
use crate::refusal::{Broken, Stop};
use crate::signature::must_be_by_bound_key;

crate::command! {
    /// Lays down which signatures take a key that cannot leave its device.
    ///
    /// Guarantees: whoever lays it down has such a key: they sign with it.
    /// Why: a copied key is in more hands than its holder knows of; the site decides what may rest
    /// on one (EU GMP Annex 11, electronic signature; 21 CFR 11.200(a)(2)).
    pub struct RequireKeys = "centre.require-keys" 1;
    said: Asked;
    roles: [Administrator];
    signed: [Approved];
    about: Field("centre");
    /// The centre.
    pub centre: CentreId,
    /// The meanings that take such a key; none: any signature is enough for all.
    pub meanings: Vec<Meaning>,
}

impl Rule for RequireKeys {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &super::Settings = desk.state(self.centre.subject())?;
        must_be_by_bound_key(act, broken);
        let required = KeysRequired { meanings: self.meanings.clone(), by: act.by.clone() };
        Ok(vec![Fact::new(self.centre.clone(), required)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::Strength;
    use crate::people::{Qualify, Role};
    use crate::testing::Stage;

    /// INV-SIGN-3: what a meaning takes is the site's to lay down, and holds for every act signed so.
    #[test]
    fn what_the_site_asks_of_signatures_holds_for_those_meanings_alone() {
        let mut stage = Stage::open();
        stage.person("QA-01", &[Role::QaReviewer]);
        let person = stage.person("OP-07", &[Role::Operator]);
        let centre = CentreId::new("c01").unwrap();
        let require = |meanings: &[Meaning]| RequireKeys {
            centre: centre.clone(),
            meanings: meanings.to_vec(),
        };
        let qualify = Qualify {
            person,
            skill: "process/cart-cd19@1".parse().unwrap(),
            until: "2027-12-31".parse().unwrap(),
        };
        stage.asks("AD-01", require(&[Meaning::Approved])).refused("bound-key-needed");
        stage.strength = Strength::SyncedKey;
        stage.asks("AD-01", require(&[Meaning::Approved])).refused("bound-key-needed");
        stage.strength = Strength::BoundKey;
        stage.asks("AD-01", require(&[Meaning::Approved])).stands();
        for weak in [Strength::Password, Strength::SyncedKey] {
            stage.strength = weak;
            stage.asks("QA-01", qualify.clone()).refused("bound-key-needed");
        }
        stage.strength = Strength::BoundKey;
        stage.asks("QA-01", qualify.clone()).stands();
        stage.asks("AD-01", require(&[Meaning::Released])).stands();
        stage.strength = Strength::Password;
        stage.asks("QA-01", qualify).stands();
    }
}

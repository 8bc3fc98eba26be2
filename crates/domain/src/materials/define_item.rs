//! Defining a kind of material.

use super::ItemDefined;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::ItemId;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Name};
use standards::unit::Unit;

crate::command! {
    /// Defines a kind of material and the unit its quantities are in.
    pub struct DefineItem = "materials.define-item" 1;
    said: Asked;
    roles: [Storekeeper];
    signed: [];
    about: Field("item");
    /// Its identifier; the master batch records name it.
    pub item: ItemId,
    /// What it is called.
    pub name: Name,
    /// The UCUM unit of its quantities.
    pub unit: Code,
}

crate::refusals! {
    /// Why an item cannot be defined.
    pub enum Refused {
        /// There is such an item.
        ItemExists { item: ItemId } "item-exists" Minor,
        /// Not a UCUM unit.
        UnitUnknown { unit: Code } "unit-unknown" Minor,
    }
}

impl Rule for DefineItem {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        if desk.exists(self.item.subject()) {
            broken.because_of("item", Refused::ItemExists { item: self.item.clone() });
        }
        let Ok(unit) = Unit::parse(self.unit.as_str()) else {
            return Err(Refused::UnitUnknown { unit: self.unit.clone() }.into());
        };
        let defined = ItemDefined { name: self.name.clone(), unit, by: act.by.clone() };
        Ok(vec![Fact::new(self.item.clone(), defined)])
    }
}

#[cfg(test)]
mod tests {
    use crate::people::Role;
    use crate::testing::Stage;

    #[test]
    fn an_item_is_defined_once_and_with_a_unit() {
        let mut stage = Stage::open();
        stage.person("SK-01", &[Role::Storekeeper]);
        let item = stage.item("transact");
        stage.asks("SK-01", item.clone()).stands();
        stage.asks("SK-01", item.clone()).refused("item-exists");
        let odd = super::DefineItem { unit: "spoonful".parse().unwrap(), ..item };
        stage.asks("SK-01", odd).refused("unit-unknown");
    }
}

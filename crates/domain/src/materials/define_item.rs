//! Defining a kind of material.

use super::ItemDefined;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::ItemId;
use crate::refusal::{Broken, Stop};
use crate::text::Name;
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
    pub unit: Unit,
}

crate::refusals! {
    /// Why an item cannot be defined.
    pub enum Refused {
        /// There is such an item.
        ItemExists { item: ItemId } "item-exists" Minor,
    }
}

impl Rule for DefineItem {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        if desk.exists(self.item.subject()) {
            broken.because_of("item", Refused::ItemExists { item: self.item.clone() });
        }
        let (name, unit, by) = (self.name.clone(), self.unit.clone(), act.by.clone());
        let defined = ItemDefined { name, unit, by };
        Ok(vec![Fact::new(self.item.clone(), defined)])
    }
}

#[cfg(test)]
mod tests {
    use crate::people::Role;
    use crate::testing::Stage;

    #[test]
    fn an_item_is_defined_once() {
        let mut stage = Stage::open();
        stage.person("SK-01", &[Role::Storekeeper]);
        let item = stage.item("transact");
        stage.asks("SK-01", item.clone()).stands();
        stage.asks("SK-01", item).refused("item-exists");
    }
}

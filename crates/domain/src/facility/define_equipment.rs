//! Defining a piece of equipment.

use super::{EquipmentDefined, Room};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{EquipmentId, RoomId};
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Name};

crate::command! {
    /// Defines a piece of equipment and what it can serve as.
    pub struct DefineEquipment = "facility.define-equipment" 1;
    said: Asked;
    roles: [FacilityEngineer];
    signed: [];
    about: Field("equipment");
    /// Its identifier, as its label says.
    pub equipment: EquipmentId,
    /// What it is called.
    pub name: Name,
    /// What it can serve as in a step; the master batch records name it.
    pub class: Code,
    /// Where it stands; left out if it is moved about.
    pub room: Option<RoomId>,
}

crate::refusals! {
    /// Why equipment cannot be defined.
    pub enum Refused {
        /// There is such a piece.
        EquipmentExists { equipment: EquipmentId } "equipment-exists" Minor,
    }
}

impl Rule for DefineEquipment {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        if desk.exists(self.equipment.subject()) {
            let equipment = self.equipment.clone();
            broken.because_of("equipment", Refused::EquipmentExists { equipment });
        }
        if let Some(room) = &self.room {
            let _: &Room = desk.state(room.subject())?;
        }
        let defined = EquipmentDefined {
            class: self.class.clone(),
            name: self.name.clone(),
            room: self.room.clone(),
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(self.equipment.clone(), defined)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Role;
    use crate::testing::{Stage, sealed};

    #[test]
    fn equipment_is_defined_once_and_stands_in_a_room_that_exists() {
        let mut stage = Stage::open();
        stage.person("FE-01", &[Role::FacilityEngineer]);
        let equipment = EquipmentId::new("e-nc202").unwrap();
        let define = DefineEquipment {
            name: Name(sealed(&equipment)),
            equipment,
            class: "cell-counter".parse().unwrap(),
            room: Some(RoomId::new("cr-b2").unwrap()),
        };
        stage.asks("FE-01", define.clone()).refused("unknown-subject");
        let define = DefineEquipment { room: None, ..define };
        stage.asks("FE-01", define.clone()).stands();
        stage.asks("FE-01", define).refused("equipment-exists");
    }
}

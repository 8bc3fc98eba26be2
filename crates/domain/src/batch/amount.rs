//! How much and how many: what the process says, as far as the record knows it.

use super::work::Work;
use process::model::{Amount, Count};
use process::words::MaterialId;
use standards::reading::Quantity;

impl Work<'_> {
    /// How much of a material the step uses. `None` where the step uses none, or where the value
    /// that says how much is not known yet.
    pub fn amount(&self, material: &MaterialId) -> Option<Quantity> {
        let used = self.step.uses.iter().find(|used| used.material == *material)?;
        match &used.amount {
            Amount::Fixed(quantity) => Some(quantity.clone()),
            Amount::Value(value) => self.number(value).cloned(),
        }
    }

    /// How many there are to be. `None` where the value that says so is not known yet, or is no
    /// whole number.
    pub fn count(&self, count: &Count) -> Option<u32> {
        match count {
            Count::Fixed(number) => Some(*number),
            Count::Value(value) => {
                let number = self.number(value)?.value;
                u32::try_from(number.to_integer()?).ok()
            }
        }
    }
}

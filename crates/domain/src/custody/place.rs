//! Where a container can be, and how warm.

use standards::decimal::Decimal;
use standards::reading::{Bound, Limits};
use standards::unit::Unit;

crate::choice! {
    /// Who holds a container.
    pub enum Place {
        /// Where the patient's cells are collected.
        CollectionUnit "collection-unit",
        /// On the way.
        Courier "courier",
        /// Where the product is made.
        Suite "suite",
        /// Where it is tested.
        Laboratory "laboratory",
        /// Where it is kept.
        Store "store",
        /// Where it is given.
        Ward "ward",
    }
}

impl Place {
    /// Whether what is handed over to this place has to be received there: a courier only carries.
    pub fn receives(self) -> bool {
        !matches!(self, Self::Courier)
    }
}

crate::choice! {
    /// How cold something is kept or carried.
    ///
    /// The limits are those in common use for cellular products; a centre validates its own
    /// shippers and stores within them.
    pub enum TemperatureClass {
        /// Vapour of liquid nitrogen, or a dry shipper: at most -150 degrees.
        Nitrogen "nitrogen",
        /// A freezer of -86 to -65 degrees.
        DeepFrozen "deep-frozen",
        /// A freezer of -25 to -15 degrees.
        Frozen "frozen",
        /// 2 to 8 degrees.
        Refrigerated "refrigerated",
        /// 18 to 25 degrees.
        Room "room",
    }
}

impl TemperatureClass {
    /// The limits, in degrees Celsius.
    pub fn limits(self) -> Limits {
        let (low, high) = match self {
            Self::Nitrogen => (None, -150),
            Self::DeepFrozen => (Some(-86), -65),
            Self::Frozen => (Some(-25), -15),
            Self::Refrigerated => (Some(2), 8),
            Self::Room => (Some(18), 25),
        };
        let bound = |at: i64| Bound { at: Decimal::from(at), inclusive: true };
        Limits { low: low.map(bound), high: Some(bound(high)), unit: celsius() }
    }
}

fn celsius() -> Unit {
    match Unit::parse("Cel") {
        Ok(unit) => unit,
        Err(_) => unreachable!("Cel is a unit of UCUM"),
    }
}

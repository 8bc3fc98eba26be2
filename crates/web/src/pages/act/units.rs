//! The units a form offers for a reading. A field that is not listed takes any unit, typed.

/// UCUM units for a field of an action, the usual one first.
///
/// Readings of a batch have their units in the process; these are the fields whose meaning fixes
/// the unit wherever they stand.
pub fn of(field: &str) -> &'static [&'static str] {
    match field {
        "temperature" | "coldest" | "warmest" => &["Cel"],
        "systolic" => &["mm[Hg]"],
        "saturation" => &["%"],
        "weight" => &["kg"],
        "volume" => &["mL"],
        _ => &[],
    }
}

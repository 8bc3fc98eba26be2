//! What a container's label says that makes it this container and no other.

use standards::gs1::Elements;
use standards::isbt128::{Din, Divisions, ProductCode, Structure};
use standards::scan::Scan;

/// The identity of a bag under ISBT 128 (ST-001 v6.2.2): donation number and product code, with the
/// product divisions where the code asks for them. A donation number alone names the donation only.
pub(super) fn isbt(din: Din, product: ProductCode, divisions: Option<Divisions>) -> String {
    let divisions = divisions.filter(|_| product.needs_divisions());
    format!("{din}{product}{}", divisions.map(|some| some.to_string()).unwrap_or_default())
}

/// The canonical text of the identity on a label, by which containers are found; none if the label
/// does not identify one vessel. Labels of the house name their subject and need no such text.
pub fn label_text(scan: &Scan) -> Option<String> {
    match scan {
        Scan::Isbt(_) => {
            let (din, product) = (scan.din()?, scan.product()?);
            let divisions = divisions(scan);
            if product.needs_divisions() && divisions.is_none() {
                return None;
            }
            Some(isbt(din, product, divisions))
        }
        Scan::Gs1(elements) => {
            let elements = elements.as_slice();
            if let Some(shipper) = elements.sscc() {
                return Some(format!("00:{shipper}"));
            }
            let (item, serial) = (elements.gtin()?, elements.serial()?);
            Some(format!("01:{item}/21:{serial}"))
        }
        Scan::Own { .. } => None,
    }
}

/// The product divisions a label carries.
pub(super) fn divisions(scan: &Scan) -> Option<Divisions> {
    let Scan::Isbt(structures) = scan else { return None };
    structures.iter().find_map(|structure| match structure {
        Structure::Divisions(divisions) => Some(*divisions),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use standards::scan::parse;

    #[test]
    fn a_bag_is_donation_and_product_together() {
        let text = |scan: &str| label_text(&parse(scan).unwrap());
        let bag = "=+03000=A99992600000100=<S1234100&/CHA999926000001";
        assert_eq!(text(bag).as_deref(), Some("A999926000001S1234100"));
        assert_eq!(text("=A99992600000100"), None, "a donation is no bag");
        assert_eq!(text("=+02000=A99992600000100=<S1234199"), None, "which division?");
        let divided = "=+03000=A99992600000100=<S1234199=,A00001";
        assert_eq!(text(divided).as_deref(), Some("A999926000001S1234199A00001"));
        assert_eq!(text("container/C26-0001"), None);
    }

    #[test]
    fn a_carton_of_others_is_one_by_its_serial_number() {
        let text = |scan: &str| label_text(&parse(scan).unwrap());
        let serial = text("]d2018061414112345821A5").unwrap();
        assert_eq!(serial, "01:80614141123458/21:A5");
        assert!(serial.parse::<crate::text::Code>().is_ok());
        assert_eq!(text("]d20180614141123458"), None, "an article is no vessel");
        assert_eq!(text("]d200106141412345678908").as_deref(), Some("00:106141412345678908"));
    }
}

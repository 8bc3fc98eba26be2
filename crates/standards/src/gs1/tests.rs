use proptest::prelude::*;

use super::check_digit::is_checked;
use super::identifiers::IDENTIFIERS;
use super::*;

fn code(text: &str) -> (usize, &'static str) {
    let error = parse(text).unwrap_err();
    (error.at, error.fault.code())
}

#[test]
fn keys_by_their_check_digit() {
    for number in ["80614141123458", "4006381333931", "106141412345678908", "061414112345678902"] {
        assert!(is_checked(number), "{number}");
    }
    assert!(!is_checked("4006381333932"));
    assert!(!is_checked(""));
    assert!(!is_checked("5"));
    assert!(!is_checked("40063813339３"));
    assert_eq!(Sscc::from_body("10614141234567890").unwrap().as_str(), "106141412345678908");
    assert_eq!(Sscc::from_body("1061414"), None);
    assert!("106141412345678908".parse::<Sscc>().is_ok());
    assert!("061414112345678902".parse::<Gsrn>().is_ok());
    assert!("4006381333931".parse::<Gln>().is_ok());
    assert_eq!("4006381333931".parse::<Gtin>().unwrap().as_str(), "04006381333931");
    assert_eq!("400638133393X".parse::<Gtin>().unwrap_err().at, 12);
    assert_eq!("12345".parse::<Gtin>().unwrap_err().fault.code(), "gs1-incomplete");
    let gtin: Gtin = serde_json::from_str("\"80614141123458\"").unwrap();
    assert_eq!(serde_json::to_string(&gtin).unwrap(), "\"80614141123458\"");
}

#[test]
fn no_identifier_starts_another() {
    for one in IDENTIFIERS {
        for other in IDENTIFIERS {
            assert!(one.code == other.code || !one.code.starts_with(other.code));
        }
    }
}

#[test]
fn a_carton_is_read() {
    let elements =
        parse("\u{1d}0180614141123458172711301012/3-B\u{1d}21X1\u{1d}7003271130").unwrap_err();
    assert_eq!(elements.fault.code(), "gs1-incomplete");
    let elements = parse("0180614141123458\u{1d}17271130\u{1d}1012/3-B\u{1d}21X1").unwrap();
    assert_eq!(elements.gtin().unwrap().as_str(), "80614141123458");
    assert_eq!(elements.lot(), Some("12/3-B"));
    assert_eq!(elements.serial(), Some("X1"));
    assert_eq!(elements.value("00"), None);
    assert_eq!(print(&elements), "0180614141123458172711301012/3-B\u{1d}21X1");
    let patient = parse("8018061414112345678902").unwrap();
    assert_eq!(patient.patient().unwrap().as_str(), "061414112345678902");
    let shipper = parse("00106141412345678908").unwrap();
    assert_eq!(shipper.sscc().unwrap().as_str(), "106141412345678908");
}

#[test]
fn faults_are_named_with_their_place() {
    for (text, at, expected) in [
        ("", 0, "gs1-empty"),
        ("\u{1d}", 0, "gs1-empty"),
        ("6", 0, "gs1-unknown-identifier"),
        ("hello", 0, "gs1-unknown-identifier"),
        ("0180614141123457", 15, "gs1-check-digit"),
        ("018061414112345", 15, "gs1-incomplete"),
        ("0180614X41123458", 7, "gs1-wrong-character"),
        ("17271330", 2, "gs1-no-such-date"),
        ("17270230", 2, "gs1-no-such-date"),
        ("70032711302460", 4, "gs1-no-such-date"),
        ("800827113024", 4, "gs1-no-such-date"),
        ("8008271130231", 13, "gs1-incomplete"),
        ("10", 2, "gs1-incomplete"),
        ("10123456789012345678901", 22, "gs1-too-long"),
        ("10L 1", 3, "gs1-wrong-character"),
        ("10批", 2, "gs1-wrong-character"),
        ("10A\u{1d}10B", 6, "gs1-contradiction"),
        ("8018061414112345678902017", 22, "gs1-too-long"),
    ] {
        assert_eq!(code(text), (at, expected), "{text:?}");
    }
    assert_eq!(parse("10A\u{1d}10A").unwrap().len(), 1);
}

#[test]
fn dates_find_their_century_and_their_month_end() {
    let date = |id: &str, value: &str, year| {
        Element::new(id, value).unwrap().date(year).map(|date| date.to_string())
    };
    assert_eq!(date("17", "270200", 2026).as_deref(), Some("2027-02-28"));
    assert_eq!(date("17", "280200", 2026).as_deref(), Some("2028-02-29"));
    assert_eq!(date("17", "270229", 2026), None, "2027 has no such day");
    assert_eq!(date("17", "761231", 2026).as_deref(), Some("2076-12-31"));
    assert_eq!(date("11", "771231", 2026), None, "1977 is on no label of ours");
    assert_eq!(date("17", "010131", 2060), None);
    assert_eq!(date("11", "990131", 2050).as_deref(), Some("2099-01-31"));
    assert_eq!(date("10", "990131", 2050), None);
    let time = |id: &str, value: &str| {
        Element::new(id, value).unwrap().time(2026).map(|time| time.to_string())
    };
    assert_eq!(time("7003", "2611221405").as_deref(), Some("2026-11-22 14:05"));
    assert_eq!(time("8008", "26112214").as_deref(), Some("2026-11-22 14:00"));
    assert_eq!(time("17", "261122").as_deref(), Some("2026-11-22 23:59"));
}

fn element() -> impl Strategy<Value = Element> {
    prop_oneof![
        "[0-9]{13}".prop_map(|body| {
            let digit = check_digit(&body).unwrap();
            Element::new("01", &format!("{body}{digit}")).unwrap()
        }),
        "[A-Za-z0-9/.-]{1,20}".prop_map(|lot| Element::new("10", &lot).unwrap()),
        "[A-Za-z0-9/.-]{1,20}".prop_map(|serial| Element::new("21", &serial).unwrap()),
        "[0-9]{2}(0[1-9]|1[0-2])(0[0-9]|1[0-9]|2[0-8])"
            .prop_map(|date| Element::new("17", &date).unwrap()),
        "[0-9]{1,10}".prop_map(|instance| Element::new("8019", &instance).unwrap()),
    ]
}

proptest! {
    #[test]
    fn what_is_printed_is_read(elements in prop::collection::vec(element(), 1..6)) {
        let mut unique: Vec<Element> = Vec::new();
        for element in elements {
            if unique.value(element.identifier()).is_none() {
                unique.push(element);
            }
        }
        prop_assert_eq!(parse(&print(&unique)).unwrap(), unique);
    }

    #[test]
    fn every_wrong_digit_is_found(body in "[0-9]{12,17}", place in 0_usize..12, digit in 0_u8..10) {
        let number = format!("{body}{}", check_digit(&body).unwrap());
        let mut wrong = number.clone();
        wrong.replace_range(place..=place, &digit.to_string());
        prop_assert_eq!(is_checked(&wrong), wrong == number);
    }

    #[test]
    fn the_century_is_the_nearest(digits in 0_u16..100, this_year in 2000_u16..2099) {
        let value = format!("{digits:02}0115");
        if let Some(date) = Element::new("17", &value).unwrap().date(this_year) {
            let ahead = i32::from(date.year()) - i32::from(this_year);
            prop_assert!((-49..=50).contains(&ahead), "{ahead}");
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[0-9\u{1d}A-Za-z批 ]{0,60}", year in any::<u16>()) {
        if let Ok(elements) = parse(&text) {
            for element in elements {
                let _ = (element.date(year), element.time(year));
            }
        }
    }
}

use proptest::prelude::*;

use super::*;
use crate::date::{LabelDate, LabelTime};

fn fault(text: &str) -> (usize, IsbtFault) {
    let error = parse(text).unwrap_err();
    (error.at, error.fault)
}

/// ST-001 appendix A, sections 7.5 and C; JPAC annex 2; the last ones worked out by the rule.
#[test]
fn check_characters_as_published() {
    for (text, sum, character) in [
        ("G123417654321", 10, 'A'),
        ("G123498654321", 17, 'H'),
        ("A999818123456", 23, 'N'),
        ("A999820123456", 14, 'E'),
        ("A9990ABC123T0480", 8, '8'),
        ("A999917123456", 9, '9'),
        ("Z999926000001", 3, '3'),
        ("CHA999924000001", 33, 'X'),
        ("CHA999926A1B2C3", 8, '8'),
    ] {
        assert_eq!(check::sum(text), Some(sum), "{text}");
        assert_eq!(check::character(text), Some(character), "{text}");
    }
    assert_eq!(check::sum("a"), None);
}

/// The same checksum by weights, 2 to the power of the place from the right.
fn weighted(text: &str) -> u32 {
    let sum = text.bytes().rev().zip(1_u32..).fold(0, |sum, (byte, place)| {
        let value = match byte {
            b'0'..=b'9' => byte - b'0',
            _ => byte - b'A' + 10,
        };
        (sum + u32::from(value) * (0..place).fold(1, |power, _| power * 2 % 37)) % 37
    });
    (38 - sum) % 37
}

#[test]
fn donation_numbers_flags_and_their_faces() {
    let din: Din = "G123498654321".parse().unwrap();
    assert_eq!(din.facility().as_str(), "G1234");
    assert_eq!((din.year(), din.sequence()), (98, 654_321));
    assert_eq!(din.eye_readable(), "G1234 98 654321 H");
    assert_eq!(Flag::checksum(din).as_str(), "77");
    let facility: Facility = "A9999".parse().unwrap();
    assert_eq!(Din::new(facility, 2026, 7).unwrap().as_str(), "A999926000007");
    assert_eq!(Din::new(facility, 2026, 1_000_000), None);
    assert_eq!(Flag::reprint().as_str(), "05");
    assert_eq!(serde_json::to_string(&din).unwrap(), "\"G123498654321\"");
    assert_eq!(serde_json::from_str::<Din>("\"G123498654321\"").unwrap(), din);
    assert!(serde_json::from_str::<Din>("\"G12349865432\"").is_err());
    for (text, at) in [("O123498654321", 0), ("G1O3498654321", 2), ("G12A498654321", 3)] {
        assert_eq!(text.parse::<Din>().unwrap_err().at, at, "{text}");
    }
}

#[test]
fn typed_numbers_need_their_check_character() {
    let code = |text: &str| Din::typed(text).map_err(|error| error.fault.code());
    assert!(code("G1234 98 654321 H").is_ok());
    assert!(code(" g123498654321h ").is_ok());
    assert_eq!(code("G1234 98 654321"), Err("isbt-check-character-missing"));
    assert_eq!(code("G1234 98 654321 A"), Err("isbt-check-character"));
    assert_eq!(code("G1234 98 654321 HH"), Err("isbt-too-long"));
    assert_eq!(code("G1234 98"), Err("isbt-incomplete"));
    assert_eq!(code(""), Err("isbt-incomplete"));
    assert_eq!(code("患者"), Err("isbt-wrong-character"));
    let chain = ChainOfIdentity::new("A9999".parse().unwrap(), 2026, 42).unwrap();
    assert_eq!(chain.as_str(), "CHA999926000042");
    assert_eq!(
        (chain.facility().as_str(), chain.year(), chain.sequence()),
        ("A9999", 26, "000042")
    );
    assert_eq!(ChainOfIdentity::typed(&chain.eye_readable()), Ok(chain));
}

#[test]
fn product_codes_and_their_divisions() {
    let code: ProductCode = "S1234100".parse().unwrap();
    assert_eq!(code.division(), Division::Undivided);
    assert_eq!(code.collection_meaning(), Some("autologous-only"));
    assert_eq!(code.with_division(Division::Extended).unwrap().as_str(), "S1234199");
    assert!(code.with_division(Division::Extended).unwrap().needs_divisions());
    assert!(code.with_division(Division::Part('a', None)).is_err());
    assert!(code.with_division(Division::Other).is_err());
    for (text, at) in [
        ("S12341A", 7),
        ("S1234100x", 8),
        ("s1234100", 0),
        ("S12341AA", 7),
        ("S1234101", 6),
        ("S1234190", 6),
        ("S123 100", 4),
    ] {
        assert_eq!(text.parse::<ProductCode>().unwrap_err().at, at, "{text}");
    }
    let trial: ProductCode = "YA123V00".parse().unwrap();
    assert_eq!(trial.family(), Family::ClinicalTrial);
    let tissue: ProductCode = "T0416003".parse().unwrap();
    assert_eq!((tissue.family(), tissue.division()), (Family::Tissue, Division::Other));
    assert!(!tissue.autologous_only());
}

/// The strings printed in ST-001 for dates and compound messages.
#[test]
fn published_strings_are_read() {
    let structures = parse("=>019031").unwrap();
    assert_eq!(structures, [Structure::ExpirationDate(LabelDate::new(2019, 1, 31).unwrap())]);
    let time = parse("&>0183652359").unwrap().first().and_then(Structure::expiration).unwrap();
    assert_eq!(time.to_string(), "2018-12-31 23:59");

    let device = "=+04000=/A9997XYZ100T0479=A99991712345600=,000012=>019031";
    let structures = parse(device).unwrap();
    assert_eq!(structures.len(), 4);
    assert_eq!(compound(&structures).as_deref(), Some(device));

    let tissue = "=+05000=Z54991712345600=%T300=<T0416003&>0183652359&,4PL001499Z549917123456A00T041600320181231";
    let structures = parse(tissue).unwrap();
    assert_eq!(structures.len(), 5);
    assert_eq!(structures.first().and_then(Structure::din).unwrap().as_str(), "Z549917123456");
    assert_eq!(compound(&structures).as_deref(), Some(tissue));
}

#[test]
fn faults_are_named_with_their_place() {
    for (text, at, code) in [
        ("", 0, "isbt-unknown-structure"),
        ("=", 0, "isbt-unknown-structure"),
        ("=O123417654321", 0, "isbt-unknown-structure"),
        ("&,9xxx", 0, "isbt-unknown-structure"),
        ("=G123417654321", 14, "isbt-incomplete"),
        ("=G12341765432100x", 16, "isbt-too-long"),
        ("=G12341765X32100", 10, "isbt-wrong-character"),
        ("=G12341765432171", 14, "isbt-check-character"),
        ("=>019366", 2, "isbt-no-such-date"),
        ("=>019000", 2, "isbt-no-such-date"),
        ("=>119001", 2, "isbt-no-such-date"),
        ("&>0183652400", 8, "isbt-no-such-date"),
        ("=>01903X", 7, "isbt-wrong-character"),
        ("&>01836523", 10, "isbt-incomplete"),
        ("=+0200", 6, "isbt-incomplete"),
        ("=+02000=>019031", 2, "isbt-structure-count"),
        ("=+01000=>019031=>019031", 2, "isbt-structure-count"),
        ("=+00000", 2, "isbt-structure-count"),
        ("=+01000=>019367", 9, "isbt-no-such-date"),
        ("=+01000&axyz", 7, "isbt-not-in-compound"),
        ("=+01000&!1", 7, "isbt-not-in-compound"),
        ("=+01000=+01000=>019031", 7, "isbt-not-in-compound"),
        ("&#XX05123", 9, "isbt-incomplete"),
        ("=<S1234101", 8, "isbt-wrong-character"),
        ("=< S123410", 2, "isbt-wrong-character"),
    ] {
        let (found, fault) = fault(text);
        assert_eq!((found, fault.code()), (at, code), "{text}");
    }
    assert!(parse("=G12341765432170").is_ok(), "flag 70 is the checksum of this number");
    assert_eq!(parse("&aANYTHING").unwrap(), [Structure::Local("&aANYTHING".into())]);
}

#[test]
fn a_donor_registration_identifier_carries_a_checksum() {
    let body = "1234ABCDEFGHIJKLM";
    let good = format!("&:{body}{:02}", check::sum(body).unwrap());
    assert_eq!(parse(&good).unwrap().len(), 1);
    let bad = format!("&:{body}{:02}", (check::sum(body).unwrap() + 1) % 37);
    assert_eq!(
        fault(&bad),
        (19, IsbtFault::CheckCharacter("global donor registration identifier"))
    );
}

fn din() -> impl Strategy<Value = Din> {
    "[A-NP-Z1-9][A-NP-Z0-9]{2}[0-9]{10}".prop_map(|text| text.parse().unwrap())
}

fn date() -> impl Strategy<Value = LabelDate> {
    (2000_u16..2100, 1_u16..366)
        .prop_map(|(year, day)| LabelDate::from_day_of_year(year, day).unwrap())
}

fn time() -> impl Strategy<Value = LabelTime> {
    (date(), 0_u8..24, 0_u8..60)
        .prop_map(|(date, hour, minute)| LabelTime::new(date, hour, minute).unwrap())
}

fn structure() -> impl Strategy<Value = Structure> {
    prop_oneof![
        din().prop_map(|din| Structure::Donation { din, flag: Flag::checksum(din) }),
        din().prop_map(|din| Structure::Donation { din, flag: Flag::NONE }),
        "S[0-9]{4}[1XAV7][A-Z][a-z0]".prop_map(|text| Structure::Product(text.parse().unwrap())),
        date().prop_map(Structure::ExpirationDate),
        time().prop_map(Structure::Expiration),
        date().prop_map(Structure::CollectionDate),
        time().prop_map(Structure::Collection),
        date().prop_map(Structure::ProductionDate),
        time().prop_map(Structure::Production),
        "[A-Z0-9]{6}".prop_map(|text| Structure::Divisions(text.parse().unwrap())),
        "CH[A-NP-Z1-9][A-NP-Z0-9]{2}[0-9]{4}[A-Z0-9]{6}"
            .prop_map(|text| Structure::ChainOfIdentity(text.parse().unwrap())),
    ]
}

proptest! {
    #[test]
    fn the_two_definitions_of_the_checksum_agree(text in "[A-Z0-9]{1,20}") {
        prop_assert_eq!(check::sum(&text).map(u32::from), Some(weighted(&text)));
    }

    #[test]
    fn what_is_printed_is_read(structures in prop::collection::vec(structure(), 1..8)) {
        for one in &structures {
            prop_assert_eq!(parse(&one.to_string()).unwrap(), std::slice::from_ref(one));
        }
        prop_assert_eq!(parse(&compound(&structures).unwrap()).unwrap(), structures);
    }

    #[test]
    fn what_is_read_prints_as_it_was(text in "[=&][\\PC&&[ -~]]{0,40}") {
        if let Ok(structures) = parse(&text)
            && !text.starts_with("=+")
        {
            let printed: Vec<String> = structures.iter().map(ToString::to_string).collect();
            prop_assert_eq!(printed.concat(), text);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        let _ = parse(&text);
        let _ = Din::typed(&text);
        let _ = ChainOfIdentity::typed(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Every character at every place replaced by every other one: all 455 and 560 found.
    #[test]
    fn every_single_substitution_is_found(din in din(), tail in "[A-Z0-9]{6}") {
        let chain = format!("CH{}26{tail}", din.facility());
        for code in [din.as_str(), chain.as_str()] {
            let sum = check::sum(code).unwrap();
            for place in 0..code.len() {
                for other in ('0'..='9').chain('A'..='Z') {
                    let wrong: String = code
                        .chars()
                        .enumerate()
                        .map(|(at, c)| if at == place { other } else { c })
                        .collect();
                    prop_assert!(wrong == code || check::sum(&wrong) != Some(sum), "{wrong}");
                }
            }
        }
    }

    #[test]
    fn every_swap_of_neighbours_is_found(din in din(), tail in "[A-Z0-9]{6}") {
        let chain = format!("CH{}26{tail}", din.facility());
        for code in [din.as_str(), chain.as_str()] {
            let sum = check::sum(code).unwrap();
            for place in 1..code.len() {
                let mut swapped: Vec<char> = code.chars().collect();
                swapped.swap(place - 1, place);
                let swapped: String = swapped.into_iter().collect();
                prop_assert!(swapped == code || check::sum(&swapped) != Some(sum), "{swapped}");
            }
        }
    }
}

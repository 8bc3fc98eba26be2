//! Bytes that are no entry, and entries that somebody has damaged: read or refused, never a panic.

use super::here::each_field;
use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const SAID: &str = r#"{"v":1,"log":"test.example/c01/1","id":"0193f2a7-b1c0-7d2e-9a41-3c5f0e8b7a10","is":"people.enrol","iv":1,"said":"ask","by":"person/7k3m9q","as":"administrator","occurred":"2026-11-22T10:14:05.120Z","tz":"Asia/Shanghai","with":{"code":"OP-07","name":{"$sealed":"AAAA","key":"person/htgfmqnhf6"}},"sign":{"means":"approved","name":{"$sealed":"AAAA","key":"person/7k3m9q"},"covers":[],"basis":{"size":1,"root":"00"}},"nonce":"AAAAAAAAAAAAAAAAAAAAAA"}"#;
const MADE: &str = r#"{"recorded":"2026-11-22T10:14:05.481Z","sw":"0.1.0","term":1,"about":[{"s":"person/htgfmqnhf6","n":1}],"read":[{"s":"person/7k3m9q","n":2}],"facts":[{"s":"person/htgfmqnhf6","is":"person-enrolled","iv":1,"of":{"code":"OP-07","name":{"$sealed":"AAAA","key":"person/htgfmqnhf6"},"by":"person/7k3m9q"}}],"proof":{"how":"session"}}"#;

/// Everything that reads a leaf.
fn read(leaf: &[u8]) -> Result<(), TestCaseError> {
    let _ = act_id(leaf);
    let here = said_here(leaf);
    if let Ok(said) = said(leaf) {
        let here = here.expect("what is read whole is read where it lies");
        let mut with = Map::new();
        let read = each_field(here.with.get(), |field, value| {
            with.insert(field.to_owned(), serde_json::from_str(value).unwrap());
        });
        prop_assert!(read.is_ok());
        prop_assert_eq!(
            (here.id, here.by.clone(), with),
            (said.id, said.by.clone(), said.with.clone())
        );
        // The texts that verification opens are those that a backup takes.
        let by_path =
            |sealed: Vec<(String, Sealed)>| sealed.into_iter().collect::<BTreeMap<_, _>>();
        prop_assert_eq!(by_path(sealed_here(&here).unwrap()), by_path(sealed_in(&said)));
    } else {
        let fields = here.map(|here| each_field(here.with.get(), |_, _| {}));
        prop_assert!(!matches!(fields, Ok(Ok(()))), "read where it lies, and not whole");
    }
    let Ok(made) = made(leaf) else { return Ok(()) };
    let facts: Result<Vec<_>, _> = made.facts.iter().map(Wire::fact).collect();
    if let Ok(facts) = facts {
        // Replay reads less of a line, never something else; nor does reading in one pass.
        let whole = made_whole(leaf).ok().map(|whole| (whole.recorded, whole.facts));
        prop_assert_eq!(whole.as_ref(), Some(&(made.recorded, facts)));
        prop_assert_eq!(replayed(leaf).ok(), whole);
    } else {
        prop_assert!(made_whole(leaf).is_err());
    }
    for about in &made.about {
        let _ = chained(leaf, &about.s);
    }
    Ok(())
}

#[test]
fn the_entry_that_is_damaged_below_is_a_whole_one() {
    let leaf = format!("{SAID}\n{MADE}");
    assert!(said(leaf.as_bytes()).is_ok());
    assert_eq!(replayed(leaf.as_bytes()).unwrap().1.len(), 1);
}

/// What the writer writes is read in one pass; another order of members is read all the same.
#[test]
fn a_fact_is_read_in_every_order_of_its_members() {
    let line: Made<Fact> = serde_json::from_str(MADE).unwrap();
    let other =
        MADE.replace(r#""s":"person/htgfmqnhf6","is":"person-enrolled","iv":1,"#, "").replace(
            r#""by":"person/7k3m9q"}}]"#,
            r#""by":"person/7k3m9q"},"iv":1,"is":"person-enrolled","s":"person/htgfmqnhf6"}]"#,
        );
    assert!(serde_json::from_str::<Made<Fact>>(&other).is_err(), "{other}");
    let other = format!("{SAID}\n{other}");
    assert_eq!(made_whole(other.as_bytes()).unwrap().facts, line.facts);
    assert_eq!(replayed(other.as_bytes()).unwrap().1, line.facts);
}

#[test]
fn an_event_of_a_newer_build_is_named() {
    let newer = format!("{SAID}\n{}", MADE.replace("person-enrolled", "person-praised"));
    for read in [made_whole(newer.as_bytes()).err(), replayed(newer.as_bytes()).err()] {
        let Some(EntryError::Fact(error)) = read else { panic!("{read:?}") };
        assert!(error.to_string().contains("person-praised"), "{error}");
    }
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read(&bytes)?;
    }

    #[test]
    fn an_entry_with_bytes_changed_cut_and_repeated(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
        repeat in prop::option::of((any::<prop::sample::Index>(), 1_usize..60)),
    ) {
        let mut leaf = format!("{SAID}\n{MADE}").into_bytes();
        for (at, byte) in changes {
            let at = at.index(leaf.len());
            leaf[at] = byte;
        }
        if let Some((at, length)) = repeat {
            let at = at.index(leaf.len());
            let part: Vec<u8> = leaf[at..].iter().copied().take(length).collect();
            leaf.splice(at..at, part);
        }
        if let Some(at) = cut {
            leaf.truncate(at.index(leaf.len()));
        }
        read(&leaf)?;
    }

    /// A number, a name or a value of another kind in the place of any other.
    #[test]
    fn an_entry_with_a_word_exchanged(
        at in any::<prop::sample::Index>(),
        word in prop::sample::select(vec!["null", "-1", "1e400", "18446744073709551616", "[]", "{}",
            "\"\"", "\"person/\"", "\"9999-12-31T23:59:59.999Z\"", "\"person-enrolled\"", "true"]),
    ) {
        let leaf = format!("{SAID}\n{MADE}");
        let starts: Vec<usize> = leaf.match_indices([':', ',', '[']).map(|(at, _)| at + 1).collect();
        let start = *at.get(&starts);
        let end = leaf[start..].find([',', '}', ']', '\n']).map_or(leaf.len(), |end| start + end);
        read(format!("{}{word}{}", &leaf[..start], &leaf[end..]).as_bytes())?;
    }
}

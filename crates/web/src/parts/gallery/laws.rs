//! Laws that hold for every page of the gallery, in both languages.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{ctx, pages};
use crate::assets;
use crate::lang::Lang;
use crate::shell::{Density, Theme};

/// Every page in both languages, with a name for messages.
fn rendered() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for lang in Lang::ALL {
        for (name, page) in pages(&ctx(lang, Theme::System, Density::Desk, "/home")) {
            all.push((format!("{name} in {}", lang.tag()), page.into_string()));
        }
    }
    all
}

/// The values of an attribute, in the order they stand.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    html.split(&format!(" {attribute}=\""))
        .skip(1)
        .filter_map(|piece| piece.split('"').next())
        .collect()
}

#[test]
fn no_inline_style_script_or_handler() {
    for (page, html) in rendered() {
        for door in [" style=", "<style", "javascript:", " onclick=", " onload=", " onsubmit="] {
            assert!(!html.contains(door), "{page} holds `{door}`");
        }
        for script in html.split("<script").skip(1) {
            let opened = script.split('>').next().unwrap();
            assert!(opened.contains("src="), "{page} has an inline script");
        }
    }
}

#[test]
fn no_tag_says_an_attribute_twice() {
    for (page, html) in rendered() {
        for tag in html.split('<').skip(1).filter_map(|piece| piece.split('>').next()) {
            for attribute in ["class", "id", "href", "role", "aria-label", "data-live"] {
                let said = tag.matches(&format!(" {attribute}=\"")).count();
                assert!(said < 2, "{page}: <{tag}> says {attribute} twice; the second is lost");
            }
        }
    }
}

#[test]
fn no_address_leads_to_another_server() {
    for (page, html) in rendered() {
        for attribute in ["href", "src", "action"] {
            for address in values(&html, attribute) {
                let ours = address.starts_with('#')
                    || (address.starts_with('/') && !address.starts_with("//"));
                assert!(ours, "{page} leads to {address}");
            }
        }
    }
}

#[test]
fn ids_are_unique_and_what_is_referred_to_exists() {
    for (page, html) in rendered() {
        let mut ids = BTreeSet::new();
        for id in values(&html, "id") {
            assert!(ids.insert(id), "{page} has the id `{id}` twice");
        }
        for attribute in ["for", "aria-labelledby", "aria-describedby", "form"] {
            for id in values(&html, attribute).into_iter().flat_map(str::split_whitespace) {
                assert!(ids.contains(id), "{page}: {attribute} names `{id}`, which is not there");
            }
        }
        for region in html.split(" data-live").skip(1).map(|piece| piece.split('>').next()) {
            assert!(region.is_some(), "{page}: a live region does not close");
        }
        assert_eq!(html.matches("<h1").count(), 1, "{page} has not one h1");
    }
}

#[test]
fn posting_forms_carry_the_token() {
    for (page, html) in rendered() {
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            if form.contains("method=\"post\"") {
                assert!(form.contains("name=\"csrf\""), "{page}: a form posts without a token");
            }
        }
    }
}

#[test]
fn no_sentence_is_missing() {
    for (page, html) in rendered() {
        assert!(!html.contains('⟦'), "{page} lacks a sentence: {}", around(&html, '⟦'));
        assert!(!html.contains("{$"), "{page} lacks a value: {}", around(&html, '$'));
    }
}

fn around(html: &str, c: char) -> String {
    html.split(c).nth(1).unwrap_or_default().chars().take(40).collect()
}

#[test]
fn a_chinese_page_speaks_chinese_only() {
    for (page, html) in rendered().into_iter().filter(|(page, _)| page.ends_with("zh-CN")) {
        assert!(!html.contains("class=\"zh\""), "{page} has a companion");
    }
}

/// Names after a dot in the selectors of the style sheet.
fn painted() -> BTreeSet<String> {
    let css = String::from_utf8(assets::all()[0].bytes.clone()).unwrap();
    let mut outside_comments = String::new();
    for piece in css.split("/*") {
        outside_comments.push_str(piece.split_once("*/").map_or(piece, |(_, rest)| rest));
    }
    let mut names = BTreeSet::new();
    for selector in outside_comments.split('{').filter_map(|piece| piece.rsplit('}').next()) {
        for piece in selector.rsplit(';').next().unwrap().split('.').skip(1) {
            let name: String =
                piece.chars().take_while(|c| c.is_alphanumeric() || "-_".contains(*c)).collect();
            if name.starts_with(|c: char| c.is_alphabetic()) {
                names.insert(name);
            }
        }
    }
    names
}

#[test]
fn every_class_of_a_page_is_painted() {
    let painted = painted();
    let mut bare = BTreeSet::new();
    for (page, html) in rendered() {
        for class in values(&html, "class").into_iter().flat_map(str::split_whitespace) {
            if !painted.contains(class) {
                bare.insert(format!("`.{class}` on {page}"));
            }
        }
    }
    assert!(bare.is_empty(), "nobody paints {bare:?}: add it to assets/css or leave it out");
}

fn code(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            code(&path, into);
        } else {
            into.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_painted_class_is_used() {
    let mut used = String::new();
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    code(&crate_folder.join("src"), &mut used);
    code(&crate_folder.join("../../assets/js"), &mut used);
    for class in painted() {
        let found = used.match_indices(&class).any(|(at, _)| {
            let edge =
                |c: Option<char>| c.is_none_or(|c| !(c.is_alphanumeric() || "-_".contains(c)));
            edge(used[..at].chars().next_back()) && edge(used[at + class.len()..].chars().next())
        });
        assert!(found, "`.{class}` is painted but used nowhere: remove it from assets/css");
    }
}

//! Tests over the sentence files: both languages say the same things, and only things that exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;

use super::Lang;
use super::sources::{FAMILIES, SOURCES};

/// Key or `key.attribute` -> the variables its sentence uses, and the file it is in.
type Keys = BTreeMap<String, (BTreeSet<String>, &'static str)>;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn keys(lang: Lang) -> Keys {
    let mut keys = Keys::new();
    for source in SOURCES {
        let text = source.in_language(lang);
        if let Err((_, errors)) = FluentResource::try_new(text.to_owned()) {
            panic!("locales/{}/{}.ftl does not parse: {errors:?}", lang.tag(), source.name);
        }
        let mut key = String::new();
        for line in text.lines() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let head = line.split_once('=').map(|(head, _)| head.trim());
            match (line.starts_with(' '), head) {
                (false, Some(head)) => {
                    key = head.to_owned();
                    let before = keys.insert(key.clone(), (BTreeSet::new(), source.name));
                    let lang = lang.tag();
                    assert!(before.is_none(), "`{key}` is said twice in locales/{lang}");
                }
                (true, Some(head)) if head.starts_with('.') => {
                    let id = key.split('.').next().unwrap_or_default();
                    key = format!("{id}{head}");
                    keys.insert(key.clone(), (BTreeSet::new(), source.name));
                }
                _ => {}
            }
            let uses = &mut keys.get_mut(&key).expect("a sentence starts with its key").0;
            for piece in line.split('$').skip(1) {
                let name = piece.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'));
                uses.extend(name.take(1).map(str::to_owned));
            }
        }
    }
    keys
}

#[test]
fn both_languages_have_the_same_keys_and_variables_in_the_same_files() {
    let (zh, en) = (keys(Lang::ZhCn), keys(Lang::En));
    for (key, said) in &en {
        match zh.get(key) {
            None => panic!("`{key}` is in locales/en/{}.ftl only: say it in zh-CN too", said.1),
            Some(other) => assert_eq!(other, said, "variables or file of `{key}` differ"),
        }
    }
    for (key, said) in &zh {
        assert!(en.contains_key(key), "`{key}` is in locales/zh-CN/{}.ftl only", said.1);
    }
}

#[test]
fn every_sentence_file_is_in_the_list() {
    for lang in Lang::ALL {
        let folder = workspace().join("locales").join(lang.tag());
        let found: BTreeSet<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        let listed: BTreeSet<String> = SOURCES.iter().map(|s| s.name.to_owned()).collect();
        assert_eq!(found, listed, "{} and lang/sources.rs differ", folder.display());
    }
}

fn rust_sources(folder: &Path, into: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("lang/texts.rs") {
            into.push(fs::read_to_string(&path).unwrap());
        }
    }
}

fn code() -> String {
    let mut files = Vec::new();
    rust_sources(&workspace().join("crates/web/src"), &mut files);
    files.join("\n")
}

#[test]
fn every_key_is_used_somewhere() {
    let code = code();
    for (key, (_, file)) in keys(Lang::En) {
        let used = code.contains(&format!("\"{key}\""))
            || FAMILIES.iter().any(|family| key.starts_with(family));
        assert!(used, "`{key}` in locales/*/{file}.ftl is used nowhere: remove it");
    }
}

/// Keys that code asks for by name, as `t.get(…)` or `texts().label(…)`.
fn asked_for(code: &str) -> BTreeSet<&str> {
    let mut asked = BTreeSet::new();
    for method in ["get", "label", "with", "label_with"] {
        for (at, call) in code.match_indices(&format!(".{method}(")) {
            let (before, after) = (&code[..at], code[at + call.len()..].trim_start());
            let by_texts = before.trim_end().ends_with("texts()")
                || before
                    .strip_suffix('t')
                    .is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            if let (true, Some(key)) = (by_texts, after.strip_prefix('"')) {
                let key = key.split('"').next().unwrap_or_default();
                if key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b)) {
                    asked.insert(key);
                }
            }
        }
    }
    asked
}

#[test]
fn every_key_that_is_asked_for_exists() {
    let (code, keys) = (code(), keys(Lang::En));
    let asked = asked_for(&code);
    assert!(asked.len() > 30, "the search for keys finds too few: {asked:?}");
    for key in asked {
        assert!(keys.contains_key(key), "`{key}` is asked for, but is not in locales/");
    }
}

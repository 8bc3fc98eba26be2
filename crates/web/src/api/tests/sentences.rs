//! Every reason a rule can give has a sentence in both languages, and says what to do next.

use crate::lang::Lang;
use std::fs;
use std::path::Path;

fn sources(folder: &Path, into: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn every_reason_of_the_rules_is_said_in_both_languages() {
    let mut missing = Vec::new();
    for code in domain::refusal::codes() {
        for lang in Lang::ALL {
            for key in [format!("refusal-{code}"), format!("refusal-{code}.next")] {
                if lang.texts().find(&key, &[]).is_none() {
                    missing.push(format!("{key} ({})", lang.tag()));
                }
            }
        }
    }
    let list = missing.join("\n");
    assert!(missing.is_empty(), "say these in locales/*/refusals.ftl:\n{list}");
}

#[test]
fn the_reasons_of_this_crate_are_said_in_both_languages() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    for (file, source) in files.iter().filter(|(file, _)| !file.contains("tests")) {
        let rules = source.split("#[cfg(test)]").next().unwrap_or_default();
        for piece in rules.split("Reason::new(\"").skip(1) {
            let code = piece.split('"').next().unwrap_or_default();
            for lang in Lang::ALL {
                for key in [format!("refusal-{code}"), format!("refusal-{code}.next")] {
                    let said = lang.texts().find(&key, &[]);
                    assert!(said.is_some(), "say `{key}` in {} for {file}", lang.tag());
                }
            }
        }
    }
}

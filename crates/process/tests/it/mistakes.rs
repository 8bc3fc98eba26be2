//! One small mistake each, and exactly what is said about it.
//!
//! Each `tests/mistakes/<code>*.md` holds three blocks: a piece of `base.yaml`, what stands in
//! its place, and what the compiler says. Set `MISTAKES=write` to write the third block anew,
//! and review the difference.

use std::path::{Path, PathBuf};

use process::{Code, check, diagnostic::render_all};

use crate::common::{tiny_text as base, vocabulary};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")
}

fn said(text: &str) -> String {
    render_all(&check(text, &vocabulary()).diagnostics, text, "tiny.yaml")
}

struct Case {
    path: PathBuf,
    text: String,
    replace: String,
    by: String,
    says: String,
}

fn cases() -> Vec<Case> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "md"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let blocks: Vec<&str> = text.split("```").collect();
        assert_eq!(blocks.len(), 7, "{} has not three blocks", path.display());
        let block = |at: usize| {
            let (_, body) = blocks[at].split_once('\n').unwrap();
            body.strip_suffix('\n').unwrap_or(body).to_owned()
        };
        let (replace, by, says) = (block(1), block(3), block(5));
        Case { path, text: text.clone(), replace, by, says }
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn the_base_has_no_mistake() {
    assert_eq!(said(&base()), "");
}

#[test]
fn each_mistake_is_told_exactly() {
    let base = base();
    for case in cases() {
        let name = case.path.display();
        assert_eq!(base.matches(&case.replace).count(), 1, "{name}: replaces what is there once");
        let found = said(&base.replacen(&case.replace, &case.by, 1));
        if std::env::var_os("MISTAKES").is_some() {
            let text = case.text.replacen(
                &format!("```text\n{}\n```", case.says),
                &format!("```text\n{}\n```", found.trim_end()),
                1,
            );
            std::fs::write(&case.path, text).unwrap();
            continue;
        }
        assert_eq!(found.trim_end(), case.says.trim_end(), "{name}");
        let code = code_of(&case.path);
        assert!(found.contains(&format!("[{code}]")), "{name} is not about {code}");
    }
}

/// `unknown-unit.2.md` is about `unknown-unit`.
fn code_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap().to_string_lossy();
    stem.split('.').next().unwrap().to_owned()
}

#[test]
fn every_code_has_an_example() {
    let shown: Vec<String> = cases().iter().map(|c| code_of(&c.path)).collect();
    for code in Code::ALL {
        // Its example would be a megabyte: `too_large_a_text_is_refused` has it.
        if *code != Code::TooLarge {
            assert!(shown.iter().any(|s| s == code.as_str()), "no example of {}", code.as_str());
        }
    }
}

#[test]
fn too_large_a_text_is_refused() {
    let said = said(&" ".repeat(2_000_000));
    assert!(said.starts_with("error[too-large]: the text has 2000000 bytes"), "{said}");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = base()
        .replace("unit: kg", "unit: kgg")
        .replace("performs: storekeeper", "performs: storekeper")
        .replace("legends: [autologous-use-only]", "legends: []");
    let codes: Vec<&str> =
        check(&text, &vocabulary()).diagnostics.iter().map(|d| d.code.as_str()).collect();
    assert_eq!(codes, ["unknown-unit", "missing-legend", "unknown-role"]);
}

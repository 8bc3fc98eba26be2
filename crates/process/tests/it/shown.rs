//! Documents made from a process, held against files that people have read.
//!
//! Set `SHOWN=write` to write the files anew, and review the difference.

use process::estimate::Assumptions;
use process::{Lang, Process, Voice, estimate, show};

use crate::common::{cart, tiny, vector, vocabulary};

fn same(name: &str, found: &str) {
    let path = format!("{}/tests/shown/{name}.md", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("SHOWN").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(wanted == found, "{path} is not what is shown: SHOWN=write, and review the difference");
}

#[test]
fn the_small_process_is_shown_as_it_was_read() {
    let (process, vocabulary) = (tiny(), vocabulary());
    for lang in Lang::ALL {
        same(&format!("tiny.show.{lang}"), &show(&process, Voice::new(lang, &vocabulary)));
        let estimate = estimate(&process, &Assumptions::default());
        let estimate = estimate.render(Voice::new(lang, &vocabulary));
        same(&format!("tiny.estimate.{lang}"), &estimate);
    }
}

#[test]
fn without_a_vocabulary_codes_stand_for_themselves() {
    let shown = show(&tiny(), Lang::En);
    assert!(shown.contains("**Performed and signed by:** storekeeper\n"), "{shown}");
    assert!(shown.contains("another operator"), "{shown}");
    assert!(shown.contains("| `bench` | Bench | A | B |"), "{shown}");
}

/// Whatever a batch is held to can be read: every id, text, limit and formula of the shipped files.
#[test]
fn nothing_of_a_shipped_process_is_left_out() {
    for process in [cart(), vector()] {
        for lang in Lang::ALL {
            let shown = show(&process, lang);
            for needed in everything(&process, lang) {
                assert!(shown.contains(&needed), "{}: {needed} is not shown in {lang}", process.id);
            }
        }
    }
}

fn everything(process: &Process, lang: Lang) -> Vec<String> {
    let mut all = vec![process.text.to_string(), process.name.get(lang).to_owned()];
    all.extend(process.materials.iter().map(|m| m.item.to_string()));
    for (operation, step) in process.steps() {
        all.push(format!("`{}`", operation.id));
        all.push(format!("`{}`", step.id));
        all.push(step.title.get(lang).to_owned());
        all.push(step.instruction.get(lang).to_owned());
        all.extend(step.when.iter().map(|f| format!("`{}`", f.text)));
        all.extend(step.samples.iter().map(|s| s.name.get(lang).to_owned()));
        let calculated = step.calculations.iter().map(|c| &c.value);
        for value in step.values.iter().chain(calculated) {
            all.push(format!("`{}`", value.id));
            all.extend(value.kind.choices().iter().map(|c| c.name.get(lang).to_owned()));
            let limits = value.kind.number().and_then(|n| n.action.as_ref());
            let ends = limits.into_iter().flat_map(|l| [l.low, l.high]).flatten();
            all.extend(ends.map(|bound| bound.at.to_string()));
        }
        all.extend(step.calculations.iter().map(|c| format!("`{}`", c.formula.text)));
    }
    for line in &process.specification {
        all.push(format!("`{}`", line.id));
        all.push(line.method.get(lang).to_owned());
        all.push(line.source.to_string());
    }
    all
}

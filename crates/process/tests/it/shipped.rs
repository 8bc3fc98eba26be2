//! The files under `processes/` that the project ships.

use process::model::{Acceptance, OutputKind, Phase, Process};
use process::{Vocabulary, check, diagnostic::render_all};

use crate::common::vocabulary;

fn read(name: &str) -> String {
    let path = format!("{}/../../processes/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_vocabulary_has_no_mistake() {
    let text = read("vocabulary.yaml");
    let said = Vocabulary::parse(&text).err().unwrap_or_default();
    assert_eq!(render_all(&said, &text, "vocabulary.yaml"), "");
}

fn shipped(name: &str) -> Process {
    let text = read(name);
    let checked = check(&text, &vocabulary());
    assert_eq!(render_all(&checked.diagnostics, &text, name), "");
    checked.process.unwrap()
}

#[test]
fn cart_cd19_compiles_without_a_word() {
    assert_eq!(shipped("cart-cd19.yaml").steps().count(), 31);
}

#[test]
fn lentiviral_vector_compiles_without_a_word() {
    assert_eq!(shipped("lentiviral-vector.yaml").steps().count(), 26);
}

/// What the T cells are made with is what the vector process makes, and every attribute they read
/// of its lot is a result that its release gives, in the same unit and with the same decimals.
#[test]
fn cart_cd19_can_read_the_lots_of_lentiviral_vector() {
    let (cart, vector) = (shipped("cart-cd19.yaml"), shipped("lentiviral-vector.yaml"));
    let made: Vec<_> =
        cart.materials.iter().filter(|m| m.made_by.as_ref() == Some(&vector.id)).collect();
    assert_eq!(made.len(), 1);
    for material in made {
        assert_eq!(material.item, vector.product.code);
        assert!(!material.attributes.is_empty());
        for read in &material.attributes {
            let result = vector.attribute(&read.id.as_str().into()).unwrap();
            let Acceptance::Number { unit, decimals, .. } = &result.accept else {
                unreachable!("{} is a number where it is read", read.id);
            };
            assert_eq!((unit, *decimals), (&read.number.unit, read.number.decimals));
            assert_eq!(result.phase, Phase::Release, "known when the lot is used");
        }
    }
    let kinds: Vec<_> = vector.outputs.iter().map(|o| o.kind).collect();
    assert_eq!(kinds, [OutputKind::Lot]);
    let holds = vector.outputs[0].holds.as_ref().unwrap();
    let used = cart.materials.iter().find(|m| m.made_by.is_some()).unwrap();
    assert!(holds.unit.commensurable(&used.unit));
}

/// The keywords an author may write are those the language's document explains, and no others.
#[test]
fn the_document_explains_every_keyword_code_and_function() {
    let path = format!("{}/../../docs/process-language.md", env!("CARGO_MANIFEST_DIR"));
    let document = std::fs::read_to_string(path).unwrap();
    let codes = process::Code::ALL.iter().map(|c| c.as_str());
    let functions = process::expression::Function::ALL.iter().map(|f| f.name());
    for word in process::compile::keywords().into_iter().chain(codes).chain(functions) {
        let there =
            document.contains(&format!("`{word}`")) || document.contains(&format!("`{word}("));
        assert!(there, "docs/process-language.md does not explain `{word}`");
    }
}

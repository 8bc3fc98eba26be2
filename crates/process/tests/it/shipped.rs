//! The files under `processes/` that the project ships.

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

#[test]
fn cart_cd19_compiles_without_a_word() {
    let text = read("cart-cd19.yaml");
    let checked = check(&text, &vocabulary());
    assert_eq!(render_all(&checked.diagnostics, &text, "cart-cd19.yaml"), "");
    assert!(checked.process.is_some());
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

//! The files under `processes/` that the project ships.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail this way")]

use process::{Vocabulary, check, diagnostic::render_all};

fn read(name: &str) -> String {
    let path = format!("{}/../../processes/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn vocabulary() -> Vocabulary {
    let text = read("vocabulary.yaml");
    Vocabulary::parse(&text)
        .unwrap_or_else(|d| panic!("{}", render_all(&d, &text, "vocabulary.yaml")))
}

#[test]
fn cart_cd19_compiles_without_a_word() {
    let text = read("cart-cd19.yaml");
    let checked = check(&text, &vocabulary());
    assert_eq!(render_all(&checked.diagnostics, &text, "cart-cd19.yaml"), "");
    assert!(checked.process.is_some());
}

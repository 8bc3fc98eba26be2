//! A code that scanners read (QR code, ISO/IEC 18004), as a drawing.

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// The quiet zone around it that the standard asks for, in modules.
const QUIET: i32 = 4;

/// The code of a text; nothing if it is longer than any code holds. `name` says what it is to whoever
/// does not see it.
pub fn qr(text: &str, name: &str) -> Markup {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return html! {} };
    let size = code.size() + 2 * QUIET;
    let mut dark = String::new();
    for (y, x) in (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (y, x))) {
        if code.get_module(x, y) {
            let _ = write!(dark, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    html! {
        svg.qr viewBox={ "0 0 " (size) " " (size) } role="img" aria-label=(name)
            shape-rendering="crispEdges" {
            rect.qr__paper width=(size) height=(size) {}
            path.qr__ink d=(dark) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_square_with_a_quiet_zone_and_a_name() {
        let drawn = qr("badge/ABCD-EFGH-JKMN-PQRS-TVWX-YZ01", "Badge").into_string();
        assert!(drawn.contains("viewBox=\"0 0 37 37\"") && drawn.contains("aria-label=\"Badge\""));
        // The first finder pattern begins where the quiet zone ends.
        assert!(drawn.contains("M4 4h1v1h-1z") && !drawn.contains("M3 "));
        assert_eq!(qr(&"x".repeat(9_000), "x").into_string(), "");
    }
}

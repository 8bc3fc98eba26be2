//! A text as a picture that a camera reads (ISO/IEC 18004).

use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

/// How many modules stay empty around it (ISO/IEC 18004, 6.3.8).
const QUIET: usize = 4;

/// A QR code with words for who does not see it; none if the text is too long for one.
pub fn qr(text: &str, words: &str) -> Option<Markup> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let size = width + 2 * QUIET;
    let mut path = String::new();
    for (at, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        let (x, y) = (at % width + QUIET, at / width + QUIET);
        path.push_str(&format!("M{x} {y}h1v1h-1z"));
    }
    Some(html! {
        svg.qr viewBox={ "0 0 " (size) " " (size) } role="img" aria-label=(words)
            shape-rendering="crispEdges" {
            rect.qr__paper width=(size) height=(size) {}
            path.qr__ink d=(path) {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The finder pattern of ISO/IEC 18004, 6.3.3.1: seven by seven, a ring, a square of three.
    #[test]
    fn a_corner_is_where_a_camera_looks_for_it() {
        let picture = qr("otpauth://totp/x", "a picture").unwrap().into_string();
        let dark =
            |x: usize, y: usize| picture.contains(&format!("M{} {}h1", x + QUIET, y + QUIET));
        for (x, y) in (0..7).flat_map(|x| (0..7).map(move |y| (x, y))) {
            let ring = x == 0 || x == 6 || y == 0 || y == 6;
            let square = (2..=4).contains(&x) && (2..=4).contains(&y);
            assert_eq!(dark(x, y), ring || square, "at {x}, {y}");
        }
        assert!(picture.contains("aria-label=\"a picture\""));
        assert!(!picture.contains("style"), "no style may stand in a page");
        assert!(qr(&"x".repeat(5_000), "").is_none());
    }
}

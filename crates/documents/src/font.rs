//! The one font of all papers: Noto Sans SC, a part of which lies in `assets/fonts`.
//!
//! Every paper carries the glyphs it uses, since whoever opens it, and the server that makes it, may
//! have no Chinese font. What the font has no glyph for is shown by its number, `[U+20BB7]`: a name
//! must not lose a character on paper without anybody seeing it.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider as _};
use std::sync::LazyLock;

static BYTES: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Regular.ttf");

static FACE: LazyLock<Option<Face>> = LazyLock::new(Face::read);

/// The font as papers use it.
pub struct Face {
    /// For drawing.
    pub font: Font,
    map: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    per_em: f32,
}

impl Face {
    fn read() -> Option<Self> {
        let font = Font::new(BYTES.into(), 0)?;
        let reference = FontRef::new(BYTES).ok()?;
        let map = reference.charmap();
        let metrics = reference.glyph_metrics(Size::unscaled(), LocationRef::default());
        let per_em = font.units_per_em();
        Some(Self { font, map, metrics, per_em })
    }

    /// The font. None only if the file in the repository is no font.
    pub fn get() -> Option<&'static Self> {
        FACE.as_ref()
    }

    /// Glyph and advance of a character, in parts of an em.
    fn glyph(&self, letter: char) -> Option<(u32, f32)> {
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        let glyph = self.map.map(letter)?;
        Some((glyph.to_u32(), self.metrics.advance_width(glyph)? / self.per_em))
    }

    /// How wide a character is, in parts of an em.
    pub fn advance(&self, letter: char) -> f32 {
        self.glyph(letter).map_or(0.0, |(_, advance)| advance)
    }

    /// The glyphs of a text that was made [printable](Self::printable).
    pub fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, letter): (usize, char)| {
            let (id, advance) = self.glyph(letter)?;
            let range = at..at + letter.len_utf8();
            Some(KrillaGlyph::new(GlyphId::new(id), advance, 0.0, 0.0, 0.0, range, None))
        };
        text.char_indices().filter_map(glyph).collect()
    }

    /// The text with the number of every character that has no glyph in its place.
    pub fn printable(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for letter in text.chars() {
            if letter.is_whitespace() && letter != '\u{a0}' {
                out.push(' ');
            } else if self.glyph(letter).is_some() {
                out.push(letter);
            } else {
                out.push_str(&format!("[U+{:04X}]", u32::from(letter)));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_font_lacks_is_shown_by_its_number() {
        let face = Face::get().unwrap();
        assert_eq!(
            face.printable("收获 Harvest 37.0\u{a0}°C ×10⁶/mL"),
            "收获 Harvest 37.0\u{a0}°C ×10⁶/mL"
        );
        assert_eq!(face.printable("\u{20bb7}田"), "[U+20BB7]田");
        assert_eq!(face.printable("a\u{200b}b\u{7}c"), "a[U+200B]b[U+0007]c");
        assert_eq!(face.printable("no 🧬"), "no [U+1F9EC]");
    }

    /// Every character of GB 2312 and of the table of 2013 that personal names are taken from.
    #[test]
    fn the_characters_a_chinese_record_needs_are_there() {
        let face = Face::get().unwrap();
        let wanted = include_str!("../../../assets/fonts/characters.txt");
        let lacks: Vec<char> = wanted
            .chars()
            .filter(|letter| *letter != '\n' && face.glyph(*letter).is_none())
            .filter(|letter| u32::from(*letter) >= 0x3400)
            .collect();
        assert_eq!(lacks, []);
        for letter in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻µ°±×÷≤≥≠–−·…→℃％".chars()
        {
            assert!(face.glyph(letter).is_some(), "{letter}");
        }
    }
}

//! Where lines end: Latin words whole, Chinese anywhere but before a closing mark, and whatever is
//! wider than its place wherever it must.

use super::font::Face;
use super::sheet::{Line, Tone};

/// Marks no line begins with.
const NO_START: &str = "，。、；：！？）」』】》〉”’％‰…,.;:!?)]}%";
/// Marks no line ends with.
const NO_END: &str = "（「『【《〈“‘([{";

/// A stretch of a line, with where it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// From the beginning of the line.
    pub x: f32,
    /// How wide it is.
    pub width: f32,
    /// What it says.
    pub text: String,
    /// How loud.
    pub tone: Tone,
    /// Whether a line goes through it.
    pub struck: bool,
}

/// The lines of a paragraph in a place of this width.
pub fn wrap(face: &Face, line: &Line, size: f32, width: f32) -> Vec<Vec<Piece>> {
    let letters: Vec<(char, usize)> = line
        .0
        .iter()
        .enumerate()
        .flat_map(|(nth, run)| {
            let text = face.printable(&run.text);
            text.chars().map(|letter| (letter, nth)).collect::<Vec<_>>()
        })
        .collect();
    let mut lines = Vec::new();
    let mut start = 0;
    while start < letters.len() {
        let end = line_end(face, &letters, start, size, width);
        let stretch = letters.get(start..end).unwrap_or_default();
        lines.push(pieces(face, line, stretch, size));
        start = end;
        while letters.get(start).is_some_and(|(letter, _)| *letter == ' ') {
            start += 1;
        }
    }
    if lines.is_empty() {
        lines.push(Vec::new());
    }
    lines
}

/// Where the line that begins at `start` ends; blanks at its end do not count.
fn line_end(face: &Face, letters: &[(char, usize)], start: usize, size: f32, width: f32) -> usize {
    let mut used = 0.0;
    let mut last = None;
    for at in start..letters.len() {
        let Some((letter, _)) = letters.get(at).copied() else { break };
        if at > start {
            let before = letters.get(at - 1).map_or(' ', |(before, _)| *before);
            if may_break(before, letter) {
                last = Some(at);
            }
        }
        used += face.advance(letter) * size;
        if used > width && letter != ' ' && at > start {
            return last.unwrap_or(at);
        }
    }
    letters.len()
}

fn may_break(before: char, letter: char) -> bool {
    if letter == ' ' || NO_START.contains(letter) || NO_END.contains(before) {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(letter)
}

/// Whether lines may end on either side of it.
fn is_wide(letter: char) -> bool {
    matches!(u32::from(letter), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFFEF | 0x2_0000..)
}

fn pieces(face: &Face, line: &Line, letters: &[(char, usize)], size: f32) -> Vec<Piece> {
    let mut pieces: Vec<(usize, Piece)> = Vec::new();
    let mut x = 0.0;
    for (letter, nth) in letters {
        let advance = face.advance(*letter) * size;
        match pieces.last_mut().filter(|(of, _)| of == nth) {
            Some((_, piece)) => {
                piece.text.push(*letter);
                piece.width += advance;
            }
            None => {
                let run = line.0.get(*nth);
                let tone = run.map_or(Tone::Plain, |run| run.tone);
                let struck = run.is_some_and(|run| run.struck);
                let text = letter.to_string();
                pieces.push((*nth, Piece { x, width: advance, text, tone, struck }));
            }
        }
        x += advance;
    }
    pieces.into_iter().map(|(_, piece)| piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: f32) -> Vec<String> {
        let face = Face::get().unwrap();
        let wrapped = wrap(face, &Line::plain(text), 10.0, width);
        let text = |line: Vec<Piece>| line.into_iter().map(|piece| piece.text).collect::<String>();
        wrapped.into_iter().map(text).collect()
    }

    #[test]
    fn words_stay_whole_and_chinese_ends_anywhere_but_before_a_mark() {
        assert_eq!(lines("one two three", 45.0), ["one two ", "three"]);
        assert_eq!(lines("取样，计数后继续", 30.0), ["取样，", "计数后", "继续"]);
        assert_eq!(lines("取样计，数", 30.0), ["取样", "计，数"]);
        assert_eq!(lines("", 30.0), [""]);
    }

    #[test]
    fn nothing_is_wider_than_its_place() {
        let face = Face::get().unwrap();
        let hash = "0123456789abcdef".repeat(6);
        for line in wrap(face, &Line::plain(&*hash).and(" 收获的细胞", Tone::Quiet), 8.0, 60.0)
        {
            let end = line.last().map_or(0.0, |piece| piece.x + piece.width);
            assert!(end <= 60.0, "{line:?}");
        }
        assert_eq!(lines(&hash, 60.0).concat(), hash);
    }
}

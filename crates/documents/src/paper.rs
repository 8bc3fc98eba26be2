//! A paper as a file: PDF/A-2a as far as the library can tell, with its structure and its glyphs.
//!
//! Guarantees: the same sheet gives the same bytes. There is no clock and no random id in it.

use super::flow::{Flowed, HEIGHT, INSIDE, Mark, Part, SIDE, Tagged, WIDTH, flow};
use super::font::Face;
use super::sheet::{Line, Sheet, Tone};
use super::wrap::wrap;
use krilla::color::rgb;
use krilla::configure::ConfigurationBuilder;
use krilla::configure::validate::Archival;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagTree,
};
use krilla::{Document, SerializeSettings};
use qrcodegen::{QrCode, QrCodeEcc};
use std::num::NonZeroU16;

/// The side of the square code at the foot of a page.
const CODE: f32 = 47.0;
/// Where the foot begins.
const FOOT: f32 = HEIGHT - 70.0;

/// Why a paper cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The font in the program is none.
    #[error("read the font of papers")]
    Font,
    /// The library refuses what we drew.
    #[error("write the paper as PDF/A: {0}")]
    Write(String),
    /// What is shown cannot be read from the record.
    #[error("read the record of the batch: {0}")]
    Record(String),
}

/// Draws a paper.
pub fn print(sheet: &Sheet) -> Result<Vec<u8>, PaperError> {
    let face = Face::get().ok_or(PaperError::Font)?;
    let wrote = |error: &dyn std::fmt::Debug| PaperError::Write(format!("{error:?}"));
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .finish()
        .map_err(|error| wrote(&error))?;
    let settings =
        SerializeSettings { configuration, enable_tagging: true, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    document.set_metadata(metadata(sheet));
    let flowed = flow(face, sheet);
    let mut found: Vec<Vec<Identifier>> = flowed.tags.iter().map(|_| Vec::new()).collect();
    let pages = flowed.pages.len();
    for (nth, marks) in flowed.pages.iter().enumerate() {
        let size = PageSettings::from_wh(WIDTH, HEIGHT);
        let mut page = document.start_page_with(size.ok_or_else(|| wrote(&"a page of no size"))?);
        let mut pen = Pen { surface: page.surface(), face, open: None };
        for mark in marks {
            pen.mark(mark, &mut found);
        }
        pen.edges(sheet, nth + 1, pages);
        pen.close();
    }
    document.set_tag_tree(tree(&flowed, &found).with_lang(Some(sheet.lang.to_owned())));
    document.finish().map_err(|error| wrote(&error))
}

/// Its title and its moment: that of the latest entry it shows, not that of its making.
fn metadata(sheet: &Sheet) -> Metadata {
    let at = sheet.moment.instant().to_zoned(jiff::tz::TimeZone::UTC);
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    let date = DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(sheet.title.clone())
        .language(sheet.lang.to_owned())
        .creator("Centrosome".to_owned())
        .creation_date(date)
}

/// What content belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Belongs {
    /// A part of the structure.
    To(usize),
    /// None: it is not read out.
    Not(ArtifactType),
}

struct Pen<'a> {
    surface: Surface<'a>,
    face: &'a Face,
    open: Option<Belongs>,
}

impl Pen<'_> {
    fn close(&mut self) {
        if self.open.take().is_some() {
            self.surface.end_tagged();
        }
    }

    fn belongs(&mut self, to: Belongs, found: &mut [Vec<Identifier>]) {
        if self.open == Some(to) {
            return;
        }
        self.close();
        self.open = Some(to);
        match to {
            Belongs::Not(kind) => {
                self.surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
            }
            Belongs::To(tag) => {
                let id = self.surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                if let Some(found) = found.get_mut(tag) {
                    found.push(id);
                }
            }
        }
    }

    fn mark(&mut self, mark: &Mark, found: &mut [Vec<Identifier>]) {
        match mark {
            Mark::Text { x, y, size, text, tone, tag } => {
                let again = Belongs::Not(ArtifactType::PaginationOther);
                self.belongs(tag.map_or(again, Belongs::To), found);
                self.text((*x, *y), *size, text, *tone);
            }
            Mark::Rule { x, width, y, weight, tone } => {
                self.belongs(Belongs::Not(ArtifactType::Layout), found);
                self.rule((*x, *y), *width, *weight, *tone);
            }
        }
    }

    fn fill(&mut self, color: rgb::Color) {
        let fill =
            Fill { paint: color.into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero };
        self.surface.set_fill(Some(fill));
    }

    fn text(&mut self, (x, y): (f32, f32), size: f32, text: &str, tone: Tone) {
        self.fill(ink(tone));
        let glyphs = self.face.glyphs(text);
        let font = self.face.font.clone();
        self.surface.draw_glyphs(Point::from_xy(x, y), &glyphs, font, text, size, false);
    }

    fn rule(&mut self, (x, y): (f32, f32), width: f32, weight: f32, tone: Tone) {
        self.fill(if tone == Tone::Quiet { hair() } else { ink(tone) });
        let mut path = PathBuilder::new();
        if let Some(rect) = Rect::from_xywh(x, y - weight / 2.0, width, weight) {
            path.push_rect(rect);
        }
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// Head and foot of a page.
    fn edges(&mut self, sheet: &Sheet, page: usize, pages: usize) {
        self.belongs(Belongs::Not(ArtifactType::Header), &mut []);
        let number =
            sheet.page.replace("{n}", &page.to_string()).replace("{m}", &pages.to_string());
        let (size, y) = (7.2, 38.0);
        self.text((SIDE, y), size, &self.face.printable(&sheet.head), Tone::Quiet);
        let wide: f32 = number.chars().map(|letter| self.face.advance(letter) * size).sum();
        self.text((SIDE + INSIDE - wide, y), size, &self.face.printable(&number), Tone::Quiet);
        self.rule((SIDE, y + 7.0), INSIDE, 0.4, Tone::Quiet);
        self.belongs(Belongs::Not(ArtifactType::Footer), &mut []);
        self.rule((SIDE, FOOT), INSIDE, 0.4, Tone::Quiet);
        let mut y = FOOT + 11.5;
        for text in &sheet.foot {
            for line in wrap(self.face, &Line::quiet(text), 6.3, INSIDE - CODE - 16.0) {
                for piece in line {
                    self.text((SIDE + piece.x, y), 6.3, &piece.text, Tone::Quiet);
                }
                y += 8.6;
            }
        }
        self.code(&sheet.code);
    }

    fn code(&mut self, text: &str) {
        // Longer than any code holds: the foot says the same in words.
        let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Low) else { return };
        let modules = u16::try_from(code.size()).unwrap_or(1);
        let step = CODE / f32::from(modules);
        let (left, top) = (SIDE + INSIDE - CODE, FOOT + 6.0);
        let mut path = PathBuilder::new();
        for row in 0..modules {
            for column in 0..modules {
                if code.get_module(i32::from(column), i32::from(row)) {
                    let (x, y) = (left + f32::from(column) * step, top + f32::from(row) * step);
                    if let Some(rect) = Rect::from_xywh(x, y, step, step) {
                        path.push_rect(rect);
                    }
                }
            }
        }
        self.fill(ink(Tone::Plain));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }
}

/// Hairlines.
fn hair() -> rgb::Color {
    rgb::Color::new(0xC9, 0xCE, 0xD6)
}

fn ink(tone: Tone) -> rgb::Color {
    match tone {
        Tone::Plain => rgb::Color::new(0x17, 0x1C, 0x24),
        Tone::Quiet => rgb::Color::new(0x5B, 0x65, 0x73),
        Tone::Alert => rgb::Color::new(0x8A, 0x53, 0x00),
        Tone::Wrong => rgb::Color::new(0xA8, 0x1C, 0x1C),
    }
}

/// The structure with what was drawn of each part.
fn tree(flowed: &Flowed, found: &[Vec<Identifier>]) -> TagTree {
    let mut inside: Vec<Vec<usize>> = flowed.tags.iter().map(|_| Vec::new()).collect();
    let mut roots = Vec::new();
    for (nth, tagged) in flowed.tags.iter().enumerate() {
        match tagged.inside.and_then(|of| inside.get_mut(of)) {
            Some(parts) => parts.push(nth),
            None => roots.push(nth),
        }
    }
    let mut tree = TagTree::new();
    for root in roots {
        if let Some(group) = group(root, &flowed.tags, &inside, found) {
            tree.push(group);
        }
    }
    tree
}

fn group(
    nth: usize,
    tags: &[Tagged],
    inside: &[Vec<usize>],
    found: &[Vec<Identifier>],
) -> Option<TagGroup> {
    let mut group = match &tags.get(nth)?.part {
        Part::Heading(level, text) => {
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            TagGroup::new(Tag::Hn(level, Some(text.clone())))
        }
        Part::Paragraph => TagGroup::new(Tag::P),
        Part::Table => TagGroup::new(Tag::Table),
        Part::Row => TagGroup::new(Tag::TR),
        Part::ColumnHead => TagGroup::new(Tag::TH(TableHeaderScope::Column)),
        Part::RowHead => TagGroup::new(Tag::TH(TableHeaderScope::Row)),
        Part::Place => TagGroup::new(Tag::TD),
    };
    for id in found.get(nth)? {
        group.push(*id);
    }
    for part in inside.get(nth)? {
        if let Some(part) = self::group(*part, tags, inside, found) {
            group.push(part);
        }
    }
    Some(group)
}

//! The paths under which outsiders ask for the log.

use std::fmt;
use std::str::FromStr;

use super::{Bundle, TILE_WIDTH, Tile};

/// A path that names nothing in a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` names nothing in a log: expected `checkpoint`, `tile/<level>/<index>` or `tile/entries/<index>`, for example `tile/0/x001/234`, with `.p/<width>` when partial"
)]
pub struct BadPath(String);

/// What a path below the log's prefix names.
///
/// Guarantees: printing and parsing are inverse; there is exactly one path for a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// The signed head of the log.
    Checkpoint,
    /// A tile of hashes.
    Tile(Tile),
    /// A bundle of entries.
    Entries(Bundle),
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (index, width) = match self {
            Self::Checkpoint => return f.write_str("checkpoint"),
            Self::Tile(tile) => {
                write!(f, "tile/{}/", tile.level())?;
                (tile.index(), tile.width())
            }
            Self::Entries(bundle) => {
                f.write_str("tile/entries/")?;
                (bundle.index(), bundle.width())
            }
        };
        write_index(f, index)?;
        if width == TILE_WIDTH { Ok(()) } else { write!(f, ".p/{width}") }
    }
}

/// Three digits an element, all but the last opened by an `x`.
fn write_index(f: &mut fmt::Formatter<'_>, index: u64) -> fmt::Result {
    if index >= 1000 {
        write_leading(f, index / 1000)?;
    }
    write!(f, "{:03}", index % 1000)
}

fn write_leading(f: &mut fmt::Formatter<'_>, index: u64) -> fmt::Result {
    if index >= 1000 {
        write_leading(f, index / 1000)?;
    }
    write!(f, "x{:03}/", index % 1000)
}

impl FromStr for Resource {
    type Err = BadPath;

    fn from_str(path: &str) -> Result<Self, BadPath> {
        let parsed = parse(path);
        // Printing decides what is canonical: leading zeroes, a full tile with a width and every
        // other second spelling fail here.
        parsed.filter(|resource| resource.to_string() == path).ok_or_else(|| {
            let shown: String = path.chars().take(80).collect();
            BadPath(shown)
        })
    }
}

fn parse(path: &str) -> Option<Resource> {
    if path == "checkpoint" {
        return Some(Resource::Checkpoint);
    }
    let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let (index, width) = match rest.split_once(".p/") {
        Some((index, width)) => (index, width.parse().ok()?),
        None => (rest, TILE_WIDTH),
    };
    let index = parse_index(index)?;
    if kind == "entries" {
        return Bundle::new(index, width).ok().map(Resource::Entries);
    }
    Tile::new(kind.parse().ok()?, index, width).ok().map(Resource::Tile)
}

fn parse_index(text: &str) -> Option<u64> {
    text.split('/').try_fold(0_u64, |index, element| {
        let digits: u64 = element.strip_prefix('x').unwrap_or(element).parse().ok()?;
        index.checked_mul(1000)?.checked_add(digits)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn printed(resource: Resource) -> String {
        resource.to_string()
    }

    #[test]
    fn the_paths_of_the_specification() {
        let tile = Resource::Tile(Tile::full(0, 1_234_067));
        assert_eq!(printed(tile), "tile/0/x001/x234/067");
        let partial = Resource::Tile(Tile::new(2, 0, 1).unwrap());
        assert_eq!(printed(partial), "tile/2/000.p/1");
        let entries = Resource::Entries(Bundle::new(273, 112).unwrap());
        assert_eq!(printed(entries), "tile/entries/273.p/112");
        assert_eq!("checkpoint".parse(), Ok(Resource::Checkpoint));
    }

    #[test]
    fn a_tree_of_seventy_thousand_has_the_tiles_the_specification_says() {
        assert!(Tile::in_tree(0, 272, 70_000).is_full());
        assert_eq!(Tile::in_tree(0, 273, 70_000).width(), 112);
        assert!(Tile::in_tree(1, 0, 70_000).is_full());
        assert_eq!(Tile::in_tree(1, 1, 70_000).width(), 17);
        assert_eq!(Tile::in_tree(2, 0, 70_000).width(), 1);
        assert_eq!(Tile::in_tree(2, 1, 70_000).width(), 0);
        assert_eq!(Tile::in_tree(1, 0, 256).width(), 1);
    }

    #[test]
    fn second_spellings_are_refused() {
        for path in [
            "",
            "/checkpoint",
            "tile",
            "tile/0",
            "tile/0/",
            "tile/0/1",
            "tile/0/0001",
            "tile/00/001",
            "tile/64/000",
            "tile/+1/000",
            "tile/0/+01",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/x000/001",
            "tile/0/001/002",
            "tile/0/x001/x002",
            "tile/data/000",
            "tile/entries/000.p/",
            "tile/0/000.p/1.p/1",
            "tile/0/x999/x999/x999/x999/x999/x999/999",
            "tile/0/000 ",
            "tile/entries/-01",
        ] {
            let parsed: Result<Resource, _> = path.parse();
            assert!(parsed.is_err(), "{path} was read as {parsed:?}");
        }
        let message = "tile/9".parse::<Resource>().unwrap_err().to_string();
        assert!(message.starts_with("`tile/9` names nothing in a log: expected `checkpoint`"));
    }

    proptest! {
        #[test]
        fn every_coordinate_has_one_path(level in 0_u8..64, index: u64, width in 1_u16..=256) {
            let tile = Resource::Tile(Tile::new(level, index, width).unwrap());
            prop_assert_eq!(tile.to_string().parse(), Ok(tile));
            let entries = Resource::Entries(Bundle::new(index, width).unwrap());
            prop_assert_eq!(entries.to_string().parse(), Ok(entries));
        }

        #[test]
        fn no_text_makes_the_parser_fall(text in "\\PC{0,40}", tail in "[x0-9./p]{0,30}") {
            let _ = text.parse::<Resource>();
            let path = format!("tile/{tail}");
            if let Ok(resource) = path.parse::<Resource>() {
                prop_assert_eq!(resource.to_string(), path);
            }
        }
    }
}

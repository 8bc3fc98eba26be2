//! Looking for acts: the trail says which may fit, the log what they say.

use super::told::{Opened, Told};
use super::wanted::Wanted;
use crate::pages::eye::Eye;
use engine::past::PastError;

/// How many entries one page reads at most when words are looked for.
const READ_MAX: usize = 2_000;

/// How many are read at a time.
const AT_A_TIME: usize = 200;

/// Acts that were found, newest first.
#[derive(Debug, Default)]
pub struct Found {
    /// What was found.
    pub acts: Vec<Told>,
    /// Below which position to look on; none: everything was looked at.
    pub rest: Option<u64>,
}

/// Looks for the newest `most` acts before position `before`.
///
/// Guarantees: nothing that fits is passed over; what has not been looked at lies below `rest`.
pub fn search(
    eye: &Eye<'_>,
    wanted: &Wanted,
    before: Option<u64>,
    most: usize,
    opened: Opened,
) -> Result<Found, PastError> {
    let engine = &eye.call.app.engine;
    let mut found = Found::default();
    let mut positions = wanted.positions.clone();
    positions.end = before.map_or(positions.end, |before| before.min(positions.end));
    let mut read = 0;
    loop {
        let next = engine.trail(&wanted.filter, positions.clone(), AT_A_TIME)?;
        read += next.positions.len();
        let told = engine.log().with(|reader| {
            for position in &next.positions {
                let Some(leaf) = reader.entry(*position)? else { continue };
                match Told::of(eye, reader, *position, &leaf, opened) {
                    Ok(Some(told)) if told.holds(&wanted.words) => {
                        if found.acts.len() == most {
                            return Ok(Some(position + 1));
                        }
                        found.acts.push(told);
                    }
                    Ok(_) => {}
                    Err(error) => {
                        tracing::error!(position, %error, "an entry cannot be read");
                    }
                }
            }
            Ok::<_, PastError>(None)
        })?;
        if let Some(rest) = told? {
            found.rest = Some(rest);
            return Ok(found);
        }
        match next.rest {
            None => return Ok(found),
            Some(rest) if read >= READ_MAX => {
                found.rest = Some(rest);
                return Ok(found);
            }
            Some(rest) => positions.end = rest,
        }
    }
}

//! Reading the file.

use std::ops::Range;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{connection, fault};
use crate::store::{CommitRow, Flow, Head, Reader, StoreError, TileRow};
use crate::tree::{LeafHash, NodeHash};

/// A reader of a log in a SQLite file, in this process or another.
pub struct SqliteReader {
    path: PathBuf,
    connection: Connection,
}

impl SqliteReader {
    /// Opens the log for reading. Needs no write access, not even to the folder.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = connection::open_reader(path)?;
        Ok(Self { path: path.to_owned(), connection })
    }

    fn done<T>(&self, attempt: &'static str, result: rusqlite::Result<T>) -> Result<T, StoreError> {
        result.map_err(|error| fault::of(&self.path, attempt, error))
    }

    fn rows(
        &self,
        attempt: &'static str,
        sql: &str,
        parameters: impl rusqlite::Params,
        each: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<Flow>,
    ) -> Result<(), StoreError> {
        let read = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query(parameters)?;
            while let Some(row) = rows.next()? {
                if each(row)?.is_break() {
                    break;
                }
            }
            Ok(())
        };
        self.done(attempt, read())
    }
}

/// The end of the log, as this connection sees it.
pub(super) fn head(connection: &Connection) -> rusqlite::Result<Head> {
    let head = connection
        .prepare_cached(
            "SELECT first + count, term, checkpoint FROM commits ORDER BY first DESC LIMIT 1",
        )?
        .query_row([], |row| {
            Ok(Head { size: number(row, 0)?, term: number(row, 1)?, checkpoint: row.get(2)? })
        })
        .optional()?;
    Ok(head.unwrap_or_default())
}

/// A number that the schema says is not negative.
fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
}

fn blob<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<&'a [u8]> {
    let value = row.get_ref(column)?;
    value.as_blob().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, value.data_type(), error.into())
    })
}

/// SQLite counts in signed numbers; a range past its end is empty anyway.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The commits that hold any position from ?1 up to, not including, ?2.
const COMMITS_OVER: &str = "FROM commits
    WHERE first >= coalesce((SELECT max(first) FROM commits WHERE first <= ?1), 0) AND first < ?2
      AND first + count > ?1
    ORDER BY first";

impl Reader for SqliteReader {
    fn head(&self) -> Result<Head, StoreError> {
        self.done("read the head", head(&self.connection))
    }

    fn entries(
        &self,
        positions: Range<u64>,
        each: &mut dyn FnMut(u64, &[u8]) -> Flow,
    ) -> Result<(), StoreError> {
        self.rows(
            "read entries",
            "SELECT position, leaf FROM entries WHERE position >= ?1 AND position < ?2
             ORDER BY position",
            params![signed(positions.start), signed(positions.end)],
            &mut |row| Ok(each(number(row, 0)?, blob(row, 1)?)),
        )
    }

    fn commits(
        &self,
        positions: Range<u64>,
        each: &mut dyn FnMut(&CommitRow<'_>) -> Flow,
    ) -> Result<(), StoreError> {
        self.rows(
            "read commits",
            &format!("SELECT first, count, term, leaf_hashes, subjects, checkpoint {COMMITS_OVER}"),
            params![signed(positions.start), signed(positions.end)],
            &mut |row| {
                Ok(each(&CommitRow {
                    first: number(row, 0)?,
                    count: number(row, 1)?,
                    term: number(row, 2)?,
                    leaf_hashes: blob(row, 3)?,
                    subjects: blob(row, 4)?,
                    checkpoint: blob(row, 5)?,
                }))
            },
        )
    }

    fn leaf_hashes(&self, positions: Range<u64>) -> Result<Vec<LeafHash>, StoreError> {
        let mut hashes = Vec::new();
        self.rows(
            "read leaf hashes",
            &format!("SELECT first, leaf_hashes {COMMITS_OVER}"),
            params![signed(positions.start), signed(positions.end)],
            &mut |row| {
                let first = number(row, 0)?;
                let (kept, _) = blob(row, 1)?.as_chunks::<32>();
                let wanted =
                    (first..).zip(kept).filter(|(position, _)| positions.contains(position));
                hashes.extend(wanted.map(|(_, hash)| LeafHash::from_bytes(*hash)));
                Ok(Flow::Continue(()))
            },
        )?;
        Ok(hashes)
    }

    fn full_tiles(
        &self,
        level: u8,
        indexes: Range<u64>,
        each: &mut dyn FnMut(&TileRow<'_>) -> Flow,
    ) -> Result<(), StoreError> {
        self.rows(
            "read tiles",
            "SELECT tile_index, root, bytes FROM tiles
             WHERE level = ?1 AND tile_index >= ?2 AND tile_index < ?3 ORDER BY tile_index",
            params![level, signed(indexes.start), signed(indexes.end)],
            &mut |row| {
                let (index, root, bytes) = (number(row, 0)?, blob(row, 1)?, blob(row, 2)?);
                Ok(each(&TileRow { level, index, root, bytes }))
            },
        )
    }

    fn tile_roots(&self, level: u8, indexes: Range<u64>) -> Result<Vec<NodeHash>, StoreError> {
        let mut roots = Vec::new();
        self.rows(
            "read tile roots",
            "SELECT root FROM tiles
             WHERE level = ?1 AND tile_index >= ?2 AND tile_index < ?3 ORDER BY tile_index",
            params![level, signed(indexes.start), signed(indexes.end)],
            &mut |row| {
                roots.extend(NodeHash::from_slice(blob(row, 0)?));
                Ok(Flow::Continue(()))
            },
        )?;
        Ok(roots)
    }

    fn tile_count(&self) -> Result<u64, StoreError> {
        let count =
            self.connection.query_row("SELECT count(*) FROM tiles", [], |row| number(row, 0));
        self.done("count tiles", count)
    }

    fn find_all(&self, ids: &[[u8; 16]]) -> Result<Vec<Option<u64>>, StoreError> {
        let find = || {
            // One transaction for all of them: the locks around each cost more than the search.
            let _at_one_moment = self.connection.unchecked_transaction()?;
            let mut query =
                self.connection.prepare_cached("SELECT position FROM ids WHERE id = ?1")?;
            let one = |id: &[u8; 16]| query.query_row(params![id], |row| number(row, 0)).optional();
            ids.iter().map(one).collect()
        };
        self.done("look up act ids", find())
    }

    fn ids(&self, each: &mut dyn FnMut(&[u8], u64) -> Flow) -> Result<(), StoreError> {
        self.rows("read act ids", "SELECT id, position FROM ids ORDER BY id", [], &mut |row| {
            Ok(each(blob(row, 0)?, number(row, 1)?))
        })
    }

    fn sealed_all(
        &self,
        wanted: &[(&[u8], &[u8])],
        each: &mut dyn FnMut(Option<&[u8]>),
    ) -> Result<(), StoreError> {
        let mut find = || {
            // One transaction for all of them: the locks around each cost as much as the search.
            let _at_one_moment = self.connection.unchecked_transaction()?;
            let mut query = self
                .connection
                .prepare_cached("SELECT value FROM sealed WHERE owner = ?1 AND key = ?2")?;
            for (owner, key) in wanted {
                let mut rows = query.query(params![owner, key])?;
                match rows.next()? {
                    Some(row) => each(Some(blob(row, 0)?)),
                    None => each(None),
                }
            }
            Ok(())
        };
        self.done("read a sealed value", find())
    }

    fn sealed_of(
        &self,
        owner: &[u8],
        each: &mut dyn FnMut(&[u8], &[u8]) -> Flow,
    ) -> Result<(), StoreError> {
        self.rows(
            "read sealed values",
            "SELECT key, value FROM sealed WHERE owner = ?1 ORDER BY key",
            params![owner],
            &mut |row| Ok(each(blob(row, 0)?, blob(row, 1)?)),
        )
    }
}

//! The tables, and the triggers that keep them append-only.

/// Marks the file as ours: "Ctro" in ASCII.
pub(super) const APPLICATION_ID: i64 = 0x4374_726f;
/// The version of the tables below.
pub(super) const FORMAT: i64 = 1;

/// Everything that is created with the file.
///
/// The triggers do not stop somebody who can write the file: the tree does, by making it visible.
/// They stop a program, a migration or a console from changing history by mistake.
///
/// A commit row is written last, and its trigger demands that its entries are there, follow what
/// was there, and are all: a gap cannot be committed.
pub(super) const TABLES: &str = "
CREATE TABLE entries (
    position INTEGER PRIMARY KEY CHECK (position >= 0),
    leaf BLOB NOT NULL CHECK (length(leaf) <= 60000)
) STRICT;

CREATE TABLE commits (
    first INTEGER PRIMARY KEY CHECK (first >= 0),
    count INTEGER NOT NULL CHECK (count > 0),
    term INTEGER NOT NULL CHECK (term >= 0),
    checkpoint BLOB NOT NULL,
    leaf_hashes BLOB NOT NULL CHECK (length(leaf_hashes) = 32 * count),
    subjects BLOB NOT NULL
) STRICT;

CREATE TABLE tiles (
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    tile_index INTEGER NOT NULL CHECK (tile_index >= 0),
    root BLOB NOT NULL CHECK (length(root) = 32),
    bytes BLOB NOT NULL CHECK (length(bytes) = 8192),
    PRIMARY KEY (level, tile_index)
) STRICT;

CREATE TABLE ids (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    position INTEGER NOT NULL CHECK (position >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE sealed (
    owner BLOB NOT NULL,
    key BLOB NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER commits_follow BEFORE INSERT ON commits
WHEN NEW.first <> coalesce((SELECT first + count FROM commits ORDER BY first DESC LIMIT 1), 0)
  OR NEW.count <> (SELECT count(*) FROM entries WHERE position >= NEW.first)
  OR NEW.first + NEW.count - 1 <> (SELECT max(position) FROM entries)
BEGIN SELECT RAISE(ABORT, 'a commit must follow the log and bring all its entries'); END;

CREATE TRIGGER entries_stay BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER entries_remain BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'an entry is never removed'); END;
CREATE TRIGGER commits_stay BEFORE UPDATE ON commits
BEGIN SELECT RAISE(ABORT, 'a commit is never changed'); END;
CREATE TRIGGER commits_remain BEFORE DELETE ON commits
BEGIN SELECT RAISE(ABORT, 'a commit is never removed'); END;
CREATE TRIGGER tiles_stay BEFORE UPDATE ON tiles
BEGIN SELECT RAISE(ABORT, 'a full tile is never changed'); END;
CREATE TRIGGER tiles_remain BEFORE DELETE ON tiles
BEGIN SELECT RAISE(ABORT, 'a full tile is never removed'); END;
CREATE TRIGGER ids_stay BEFORE UPDATE ON ids
BEGIN SELECT RAISE(ABORT, 'an id is never changed'); END;
CREATE TRIGGER ids_remain BEFORE DELETE ON ids
BEGIN SELECT RAISE(ABORT, 'an id is never removed'); END;
CREATE TRIGGER sealed_stay BEFORE UPDATE ON sealed
BEGIN SELECT RAISE(ABORT, 'a sealed value is erased or kept, never changed'); END;
";

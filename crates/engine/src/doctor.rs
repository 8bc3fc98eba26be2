//! What is wrong with an installation, in plain words, and what to do about it.
//!
//! The doctor looks at the folder from outside: files, rights, room, clock, keys, the head of the
//! log, the last backup. It changes nothing, needs no server and disturbs none. Whether the log is
//! sound is the business of [`verify`](mod@crate::verify), which reads all of it.

use crate::backup::{KEEP_KEYS_DAYS, noted, put_aside};
use crate::data::DataFolder;
use crate::entry;
use crate::replay;
use crate::second_suite;
use crate::vault::{Algorithm, Given, KeyError, Keys, MasterKey};
use domain::centre::{Centre, Settings};
use domain::id::{Kind, PersonId};
use domain::people::views::RENEWAL_DAYS;
use domain::people::{AccountStanding, Person, PersonSummary, Role};
use domain::state::Held;
use domain::time::{LocalDate, Timestamp};
use jiff::ToSpan as _;
use ledger::checkpoint::Checkpoint;
use ledger::high_water::{HighWater, Standing};
use ledger::note::{KeyName, Note, read_key_file, read_sm2_key_file};
use ledger::store::sqlite::{SqliteReader, lock, seen};
use ledger::store::{Reader, StoreError};
use serde::Serialize;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

/// How an installation stands in one respect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// As it should be.
    Well,
    /// Works, and should be looked at.
    Look,
    /// Something must be done.
    Act,
}

/// What the doctor says of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// What was looked at, in a word that stays the same.
    pub about: &'static str,
    /// How it stands.
    pub grade: Grade,
    /// What is so, and what to do.
    pub says: String,
}

/// What a site expects of its installation.
#[derive(Debug, Clone, Copy)]
pub struct Expected {
    /// How old the last backup may be, in hours.
    pub backup_hours: i64,
    /// How many bytes must be free on the disk of the data folder.
    pub free_bytes: u64,
}

impl Default for Expected {
    fn default() -> Self {
        Self { backup_hours: 26, free_bytes: 2 << 30 }
    }
}

/// Looks an installation over.
pub fn examine(data: &DataFolder, expected: &Expected, now: Timestamp) -> Vec<Advice> {
    let mut found = Found::default();
    if !data.has_centre() {
        let says = format!(
            "{} holds no centre: found one (centrosome found --help), restore one (centrosome \
             restore --help), or name its folder with --data",
            data.path().display()
        );
        found.act("folder", says);
        return found.advice;
    }
    files(data, &mut found);
    rights(data, &mut found);
    room(data, expected, &mut found);
    served(data, &mut found);
    replaced(data, now, &mut found);
    match SqliteReader::open(&data.log()) {
        Err(error) => found.act("log", format!("the log does not open: {}", chain(&error))),
        Ok(reader) => {
            if let Err(error) = log(data, &reader, now, &mut found) {
                found.act("log", format!("the log cannot be read: {}", chain(&error)));
            }
            sealing(data, &reader, &mut found);
            let master = keys(data, &mut found);
            backup(data, &reader, expected, now, &mut found);
            centre(data, master.as_ref(), &mut found);
        }
    }
    found.advice
}

#[derive(Default)]
struct Found {
    advice: Vec<Advice>,
}

impl Found {
    fn well(&mut self, about: &'static str, says: impl Into<String>) {
        self.advice.push(Advice { about, grade: Grade::Well, says: says.into() });
    }

    fn look(&mut self, about: &'static str, says: impl Into<String>) {
        self.advice.push(Advice { about, grade: Grade::Look, says: says.into() });
    }

    fn act(&mut self, about: &'static str, says: impl Into<String>) {
        self.advice.push(Advice { about, grade: Grade::Act, says: says.into() });
    }
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let told = std::iter::successors(Some(error), |error| error.source());
    told.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Everything a centre that has entries has beside its log.
fn files(data: &DataFolder, found: &mut Found) {
    let needed = [data.log(), data.log_key(), data.vault(), data.master_key(), data.accounts()];
    let missing: Vec<_> =
        needed.iter().filter(|path| !path.is_file()).map(|path| name(path)).collect();
    if missing.is_empty() {
        found.well("files", "the log, its key, the keys of persons and the accounts are there");
    } else {
        let missing = missing.join(", ");
        found.act("files", format!("{missing} missing: put the copy back, or restore a backup"));
    }
}

/// Who can read what nobody else should.
fn rights(data: &DataFolder, found: &mut Found) {
    let (log, sm2, master) = (data.log_key(), data.sm2_key(), data.master_key());
    let secret = [log, sm2, master, data.vault(), data.accounts()];
    let mut open = Vec::new();
    for path in &secret {
        let Ok(metadata) = std::fs::metadata(path) else { continue };
        if metadata.permissions().mode() & 0o077 != 0 {
            open.push(name(path));
        }
    }
    let folder = std::fs::metadata(data.path());
    let entered = folder.as_ref().is_ok_and(|folder| folder.permissions().mode() & 0o077 != 0);
    let written = folder.is_ok_and(|folder| folder.permissions().mode() & 0o002 != 0);
    if written {
        let folder = data.path().display();
        found.act("rights", format!("anybody can write in {folder}: chmod 700 {folder}"));
    } else if !open.is_empty() && entered {
        let folder = data.path().display();
        found.act(
            "rights",
            format!("{} can be read by others: chmod 700 {folder}", open.join(", ")),
        );
    } else {
        found.well("rights", "keys and accounts can be read by their owner alone");
    }
}

fn room(data: &DataFolder, expected: &Expected, found: &mut Found) {
    let Ok(disk) = rustix::fs::statvfs(data.path()) else {
        return found.look("room", "how much room is left on the disk cannot be told");
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let (left, wanted) = (gibibytes(free), gibibytes(expected.free_bytes));
    if free < expected.free_bytes / 4 {
        found.act("room", format!("{left} are left on the disk: free some before it is full"));
    } else if free < expected.free_bytes {
        found.look("room", format!("{left} are left on the disk; {wanted} are expected"));
    } else {
        found.well("room", format!("{left} are left on the disk"));
    }
}

fn gibibytes(bytes: u64) -> String {
    let tenths = bytes / ((1 << 30) / 10);
    format!("{}.{} GiB", tenths / 10, tenths % 10)
}

fn served(data: &DataFolder, found: &mut Found) {
    match lock(&data.log()) {
        Ok(_) => found.well("server", "nobody serves the centre now"),
        Err(StoreError::Locked { .. }) => found.well("server", "the centre is being served"),
        Err(error) => {
            let by = std::fs::metadata(data.log()).map(|log| log.uid()).unwrap_or_default();
            found.look(
                "server",
                format!(
                    "whether it is served cannot be told ({}): run this as the user who serves it, \
                 number {by}",
                    chain(&error)
                ),
            );
        }
    }
}

/// Folders that a restoring put aside long ago: keys that were destroyed since are in them still.
fn replaced(data: &DataFolder, now: Timestamp, found: &mut Found) {
    let path = data.path();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let Ok(all) = std::fs::read_dir(folder.unwrap_or(Path::new("."))) else { return };
    let within = now.plus_minutes(-i64::from(KEEP_KEYS_DAYS) * 24 * 60).to_string();
    let (any, within) = (put_aside(path, ""), put_aside(path, &within));
    let (any, within) = (name(&any), name(&within));
    let old = |it: &String| it.starts_with(&any) && *it < within;
    let old: Vec<_> = all.flatten().map(|it| name(&it.path())).filter(old).collect();
    if !old.is_empty() {
        let old = old.join(", ");
        found.look("put-aside", format!(
            "{old} beside it: what was there before a restore, keys of persons included, which no \
             erasure reaches: remove it once nothing of it is needed"
        ));
    }
}

/// The key that signs a second time: there if the log was founded with it, and not otherwise.
fn second_key(
    data: &DataFolder,
    reader: &SqliteReader,
    checkpoint: &[u8],
    found: &mut Found,
) -> Result<(), StoreError> {
    let named = second_suite::named_by(reader)?;
    let there = data.sm2_key().exists();
    let key = match named {
        None if there => {
            found.act(
                "sm2-key",
                "sm2.key is here, and the log was founded without it: move it away",
            );
            return Ok(());
        }
        None => return Ok(()),
        Some(_) if !there => {
            found
                .act("sm2-key", "sm2.key is missing: put its copy back; nothing starts without it");
            return Ok(());
        }
        Some(named) => match (named, read_sm2_key_file(&data.sm2_key())) {
            (Ok(named), Ok(key)) if key.verifier().renamed(named.name().clone()) == named => key,
            (_, Ok(_)) => {
                found
                    .act("sm2-key", "sm2.key is not the key the log was founded with: put it back");
                return Ok(());
            }
            (_, Err(error)) => {
                found.act("sm2-key", chain(&error));
                return Ok(());
            }
        },
    };
    let signed = Note::parse(checkpoint).ok().is_some_and(|note| {
        let text = note.unverified_text();
        let name = text.lines().next().and_then(|origin| KeyName::new(origin).ok());
        let key = name.map(|name| key.verifier().renamed(name));
        key.is_some_and(|key| note.signatures().iter().any(|line| key.check(text, line)))
    });
    if signed {
        found.well("sm2-key", "the log is signed a second time, by the key it was founded with");
    } else {
        found.act("sm2-key", "the head of the log is not signed by sm2.key: run centrosome verify");
    }
    Ok(())
}

/// The head of the log: signed by its key, not behind what was seen, not ahead of the clock.
fn log(
    data: &DataFolder,
    reader: &SqliteReader,
    now: Timestamp,
    found: &mut Found,
) -> Result<(), StoreError> {
    let head = reader.head()?;
    let Some(checkpoint) = &head.checkpoint else {
        found.act("log", "the log has no entries: if a founding was broken off, found it again");
        return Ok(());
    };
    match read_key_file(&data.log_key()) {
        Err(error) => found.act("log-key", chain(&error)),
        Ok(key) => match Checkpoint::open(checkpoint, &[key.verifier()]) {
            Ok(signed) => found.well(
                "log",
                format!("{} has {} entries, signed for by its key", signed.origin(), head.size),
            ),
            Err(error) => found.act(
                "log-key",
                format!("log.key is not the key of this log ({}): put it back", chain(&error)),
            ),
        },
    }
    if let Some(seen) = seen(&data.log()).filter(|seen| *seen > head.size) {
        found.act("log", format!(
            "the log has {} entries and {seen} were there: put back log.db-wal as it was, or restore \
             a backup that has them", head.size
        ));
    }
    second_key(data, reader, checkpoint, found)?;
    high_water(data, reader, found);
    let last = head.size.checked_sub(1).map(|last| reader.entry(last)).transpose()?.flatten();
    let Some((recorded, sw)) =
        last.and_then(|leaf| entry::made(&leaf).ok().map(|made| (made.recorded, made.sw)))
    else {
        found.act("log", "its last entry cannot be read: run centrosome verify");
        return Ok(());
    };
    if now < recorded {
        found.act("clock", format!(
            "the clock says {now}, and the last entry was recorded at {recorded}: set it right; \
             nothing is taken until then"
        ));
    } else if synchronised() {
        found.well("clock", "the clock is kept by a time service");
    } else {
        found.look(
            "clock",
            "no time service is known to keep the clock right: run chrony or systemd-timesyncd \
             against a traceable source",
        );
    }
    let this = crate::start::software();
    if sw == this {
        found.well("program", format!("this is {this}, which recorded the last entry"));
    } else {
        found.look("program", format!("this is {this}; the last entry was recorded by {sw}"));
    }
    Ok(())
}

/// Whether a time service says that it keeps the clock.
fn synchronised() -> bool {
    ["/run/systemd/timesync/synchronized", "/run/chrony/chronyd.pid", "/run/chronyd.pid"]
        .iter()
        .any(|path| Path::new(path).exists())
}

fn high_water(data: &DataFolder, reader: &SqliteReader, found: &mut Found) {
    let standing = match HighWater::read(&data.high_water()) {
        Err(error) => return found.act("high-water", chain(&error)),
        Ok(None) => {
            return found.act(
                "high-water",
                "the high-water mark is missing, and with it which numbers are on labels: put back \
                 the file high-water of the folder that held the centre last. If it is gone for \
                 good, an administrator signs for that (centrosome resume --help); until then the \
                 centre opens for reading only",
            );
        }
        Ok(Some(mark)) => mark.compare(reader),
    };
    match standing {
        Ok(Standing::Same | Standing::LogAhead { .. }) => {
            found.well("high-water", "no number that may be on a label is forgotten");
        }
        Ok(Standing::LogShorter { marked, found: has }) => found.act("high-water", format!(
            "the log has {has} entries and numbers were drawn at {marked}: restore a backup that \
             has them; until then it opens for reading only"
        )),
        Ok(Standing::OtherHistory { .. } | Standing::OtherOrigin { .. }) => found.act(
            "high-water",
            "the high-water mark is of another history: put back the one of this log",
        ),
        Err(error) => found.act("high-water", chain(&error)),
    }
}

/// The master key, if it opens what it should.
fn keys(data: &DataFolder, found: &mut Found) -> Option<MasterKey> {
    let master = MasterKey::read(&data.master_key(), &Given::by_environment());
    let opened = master.map_err(KeyError::from).and_then(|master| {
        Keys::open_to_read(&data.vault(), &master)?;
        Ok(master)
    });
    match opened {
        Ok(master) => {
            found.well("keys", "the master key opens the keys of persons");
            Some(master)
        }
        Err(error) => {
            found.act("keys", chain(&error));
            None
        }
    }
}

/// Whether the vault seals as the log has it. Without the second suite that is not worth a line.
fn sealing(data: &DataFolder, reader: &SqliteReader, found: &mut Found) {
    match (second_suite::sealed_otherwise(data, reader), second_suite::sealing(reader)) {
        (Ok(Some(says)), _) => found.act("sealing", says),
        (Ok(None), Ok(Some(Algorithm::Sm4Gcm))) if data.vault().is_file() => {
            found.well("sealing", "what is sealed is sealed with SM4-GCM");
        }
        // A log that cannot be read is told above.
        _ => {}
    }
}

/// Whether an act says who keeps this master key: one that was changed is in nobody's keeping.
fn escrow(centre: &Centre, settings: &Settings, master: &MasterKey, found: &mut Found) {
    let id = master.id();
    let Some(kept) = settings.escrow.as_ref().filter(|kept| kept.key.as_str() == id) else {
        let says = format!(
            "the master key {id} is in nobody's keeping: split it among three people (centrosome \
             key split --help), and sign in the centre for who has the shares (centre.escrow-key); \
             if it is lost, nothing sealed opens again"
        );
        return found.act("escrow", says);
    };
    let here = |holder: &&PersonId| {
        let slot = centre.slot(holder.subject());
        let person = slot.and_then(|slot| <Person as Held>::of_summary(&slot.summary));
        person.is_some_and(|person| person.account != AccountStanding::Left)
    };
    let (shares, still) = (kept.holders.len(), kept.holders.iter().filter(here).count());
    let says = format!(
        "the master key {id} is kept by {shares} people, any {} of whom give it back",
        kept.need
    );
    let need = usize::try_from(kept.need).unwrap_or(usize::MAX);
    if still < need {
        found.act("escrow", format!("{says}; {still} of them are still here: split it again"));
    } else if still < shares {
        found.look("escrow", format!("{says}; {still} of them are still here: split it again"));
    } else {
        found.well("escrow", says);
    }
}

fn backup(
    data: &DataFolder,
    reader: &SqliteReader,
    expected: &Expected,
    now: Timestamp,
    found: &mut Found,
) {
    let Some(noted) = noted(data) else {
        return found.act(
            "backup",
            "no backup has been made: centrosome backup --help, and run it from a timer",
        );
    };
    let hours = now.minutes_since(noted.made) / 60;
    let behind = reader.head().map_or(0, |head| head.size.saturating_sub(noted.size));
    let says = format!(
        "the last backup was made {hours} h ago to {} and is {behind} entries behind",
        noted.to
    );
    if hours > expected.backup_hours && behind > 0 {
        found.act("backup", format!("{says}: make one, and see why it was not made"));
    } else if Path::new(&noted.to).is_dir() {
        found.well("backup", says);
    } else {
        found.look("backup", format!("{says}; its folder cannot be seen from here"));
    }
}

/// What the log says of the centre that a keeper of the machine should know.
fn centre(data: &DataFolder, master: Option<&MasterKey>, found: &mut Found) {
    let open = || SqliteReader::open(&data.log()).map(|reader| Box::new(reader) as Box<dyn Reader>);
    let mut centre = Centre::default();
    if let Err(error) = replay::tail(&open, &mut centre) {
        return found.act("centre", format!("the log cannot be replayed: {}", chain(&error)));
    }
    let anomalies = centre.anomalies().count();
    if anomalies > 0 {
        found.act(
            "centre",
            format!(
                "{anomalies} facts cannot follow from what was before them: run centrosome verify"
            ),
        );
    }
    let Some(settings) = centre.settings() else {
        return found.act("centre", "the log does not open a centre");
    };
    if let Some(master) = master {
        escrow(&centre, settings, master, found);
    }
    let today = centre.recorded().map(|moment| moment.day_in(&settings.zone()));
    let holds = |person: &PersonSummary, on: Option<LocalDate>| {
        let until = person.roles.get(&Role::Administrator);
        until.is_some_and(|until| until.is_none_or(|until| on.is_some_and(|day| day <= until)))
    };
    let administrators = |on: Option<LocalDate>| {
        let people = centre.summaries::<Person>(Kind::Person);
        people.filter(|(_, person)| holds(person, on)).count()
    };
    let soon = today.and_then(|today| today.checked_add(RENEWAL_DAYS.days()).ok());
    match administrators(today) {
        0 => found.act("people", "nobody is administrator: nobody can be let in or out"),
        _ if administrators(soon) == 0 => found.act(
            "people",
            format!(
                "in {RENEWAL_DAYS} days nobody is administrator any more, and nobody could make \
                 anybody one: have them assign the role to each other again"
            ),
        ),
        1 => found.look(
            "people",
            "one person alone is administrator: assign the role to a second before she is away",
        ),
        all => found.well("people", format!("{all} people are administrators")),
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

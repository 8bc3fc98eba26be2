//! `centrosome dossier`: the record of a batch in one file that can be checked without us.
//!
//! The exit code: 0 written, 1 not written.

use anyhow::Context as _;
use domain::id::BatchId;
use engine::access::note_aside;
use engine::clock::{Clock as _, SystemClock};
use engine::data::DataFolder;
use engine::dossier::{Made, Place, Source, Stage, Wanted, make};
use engine::vault::{Given, KeyError, Keys, MasterKey};
use ledger::objects::Objects;
use ledger::store::sqlite::SqliteReader;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Write the record of a batch, with its proofs, to one file that anybody can check
///
/// The file holds every entry about the batch, about what belongs to it and about what its decisions
/// read, with the proof that each is in the signed log and that none is left out. Check it with
/// centrosome verify --dossier FILE, or drop it onto the page dossier.html; neither needs this
/// machine. The form is specified in docs/dossier.md.
///
/// No personal text is in it unless asked for: names and free text stay closed, their proofs stand.
///
/// The folder is only read; a server may be using it. To be shown complete to the end, have the
/// heads sealed first (QA or an administrator: Seal the heads of all records).
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit code: 0 written, 1 not written.\n\n\
    Examples:\n  centrosome dossier B26-0042 --data ./data -o B26-0042.dossier\n  \
    centrosome dossier B26-0042 --named -o named.dossier\n  \
    centrosome dossier B26-0042 --named --black-out sign.name --black-out 4711:with.note -o few.dossier")]
pub struct Args {
    /// The number of the batch, as B26-0042
    batch: String,
    /// The data folder of the centre
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// The file to write; it must not be there yet
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Open the personal texts, which are closed otherwise; the access log notes whose
    #[arg(long)]
    named: bool,
    /// Leave texts closed: those of one path (with.note), or one alone (4711:with.note); may be
    /// repeated
    #[arg(long, value_name = "FIELD", requires = "named")]
    black_out: Vec<String>,
    /// A signed checkpoint kept elsewhere that the dossier is to meet; may be repeated
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    match write(args) {
        Ok(made) => {
            println!("{}", describe(args, &made));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("No dossier was written: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn write(args: &Args) -> anyhow::Result<Made> {
    let data = DataFolder::at(&args.data);
    anyhow::ensure!(
        data.has_centre(),
        "{} holds no centre; name its folder with --data",
        args.data.display(),
    );
    let key = args.batch.strip_prefix("batch/").unwrap_or(&args.batch);
    let closed = args.black_out.iter().map(|field| Closed::read(field));
    let closed: Vec<Closed> = closed.collect::<Result<_, _>>()?;
    let opened = RefCell::new(BTreeSet::new());
    let opens = |place: Place<'_>| {
        let opens = !closed.iter().any(|closed| closed.is(place));
        if opens {
            opened.borrow_mut().insert(place.owner.clone());
        }
        opens
    };
    let kept = args.checkpoint.iter().map(|path| {
        std::fs::read(path).with_context(|| format!("read the checkpoint {}", path.display()))
    });
    let kept: Vec<Vec<u8>> = kept.collect::<Result<_, _>>()?;
    let meter = Meter::new();
    let told = |stage, done, total| meter.told(stage, done, total);
    let made = if args.named {
        of_folder(&data, key, &opens, &kept, &told)
    } else {
        make_from(&data, None, key, &|_| false, &kept, &told)
    }?;
    meter.done();
    if args.named {
        let whose = opened.into_inner().into_iter().collect();
        note_aside(&data, "dossier --named", whose, SystemClock.now())
            .context("note whose texts are opened; what is not noted is not handed out")?;
    }
    save(&args.output, &made.bytes)?;
    Ok(made)
}

/// Makes the dossier of the batch with this number, its texts opened as wanted.
pub fn of_folder(
    data: &DataFolder,
    key: &str,
    opens: &dyn Fn(Place<'_>) -> bool,
    kept: &[Vec<u8>],
    told: &dyn Fn(Stage, u64, u64),
) -> anyhow::Result<Made> {
    let keys = MasterKey::read(&data.master_key(), &Given::by_environment())
        .map_err(KeyError::from)
        .and_then(|master| Keys::open_to_read(&data.vault(), &master))
        .context("open the personal texts; without --named none is opened")?;
    make_from(data, Some(&keys), key, opens, kept, told)
}

fn make_from(
    data: &DataFolder,
    keys: Option<&Keys>,
    key: &str,
    opens: &dyn Fn(Place<'_>) -> bool,
    kept: &[Vec<u8>],
    told: &dyn Fn(Stage, u64, u64),
) -> anyhow::Result<Made> {
    let batch = BatchId::new(key).with_context(|| format!("{key:?} is the number of no batch"))?;
    let reader = SqliteReader::open(&data.log())?;
    let objects = Objects::open_to_read(&data.objects());
    let source = Source { reader: &reader, objects: &objects, keys };
    let witnessed = engine::verify::witnessed(data);
    let press = Some(web::papers::PRESS);
    let wanted = Wanted { batch, opens, kept, witnessed: &witnessed, press };
    Ok(make(source, &wanted, told)?)
}

/// Writes a file that is not there yet, whole or not at all.
pub fn save(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let attempt = || format!("write {}", path.display());
    let mut file = std::fs::File::create_new(path).with_context(attempt)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a dossier is no dossier; what cannot be removed either is found by its last line.
        drop(std::fs::remove_file(path));
    }
    written.with_context(attempt)
}

/// Texts to leave closed.
struct Closed {
    position: Option<u64>,
    path: String,
}

impl Closed {
    fn read(field: &str) -> anyhow::Result<Self> {
        let (position, path) = match field.split_once(':') {
            Some((position, path)) => (Some(position), path),
            None => (None, field),
        };
        let position = position.map(str::parse).transpose();
        let shape = || format!("{field:?} names no field: write with.note, or 4711:with.note");
        anyhow::ensure!(path.starts_with("with.") || path == "sign.name", shape());
        Ok(Self { position: position.with_context(shape)?, path: path.to_owned() })
    }

    fn is(&self, place: Place<'_>) -> bool {
        self.path == place.path && self.position.is_none_or(|at| at == place.position)
    }
}

fn describe(args: &Args, made: &Made) -> String {
    let closed = match made.closed {
        0 => "none left closed".to_owned(),
        closed => format!("{closed} left closed"),
    };
    let heads = match made.heads {
        Some(position) => format!("complete as of position {position}"),
        None => "not shown complete, because no heads were sealed".to_owned(),
    };
    format!(
        "{}: {} of {} entries of the log, {} personal texts opened and {closed}; {heads}; {} bytes.\n\
         Check it with: centrosome verify --dossier {}",
        args.output.display(),
        made.entries,
        made.size,
        made.opened,
        made.bytes.len(),
        args.output.display(),
    )
}

/// Shows how far the making has come, on a terminal.
struct Meter {
    terminal: bool,
    shown: Cell<Option<(Stage, u64)>>,
}

impl Meter {
    fn new() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), shown: Cell::new(None) }
    }

    fn told(&self, stage: Stage, done: u64, total: u64) {
        let percent = done.saturating_mul(100).checked_div(total).unwrap_or(100);
        if !self.terminal || self.shown.replace(Some((stage, percent))) == Some((stage, percent)) {
            return;
        }
        let what = match stage {
            Stage::Heads => "looking up subjects",
            Stage::Entries => "proving entries",
        };
        eprint!("\r\x1b[2K{what}: {percent} %");
    }

    fn done(&self) {
        if self.terminal {
            eprint!("\r\x1b[2K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{Kind, SubjectId};

    #[test]
    fn a_field_is_closed_by_its_path_or_alone() {
        let owner = SubjectId::new(Kind::Batch, "B26-0001").unwrap();
        let place = |position, path| Place { position, path, owner: &owner, about: &[] };
        let all = Closed::read("with.note").unwrap();
        assert!(all.is(place(1, "with.note")) && all.is(place(2, "with.note")));
        assert!(!all.is(place(1, "sign.name")));
        let one = Closed::read("2:with.note").unwrap();
        assert!(one.is(place(2, "with.note")) && !one.is(place(1, "with.note")));
        assert!(Closed::read("note").is_err() && Closed::read("x:with.note").is_err());
    }

    #[test]
    fn a_file_that_is_there_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.dossier");
        save(&path, b"first").unwrap();
        assert!(save(&path, b"second").is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"first");
    }
}

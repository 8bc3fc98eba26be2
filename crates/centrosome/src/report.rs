//! `centrosome report`: the batch record, or the certificate, as a PDF to print.
//!
//! The exit code: 0 written, 1 not written.

use crate::dossier::save;
use anyhow::Context as _;
use documents::{Lang, Paper};
use domain::id::{BatchId, SubjectId};
use engine::access::note_aside;
use engine::clock::{Clock as _, SystemClock};
use engine::data::DataFolder;
use engine::dossier::{Contents, Place, Source, contents};
use engine::vault::{Given, KeyError, Keys, MasterKey};
use ledger::objects::Objects;
use ledger::store::sqlite::SqliteReader;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

/// Write the record of a batch, or its certificate, as a PDF to print
///
/// The batch record holds every step with what was instructed, recorded, corrected and signed; the
/// certificate the specification, the results and the decision. Every page names the log it was made
/// from, and how many entries that had.
///
/// A paper proves nothing by itself: it is a rendition, and anybody can make another. Hand out the
/// dossier (centrosome dossier) to whoever is to rely on it; that carries the same papers, and
/// centrosome verify --dossier makes them again and compares every byte.
///
/// No name and no free text is on it unless asked for. The folder is only read; a server may be using
/// it. The same log gives the same bytes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit code: 0 written, 1 not written.\n\n\
    Examples:\n  centrosome report B26-0042 --data ./data -o record.pdf\n  \
    centrosome report B26-0042 --certificate --lang en -o certificate.pdf\n  \
    centrosome report B26-0042 --at 4711 -o then.pdf")]
pub struct Args {
    /// The number of the batch, as B26-0042
    batch: String,
    /// The data folder of the centre
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// The file to write; it must not be there yet
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The language it is written in
    #[arg(long, value_name = "LANG", default_value = "zh", value_parser = ["zh", "en"])]
    lang: String,
    /// The certificate of analysis and release, instead of the whole record
    #[arg(long)]
    certificate: bool,
    /// The record as it was right after this entry of the log; without it, as it stands
    #[arg(long, value_name = "POSITION")]
    at: Option<u64>,
    /// Open names and free text, which are closed otherwise; the access log notes whose
    #[arg(long)]
    named: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    match write(args) {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("No paper was written: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn write(args: &Args) -> anyhow::Result<String> {
    let data = DataFolder::at(&args.data);
    anyhow::ensure!(
        data.has_centre(),
        "{} holds no centre; name its folder with --data",
        args.data.display(),
    );
    let opened = RefCell::new(BTreeSet::new());
    let contents = read(&data, args, &opened)?;
    let paper = if args.certificate { Paper::Certificate } else { Paper::Record };
    let lang = Lang::of(&args.lang).context("the language is zh or en")?;
    let bytes = web::papers::print(paper, &contents, lang)?;
    if args.named {
        let whose = opened.into_inner().into_iter().collect();
        note_aside(&data, "report --named", whose, SystemClock.now())
            .context("note whose texts are opened; what is not noted is not handed out")?;
    }
    save(&args.output, &bytes)?;
    Ok(format!(
        "{}: made from {} entries of the log {}, {} bytes. It proves nothing by itself: check the dossier.",
        args.output.display(),
        contents.size(),
        contents.log(),
        bytes.len(),
    ))
}

/// What the paper is made of.
fn read(
    data: &DataFolder,
    args: &Args,
    opened: &RefCell<BTreeSet<SubjectId>>,
) -> anyhow::Result<Contents> {
    let key = args.batch.strip_prefix("batch/").unwrap_or(&args.batch);
    let batch = BatchId::new(key).with_context(|| format!("{key:?} is the number of no batch"))?;
    let keys = args.named.then(|| {
        MasterKey::read(&data.master_key(), &Given::by_environment())
            .map_err(KeyError::from)
            .and_then(|master| Keys::open_to_read(&data.vault(), &master))
            .context("open the personal texts; without --named none is opened")
    });
    let keys = keys.transpose()?;
    let reader = SqliteReader::open(&data.log())?;
    let objects = Objects::open_to_read(&data.objects());
    let source = Source { reader: &reader, objects: &objects, keys: keys.as_ref() };
    let opens = |place: Place<'_>| {
        if args.named {
            opened.borrow_mut().insert(place.owner.clone());
        }
        args.named
    };
    let size = args.at.map(|at| at.saturating_add(1));
    Ok(contents(source, &batch, size, &opens)?)
}

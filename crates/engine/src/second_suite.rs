//! The second suite of a centre, where the rules of its site ask for one: SM3 and SM2 beside SHA-256
//! and Ed25519 (GB/T 32905, GB/T 32918), and SM4 (GB/T 32907) for what is sealed.
//!
//! What a checkpoint says and how it is signed twice is the ledger's; how a text is sealed is the
//! [`vault`]'s. Here is where the key lies, and that the first entry decides: it names the key, or the
//! centre has no second suite.

use crate::data::DataFolder;
use crate::start::{StartError, seed};
use crate::vault::{self, Algorithm};
use crate::verify::{Entry, read_entry};
use domain::centre::CentreEvent;
use domain::state::Event;
use ledger::log::SecondSuite;
use ledger::note::{
    KeyError, KeyFileError, KeyName, Sm2SigningKey, Sm2VerifierKey, create_sm2_key_file,
    read_sm2_key_file,
};
use ledger::store::{Reader, StoreError};

/// Which suites a centre is founded with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Suites {
    /// SHA-256 and Ed25519.
    #[default]
    One,
    /// The same, and SM3 and SM2 added; what is sealed is sealed with SM4.
    WithSm,
}

/// Makes the key of a new centre.
pub(crate) fn lay_out(data: &DataFolder, origin: &str) -> Result<Sm2SigningKey, StartError> {
    let name = KeyName::new(origin).map_err(|_| StartError::Origin(origin.to_owned()))?;
    loop {
        match Sm2SigningKey::from_seed(name.clone(), &*seed()?) {
            Ok(key) => {
                create_sm2_key_file(&data.sm2_key(), &key)?;
                return Ok(key);
            }
            // One draw in four thousand million is no number of the curve.
            Err(KeyError::Scalar) => {}
            Err(_) => return Err(StartError::Origin(origin.to_owned())),
        }
    }
}

/// The suite by the key that lies in the folder. Whether the log has it is for the log to compare.
pub(crate) fn of_folder(data: &DataFolder) -> Result<Option<SecondSuite>, KeyFileError> {
    let path = data.sm2_key();
    if !path.exists() {
        return Ok(None);
    }
    let suite = SecondSuite::new(read_sm2_key_file(&path)?).kept_in(data.sm3_edge());
    Ok(Some(suite.telling(Box::new(|done, total| {
        tracing::info!(done, total, "hashing the log again by SM3");
    }))))
}

/// What a first entry names: a key, or what is no key, which is never the same as naming none.
pub(crate) type Named = Option<Result<Sm2VerifierKey, KeyError>>;

/// The key the first entry of a log names, if it names one.
pub(crate) fn named_by(reader: &dyn Reader) -> Result<Named, StoreError> {
    Ok(first(reader)?.and_then(|first| named(&first.facts)))
}

fn first(reader: &dyn Reader) -> Result<Option<Entry>, StoreError> {
    Ok(reader.entry(0)?.and_then(|leaf| read_entry(0, &leaf).ok()))
}

/// With what the vault of a centre that is being founded seals: its log says nothing yet.
pub(crate) fn to_seal_with(data: &DataFolder) -> Algorithm {
    if data.sm2_key().exists() { Algorithm::Sm4Gcm } else { Algorithm::default() }
}

/// With what a centre seals, by the first entry of its log; none: that cannot be read.
pub(crate) fn sealing(reader: &dyn Reader) -> Result<Option<Algorithm>, StoreError> {
    Ok(first(reader)?.map(|first| match named(&first.facts) {
        Some(_) => Algorithm::Sm4Gcm,
        None => Algorithm::XChaCha20Poly1305,
    }))
}

/// What is to be said of a vault that seals otherwise than the first entry has it. Where one of the two
/// cannot be read, that is told by whoever opens it.
pub(crate) fn sealed_otherwise(
    data: &DataFolder,
    reader: &dyn Reader,
) -> Result<Option<String>, StoreError> {
    let Some(meant) = sealing(reader)? else { return Ok(None) };
    let marked = vault::sealed_with(&data.vault()).ok().filter(|marked| *marked != meant);
    Ok(marked.map(|marked| {
        format!(
            "vault.db is marked as sealed with {marked}, and the first entry of the log has it that \
             this centre seals with {meant}: restore vault.db from a backup"
        )
    }))
}

/// The key these facts name, if they are those of the first entry.
pub(crate) fn named<'a>(facts: impl IntoIterator<Item = &'a domain::fact::Fact>) -> Named {
    facts.into_iter().find_map(|fact| match &fact.event {
        Event::Centre(CentreEvent::Opened(opened)) => {
            opened.second.as_ref().map(|second| second.key.as_str().parse())
        }
        _ => None,
    })
}

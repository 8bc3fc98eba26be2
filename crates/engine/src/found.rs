//! Founding a centre: an empty folder becomes a log with its first entry.

use crate::answer::{NotTaken, Receipt};
use crate::ceremony::{self, Opening};
use crate::data::DataFolder;
use crate::engine::Engine;
use crate::request::Request;
use crate::second_suite::{self, Suites};
use crate::start::{Options, StartError, lay_out};
use domain::act::{ActId, Said};
use domain::command::drawn;
use domain::id::{Kind, PersonId};
use domain::people::Role;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The specification of the entry form this build writes; its hash stands in entry 0.
pub const ENTRY_FORMAT: &str = include_str!("../../../docs/entry-format.md");

/// What is to be said of a new centre.
#[derive(Debug, Clone)]
pub struct Founding {
    /// The log's origin with its generation, as `centre.example/c01/1`.
    pub origin: String,
    /// The IANA name of the zone dates are in.
    pub zone: String,
    /// The facility identification number for donation numbers.
    pub facility: String,
    /// A training copy.
    pub training: bool,
    /// The host name pages are served under.
    pub host: String,
    /// The first administrator's code, which is also the name to sign in with, in lower case.
    pub code: String,
    /// The first administrator's name.
    pub name: String,
}

/// A centre just founded, its first administrator invited.
pub struct Founded {
    /// The centre.
    pub engine: Engine,
    /// The receipt of its first entry.
    pub receipt: Receipt,
    /// The first administrator.
    pub admin: PersonId,
    /// The name she signs in with.
    pub name: String,
    /// The code of her invitation.
    pub code: String,
}

impl Founded {
    /// Opens the account of the first administrator at once, as whoever founds a centre may.
    pub async fn opened(self, password: &str) -> Result<Self, FoundError> {
        let opening = Opening {
            id: ActId(*uuid::Uuid::now_v7().as_bytes()),
            name: self.name.clone(),
            code: self.code.clone(),
            password: password.to_owned(),
            acknowledged: ceremony::hash(ceremony::acknowledgement("en")),
        };
        self.engine.open_account(opening).await?;
        Ok(self)
    }
}

/// Why a centre could not be founded.
#[derive(Debug, thiserror::Error)]
pub enum FoundError {
    /// It could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The first act was not taken.
    #[error("open the centre")]
    NotTaken(#[from] NotTaken),
}

/// Founds a centre in an empty folder, starts it, and invites its first administrator.
pub async fn found(
    data: &DataFolder,
    founding: &Founding,
    options: Options,
) -> Result<Founded, FoundError> {
    found_with(data, founding, Suites::One, options).await
}

/// As [`found`], with these suites of algorithms: its log has them for good.
pub async fn found_with(
    data: &DataFolder,
    founding: &Founding,
    suites: Suites,
    options: Options,
) -> Result<Founded, FoundError> {
    lay_out(data, &founding.origin)?;
    let second = match suites {
        Suites::One => None,
        Suites::WithSm => Some(second_suite::lay_out(data, &founding.origin)?),
    };
    let key = ledger::note::read_key_file(&data.log_key()).map_err(StartError::from)?;
    let engine = Engine::start(data, options)?;
    let id = ActId(*uuid::Uuid::now_v7().as_bytes());
    let person = drawn(Kind::Person, id);
    let with = json!({
        "centre": "centre/c01",
        "zone": founding.zone,
        "facility": founding.facility,
        "training": if founding.training { "yes" } else { "no" },
        "origin": founding.origin,
        "key": key.verifier().to_string(),
        "relying_party": founding.host,
        "page_origins": [],
        "suite": "sha256-ed25519",
        "format": domain::text::Digest(Sha256::digest(ENTRY_FORMAT).into()).to_string(),
        "person": person.to_string(),
        "code": founding.code,
        "name": founding.name,
    });
    let Value::Object(mut with) = with else {
        return Err(NotTaken::Fault("write the first command".to_owned()).into());
    };
    if let Some(second) = second {
        with.insert("second_key".to_owned(), second.verifier().to_string().into());
    }
    let by = PersonId::try_from(person)
        .map_err(|_| NotTaken::Fault("draw the first person".to_owned()))?;
    let admin = by.clone();
    let request = Request {
        id,
        is: "centre.open".to_owned(),
        iv: None,
        said: Said::Ask,
        by,
        role: Role::Administrator,
        at: None,
        occurred: None,
        with,
        sign: None,
    };
    let receipt = engine.submit(request).await?;
    // Nobody else is there yet who could invite her.
    let (_, code) = engine.invite(&admin, &admin).await?;
    let name = founding.code.to_lowercase();
    Ok(Founded { engine, receipt, admin, name, code })
}

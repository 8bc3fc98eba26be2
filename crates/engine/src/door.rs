//! The door: from what a client sends to line 1 of an entry.
//!
//! Here, and nowhere below, are secrets checked, numbers drawn, free text sealed, and what was
//! scanned of a person turned into an opaque id, so that replay after an erasure is the same.

use crate::accounts::InFlight;
use crate::answer::{Drawn, NotTaken};
use crate::engine::Inner;
use crate::entry::{Basis, Occurred, Proof, SaidLine, Shown, SignLine, VERSION};
use crate::registering::Held;
use crate::request::{How, Request, SignRequest};
use crate::vault::{Sealing, seal};
use base64::Engine as _;
use domain::act::{Act, Signing, Strength};
use domain::command::{Action, BadField, Command, CommandError, Rule as _};
use domain::facility::at_station::Refused as NotAtStation;
use domain::id::{PatientId, SubjectId};
use domain::people::Person;
use domain::refusal::Reason;
use domain::shape::{Field, FieldKind};
use domain::text::{Digest, Sealed};
use domain::time::Timestamp;
use ledger::objects::ObjectHash;
use ledger::store::SealedRow;
use serde_json::{Map, Value, json};

/// The longest free text taken, in bytes.
pub const TEXT_BYTES_MAX: usize = 20_000;

/// An act ready for the writer.
pub(crate) struct Prepared {
    /// The act; the writer sets `recorded`.
    pub act: Act,
    /// Line 1, as read again for retries.
    pub line: SaidLine,
    /// Whether the client said when it happened.
    pub occurred: Occurred,
    /// Line 1, as it will be hashed.
    pub said: Vec<u8>,
    /// How it is known who said it.
    pub proof: Proof,
    /// What is sealed beside it.
    pub sealed: Vec<SealedRow>,
    /// Compiled processes the act brings.
    pub shelf: Vec<(Digest, std::sync::Arc<domain::process::Compiled>)>,
    /// The hospital number it brings: nobody else's until the act is answered.
    pub held: Option<Held>,
    /// Secrets it sets: kept until the act is answered at least.
    pub in_flight: Vec<InFlight>,
    /// Whose secrets they are.
    pub kept_for: Option<SubjectId>,
    /// The code that was drawn for it.
    pub drawn: Option<Drawn>,
}

/// Whether preparing an act reads or writes files: keys of subjects, or objects.
pub(crate) fn blocks(request: &Request) -> bool {
    let there = |field: &Field| request.with.get(field.name).is_some_and(|value| !value.is_null());
    let kept = |field: &Field| field.kind.sealed() || field.kind == FieldKind::Digest;
    if sets_secrets(request) {
        return true;
    }
    Command::find(&request.is)
        .is_some_and(|action| action.fields.iter().any(|field| kept(field) && there(field)))
}

/// Whether an act checks or sets a secret: that takes a core for a while.
pub(crate) fn sets_secrets(request: &Request) -> bool {
    let action = Command::find(&request.is);
    action.is_some_and(|action| action.fields.iter().any(|field| field.kind.secret()))
}

impl Inner {
    /// Prepares an act. Blocks on password hashing and, where [`blocks`] says so, on files: not
    /// for an async thread then.
    pub(crate) fn prepare(&self, request: Request) -> Result<Prepared, NotTaken> {
        let action = Command::find(&request.is)
            .ok_or_else(|| CommandError::UnknownAction(request.is.clone()))?;
        let version = request.iv.unwrap_or(action.version);
        if version != action.version {
            // An earlier one may ask less of whoever acts: it is read in a log, never taken.
            return Err(action.unknown_version(version).into());
        }
        let mut proof = self.check_signer(&request)?;
        let mut with = request.with;
        let mut sealed = Vec::new();
        let mut held = None;
        if action.fields.iter().any(|field| field.kind.sealed() || field.kind.secret()) {
            check_fields(action, version, &with)?;
        }
        self.keep_acknowledged(action, &with)?;
        let secrets = self.take_secrets(action, request.id, &request.by, &mut with)?;
        if let Some(proven) = secrets.proof {
            proof = proven;
        }
        if action.fields.iter().any(|field| field.kind.sealed()) {
            let owner =
                action.subject(request.id, &with).map_err(|bad| CommandError::Fields(vec![bad]))?;
            held = self.hold_number(action, &with, &owner)?;
            for field in action.fields.iter().filter(|field| field.kind.sealed()) {
                self.seal_field(field, request.id, &owner, &mut with, &mut sealed)?;
            }
        }
        let command = Command::decode(action.name, version, with.clone())?;
        let shelf = self.objects_named(action, &with)?;
        let now = self.clock.now();
        let (sign, signing) = match request.sign {
            Some(sign) => {
                let (line, mut signing) =
                    self.sign_line(sign, request.id, &request.by, &command, &mut sealed)?;
                signing.strength = proof.strength().unwrap_or(signing.strength);
                (Some(line), Some(signing))
            }
            None => (None, None),
        };
        let told = if request.occurred.is_some() { Occurred::Said } else { Occurred::Arrival };
        let occurred = request.occurred.unwrap_or(now);
        let line = SaidLine {
            v: VERSION,
            log: self.origin.clone(),
            id: request.id,
            is: action.name.to_owned(),
            iv: version,
            said: request.said,
            by: request.by.clone(),
            role: request.role,
            at: request.at.clone(),
            occurred,
            tz: self.zone_name(),
            with,
            sign,
            nonce: nonce()?,
        };
        let said = line.written().map_err(|_| NotTaken::Fault("encode line 1".to_owned()))?;
        let act = Act {
            id: request.id,
            said: request.said,
            by: request.by,
            role: request.role,
            station: request.at,
            occurred,
            recorded: Timestamp::from_millisecond(0),
            signing,
            command,
        };
        Ok(Prepared {
            act,
            line,
            occurred: told,
            said,
            proof,
            sealed,
            shelf,
            held,
            in_flight: secrets.in_flight,
            kept_for: secrets.owner,
            drawn: secrets.drawn.map(Drawn),
        })
    }

    fn check_signer(&self, request: &Request) -> Result<Proof, NotTaken> {
        if request.by == domain::people::system() {
            // No session is ever this person's: only the program makes such a request.
            return Ok(Proof::System {});
        }
        let Some(sign) = &request.sign else { return Ok(Proof::Session {}) };
        let password = match &sign.how {
            How::Password(password) => password,
            How::Pin(pin) => return self.check_pin(request, pin),
            // Held back until the key has signed: what stands here proves no signature.
            How::KeyLater => return Ok(Proof::Session {}),
            How::Key(_) => return Err(NotTaken::NotPrepared),
        };
        if self.knows(&request.by, password)? {
            Ok(Proof::Password { checked: "argon2id".to_owned() })
        } else {
            Err(NotTaken::WrongPassword)
        }
    }

    /// The PIN of whoever signs at a station.
    fn check_pin(&self, request: &Request, pin: &str) -> Result<Proof, NotTaken> {
        let Some(station) = request.at.clone() else {
            return Err(NotTaken::Refused(Reason::from(NotAtStation::BadgeElsewhere {}).into()));
        };
        if self.knows_pin(&request.by, pin)? {
            Ok(Proof::BadgePin { checked: "argon2id".to_owned(), station })
        } else {
            Err(NotTaken::WrongPin)
        }
    }

    /// Keeps the text that whoever opens an account acknowledges: one of this build's.
    fn keep_acknowledged(
        &self,
        action: &Action,
        with: &Map<String, Value>,
    ) -> Result<(), NotTaken> {
        const FIELD: &str = "acknowledged";
        if action.name != domain::people::OpenAccount::ACTION.name {
            return Ok(());
        }
        let given = with.get(FIELD).and_then(Value::as_str).and_then(|text| text.parse().ok());
        let text = given.and_then(crate::ceremony::acknowledged);
        let text = text.ok_or(NotTaken::UnknownObject { field: FIELD })?;
        self.objects.put(text.as_bytes())?;
        Ok(())
    }

    /// Replaces the text of a field by its commitment, and keeps what is sealed.
    fn seal_field(
        &self,
        field: &Field,
        act: domain::act::ActId,
        owner: &SubjectId,
        with: &mut Map<String, Value>,
        sealed: &mut Vec<SealedRow>,
    ) -> Result<(), NotTaken> {
        let Some(text) = text(field, with).map_err(|problem| bad(field, problem))? else {
            with.remove(field.name);
            return Ok(());
        };
        if self.snapshot().centre.is_erased(owner) {
            return Err(bad(field, "is about somebody whose texts were erased: leave it out"));
        }
        let resolved = self.resolve(field, &text, owner)?;
        // What a wristband says is sealed with the key of the patient it means.
        let owner = resolved.as_ref().map_or(owner, |patient| patient.subject());
        let stands = Sealing { act, path: format!("with.{}", field.name) };
        let token = self.seal_text(owner, stands, &text, resolved.clone(), sealed)?;
        let token = serde_json::to_value(token)
            .map_err(|_| NotTaken::Fault("encode a commitment".to_owned()))?;
        with.insert(field.name.to_owned(), token);
        Ok(())
    }

    fn seal_text(
        &self,
        owner: &SubjectId,
        stands: Sealing,
        text: &str,
        resolved: Option<PatientId>,
        sealed: &mut Vec<SealedRow>,
    ) -> Result<Sealed, NotTaken> {
        let key = self.keys.of_or_new(owner)?;
        let (commitment, kept) = seal(&key, stands, text)?;
        sealed.push(SealedRow {
            owner: owner.to_string().into_bytes(),
            key: commitment.clone().into_bytes(),
            value: kept,
        });
        Ok(Sealed { commitment, key: owner.clone(), resolved })
    }

    fn resolve(
        &self,
        field: &Field,
        text: &str,
        owner: &SubjectId,
    ) -> Result<Option<PatientId>, NotTaken> {
        match field.kind {
            FieldKind::Wristband => {
                let found =
                    self.keys.find(text)?.filter(|id| self.snapshot().centre.slot(id).is_some());
                let patient = found.and_then(|id| PatientId::try_from(id).ok());
                patient.map(Some).ok_or(NotTaken::UnknownPatient { field: field.name })
            }
            FieldKind::HospitalNumber => {
                let found = self.keys.find(text)?;
                let taken = found
                    .is_some_and(|id| id != *owner && self.snapshot().centre.slot(&id).is_some());
                if taken {
                    return Err(NotTaken::KnownPatient { field: field.name });
                }
                // Durable before the entry: if the entry never is, the number means nobody.
                self.keys.keep(text, owner)?;
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    /// Holds the hospital number that an act brings, if it brings one.
    fn hold_number(
        &self,
        action: &Action,
        with: &Map<String, Value>,
        patient: &SubjectId,
    ) -> Result<Option<Held>, NotTaken> {
        let mut fields = action.fields.iter();
        let Some(field) = fields.find(|field| field.kind == FieldKind::HospitalNumber) else {
            return Ok(None);
        };
        let Some(number) = with.get(field.name).and_then(Value::as_str) else { return Ok(None) };
        let held = self.registering.hold(number.trim(), patient);
        held.map(Some).ok_or(NotTaken::KnownPatient { field: field.name })
    }

    /// Objects an act names must be here before it; a compiled process is put on the shelf.
    fn objects_named(
        &self,
        action: &Action,
        with: &Map<String, Value>,
    ) -> Result<Vec<(Digest, std::sync::Arc<domain::process::Compiled>)>, NotTaken> {
        let mut shelf = Vec::new();
        let digests = action.fields.iter().filter(|field| field.kind == FieldKind::Digest);
        if action.name == domain::centre::Open::ACTION.name {
            return Ok(shelf);
        }
        for field in digests {
            let Some(digest) = with.get(field.name).and_then(Value::as_str) else { continue };
            let digest: Digest = digest.parse().map_err(|why| bad(field, why))?;
            let missing = NotTaken::UnknownObject { field: field.name };
            let hash = ObjectHash::from_bytes(digest.0);
            let content = self.objects.get(&hash).map_err(|_| missing)?;
            if field.name == "compiled" {
                let process = domain::process::read_compiled(&content)
                    .map_err(|_| bad(field, "is not a compiled process"))?;
                shelf.push((digest, std::sync::Arc::new(process)));
            }
        }
        Ok(shelf)
    }

    fn sign_line(
        &self,
        sign: SignRequest,
        act: domain::act::ActId,
        by: &domain::id::PersonId,
        command: &Command,
        sealed: &mut Vec<SealedRow>,
    ) -> Result<(SignLine, Signing), NotTaken> {
        let snapshot = self.snapshot();
        let covers = match sign.covers {
            Some(covers) => covers,
            None => {
                self.look(|desk| command.covers(desk)).map_err(crate::look::LookError::not_taken)?
            }
        };
        let hashes = covers
            .iter()
            .map(|position| self.leaf_hash(*position))
            .collect::<Result<Vec<_>, _>>()?;
        let size = sign.basis.unwrap_or(snapshot.size).min(snapshot.size);
        let root = self.root_at(size)?;
        let shown = match sign.shown {
            Some(shown) => {
                let hash = self.objects.put(shown.text.as_bytes())?;
                let sha256 = Digest(*hash.as_bytes());
                Some(Shown { view: shown.view, lang: shown.lang, sha256 })
            }
            None => None,
        };
        let name = self
            .look(|desk| Ok(desk.state::<Person>(by.subject())?.name.clone()))
            .map_err(crate::look::LookError::not_taken)?;
        let printed = name.and_then(|name| self.open_sealed(&name.0)).unwrap_or_default();
        let stands = Sealing { act, path: "sign.name".to_owned() };
        let name = self.seal_text(by.subject(), stands, &printed, None, sealed)?;
        let line = SignLine {
            means: sign.means,
            name,
            covers: hashes,
            shown,
            basis: Basis { size, root },
        };
        // Until it is known what it rests on, or a key has signed.
        let strength = Strength::Password;
        Ok((line, Signing { means: sign.means, covers, basis: size, strength }))
    }
}

/// The text to be sealed in a field, if there is one; else what is wrong with it.
fn text(field: &Field, with: &Map<String, Value>) -> Result<Option<String>, &'static str> {
    let text = match with.get(field.name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.trim(),
        Some(_) => return Err("is a text"),
    };
    match text.len() {
        0 if field.required => Err("is empty"),
        0 => Ok(None),
        1..=TEXT_BYTES_MAX => Ok(Some(text.to_owned())),
        _ => Err("is longer than 20000 bytes"),
    }
}

/// Names everything wrong with the fields at once, before a person is looked up or a key drawn.
fn check_fields(action: &Action, version: u32, with: &Map<String, Value>) -> Result<(), NotTaken> {
    let mut wrong = Vec::new();
    let mut trial = with.clone();
    for field in action.fields.iter().filter(|field| field.kind.sealed()) {
        let text = text(field, with).map_err(|problem| wrong.push(bad_field(field, problem)));
        if text == Ok(None) {
            trial.remove(field.name);
        } else {
            // Stands for the commitment that is to come.
            trial.insert(field.name.to_owned(), json!({ "$sealed": "", "key": "person/x" }));
        }
    }
    for field in action.fields.iter().filter(|field| field.kind.secret()) {
        let problem = match (field.kind, with.get(field.name)) {
            (FieldKind::DrawnCode, None | Some(Value::Null)) => None,
            (FieldKind::DrawnCode, Some(_)) => Some("is drawn by the centre, and not sent"),
            (_, Some(Value::String(text))) if !text.is_empty() => None,
            (_, None | Some(Value::Null)) => Some("is missing"),
            (_, Some(Value::String(_))) => Some("is empty"),
            (_, Some(_)) => Some("is a text"),
        };
        wrong.extend(problem.map(|problem| bad_field(field, problem)));
        // Stands for the hash that is to come.
        trial.insert(field.name.to_owned(), json!(Digest([0; 32])));
    }
    match Command::decode(action.name, version, trial) {
        Err(CommandError::Fields(others)) => wrong.extend(others),
        decoded => drop(decoded?),
    }
    if wrong.is_empty() { Ok(()) } else { Err(CommandError::Fields(wrong).into()) }
}

fn bad(field: &Field, problem: &str) -> NotTaken {
    NotTaken::Unreadable(CommandError::Fields(vec![bad_field(field, problem)]))
}

fn bad_field(field: &Field, problem: &str) -> BadField {
    BadField { field: field.name.to_owned(), problem: problem.to_owned() }
}

fn nonce() -> Result<String, NotTaken> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| NotTaken::Fault("no random bytes".to_owned()))?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

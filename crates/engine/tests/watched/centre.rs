//! A centre to watch, and witnesses to watch it.

use crate::asking::asking;
use crate::founding::founding;
use domain::act::ActId;
use domain::id::{BatchId, PersonId};
use domain::people::Role;
use engine::Engine;
use engine::answer::{NotTaken, Receipt};
use engine::ceremony::{self, Opening};
use engine::clock::SetClock;
use engine::data::DataFolder;
use engine::found::{Founded, found};
use engine::request::{How, SignRequest};
use engine::start::Options;
use engine::verify::{self, verify};
use engine::witnessing::{Courier, Reply};
use ledger::note::{CosigningKey, KeyName, read_key_file};
use ledger::witness::Witness;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// A process of one step.
const TINY: &str = include_str!("../../../domain/src/process/testing/tiny.yaml");
/// What processes may speak of.
const VOCABULARY: &str = include_str!("../../../../processes/vocabulary.yaml");

pub const PASSWORD: &str = "synthetic-password";

pub struct Centre {
    pub folder: tempfile::TempDir,
    pub clock: Arc<SetClock>,
    pub engine: Engine,
    pub admin: PersonId,
    pub qa: PersonId,
}

impl Centre {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::at("2026-11-22T02:00:00.000Z".parse().unwrap()));
        let data = DataFolder::at(folder.path().join("data"));
        let options = Options::with_clock(clock.clone());
        let founded = found(&data, &founding(), options).await.unwrap();
        let Founded { engine, admin, .. } = founded.opened(PASSWORD).await.unwrap();
        let mut centre = Self { folder, clock, engine, qa: admin.clone(), admin };
        centre.qa = centre.person("QA-01", &["qa-reviewer", "storekeeper"]).await;
        centre
    }

    pub fn data(&self) -> DataFolder {
        DataFolder::at(self.folder.path().join("data"))
    }

    /// Ends the server; what is done to the files; starts it again.
    pub fn while_down(self, what: impl FnOnce(&DataFolder)) -> Self {
        let Self { folder, clock, engine, admin, qa } = self;
        engine.close();
        let data = DataFolder::at(folder.path().join("data"));
        what(&data);
        let engine = Engine::start(&data, Options::with_clock(clock.clone())).unwrap();
        Self { folder, clock, engine, admin, qa }
    }

    pub async fn person(&self, code: &str, roles: &[&str]) -> PersonId {
        let with = json!({ "code": code, "name": "Synthetic Person" });
        let receipt = self.acts(&self.admin, Role::Administrator, "people.enrol", with).await;
        let person: PersonId = receipt.unwrap().facts[0].0.clone().try_into().unwrap();
        for role in roles {
            let with = json!({ "person": person.to_string(), "role": role, "until": "2027-12-31" });
            let is = "people.assign-role";
            self.acts(&self.admin, Role::Administrator, is, with).await.unwrap();
        }
        let (_, once) = self.engine.invite(&self.admin, &person).await.unwrap();
        let opening = Opening {
            id: ActId(*uuid::Uuid::now_v7().as_bytes()),
            name: code.to_lowercase(),
            code: once,
            password: PASSWORD.to_owned(),
            acknowledged: ceremony::hash(ceremony::acknowledgement("en")),
        };
        self.engine.open_account(opening).await.unwrap();
        person
    }

    pub async fn acts(
        &self,
        by: &PersonId,
        role: Role,
        is: &str,
        with: Value,
    ) -> Result<Receipt, NotTaken> {
        let action = domain::command::Command::find(is).unwrap();
        let how = How::Password(PASSWORD.to_owned());
        let sign = action.signed.first().map(|means| SignRequest::by(*means, how));
        self.engine.submit(asking(by, role, is, with, sign)).await
    }

    /// A batch is started by an operator who was qualified for it.
    pub async fn batch(&self) {
        let vocabulary = process::Vocabulary::parse(VOCABULARY).unwrap_or_else(|_| panic!());
        let tiny = process::compile(TINY, &vocabulary).unwrap_or_else(|_| panic!());
        let put = |bytes: &[u8]| self.engine.objects().put(bytes).unwrap().to_string();
        let (text, compiled) = (put(TINY.as_bytes()), put(&tiny.to_bytes().unwrap()));
        let engineer = self.person("PE-01", &["process-engineer"]).await;
        let operator = self.person("OP-01", &["operator"]).await;
        let version = json!({ "process": "process/tiny", "version": "1" });
        let mut submitted = version.clone();
        submitted["text"] = json!(text);
        submitted["compiled"] = json!(compiled);
        let qualified = json!({
            "person": operator.to_string(), "skill": "process/tiny@1", "until": "2027-12-31",
        });
        let started = json!({ "process": "process/tiny", "rooms": [], "inputs": [] });
        for (by, role, is, with) in [
            (&engineer, Role::ProcessEngineer, "process.submit", submitted),
            (&self.qa, Role::QaReviewer, "people.qualify", qualified),
            (&self.qa, Role::QaReviewer, "process.approve", version),
            (&operator, Role::Operator, "batch.start", started),
        ] {
            self.acts(by, role, is, with).await.unwrap();
        }
    }

    /// The dossier of the batch, as it is handed out.
    pub fn dossier(&self) -> Vec<u8> {
        self.engine.dossier(&BatchId::new("B26-0001").unwrap(), &|_| true, None).unwrap().bytes
    }

    /// Somebody more is enrolled.
    pub async fn grow(&self, n: usize) {
        for _ in 0..n {
            let code = format!("OP-{}", self.engine.snapshot().size);
            let with = json!({ "code": code, "name": "Synthetic Person" });
            self.acts(&self.admin, Role::Administrator, "people.enrol", with).await.unwrap();
        }
    }

    /// A lot is received; its number.
    pub async fn lot(&self) -> String {
        let item = json!({ "item": "item/transact", "name": "Synthetic Item", "unit": "mL" });
        let role = Role::Storekeeper;
        drop(self.acts(&self.qa, role, "materials.define-item", item).await);
        let with = json!({
            "item": "item/transact", "supplier_lot": "5201-A", "expiry": "2027-12-31", "quantity": "100",
        });
        let receipt = self.acts(&self.qa, role, "materials.receive-lot", with).await.unwrap();
        receipt.facts[0].0.key().to_owned()
    }

    pub async fn accept(&self, witness: &Watcher) {
        let with = json!({
            "centre": "centre/c01", "key": witness.key, "address": format!("http://{}", witness.name),
        });
        self.acts(&self.qa, Role::QaReviewer, "centre.accept-witness", with).await.unwrap();
    }

    /// What verify says, as sentences; none when all is well.
    pub fn verified(&self, kept: &[Vec<u8>]) -> Vec<String> {
        verified(&self.data(), kept)
    }

    /// A witness that watches this log.
    pub fn watcher(&self, name: &str) -> Watcher {
        let folder = self.folder.path().join(name.replace('/', "-"));
        let log = read_key_file(&self.data().log_key()).unwrap().verifier();
        let key = CosigningKey::from_seed(KeyName::new(name).unwrap(), &[9; 32]);
        let public = key.verifier().to_string();
        let witness = Witness::open(&folder, key, vec![log]).unwrap();
        Watcher { name: name.to_owned(), key: public, witness, lie: Mutex::new(None) }
    }
}

pub fn verified(data: &DataFolder, kept: &[Vec<u8>]) -> Vec<String> {
    let options = verify::Options { kept: kept.to_vec(), decisions: true };
    verify(data, &options, &|_| {}).unwrap().sentences()
}

/// Copies a data folder, as somebody with the server's disk in hand would.
pub fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        let to = to.join(file.file_name());
        if file.file_type().unwrap().is_dir() {
            copy(&file.path(), &to);
        } else {
            std::fs::copy(file.path(), to).unwrap();
        }
    }
}

/// A witness in this process.
pub struct Watcher {
    pub name: String,
    pub key: String,
    pub witness: Witness,
    /// What it answers instead, while it lies.
    pub lie: Mutex<Option<Reply>>,
}

impl Watcher {
    pub fn code(&self) -> domain::text::Code {
        self.name.parse().unwrap()
    }

    pub fn lies(&self, status: u16, body: &str) {
        *self.lie.lock().unwrap() = Some(Reply { status, body: body.as_bytes().to_vec() });
    }
}

/// Carries what is posted to whom it is addressed to.
pub struct Post<'a>(pub &'a [&'a Watcher]);

impl Courier for Post<'_> {
    fn post(&self, address: &str, body: &[u8]) -> Result<Reply, String> {
        let name =
            address.strip_prefix("http://").and_then(|it| it.strip_suffix("/add-checkpoint"));
        let to =
            self.0.iter().find(|it| Some(it.name.as_str()) == name).ok_or("nobody is there")?;
        if let Some(lie) = to.lie.lock().unwrap().clone() {
            return Ok(lie);
        }
        Ok(match to.witness.add_checkpoint(body, 1_800_000_000) {
            Ok(line) => Reply { status: 200, body: line },
            Err(refused) => {
                let size = refused.cosigned().map(|size| format!("{size}\n")).unwrap_or_default();
                Reply { status: refused.status(), body: size.into_bytes() }
            }
        })
    }
}

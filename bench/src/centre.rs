//! A centre to measure on, in a folder of its own.

use domain::act::{ActId, Said};
use domain::id::PersonId;
use domain::people::Role;
use engine::Engine;
use engine::clock::SystemClock;
use engine::data::DataFolder;
use engine::found::{Founding, found};
use engine::request::Request;
use engine::start::Options;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The password of everybody in the measured centre.
pub const PASSWORD: &str = "synthetic-password";

/// A founded centre.
pub struct Measured {
    /// Where it lies; gone when this is dropped.
    pub folder: tempfile::TempDir,
    /// The centre.
    pub engine: Engine,
    /// Its administrator.
    pub admin: PersonId,
}

impl Measured {
    /// Founds one.
    pub async fn found() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let data = DataFolder::at(folder.path().join("data"));
        let founding = Founding {
            origin: "bench.example/c01/1".to_owned(),
            zone: "Asia/Shanghai".to_owned(),
            facility: "A9999".to_owned(),
            training: true,
            host: "localhost".to_owned(),
            code: "AD-01".to_owned(),
            name: "Synthetic Administrator".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let options = Options::with_clock(Arc::new(SystemClock));
        let (engine, _) = found(&data, &founding, options).await?;
        let admin = engine.accounts().check("ad-01", PASSWORD)?;
        let admin = admin.ok_or_else(|| anyhow::anyhow!("the administrator cannot sign in"))?;
        Ok(Self { folder, engine, admin })
    }

    /// The data folder.
    pub fn data(&self) -> DataFolder {
        DataFolder::at(self.folder.path().join("data"))
    }

    /// Enrols persons for acts to be about.
    pub async fn people(&self, count: usize) -> anyhow::Result<Vec<String>> {
        let mut people = Vec::new();
        for n in 0..count {
            let with = json!({ "code": format!("OP-{n:04}"), "name": "Synthetic Person" });
            let receipt = self.engine.submit(self.request("people.enrol", with)).await?;
            let person = receipt.facts.first().map(|(subject, _)| subject.to_string());
            people.push(person.unwrap_or_default());
        }
        Ok(people)
    }

    /// An act of the administrator's.
    pub fn request(&self, is: &str, with: Value) -> Request {
        let with = match with {
            Value::Object(with) => with,
            _ => Map::new(),
        };
        Request {
            id: ActId(*uuid::Uuid::now_v7().as_bytes()),
            is: is.to_owned(),
            iv: None,
            said: Said::Ask,
            by: self.admin.clone(),
            role: Role::Administrator,
            at: None,
            occurred: None,
            with,
            sign: None,
        }
    }
}

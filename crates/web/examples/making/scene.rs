//! Acting as people of the scene, straight at the writer.

use super::people::PASSWORD;
use domain::act::{ActId, Said};
use domain::command::Command;
use domain::custody::Order;
use domain::id::{PersonId, SubjectId};
use domain::people::Role;
use domain::state::Held as _;
use engine::Engine;
use engine::answer::Receipt;
use engine::request::{How, Request, SignRequest};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What telling the story comes to.
pub type Told = Result<(), Box<dyn std::error::Error>>;

/// The centre, and who is who in it.
pub struct Scene {
    pub engine: Engine,
    people: BTreeMap<String, (PersonId, Role)>,
}

/// What an act came to.
pub struct Done(pub Receipt);

impl Done {
    /// The subject about which a fact was established.
    pub fn subject(&self, fact: &str) -> Result<String, String> {
        let found = self.0.facts.iter().find(|(_, is)| *is == fact);
        found.map(|(id, _)| id.to_string()).ok_or_else(|| format!("no {fact} was established"))
    }
}

impl Scene {
    /// A centre that knows nobody but its administrator.
    pub fn open(engine: Engine) -> Result<Self, Box<dyn std::error::Error>> {
        let admin = engine.named("ad-01").ok_or("there is no AD-01")?;
        let people = BTreeMap::from([("AD-01".to_owned(), (admin, Role::Administrator))]);
        Ok(Self { engine, people })
    }

    /// Somebody new.
    pub async fn meet(&mut self, code: &str, id: &str, role: Role) -> Told {
        let id: PersonId = id.parse()?;
        let admin = self.engine.named("ad-01").ok_or("there is no AD-01")?;
        self.engine.admit(&admin, &id, PASSWORD).await?;
        self.people.insert(code.to_owned(), (id, role));
        Ok(())
    }

    /// The id of somebody.
    pub fn id(&self, code: &str) -> String {
        self.people.get(code).map_or_else(String::new, |(id, _)| id.to_string())
    }

    /// The chain of identity of an order, as labels carry it.
    pub fn chain(&self, order: &str) -> Result<String, Box<dyn std::error::Error>> {
        let id: SubjectId = order.parse()?;
        let snapshot = self.engine.snapshot();
        let slot = snapshot.centre.slot(&id).ok_or("there is no such order")?;
        let order = Order::of_summary(&slot.summary).ok_or("it is no order")?;
        Ok(order.chain.to_string())
    }

    /// Asks for something; signed where it has to be.
    pub async fn asks(&mut self, who: &str, is: &str, with: Value) -> Result<Done, String> {
        self.act(who, Said::Ask, is, with).await
    }

    /// Tells something that has happened; signed where it has to be.
    pub async fn tells(&mut self, who: &str, is: &str, with: Value) -> Result<Done, String> {
        self.act(who, Said::Tell, is, with).await
    }

    async fn act(&mut self, who: &str, said: Said, is: &str, with: Value) -> Result<Done, String> {
        let (by, role) = self.people.get(who).cloned().ok_or_else(|| format!("who is {who}?"))?;
        let with: Map<String, Value> = with.as_object().cloned().unwrap_or_default();
        let means = Command::find(is).and_then(|action| action.signed.first());
        let how = How::Password(PASSWORD.to_owned());
        let sign = means.map(|means| SignRequest::by(*means, how));
        let id = ActId(*uuid::Uuid::now_v7().as_bytes());
        let request = Request {
            id,
            is: is.to_owned(),
            iv: None,
            said,
            by,
            role,
            at: None,
            occurred: None,
            with,
            sign,
        };
        let taken = self.engine.submit(request).await;
        taken.map(Done).map_err(|not| format!("{who}, {is}: {not:?}"))
    }
}

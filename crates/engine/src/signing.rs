//! Signing with a passkey: line 1 is fixed first, the key signs its hash, the act goes on.
//!
//! What was fixed waits here, in memory, for the key: for a few minutes, once, for the session and
//! the person it was fixed for. Nothing of it is in the log; a restart forgets it and the client
//! asks again. A retry after the commit gets the first receipt, if it brings the same signature.
//!
//! The key's counter is watched from one use to the next as long as the server runs; `verify`
//! watches it over the whole log.

use crate::answer::{NotTaken, Receipt};
use crate::door::Prepared;
use crate::engine::{Engine, Inner};
use crate::entry::{self, Proof};
use crate::look::LookError;
use crate::request::{Assertion, How, Request};
use domain::act::{ActId, Strength};
use domain::decide::decide;
use domain::id::PersonId;
use domain::index::Index;
use domain::people::{Passkey, Person};
use domain::text::{Code, Encoded};
use domain::time::Timestamp;
use sha2::{Digest as _, Sha256};
use standards::webauthn::{self, Expected, Seen, Verification, went_back};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How long a key may take.
pub const MINUTES_MAX: i64 = 5;

/// How many acts wait for a key at most; then the oldest is forgotten.
const WAITING_MAX: usize = 1_000;

/// How many acts of one person do.
const WAITING_OF_ONE_MAX: usize = 20;

/// What a passkey is to sign.
#[derive(Debug, Clone)]
pub struct ToSign {
    /// The act.
    pub id: ActId,
    /// The challenge: the hash of line 1, or random bytes for signing in.
    pub challenge: [u8; 32],
    /// The host name keys are bound to.
    pub party: String,
    /// The keys that may sign: credential, and how a browser reaches it. None: whichever is found.
    pub keys: Vec<(Encoded, Vec<Code>)>,
    /// Line 1, as it will be signed and written; empty for signing in.
    pub said: String,
    /// How long it waits.
    pub until: Timestamp,
}

/// An act that waits for its key.
struct Fixed {
    prepared: Prepared,
    session: String,
    until: Timestamp,
}

/// Everything that waits for a key, and what keys have counted.
#[derive(Default)]
pub(crate) struct Waiting {
    acts: Mutex<BTreeMap<ActId, Fixed>>,
    sign_ins: Mutex<BTreeMap<[u8; 32], Timestamp>>,
    counters: Mutex<BTreeMap<Encoded, u32>>,
}

impl Waiting {
    fn put(&self, fixed: Fixed, now: Timestamp) {
        let mut acts = self.acts.lock().unwrap_or_else(PoisonError::into_inner);
        acts.retain(|_, waiting| now < waiting.until);
        let by = fixed.prepared.act.by.clone();
        let of_one = acts.values().filter(|waiting| waiting.prepared.act.by == by).count();
        let oldest = |wanted: &dyn Fn(&Fixed) -> bool| {
            let mut found = acts.iter().filter(|(_, waiting)| wanted(waiting)).collect::<Vec<_>>();
            found.sort_by_key(|(_, waiting)| waiting.until);
            found.first().map(|(id, _)| **id)
        };
        let gone = if of_one >= WAITING_OF_ONE_MAX {
            oldest(&|waiting| waiting.prepared.act.by == by)
        } else if acts.len() >= WAITING_MAX {
            oldest(&|_| true)
        } else {
            None
        };
        if let Some(gone) = gone {
            acts.remove(&gone);
        }
        acts.insert(fixed.prepared.act.id, fixed);
    }

    /// Takes out an act, if it waits for this person in this session. Somebody else's stays.
    fn take(&self, id: ActId, by: &PersonId, session: &str, now: Timestamp) -> Option<Prepared> {
        let mut acts = self.acts.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = acts.get(&id)?;
        if waiting.prepared.act.by != *by || waiting.session != session || now >= waiting.until {
            return None;
        }
        acts.remove(&id).map(|fixed| fixed.prepared)
    }

    /// Takes down what a key has counted; false if it went back.
    fn counts(&self, credential: &Encoded, enrolled: u32, now: u32) -> bool {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let before = counters.get(credential).copied().unwrap_or(enrolled);
        if went_back(before, now) {
            return false;
        }
        counters.insert(credential.clone(), now);
        true
    }
}

impl Engine {
    /// Fixes line 1 of an act and says what its signer's passkey is to sign.
    ///
    /// Guarantees: nothing is in the log yet, and nothing will be without the key.
    pub async fn prepare_to_sign(
        &self,
        request: Request,
        session: &str,
    ) -> Result<ToSign, NotTaken> {
        self.inner.ready()?;
        let (inner, session) = (self.inner.clone(), session.to_owned());
        tokio::task::spawn_blocking(move || inner.fix(request, session))
            .await
            .map_err(|_| NotTaken::Fault("prepare the act".to_owned()))?
    }
}

impl Inner {
    fn fix(&self, request: Request, session: String) -> Result<ToSign, NotTaken> {
        let to_be_signed =
            request.sign.as_ref().is_some_and(|sign| matches!(sign.how, How::KeyLater));
        if !to_be_signed {
            return Err(NotTaken::NotPrepared);
        }
        let by = request.by.clone();
        let keys = self.keys_of(&by)?;
        if keys.is_empty() {
            return Err(NotTaken::NoPasskey);
        }
        let prepared = self.prepare(request)?;
        let now = self.clock.now();
        self.judged_ahead(&prepared, now)?;
        let until = now.plus_minutes(MINUTES_MAX);
        let to_sign = ToSign {
            id: prepared.act.id,
            challenge: entry::challenge(&prepared.said),
            party: self.party()?,
            keys,
            said: String::from_utf8_lossy(&prepared.said).into_owned(),
            until,
        };
        self.waiting.put(Fixed { prepared, session, until }, now);
        Ok(to_sign)
    }

    /// Judges an act before anybody is asked for a key, so that nobody signs what is refused.
    fn judged_ahead(&self, prepared: &Prepared, now: Timestamp) -> Result<(), NotTaken> {
        let mut act = prepared.act.clone();
        act.recorded = now;
        if let Some(signing) = &mut act.signing {
            signing.strength = Strength::BoundKey;
        }
        let judged = self.look(|desk| decide(desk.centre(), &act).map(|_| ()));
        judged.map_err(LookError::not_taken)
    }

    /// The keys a person may sign with.
    fn keys_of(&self, person: &PersonId) -> Result<Vec<(Encoded, Vec<Code>)>, NotTaken> {
        self.look(|desk| {
            let state: &Person = desk.state(person.subject())?;
            let standing = state.passkeys.standing();
            Ok(standing.map(|(id, key)| (id.clone(), key.transports.clone())).collect())
        })
        .map_err(LookError::not_taken)
    }

    fn party(&self) -> Result<String, NotTaken> {
        let snapshot = self.snapshot();
        let settings = snapshot.centre.settings();
        let settings = settings.ok_or_else(|| NotTaken::Fault("no centre is open".to_owned()))?;
        Ok(settings.relying_party.to_string())
    }

    /// The act that waits for this signature, with it; or the receipt, if it is in the log.
    pub(crate) fn signed_by_key(
        &self,
        id: ActId,
        by: &PersonId,
        assertion: &Assertion,
    ) -> Result<Result<Prepared, Receipt>, NotTaken> {
        let now = self.clock.now();
        let Some(mut prepared) = self.waiting.take(id, by, &assertion.session, now) else {
            return self.signed_before(id, by, assertion).map(Err);
        };
        let challenge = entry::challenge(&prepared.said);
        let passkey = self.passkey_of(by, &assertion.cred)?;
        let seen = self.check_key(&passkey, assertion, &challenge)?;
        let synced = seen.flags.backup_eligible();
        prepared.proof = assertion.proof(passkey.position);
        if let Some(signing) = &mut prepared.act.signing {
            signing.strength = if synced { Strength::SyncedKey } else { Strength::BoundKey };
        }
        Ok(Ok(prepared))
    }

    /// A retry: the log has the act, signed by this very assertion.
    fn signed_before(
        &self,
        id: ActId,
        by: &PersonId,
        assertion: &Assertion,
    ) -> Result<Receipt, NotTaken> {
        let Some((receipt, said)) = crate::writer::receipt_of(self, id)? else {
            return Err(NotTaken::NotPrepared);
        };
        let leaf = self.pool.with(|reader| reader.entry(receipt.position));
        let leaf = leaf.and_then(|found| found).ok().flatten().unwrap_or_default();
        let proof = entry::made(&leaf).map(|made| made.proof);
        let same = matches!(
            proof,
            Ok(Proof::Passkey { enrolled, ref cred, .. })
                if *cred == assertion.cred && proof.as_ref().ok() == Some(&assertion.proof(enrolled))
        );
        if said.by == *by && same { Ok(receipt) } else { Err(NotTaken::IdTaken) }
    }

    fn passkey_of(&self, person: &PersonId, credential: &Encoded) -> Result<Passkey, NotTaken> {
        let found = self.look(|desk| {
            let state: &Person = desk.state(person.subject())?;
            let key = state.passkeys.get(credential).filter(|key| key.stands());
            Ok(key.filter(|_| state.standing.is_here()).cloned())
        });
        found.map_err(LookError::not_taken)?.ok_or(NotTaken::UnknownPasskey)
    }

    fn check_key(
        &self,
        passkey: &Passkey,
        assertion: &Assertion,
        challenge: &[u8],
    ) -> Result<Seen, NotTaken> {
        let snapshot = self.snapshot();
        let settings = snapshot.centre.settings();
        let settings = settings.ok_or_else(|| NotTaken::Fault("no centre is open".to_owned()))?;
        let origins: Vec<&str> =
            settings.page_origins.iter().map(domain::text::Scanned::as_str).collect();
        let expected = Expected {
            challenge,
            party: settings.relying_party.as_str(),
            origins: &origins,
            verification: Verification::Required,
        };
        let key = passkey.public_key().ok_or(NotTaken::UnknownPasskey)?;
        let seen = assertion.check(&expected, &key).map_err(NotTaken::WrongPasskey)?;
        if !self.waiting.counts(&assertion.cred, passkey.counter, seen.counter) {
            tracing::warn!(credential = %assertion.cred, "a passkey's counter went back");
            return Err(NotTaken::CopiedPasskey);
        }
        Ok(seen)
    }

    /// What a passkey is to sign so that its holder is signed in: random, used once.
    pub fn prepare_sign_in(&self) -> Result<ToSign, NotTaken> {
        let mut drawn = [0; 32];
        getrandom::fill(&mut drawn).map_err(|_| NotTaken::Fault("no random bytes".to_owned()))?;
        // Never what could be the hash of an act: those begin otherwise.
        let challenge =
            Sha256::new().chain_update(b"centrosome/sign-in/v1\n").chain_update(drawn).finalize();
        let challenge: [u8; 32] = challenge.into();
        let now = self.clock.now();
        let until = now.plus_minutes(MINUTES_MAX);
        let mut waiting = self.waiting.sign_ins.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, until| now < *until);
        if waiting.len() >= WAITING_MAX * 10 {
            return Err(NotTaken::Overloaded);
        }
        waiting.insert(challenge, until);
        drop(waiting);
        let party = self.party()?;
        Ok(ToSign {
            id: ActId([0; 16]),
            challenge,
            party,
            keys: Vec::new(),
            said: String::new(),
            until,
        })
    }

    /// The same for somebody who has given their password: one of their own keys is to sign.
    pub fn prepare_second_step(&self, person: &PersonId) -> Result<ToSign, NotTaken> {
        Ok(ToSign { keys: self.keys_of(person)?, ..self.prepare_sign_in()? })
    }

    /// Who is signed in by this assertion. Its challenge is used up, right or wrong.
    pub fn signed_in_by(
        &self,
        challenge: &[u8; 32],
        assertion: &Assertion,
    ) -> Result<PersonId, NotTaken> {
        let now = self.clock.now();
        let mut waiting = self.waiting.sign_ins.lock().unwrap_or_else(PoisonError::into_inner);
        let until = waiting.remove(challenge).filter(|until| now < *until);
        drop(waiting);
        until.ok_or(NotTaken::NotPrepared)?;
        let snapshot = self.snapshot();
        let mut holders = snapshot.centre.found_under(Index::Passkey, assertion.cred.as_str());
        let person = holders.next().and_then(|id| PersonId::try_from(id.clone()).ok());
        let person = person.ok_or(NotTaken::UnknownPasskey)?;
        let passkey = self.passkey_of(&person, &assertion.cred)?;
        self.check_key(&passkey, assertion, challenge)?;
        Ok(person)
    }
}

impl Assertion {
    /// Checks it against what was asked.
    pub(crate) fn check(
        &self,
        expected: &Expected<'_>,
        key: &webauthn::PublicKey,
    ) -> Result<Seen, webauthn::Wrong> {
        let (authenticator, client) = (self.auth.bytes(), self.client.bytes());
        let signature = self.sig.bytes();
        let (authenticator, client, signature) = (&*authenticator, &*client, &*signature);
        webauthn::Assertion { authenticator, client, signature }.check(expected, key)
    }

    fn proof(&self, enrolled: u64) -> Proof {
        Proof::Passkey {
            cred: self.cred.clone(),
            enrolled,
            auth: self.auth.clone(),
            client: self.client.clone(),
            sig: self.sig.clone(),
        }
    }
}

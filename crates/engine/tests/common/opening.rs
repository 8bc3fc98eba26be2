//! What a centre keeps sealed, opened without the program's own code.

use aes_gcm::AesGcm;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chacha20poly1305::aead::consts::U12;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::text::Digest;
use engine::data::DataFolder;
use hkdf::Hkdf;
use rusqlite::Connection;
use sha2::Sha256;
use std::collections::BTreeMap;

/// Opens what lies there (24 bytes, ciphertext, tag) under a secret, bound to a place.
pub type Opens = fn(&[u8; 32], &[u8], &[u8]) -> Option<Vec<u8>>;

pub fn by_xchacha(secret: &[u8; 32], kept: &[u8], aad: &[u8]) -> Option<Vec<u8>> {
    let (nonce, msg) = kept.split_first_chunk::<24>()?;
    let cipher = XChaCha20Poly1305::new(&(*secret).into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg, aad }).ok()
}

pub fn by_sm4(secret: &[u8; 32], kept: &[u8], aad: &[u8]) -> Option<Vec<u8>> {
    let (drawn, msg) = kept.split_first_chunk::<24>()?;
    let info = [b"centrosome/sm4/v1".as_slice(), drawn].concat();
    let mut made = [0; 28];
    Hkdf::<Sha256>::from_prk(secret).unwrap().expand(&info, &mut made).unwrap();
    let nonce: [u8; 12] = made[16..].try_into().unwrap();
    let cipher = AesGcm::<sm4::Sm4, U12>::new_from_slice(&made[..16]).unwrap();
    cipher.decrypt(&nonce.into(), Payload { msg, aad }).ok()
}

pub fn derive(secret: &[u8; 32], purpose: &str) -> [u8; 32] {
    let mut made = [0; 32];
    Hkdf::<Sha256>::new(None, secret).expand(purpose.as_bytes(), &mut made).unwrap();
    made
}

/// What the master key in its file, not sealed itself, wraps others with.
pub fn wrapping(data: &DataFolder) -> [u8; 32] {
    let master = std::fs::read_to_string(data.master_key()).unwrap();
    let master: Digest = master.trim().parse().unwrap();
    derive(&master.0, "centrosome/wrap/v1")
}

/// How much of what is sealed in a folder one way opens, and how much there is: keys, the secret that
/// blinds numbers, texts, and what time-based codes are made of. `truly` is the way keys do open.
pub fn opened(data: &DataFolder, truly: Opens, way: Opens) -> (usize, usize) {
    let wrapping = wrapping(data);
    let mut keys: BTreeMap<String, [u8; 32]> = BTreeMap::new();
    let mut sealed: Vec<([u8; 32], Vec<u8>, Vec<u8>)> = Vec::new();
    let vault = Connection::open(data.vault()).unwrap();
    for (owner, kept) in rows(
        &vault,
        "SELECT owner, CAST(nonce || wrapped AS BLOB) FROM keys UNION ALL
         SELECT name, CAST(nonce || wrapped AS BLOB) FROM own WHERE name = 'blinding'",
    ) {
        let key = truly(&wrapping, &kept, owner.as_bytes()).unwrap();
        keys.insert(owner.clone(), key.try_into().unwrap());
        sealed.push((wrapping, kept, owner.into_bytes()));
    }
    let log = Connection::open(data.log()).unwrap();
    let mut texts = log.prepare("SELECT CAST(owner AS TEXT), key, value FROM sealed").unwrap();
    let texts = texts.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    for text in texts {
        let (owner, commitment, kept): (String, Vec<u8>, Vec<u8>) = text.unwrap();
        sealed.push((derive(keys.get(&owner).unwrap(), "centrosome/seal/v1"), kept, commitment));
    }
    let accounts = Connection::open(data.accounts()).unwrap();
    for (owner, kept) in rows(
        &accounts,
        "SELECT owner, CAST(substr(kept, 6) AS BLOB) FROM secrets WHERE kept LIKE 'totp:%'",
    ) {
        let secret = derive(keys.get(&owner).unwrap(), "centrosome/time-code/v1");
        sealed.push((secret, BASE64.decode(kept).unwrap(), owner.into_bytes()));
    }
    let open = sealed.iter().filter(|(secret, kept, aad)| way(secret, kept, aad).is_some());
    (open.count(), sealed.len())
}

fn rows(database: &Connection, query: &str) -> Vec<(String, Vec<u8>)> {
    let mut query = database.prepare(query).unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

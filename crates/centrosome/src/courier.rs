//! HTTP as a client: for asking witnesses, and for following a log.
//!
//! No TLS: what is carried is public and signed, so that nobody on the way can change it unseen.

use engine::witnessing::{Courier, Reply};
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The longest answer read.
const BYTES_MAX: u64 = 1024 * 1024;

/// A client.
pub struct Http(ureq::Agent);

impl Http {
    /// A client that gives up after some seconds and follows no one elsewhere.
    pub fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Self(config.into())
    }

    /// Fetches what lies at an address.
    pub fn get(&self, address: &str) -> Result<Vec<u8>, String> {
        let mut answer = self.0.get(address).call().map_err(|error| told(address, &error))?;
        let status = answer.status().as_u16();
        if status != 200 {
            return Err(format!("{address} answered with status {status}"));
        }
        let body = answer.body_mut().with_config().limit(BYTES_MAX).read_to_vec();
        body.map_err(|error| told(address, &error))
    }
}

impl Courier for Http {
    fn post(&self, address: &str, body: &[u8]) -> Result<Reply, String> {
        let answer = self.0.post(address).header("content-type", "text/plain").send(body);
        let mut answer = answer.map_err(|error| told(address, &error))?;
        let status = answer.status().as_u16();
        let body = answer.body_mut().with_config().limit(BYTES_MAX).read_to_vec();
        Ok(Reply { status, body: body.map_err(|error| told(address, &error))? })
    }
}

fn told(address: &str, error: &ureq::Error) -> String {
    format!("{address}: {error}")
}

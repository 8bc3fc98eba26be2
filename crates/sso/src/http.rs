//! Requests to the provider, by our own client.

use crate::error::Error;
use openidconnect::{HttpRequest, HttpResponse};
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

/// How long an answer of the provider may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// The longest answer read.
const BYTES_MAX: u64 = 1024 * 1024;

/// Why a request had no answer.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Failed(String);

/// A client for one provider.
#[derive(Debug, Clone)]
pub(crate) struct Http(Agent);

impl Http {
    /// A client that trusts these authorities, in PEM, or those the public trusts.
    pub fn new(authorities: Option<&[u8]>, encrypted_only: bool) -> Result<Self, Error> {
        let roots = match authorities {
            None => RootCerts::WebPki,
            Some(pem) => RootCerts::Specific(Arc::new(read(pem)?)),
        };
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .https_only(encrypted_only)
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        Ok(Self(config.into()))
    }

    /// Sends a request of the protocol.
    pub fn send(&self, request: HttpRequest) -> Result<HttpResponse, Failed> {
        let failed = |error: ureq::Error| Failed(error.to_string());
        let (parts, mut body) = self.0.run(request).map_err(failed)?.into_parts();
        let body = body.with_config().limit(BYTES_MAX).read_to_vec().map_err(failed)?;
        Ok(HttpResponse::from_parts(parts, body))
    }

    /// What the provider tells whoever has this access token.
    pub fn told(&self, address: &str, token: &str) -> Result<Map<String, Value>, Error> {
        let away = |error: ureq::Error| Error::Away(error.to_string());
        let asked = self.0.get(address).header("authorization", format!("Bearer {token}"));
        let mut answer = asked.header("accept", "application/json").call().map_err(away)?;
        if answer.status().as_u16() != 200 {
            return Err(Error::Away(format!("userinfo: status {}", answer.status().as_u16())));
        }
        let body = answer.body_mut().with_config().limit(BYTES_MAX).read_to_vec().map_err(away)?;
        serde_json::from_slice(&body).map_err(|_| Error::Away("userinfo: not JSON".to_owned()))
    }
}

fn read(pem: &[u8]) -> Result<Vec<Certificate<'static>>, Error> {
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => found.push(certificate),
            Ok(_) => {}
            Err(error) => return Err(Error::Setup(error.to_string())),
        }
    }
    if found.is_empty() { Err(Error::Setup("no certificate".to_owned())) } else { Ok(found) }
}

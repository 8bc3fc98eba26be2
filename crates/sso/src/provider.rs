//! Where a browser is sent, and what it means that it came back.

use crate::claims::Claims;
use crate::error::Error;
use crate::http::Http;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EndSessionUrl,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, LogoutRequest, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope, SignatureVerificationError,
    TokenResponse as _,
};
use serde_json::{Map, Value};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// For how long what a provider says of itself is believed without asking again, in seconds.
const KNOWN_SECONDS: i64 = 60 * 60;

/// By how much the provider's clock may differ from ours, in seconds.
const CLOCKS_APART_SECONDS: i64 = 60;

/// What the server brings to the relation: nothing of it is in the record.
#[derive(Default)]
pub struct Setup {
    /// The secret the centre shows the provider; none: a public client.
    pub secret: Option<String>,
    /// Authorities the provider's certificate is by, in PEM; none: those the public trusts.
    pub authorities: Option<Vec<u8>>,
}

/// Who the provider is, and what the centre is there.
#[derive(Debug, Clone)]
pub struct Relation {
    /// The provider, as it names itself.
    pub issuer: String,
    /// What the centre is called there.
    pub client: String,
    /// Where browsers come back to.
    pub redirect: String,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
}

/// One browser's way there and back: its secrets, which no other browser has.
#[derive(Clone)]
pub struct Trip {
    /// Comes back with the browser.
    pub state: String,
    /// Comes back in the ID token.
    pub nonce: String,
    /// Shown with the code (PKCE): 43 to 128 characters.
    pub verifier: String,
    /// Who it is has to be proven anew, after this moment: seconds since 1970.
    pub anew_since: Option<i64>,
}

impl fmt::Debug for Trip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a trip")
    }
}

/// The provider, as this server asks it. Cheap to clone.
#[derive(Clone)]
pub struct Provider(Arc<Asked>);

struct Asked {
    encrypted: Http,
    /// For an issuer on this machine.
    local: Http,
    secret: Option<ClientSecret>,
    known: Mutex<Option<Known>>,
}

/// What a provider says of itself.
#[derive(Clone)]
struct Known {
    issuer: String,
    at: i64,
    metadata: ProviderMetadataWithLogout,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a provider")
    }
}

impl Provider {
    /// A provider to be asked with what the server brings.
    pub fn new(setup: Setup) -> Result<Self, Error> {
        let authorities = setup.authorities.as_deref();
        Ok(Self(Arc::new(Asked {
            encrypted: Http::new(authorities, true)?,
            local: Http::new(authorities, false)?,
            secret: setup.secret.map(ClientSecret::new),
            known: Mutex::new(None),
        })))
    }

    /// Where a browser is sent. `now`: seconds since 1970.
    pub fn address(&self, relation: &Relation, trip: &Trip, now: i64) -> Result<String, Error> {
        let client = self.client(relation, self.known(relation, now)?.metadata)?;
        let (state, nonce) = (trip.state.clone(), trip.nonce.clone());
        let verifier = PkceCodeVerifier::new(trip.verifier.clone());
        let scopes = relation.scopes.iter().cloned().map(Scope::new);
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            .add_scopes(scopes)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if trip.anew_since.is_some() {
            // The provider must then say when: a browser that leaves the prompt out is found out.
            let at_once = std::time::Duration::ZERO;
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(at_once);
        }
        Ok(request.url().0.into())
    }

    /// Where a browser signs out there and is sent back to `after` (OpenID Connect RP-Initiated Logout
    /// 1.0); none: the provider has no such place. `now`: seconds since 1970.
    pub fn farewell(
        &self,
        relation: &Relation,
        after: &str,
        now: i64,
    ) -> Result<Option<String>, Error> {
        let known = self.known(relation, now)?;
        let place = known.metadata.additional_metadata().end_session_endpoint.clone();
        let encrypted = |place: &EndSessionUrl| place.url().scheme() == "https";
        let local = relation.issuer.starts_with("http://");
        let Some(place) = place.filter(|place| local || encrypted(place)) else { return Ok(None) };
        let after = PostLogoutRedirectUrl::new(after.to_owned());
        let after = after.map_err(|error| Error::Setup(error.to_string()))?;
        // Without the ID token, which nobody keeps: the provider asks whoever is there.
        let request = LogoutRequest::from(place)
            .set_client_id(ClientId::new(relation.client.clone()))
            .set_post_logout_redirect_uri(after);
        Ok(Some(request.http_get_url().into()))
    }

    /// What the provider says of whoever came back with `code`. Where a claim of `wanted` is not in
    /// the ID token, the provider's `userinfo` is asked. `now`: seconds since 1970.
    pub fn claims(
        &self,
        relation: &Relation,
        trip: &Trip,
        code: &str,
        wanted: &[&str],
        now: i64,
    ) -> Result<Claims, Error> {
        let http = self.http(&relation.issuer);
        let client = self.client(relation, self.known(relation, now)?.metadata)?;
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| Error::Setup(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(trip.verifier.clone()))
            .request(&|request| http.send(request))
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(said) => Error::Code(said.error().to_string()),
                RequestTokenError::Request(failed) => Error::Away(failed.to_string()),
                RequestTokenError::Parse(..) => Error::Away("its answer is no token".to_owned()),
                RequestTokenError::Other(what) => Error::Away(what),
            })?;
        let token = answer.id_token().ok_or_else(|| Error::Token("there is none".to_owned()))?;
        match check(&client, token, trip, now) {
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                // It may have drawn a new key since it was asked.
                let client = self.client(relation, self.ask(relation, now)?.metadata)?;
                check(&client, token, trip, now)
            }
            checked => checked,
        }
        .map_err(|error| Error::Token(error.to_string()))?;
        let mut claims = Claims::of(payload(token)?);
        // The library leaves this open (OpenID Connect Core 3.1.3.7, 5).
        if claims.has("azp") && claims.text("azp") != Some(relation.client.as_str()) {
            return Err(Error::Token("it was given to another client".to_owned()));
        }
        if wanted.iter().any(|name| !claims.has(name))
            && let Some(address) = client.user_info_url()
        {
            let told = http.told(address.as_str(), answer.access_token().secret())?;
            // Somebody else's word is not about this person (OpenID Connect Core 5.3.2).
            if told.get("sub").and_then(Value::as_str) != Some(claims.subject()) {
                return Err(Error::Token("userinfo is about somebody else".to_owned()));
            }
            claims.add(told);
        }
        Ok(claims)
    }

    fn http(&self, issuer: &str) -> &Http {
        if issuer.starts_with("http://") { &self.0.local } else { &self.0.encrypted }
    }

    /// What the provider says of itself, asked now or not long ago.
    fn known(&self, relation: &Relation, now: i64) -> Result<Known, Error> {
        let known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let fresh = |known: &Known| {
            known.issuer == relation.issuer && (0..KNOWN_SECONDS).contains(&(now - known.at))
        };
        known.filter(fresh).map_or_else(|| self.ask(relation, now), Ok)
    }

    fn ask(&self, relation: &Relation, now: i64) -> Result<Known, Error> {
        let http = self.http(&relation.issuer);
        let issuer = IssuerUrl::new(relation.issuer.clone());
        let issuer = issuer.map_err(|error| Error::Setup(error.to_string()))?;
        let metadata = ProviderMetadataWithLogout::discover(&issuer, &|request| http.send(request));
        let metadata = metadata.map_err(|error| Error::Away(chain(&error)))?;
        let known = Known { issuer: relation.issuer.clone(), at: now, metadata };
        *self.0.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }

    fn client(
        &self,
        relation: &Relation,
        metadata: ProviderMetadataWithLogout,
    ) -> Result<Client, Error> {
        let redirect = RedirectUrl::new(relation.redirect.clone());
        let redirect = redirect.map_err(|error| Error::Setup(error.to_string()))?;
        let (client, secret) = (ClientId::new(relation.client.clone()), self.0.secret.clone());
        let client = CoreClient::from_provider_metadata(metadata, client, secret);
        Ok(client.set_redirect_uri(redirect))
    }
}

/// Checks the ID token: signature, issuer, audience, time, nonce, and when who it is was proven.
fn check(
    client: &Client,
    token: &CoreIdToken,
    trip: &Trip,
    now: i64,
) -> Result<(), ClaimsVerificationError> {
    let nonce = Nonce::new(trip.nonce.clone());
    let moment = DateTime::from_timestamp(now, 0).unwrap_or_default();
    let latest = DateTime::from_timestamp(now + CLOCKS_APART_SECONDS, 0).unwrap_or_default();
    let anew = trip.anew_since.map(|since| since - CLOCKS_APART_SECONDS);
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs([
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            CoreJwsSigningAlgorithm::EdDsa,
        ])
        .set_time_fn(|| moment)
        .set_issue_time_verifier_fn(|issued| {
            if issued > latest { Err("issued in the future".to_owned()) } else { Ok(()) }
        })
        .set_auth_time_verifier_fn(|proven: Option<DateTime<Utc>>| match (anew, proven) {
            (None, _) => Ok(()),
            (Some(since), Some(proven)) if proven.timestamp() >= since => Ok(()),
            (Some(_), _) => Err("who it is was not proven anew".to_owned()),
        });
    token.claims(&verifier, &nonce).map(|_| ())
}

/// What a token that was checked says, all of it.
fn payload(token: &CoreIdToken) -> Result<Map<String, Value>, Error> {
    let text = token.to_string();
    let payload = text.split('.').nth(1).and_then(|payload| BASE64.decode(payload).ok());
    let payload = payload.and_then(|payload| serde_json::from_slice(&payload).ok());
    payload.ok_or_else(|| Error::Token("it cannot be read".to_owned()))
}

/// An error with what it came of.
fn chain(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        said = format!("{said}: {error}");
        source = error.source();
    }
    said
}

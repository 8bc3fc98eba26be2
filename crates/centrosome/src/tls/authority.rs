//! A certificate authority of the centre's own, for a network that has none.
//!
//! Its certificate is installed once on every tablet; the server's own certificate is issued by it,
//! and again at a start when it is about to end or is for other names.

use anyhow::Context as _;
use domain::time::Timestamp;
use ledger::atomic_file::{self, Audience};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// How long the authority lasts, in years.
const AUTHORITY_YEARS: i32 = 10;

/// How long a certificate lasts, in days: what browsers take at most.
const CERTIFICATE_DAYS: i64 = 397;

/// A certificate that lasts less than this is issued again, in days.
const RENEW_DAYS: i64 = 60;

/// Where an authority and what it issued lie.
pub struct Authority {
    /// The certificate to install on every device.
    pub certificate: PathBuf,
    /// The server's certificate.
    pub server: PathBuf,
    /// The server's private key.
    pub server_key: PathBuf,
}

/// What the server's certificate was issued for.
#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Issued {
    names: Vec<String>,
    until: Timestamp,
}

/// The server's certificate for these names, issued if it is not there, ends soon, or is for others.
pub fn issue(folder: &Path, names: &[String], now: Timestamp) -> anyhow::Result<Authority> {
    fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
    let authority = Authority {
        certificate: folder.join("authority.crt"),
        server: folder.join("server.crt"),
        server_key: folder.join("server.key"),
    };
    let (issuer_key, note) = (folder.join("authority.key"), folder.join("server.issued"));
    let key = if issuer_key.exists() {
        let text = fs::read_to_string(&issuer_key)
            .with_context(|| format!("read {}", issuer_key.display()))?;
        KeyPair::from_pem(&text).with_context(|| format!("read {}", issuer_key.display()))?
    } else {
        let key = KeyPair::generate()?;
        let certificate = ca(now)?.self_signed(&key)?;
        // Die in between: the next start makes another authority, and nobody has installed this one.
        write(&authority.certificate, &certificate.pem(), Audience::Default)?;
        write(&issuer_key, &key.serialize_pem(), Audience::Owner)?;
        key
    };
    let issued: Option<Issued> =
        fs::read(&note).ok().and_then(|text| serde_json::from_slice(&text).ok());
    let holds = issued.is_some_and(|issued| {
        issued.names == names && now.plus_minutes(RENEW_DAYS * 24 * 60) < issued.until
    });
    if holds && authority.server.exists() && authority.server_key.exists() {
        return Ok(authority);
    }
    let issuer = Issuer::new(ca(now)?, key);
    let server_key = KeyPair::generate()?;
    let until = now.plus_minutes(CERTIFICATE_DAYS * 24 * 60);
    let certificate = server(names, now, until)?.signed_by(&server_key, &issuer)?;
    write(&authority.server_key, &server_key.serialize_pem(), Audience::Owner)?;
    write(&authority.server, &certificate.pem(), Audience::Default)?;
    // Die before: issued once more at the next start.
    let issued = Issued { names: names.to_vec(), until };
    write(&note, &serde_json::to_string(&issued)?, Audience::Default)?;
    Ok(authority)
}

fn ca(now: Timestamp) -> anyhow::Result<CertificateParams> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = name("Centrosome local authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let (year, month, day) = day(now.plus_minutes(-24 * 60));
    params.not_before = rcgen::date_time_ymd(year, month, day);
    params.not_after = rcgen::date_time_ymd(year + AUTHORITY_YEARS, month, day.min(28));
    Ok(params)
}

fn server(names: &[String], now: Timestamp, until: Timestamp) -> anyhow::Result<CertificateParams> {
    let mut params = CertificateParams::new(names.to_vec())
        .with_context(|| format!("issue a certificate for {}", names.join(", ")))?;
    params.distinguished_name = name(names.first().map_or("centre", String::as_str));
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    let (year, month, day_of) = day(now.plus_minutes(-24 * 60));
    params.not_before = rcgen::date_time_ymd(year, month, day_of);
    let (year, month, day_of) = day(until);
    params.not_after = rcgen::date_time_ymd(year, month, day_of);
    Ok(params)
}

fn name(common: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common);
    name
}

/// Year, month and day of a moment, in UTC.
fn day(moment: Timestamp) -> (i32, u8, u8) {
    let date = moment.day_in(&jiff::tz::TimeZone::UTC);
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    (date.year().into(), part(date.month()), part(date.day()))
}

fn write(path: &Path, text: &str, audience: Audience) -> anyhow::Result<()> {
    atomic_file::replace(path, text.as_bytes(), audience)
        .with_context(|| format!("write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_issued_once_and_again_when_it_ends_or_names_change() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tls");
        let now: Timestamp = "2026-11-28T02:00:00.000Z".parse().unwrap();
        let names = |host: &str| vec![host.to_owned(), "127.0.0.1".to_owned()];
        let first = issue(&path, &names("localhost"), now).unwrap();
        let read = |path: &Path| fs::read_to_string(path).unwrap();
        let (root, server) = (read(&first.certificate), read(&first.server));
        super::super::config(&first.server, &first.server_key).unwrap();
        issue(&path, &names("localhost"), now.plus_minutes(60)).unwrap();
        assert_eq!(read(&first.server), server);
        issue(&path, &names("centre.example"), now).unwrap();
        let other = read(&first.server);
        assert_ne!(other, server);
        let year = 365 * 24 * 60;
        issue(&path, &names("centre.example"), now.plus_minutes(year)).unwrap();
        assert_ne!(read(&first.server), other);
        assert_eq!(read(&first.certificate), root, "installed once, for all");
        super::super::config(&first.server, &first.server_key).unwrap();
        let wrong = super::super::config(&first.certificate, &first.server_key);
        assert!(wrong.unwrap_err().to_string().contains("is not the key of"));
    }
}

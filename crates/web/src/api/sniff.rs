//! Whether an attachment is what it is said to be: its declared type against its first bytes.
//!
//! Refuses: a type that the content contradicts, and a type that is known by its first bytes where
//! the content does not begin with them. What is declared as bytes (`application/octet-stream`, or
//! nothing) is kept as such; a type that no first bytes tell (CSV, FCS, plain text) is taken at its
//! word unless the content is plainly another.

use super::query::bad;
use crate::problem::{Kind, Problem, Reason, Result};

/// Types that are archives of this sort inside: their first bytes may tell no more.
const ZIPPED: [&str; 4] = [
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
    "application/epub+zip",
    "application/java-archive",
];

/// Other names that are in use for what the first bytes tell.
const ALSO: [(&str, &str); 8] = [
    ("image/jpg", "image/jpeg"),
    ("image/x-icon", "image/vnd.microsoft.icon"),
    ("image/svg+xml", "text/xml"),
    ("application/xml", "text/xml"),
    ("application/x-gzip", "application/gzip"),
    ("application/x-zip-compressed", "application/zip"),
    ("application/xhtml+xml", "text/html"),
    ("audio/wav", "audio/x-wav"),
];

/// A problem if a content is not of the type it is declared as.
pub fn check(declared: &str, content: &[u8]) -> Result<()> {
    if !declared.is_empty() && !declared.contains('/') {
        return Err(bad("content-type", "it is a media type, as application/pdf"));
    }
    let found = infer::get(content).map(|kind| kind.mime_type());
    if fits(declared, found) {
        return Ok(());
    }
    let declared: String = declared.chars().take(80).collect();
    let reason = match found {
        Some(found) => Reason::new("content-other").with("found", found),
        None => Reason::new("content-not"),
    };
    Err(Problem::new(Kind::WrongContentType).because([reason.with("declared", declared)]))
}

fn fits(declared: &str, found: Option<&str>) -> bool {
    let named = ALSO.iter().find(|(also, _)| *also == declared).map_or(declared, |(_, is)| is);
    match found {
        _ if declared.is_empty() || declared == "application/octet-stream" => true,
        // First words of a text tell no text from another: a page, a script, a table.
        found if declared.starts_with("text/") => found.is_none_or(|it| it.starts_with("text/")),
        Some("application/zip") if ZIPPED.iter().any(|zipped| declared.starts_with(zipped)) => true,
        Some(found) => {
            found == named
                || named.ends_with("+xml") && found == "text/xml"
                || named.ends_with("+json") && found.starts_with("text/")
        }
        None => !is_told_by_its_bytes(named),
    }
}

/// Whether what is of this type begins with bytes that tell so.
fn is_told_by_its_bytes(declared: &str) -> bool {
    !declared.ends_with("xml") && infer::is_mime_supported(declared)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj";
    const ZIP: &[u8] = b"PK\x03\x04\x14\0\0\0\0\0";

    #[test]
    fn an_attachment_is_what_it_is_said_to_be() {
        for (declared, content) in [
            ("image/png", PNG),
            ("application/pdf", PDF),
            ("application/zip", ZIP),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ZIP),
            ("", PNG),
            ("application/octet-stream", PDF),
            ("application/octet-stream", b"nothing known"),
            ("text/plain", b"words"),
            ("text/html", b"<script>alert(1)</script>"),
            ("text/csv", b"well,value\nA1,81.2\n"),
            ("application/json", b"{}"),
            ("application/vnd.isac.fcs", b"FCS3.1    "),
            ("image/svg+xml", b"<?xml version=\"1.0\"?><svg/>"),
            ("application/xml", b"<a/>"),
        ] {
            assert!(check(declared, content).is_ok(), "{declared}");
        }
        for (declared, content) in [
            ("image/png", PDF),
            ("image/png", b"nothing known"),
            ("application/pdf", b"<html><body>hello</body></html>"),
            ("application/pdf", b""),
            ("text/plain", PNG),
            ("text/csv", ZIP),
            ("application/json", PNG),
            ("application/vnd.isac.fcs", PNG),
            ("no type", PNG),
        ] {
            assert!(check(declared, content).is_err(), "{declared}");
        }
    }
}

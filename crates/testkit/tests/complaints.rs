//! The harness itself: a browser's complaint of any kind must reach the test.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use testkit::Browser;

/// A server with one page and one policy.
fn serve(body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let mut head = [0; 4096];
            let read = stream.read(&mut head).unwrap_or(0);
            let asked = String::from_utf8_lossy(head.get(..read).unwrap_or_default()).into_owned();
            let (status, body) = match asked.split(' ').nth(1).unwrap_or_default() {
                "/" => ("200 OK", body),
                "/favicon.ico" => ("204 No Content", ""),
                "/refused" => ("409 Conflict", "<!doctype html><title>t</title>Refused"),
                _ => ("404 Not Found", ""),
            };
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-type: text/html\r\nconnection: close\r\n\
                 content-security-policy: img-src 'self'\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_complaint_is_heard_in_the_browser() {
    let browser = Browser::start().await;
    let cases = [
        ("<script>console.error('said')</script>", "console: \"said\""),
        ("<script>null.x</script>", "script: TypeError"),
        ("<script>Promise.reject(new Error('alone'))</script>", "script: Error: alone"),
        ("<img src='data:image/png;base64,AA'>", "Content Security Policy"),
        ("<script src='/gone.js'></script>", "a status of 404"),
        ("<script>fetch('http://127.0.0.1:1/').catch(() => 0)</script>", "ERR_"),
    ];
    for (body, wanted) in cases {
        let server = serve(body);
        let mut tab = browser.somebody(&server).await;
        tab.open("/").await;
        let mut heard = tab.complaints().await;
        // A fetch may fail after the page has come.
        while heard.is_empty() {
            heard = tab.complaints().await;
        }
        assert!(heard.iter().any(|it| it.contains(wanted)), "{body}: {heard:?}");
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_that_was_expected_is_no_complaint_in_the_browser() {
    let browser = Browser::start().await;
    let server = serve("<title>t</title>");
    let mut tab = browser.somebody(&server).await;
    tab.open("/refused").await;
    tab.was_refused().await;
    tab.close().await;
    browser.close().await;
}

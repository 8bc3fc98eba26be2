//! A certified provider of OpenID Connect, started for a test, and a browser without a screen that
//! goes there and back.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

/// What the centre shows the provider.
pub const SECRET: &str = "a secret of forty characters, for tests";

/// The provider's package, installed once as its lock file says.
fn installed() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/provider");
        let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join("provider");
        std::fs::create_dir_all(&to).unwrap();
        for file in ["package.json", "package-lock.json", "provider.mjs"] {
            std::fs::copy(from.join(file), to.join(file)).unwrap();
        }
        let npm = Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&to)
            .output();
        let npm = npm.unwrap_or_else(|error| panic!("npm: {error}: see xtask/src/machine.rs"));
        assert!(npm.status.success(), "npm ci: {}", String::from_utf8_lossy(&npm.stderr));
        to
    })
}

/// A provider on loopback. It ends when this is dropped.
pub struct Provider {
    child: Child,
    _stdin: ChildStdin,
    /// As it names itself.
    pub issuer: String,
    port: u16,
    redirect: String,
    accounts: PathBuf,
}

impl Provider {
    /// Starts one to which a centre at `centre` is known; its accounts are kept in `folder`.
    pub fn start(folder: &Path, centre: &str) -> Self {
        let accounts = folder.join("accounts.json");
        std::fs::write(&accounts, "{}").unwrap();
        Self::at(0, &accounts, &format!("{centre}/sign-in/sso/callback"))
    }

    fn at(port: u16, accounts: &Path, redirect: &str) -> Self {
        let told = json!({ "port": port, "accounts": accounts, "redirect": redirect });
        let mut child = Command::new("node")
            .arg("provider.mjs")
            .arg(told.to_string())
            .current_dir(installed())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next().and_then(Result::ok).unwrap_or_default();
        std::thread::spawn(move || lines.for_each(drop));
        let told: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no provider"));
        let issuer = told["issuer"].as_str().unwrap().to_owned();
        let port = issuer.rsplit(':').next().unwrap().parse().unwrap();
        let stdin = child.stdin.take().unwrap();
        let (accounts, redirect) = (accounts.to_owned(), redirect.to_owned());
        Self { child, _stdin: stdin, issuer, port, redirect, accounts }
    }

    /// The same one started again, with keys of another day.
    pub fn again(self) -> Self {
        let (port, accounts, redirect) = (self.port, self.accounts.clone(), self.redirect.clone());
        drop(self);
        Self::at(port, &accounts, &redirect)
    }

    /// Who has an account there: what signs in, the code, the groups.
    pub fn knows(&self, accounts: &[(&str, &str, &[&str])]) {
        let account = |(login, code, groups): &(&str, &str, &[&str])| {
            let claims = json!({ "preferred_username": code, "name": "Synthetic Person",
                "groups": groups });
            ((*login).to_owned(), claims)
        };
        let accounts: serde_json::Map<String, Value> = accounts.iter().map(account).collect();
        std::fs::write(&self.accounts, Value::Object(accounts).to_string()).unwrap();
    }

    /// How an account proves who it is from now on: methods of RFC 8176.
    pub fn proves(&self, login: &str, methods: &[&str]) {
        let text = std::fs::read_to_string(&self.accounts).unwrap();
        let mut accounts: Value = serde_json::from_str(&text).unwrap();
        accounts[login]["amr"] = json!(methods);
        std::fs::write(&self.accounts, accounts.to_string()).unwrap();
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A page, or where it leads.
pub struct Page {
    /// Its status.
    pub status: u16,
    /// Where it leads, if it leads somewhere.
    pub to: Option<String>,
    /// Its headers.
    pub headers: ureq::http::HeaderMap,
    /// Its text.
    pub text: String,
}

/// A browser without a screen: it keeps cookies by host and path, and goes where it is sent.
#[derive(Clone)]
pub struct Browser {
    agent: ureq::Agent,
    cookies: BTreeMap<(String, String, String), String>,
}

impl Browser {
    /// One that has been nowhere.
    pub fn new() -> Self {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .max_redirects(0)
            .build()
            .into();
        Self { agent, cookies: BTreeMap::new() }
    }

    /// The value of a cookie it holds for a host.
    pub fn cookie(&self, host: &str, name: &str) -> Option<&str> {
        let mut all = self.cookies.iter();
        all.find(|((of, _, cookie), _)| of == host && cookie == name).map(|(_, v)| v.as_str())
    }

    /// Opens an address.
    pub fn get(&mut self, address: &str) -> Page {
        self.send(address, None)
    }

    /// Sends a form.
    pub fn post(&mut self, address: &str, form: &[(&str, &str)]) -> Page {
        let pairs: Vec<String> =
            form.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        self.send(address, Some(pairs.join("&")))
    }

    fn send(&mut self, address: &str, form: Option<String>) -> Page {
        let uri: ureq::http::Uri = address.parse().unwrap();
        let host = uri.host().unwrap().to_owned();
        let at = |path: &str| uri.path().starts_with(path);
        let cookies = self.cookies.iter().filter(|((of, path, _), _)| *of == host && at(path));
        let cookies: Vec<String> =
            cookies.map(|((_, _, name), value)| format!("{name}={value}")).collect();
        let method = if form.is_some() { "POST" } else { "GET" };
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(address)
            .header("accept", "text/html")
            .header("accept-language", "en")
            .header("cookie", cookies.join("; "))
            .header("content-type", "application/x-www-form-urlencoded");
        let sent = request.body(form.unwrap_or_default()).unwrap();
        let mut answer = self.agent.run(sent).unwrap();
        for set in answer.headers().get_all("set-cookie") {
            self.keep(&host, set.to_str().unwrap());
        }
        let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        let origin = format!("{}://{}", uri.scheme().unwrap(), uri.authority().unwrap());
        let to = to.map(|to| if to.starts_with('/') { format!("{origin}{to}") } else { to });
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.body_mut().read_to_string().unwrap();
        Page { status, to, headers, text }
    }

    fn keep(&mut self, host: &str, set: &str) {
        let mut parts = set.split(';').map(str::trim);
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        let (mut path, mut gone) = ("/".to_owned(), false);
        for part in parts {
            match part.to_lowercase().split_once('=') {
                Some(("path", _)) => path = part[5..].to_owned(),
                Some(("max-age", age)) => gone = age == "0",
                Some(("expires", when)) => gone = when.contains("1970"),
                _ => {}
            }
        }
        let key = (host.to_owned(), path, name.to_owned());
        if gone {
            self.cookies.remove(&key);
        } else {
            self.cookies.insert(key, value.to_owned());
        }
    }

    /// Goes from the centre's page of sign-in to the provider.
    pub fn sent_to_provider(&mut self, centre: &str) -> String {
        let page = self.get(&format!("{centre}/sign-in/sso?back=/account"));
        page.to.unwrap_or_else(|| panic!("{}: {}", page.status, page.text))
    }

    /// Signs in at the provider as `login`, from the address the centre sent it to; gives the address
    /// the provider sends it back to, not yet opened.
    pub fn at_provider(&mut self, address: &str, login: &str) -> String {
        let mut page = self.get(address);
        for _ in 0..12 {
            if let Some(to) = &page.to {
                if to.contains("/sign-in/sso/callback") {
                    return to.clone();
                }
                page = self.get(&to.clone());
                continue;
            }
            let action = between(&page.text, "action=\"", "\"");
            let action = action.unwrap_or_else(|| panic!("{}: {}", page.status, page.text));
            let form: &[(&str, &str)] = if page.text.contains("value=\"login\"") {
                &[("prompt", "login"), ("login", login), ("password", "any")]
            } else {
                &[("prompt", "consent")]
            };
            page = self.post(&action, form);
        }
        panic!("the provider leads nowhere: {}", page.text)
    }

    /// There and back.
    pub fn signs_in(&mut self, centre: &str, login: &str) -> Page {
        let to = self.sent_to_provider(centre);
        let back = self.at_provider(&to, login);
        self.get(&back)
    }

    /// The same, confirming with a password at the first time.
    pub fn signs_in_and_confirms(&mut self, centre: &str, login: &str, password: &str) -> Page {
        let page = self.signs_in(centre, login);
        let to = page.to.unwrap_or_else(|| panic!("{}: {}", page.status, page.text));
        assert!(to.ends_with("/sign-in/sso/link"), "{to}");
        let asked = self.get(&to);
        assert!(asked.text.contains("Confirm that this is you"), "{}", asked.text);
        self.post(&to, &[("password", password)])
    }
}

/// What stands between two texts.
pub fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let rest = &text[text.find(before)? + before.len()..];
    rest.find(after).map(|end| rest[..end].to_owned())
}

/// A text as a form carries it.
pub fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

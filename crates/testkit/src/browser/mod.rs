//! A headless Chromium of this machine, started for one test and gone with it.

mod authenticator;
mod heard;
mod keys;
mod laws;
mod tab;

pub use authenticator::SecurityKey;
pub use tab::{Scheme, Size, Tab};

use chromiumoxide::browser::BrowserConfig;
use chromiumoxide::cdp::browser_protocol::target::{
    CreateBrowserContextParams, CreateTargetParams,
};
use futures_util::StreamExt as _;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// What Chromium is called on the systems we know.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Nothing leaves the machine, nothing is remembered, nothing is drawn by a graphics card.
const FLAGS: [&str; 14] = [
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "no-default-browser-check",
    "disable-background-networking",
    "disable-component-update",
    "disable-default-apps",
    "disable-dev-shm-usage",
    "disable-sync",
    "disable-breakpad",
    "metrics-recording-only",
    "disable-background-timer-throttling",
    "disable-backgrounding-occluded-windows",
    "disable-renderer-backgrounding",
];

/// How long anything may take on a busy machine before we say that it hangs.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A browser with a fresh profile. Its people share nothing: each has a context of their own.
#[derive(Debug)]
pub struct Browser {
    chromium: chromiumoxide::Browser,
    listening: JoinHandle<()>,
    _profile: TempDir,
}

impl Browser {
    /// Starts Chromium. Panics, saying what to install, where there is none.
    pub async fn start() -> Self {
        let profile = tempfile::tempdir().expect("make a folder for the profile");
        let config = BrowserConfig::builder()
            .chrome_executable(executable())
            .new_headless_mode()
            .no_sandbox()
            .disable_default_args()
            .args(FLAGS)
            .user_data_dir(profile.path())
            .viewport(None)
            .launch_timeout(PATIENCE)
            .request_timeout(PATIENCE)
            .build()
            .expect("a complete configuration");
        let (chromium, mut handler) =
            chromiumoxide::Browser::launch(config).await.expect("start Chromium");
        // The library knows one version of the protocol; what a newer Chromium adds is no error.
        let listening = tokio::spawn(async move { while handler.next().await.is_some() {} });
        Self { chromium, listening, _profile: profile }
    }

    /// Somebody opens the browser at a server, such as `http://127.0.0.1:8080`.
    pub async fn somebody(&self, server: &str) -> Tab {
        let context = CreateBrowserContextParams::default();
        let context = self.chromium.create_browser_context(context).await.expect("a context");
        let target = CreateTargetParams::builder().url("about:blank").browser_context_id(context);
        let target = target.build().expect("a complete target");
        let page = self.chromium.new_page(target).await.expect("open a tab");
        Tab::new(page, server).await
    }

    /// Ends Chromium and waits until it is gone.
    pub async fn close(mut self) {
        let _ = self.chromium.close().await;
        let _ = self.chromium.wait().await;
        self.listening.abort();
    }
}

/// `CHROMIUM` in the environment, or what the search path has.
fn executable() -> PathBuf {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return named.into();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found = std::env::split_paths(&path).flat_map(|folder| NAMES.map(|n| folder.join(n)));
    found.find(|file| file.is_file()).expect(
        "there is no Chromium on this machine; on Debian: apt-get install chromium fonts-noto-cjk",
    )
}

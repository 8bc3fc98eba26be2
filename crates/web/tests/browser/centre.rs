//! A centre in the middle of its work, served at an address of its own.

use super::care::story as care;
use super::making::{people, scene::Scene, story as making};
use engine::Engine;
use engine::accounts::Hashing;
use engine::clock::SystemClock;
use engine::data::DataFolder;
use engine::found::{Founding, found};
use engine::start::Options;
use std::sync::Arc;
use testkit::{Browser, Tab};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use web::app::{App, CentreName, Settings};
use web::lang::Lang;
use web::pages::sign_in::DEMONSTRATION_PASSWORD;

/// Everybody's password.
pub const PASSWORD: &str = DEMONSTRATION_PASSWORD;

/// A centre at an address.
pub struct Centre {
    /// Such as `http://127.0.0.1:40000`.
    pub address: String,
    /// What is behind it.
    pub engine: Engine,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Centre {
    /// Batches, samples, deviations, releases.
    pub async fn making() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let founding = Founding {
            origin: "making.example/c01/1".to_owned(),
            zone: "Asia/Shanghai".to_owned(),
            facility: "A9999".to_owned(),
            training: true,
            host: "localhost".to_owned(),
            code: "AD-01".to_owned(),
            name: "Synthetic Administrator / 合成管理员".to_owned(),
        };
        let data = DataFolder::at(folder.path().join("data"));
        let options =
            Options { hashing: Hashing::Cheap, ..Options::with_clock(Arc::new(SystemClock)) };
        let founded = found(&data, &founding, options).await.unwrap();
        let engine = founded.opened(PASSWORD).await.unwrap().engine;
        let mut scene = Scene::open(engine.clone()).unwrap();
        people::enrol(&mut scene).await.unwrap();
        let app = app(engine);
        making::tell(&mut scene, &app).await.unwrap();
        Self::serve(app, folder).await
    }

    /// Patients: journeys, the bedside, lots, rooms, people.
    pub async fn care() -> (Self, Vec<care::Treated>) {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::at(folder.path().join("data"));
        let (told, treated) = care::tell(data).await.unwrap();
        (Self::serve(app(told.engine.clone()), folder).await, treated)
    }

    async fn serve(app: App, folder: tempfile::TempDir) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let engine = app.engine.clone();
        let serving = tokio::spawn(async move {
            let stop = async { drop(stopped.await) };
            web::app::serve(app, web::app::plain(listener), stop).await.unwrap();
        });
        Self { address, engine, stop, serving, _folder: folder }
    }

    /// Somebody comes to a browser and signs in, in their language.
    pub async fn sign_in(&self, browser: &Browser, code: &str, lang: Lang) -> Tab {
        let mut tab = browser.somebody(&self.address).await;
        tab.wishes("lang", lang.tag()).await;
        tab.open("/sign-in").await;
        // The name has the focus; the password is the next field.
        tab.types(&code.to_lowercase()).await;
        tab.key("Tab").await;
        tab.types(PASSWORD).await;
        tab.key("Enter").await;
        tab.arrives().await;
        tab.must_say(code).await;
        tab
    }

    /// How many entries the log has.
    pub fn entries(&self) -> u64 {
        self.engine.snapshot().size
    }

    /// Ends the server.
    pub async fn close(self) {
        let _ = self.stop.send(());
        self.serving.await.unwrap();
    }
}

fn app(engine: Engine) -> App {
    let (zh_cn, en) = ("示范细胞治疗中心".to_owned(), "Example Cell Therapy Centre".to_owned());
    let name = Some(CentreName { zh_cn, en });
    App::new(engine, Settings { demo: true, name, ..Settings::default() })
}

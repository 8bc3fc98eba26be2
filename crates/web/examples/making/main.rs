//! A centre in the middle of its work, to look at the pages of batches, samples and deviations.
//!
//! `cargo run -p web --example making` founds a centre in a temporary folder, fills it through the
//! writer as its people, and serves it at the address it prints. Everybody's password is printed
//! too. Nothing here is anybody's data.

#![expect(clippy::print_stdout, reason = "it says where to look")]

mod people;
mod scene;
mod story;
mod supplies;

use engine::clock::SystemClock;
use engine::data::DataFolder;
use engine::found::{Founding, found};
use engine::start::Options;
use std::sync::Arc;
use web::app::{App, Settings};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8097".to_owned());
    let folder = tempfile::tempdir()?;
    let data = DataFolder::at(folder.path().join("data"));
    let founding = Founding {
        origin: "making.example/c01/1".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        facility: "A9999".to_owned(),
        training: true,
        host: "localhost".to_owned(),
        code: "AD-01".to_owned(),
        name: "Synthetic Administrator / 合成管理员".to_owned(),
    };
    let founded = found(&data, &founding, Options::with_clock(Arc::new(SystemClock))).await?;
    let engine = founded.opened(people::PASSWORD).await?.engine;
    let mut scene = scene::Scene::open(engine.clone())?;
    people::enrol(&mut scene).await?;
    let app = App::new(engine, Settings { demo: true, ..Settings::default() });
    story::tell(&mut scene, &app).await?;
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("http://{} · everybody's password: {}", listener.local_addr()?, people::PASSWORD);
    let stop = async {
        drop(tokio::signal::ctrl_c().await);
    };
    web::app::serve(app, web::app::plain(listener), stop).await?;
    Ok(())
}

//! A centre around a few patients, to look at its pages: home, journeys, the bedside, the log.
//!
//! `cargo run -p web --example care [ADDRESS]` fills a temporary folder through the writer and
//! serves it as a demonstration; its sign-in page lists everybody. Nobody there is real.

#![expect(clippy::print_stdout, reason = "it says where to look")]

mod story;

use engine::data::DataFolder;
use web::app::{App, CentreName, Settings, serve};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8096".to_owned());
    let folder = tempfile::tempdir()?;
    let (told, treated) = story::tell(DataFolder::at(folder.path().join("data"))).await?;
    println!("everybody's password is {}", story::PASSWORD);
    for one in &treated {
        println!("wristband {}, {}, bag {}", one.number, one.order, one.bag);
    }
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("http://{}", listener.local_addr()?);
    let (zh_cn, en) = ("示范细胞治疗中心".to_owned(), "Example Cell Therapy Centre".to_owned());
    let name = Some(CentreName { zh_cn, en });
    let app = App::new(told.engine.clone(), Settings { demo: true, name, ..Settings::default() });
    let stop = async {
        drop(tokio::signal::ctrl_c().await);
    };
    serve(app, listener, stop).await?;
    Ok(())
}

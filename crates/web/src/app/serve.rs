//! Serving until told to stop.

use super::{App, router};
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener, ListenerExt as _};
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long open requests may take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub SocketAddr);

/// Any listener, as one whose connections tell who is at their other end.
struct Told<L>(L);

impl<L: Listener> Listener for Told<L> {
    type Io = L::Io;
    type Addr = L::Addr;

    async fn accept(&mut self) -> (L::Io, L::Addr) {
        self.0.accept().await
    }

    fn local_addr(&self) -> std::io::Result<L::Addr> {
        self.0.local_addr()
    }
}

impl<L: Listener<Addr = SocketAddr>> Connected<IncomingStream<'_, Told<L>>> for Peer {
    fn connect_info(connection: IncomingStream<'_, Told<L>>) -> Self {
        Self(*connection.remote_addr())
    }
}

/// Connections as they come, without encryption.
pub fn plain(listener: TcpListener) -> impl Listener<Addr = SocketAddr> {
    listener.tap_io(|connection| {
        // Answers are small and each is waited for.
        drop(connection.set_nodelay(true));
    })
}

/// Serves the server's numbers until the application ends.
pub async fn serve_metrics(app: App, listener: TcpListener) -> std::io::Result<()> {
    let mut closing = app.closing();
    let told = async move {
        // An error means that everybody who could say so is gone.
        drop(closing.wait_for(|closing| *closing).await);
    };
    axum::serve(listener, crate::metrics::routes(app)).with_graceful_shutdown(told).await
}

/// Serves until `stop` comes, then lets open requests finish: new connections are refused, live
/// streams end, and after ten seconds whatever is left is cut off. What had not been answered may
/// be sent again under its id.
pub async fn serve(
    app: App,
    listener: impl Listener<Addr = SocketAddr>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let mut closing = app.closing();
    let closer = app.clone();
    let told = async move {
        stop.await;
        closer.close();
    };
    let serving =
        axum::serve(Told(listener), router(app).into_make_service_with_connect_info::<Peer>())
            .with_graceful_shutdown(told);
    let overdue = async move {
        // An error means that everybody who could say so is gone: then serving has ended.
        drop(closing.wait_for(|closing| *closing).await);
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = serving.into_future() => served,
        () = overdue => {
            tracing::warn!("some requests did not end in time and were cut off");
            Ok(())
        }
    }
}

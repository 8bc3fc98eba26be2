//! `GET /metrics`: the server in numbers, as OpenMetrics text, for whoever watches it.
//!
//! Served at an address of its own (`serve --metrics ADDR`), never among the pages. Guarantees: no
//! code, name, number or address as it was typed; labels take values from lists that the program
//! and the centre's witnesses set. What is counted costs an atomic addition where acts are taken;
//! everything else is read when it is asked for.

use crate::app::App;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use engine::meter::Spread;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeMetric, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// What the answer is, for whoever asks for it.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper ends of the steps in which answers are timed, in seconds.
const ANSWER_SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

/// Names with values, as a line has them.
type Labels = Vec<(&'static str, String)>;

/// What is counted of requests and of signing in.
#[derive(Debug)]
pub struct Meter {
    requests: Family<Labels, Counter>,
    answers: Family<Labels, Histogram, fn() -> Histogram>,
    sign_ins: Family<Labels, Counter>,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            answers: Family::new_with_constructor(|| Histogram::new(ANSWER_SECONDS)),
            sign_ins: Family::default(),
        }
    }
}

impl Meter {
    /// Counts an answer, under the address as the router knows it: what is no address of ours is one.
    pub(crate) fn answered(&self, route: Option<&str>, status: StatusCode, took: Duration) {
        let route = ("route", route.unwrap_or("none").to_owned());
        let class = ("status", format!("{}xx", status.as_u16() / 100));
        self.requests.get_or_create(&vec![route.clone(), class]).inc();
        self.answers.get_or_create(&vec![route]).observe(took.as_secs_f64());
    }

    /// Counts somebody who got in, or did not.
    pub(crate) fn signed_in(&self, right: bool) {
        let outcome = if right { "succeeded" } else { "failed" };
        self.sign_ins.get_or_create(&vec![("outcome", outcome.to_owned())]).inc();
    }
}

/// The address, for a listener of its own.
pub fn routes(app: App) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(app)
}

async fn metrics(State(app): State<App>) -> Response {
    let asked = app.clone();
    let text = app.blocking(move || {
        let mut text = String::new();
        encode(&mut text, &registry(&asked))
            .map_err(|error| crate::problem::Problem::fault(&error))?;
        Ok(text)
    });
    match text.await {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// How often values were of which size, in units of which there are so many in what is shown.
#[derive(Debug)]
struct Steps {
    sum: f64,
    steps: Vec<(f64, u64)>,
}

impl Steps {
    #[expect(clippy::cast_precision_loss, reason = "numbers to look at")]
    fn of(spread: &Spread, units: f64) -> Self {
        let end = |end: Option<u64>| end.map_or(f64::MAX, |end| end as f64 / units);
        let steps = spread.steps().into_iter().map(|(to, count)| (end(to), count)).collect();
        Self { sum: spread.sum() as f64 / units, steps }
    }
}

impl EncodeMetric for Steps {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> Result<(), std::fmt::Error> {
        let count = self.steps.iter().map(|(_, count)| count).sum();
        encoder.encode_histogram::<NoLabelSet>(self.sum, count, &self.steps, None)
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Histogram
    }
}

/// Every number, as it is now.
#[expect(clippy::cast_precision_loss, reason = "numbers to look at")]
fn registry(app: &App) -> Registry {
    let mut all = Registry::with_prefix("centrosome");
    let version = vec![("version", engine::start::software())];
    all.register("build", "What is running", Info::new(version));
    requests(app, &mut all);
    acts(app, &mut all);
    let engine = &app.engine;
    let (snapshot, now, access) = (engine.snapshot(), engine.now(), app.access());
    let mut gauge = |name: &str, help: &str, value: f64| {
        all.register(name, help, ConstGauge::new(value));
    };
    gauge("ready", "1: acts are taken", f64::from(u8::from(engine.ready().is_ok())));
    let read_only = engine.read_only().is_some();
    gauge("read_only", "1: the centre is open for reading only", f64::from(u8::from(read_only)));
    gauge("writer_queue", "Acts that wait for the writer", engine.waiting() as f64);
    gauge("log_entries", "Entries of the log", snapshot.size as f64);
    gauge("log_bytes", "Size of the log's files", engine.log_bytes() as f64);
    let slots = || snapshot.centre.slots();
    gauge("subjects", "Subjects of the centre", slots().count() as f64);
    let in_memory = slots().filter(|(_, slot)| slot.state.is_some()).count();
    gauge("subjects_in_memory", "Subjects whose whole state is in memory", in_memory as f64);
    gauge("live_streams", "Pages that follow the log", engine.followers() as f64);
    gauge("sessions", "Open sessions", app.sessions.count(now, access) as f64);
    if let Some(last) = snapshot.centre.recorded() {
        let age = (now.as_millisecond() - last.as_millisecond()) as f64 / 1_000.0;
        gauge("checkpoint_age_seconds", "Time since the last checkpoint", age);
    }
    witnesses(app, snapshot.size, now, &mut all);
    all
}

fn requests(app: &App, all: &mut Registry) {
    let meter = &app.meter;
    all.register("requests", "Requests answered, by address and status", meter.requests.clone());
    let help = "Time until an answer began, by address";
    all.register_with_unit("answer", help, Unit::Seconds, meter.answers.clone());
    all.register("sign_ins", "Who got in, and who did not", meter.sign_ins.clone());
}

fn acts(app: &App, all: &mut Registry) {
    let meter = app.engine.meter();
    let acts = Family::<Labels, Counter>::default();
    for (action, outcome, count) in meter.acts() {
        let labels = vec![("action", action.to_owned()), ("outcome", outcome.word().to_owned())];
        acts.get_or_create(&labels).inc_by(count);
    }
    all.register("acts", "Acts answered, by action and what they came to", acts);
    let took = Steps::of(&meter.commit_microseconds, 1_000_000.0);
    all.register_with_unit("commit", "Time a commit took", Unit::Seconds, took);
    let group = Steps::of(&meter.commit_acts, 1.0);
    all.register("commit_acts", "Acts made durable by one commit", group);
}

#[expect(clippy::cast_precision_loss, reason = "numbers to look at")]
fn witnesses(app: &App, size: u64, now: domain::time::Timestamp, all: &mut Registry) {
    let standings = app.engine.witnesses();
    let behind = Family::<Labels, Gauge<f64, AtomicU64>>::default();
    for it in &standings {
        let labels = vec![("witness", it.name.to_string())];
        behind.get_or_create(&labels).set(size.saturating_sub(it.size) as f64);
    }
    all.register("witness_behind", "Entries a witness has not cosigned yet", behind);
    let alarms = standings.iter().filter(|it| it.alarms(now)).count();
    let help = "Witnesses that must be looked into";
    all.register("witness_alarms", help, ConstGauge::new(alarms as f64));
}

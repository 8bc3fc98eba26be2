//! The scene of the story: a real server in this process, the clock that lets weeks pass, and the
//! voice that tells what happens.

use super::client::{Clients, Deed, Receipt, Why};
use super::people::{AD_01, PASSWORD, Who};
use anyhow::{Context as _, ensure};
use domain::time::{LocalDate, Timestamp};
use engine::Engine;
use engine::clock::{Clock as _, SetClock, SystemClock};
use engine::data::DataFolder;
use engine::found::{Founding, found};
use engine::start::Options;
use jiff::ToSpan as _;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The name of the demonstration's log.
pub const ORIGIN: &str = "demo.centrosome.example/c01/1";

/// Where the centre of the demonstration stands.
pub const ZONE: &str = "Asia/Shanghai";

/// Its facility number: one that the standard keeps for examples.
pub const FACILITY: &str = "A9999";

/// The hour at which an early shift begins.
const EARLY: i8 = 6;

/// The hour at which work begins on a day.
pub const MORNING: i8 = 8;

/// The hour after which nothing is begun that can wait.
const EVENING: i8 = 21;

/// How long somebody takes over an act at a screen, in milliseconds.
const ACT_MILLISECONDS: i64 = 20_000;

/// How the story is told: to whom its sentences go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// To standard output.
    Out,
    /// To standard error, because standard output belongs to a program.
    Err,
}

/// The server, the clock and the voice.
pub struct Scene {
    clients: Clients,
    clock: Arc<SetClock>,
    zone: TimeZone,
    first_day: LocalDate,
    voice: Voice,
    server: Server,
}

/// A server in this process, and how it is ended.
struct Server {
    runtime: Runtime,
    engine: Engine,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Scene {
    /// Founds a training copy in an empty folder, with the clock set back by `days`, and serves it.
    pub fn open(data: &DataFolder, days: i32, voice: Voice) -> anyhow::Result<Self> {
        let zone = TimeZone::get(ZONE).context("look up the centre's time zone")?;
        let today = SystemClock.now().day_in(&zone);
        let first_day = today.checked_sub(days.days()).context("go back to the first day")?;
        let clock = Arc::new(SetClock::at(moment(first_day, Time::constant(8, 0, 0, 0), &zone)?));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("start the server's threads")?;
        let options = Options::with_clock(clock.clone());
        let founded = runtime.block_on(found(data, &founding(), options))?;
        let receipt = founded.receipt.clone();
        let engine = runtime.block_on(founded.opened(PASSWORD))?.engine;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"));
        let listener = listener.context("listen on a free port of this machine")?;
        let url = format!("http://{}", listener.local_addr().context("learn the port")?);
        let (stop, stopped) = oneshot::channel::<()>();
        let settings = web::app::Settings { demo: true, ..web::app::Settings::default() };
        let app = web::app::App::new(engine.clone(), settings);
        let serving = runtime.spawn(web::app::serve(app, web::app::plain(listener), async move {
            // An error means that the scene is gone, which ends the server as well.
            drop(stopped.await);
        }));
        let server = Server { runtime, engine, stop, serving };
        let clients = Clients::of(url);
        let scene = Self { clients, clock, zone, first_day, voice, server };
        scene.chapter("A centre is founded");
        scene.says(
            AD_01,
            format!(
                "founds a training copy in {}: entry {}",
                data.path().display(),
                receipt.position
            ),
        );
        scene.says(AD_01, "opens her account, and acknowledges that her signature binds her");
        Ok(scene)
    }

    /// Ends the server as a signal would: open requests finish first.
    pub fn close(self) -> anyhow::Result<()> {
        let Server { runtime, engine, stop, serving } = self.server;
        ensure!(stop.send(()).is_ok(), "the server ended before the story did");
        runtime.block_on(serving).context("wait for the server")?.context("serve")?;
        runtime.shutdown_timeout(std::time::Duration::from_secs(10));
        engine.close();
        Ok(())
    }

    /// Everybody's way to the centre.
    pub fn clients(&self) -> &Clients {
        &self.clients
    }

    /// The moment it is in the story.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The day it is in the story.
    pub fn today(&self) -> LocalDate {
        self.now().day_in(&self.zone)
    }

    /// How many days the story has lasted.
    pub fn day(&self) -> i32 {
        self.first_day.until(self.today()).map_or(0, |span| span.get_days())
    }

    /// A day some time after the first.
    pub fn day_after(&self, days: i32) -> anyhow::Result<LocalDate> {
        self.first_day.checked_add(days.days()).context("count days")
    }

    /// Lets minutes pass.
    pub fn wait(&self, minutes: i64) {
        self.clock.move_by(minutes.saturating_mul(60_000));
    }

    /// Lets time pass until a moment, if that is still to come.
    pub fn wait_until(&self, moment: Timestamp) {
        if moment > self.now() {
            self.clock.set(moment);
        }
    }

    /// Lets time pass until an hour of a day of the story, if that is still to come.
    pub fn wait_for_day(&self, day: i32, hour: i8, minute: i8) -> anyhow::Result<()> {
        self.wait_until(self.moment_of(day, hour, minute)?);
        Ok(())
    }

    /// The moment itself, or the morning after it if it lies in the night.
    pub fn morning_after(&self, moment: Timestamp) -> anyhow::Result<Timestamp> {
        let there = moment.instant().to_zoned(self.zone.clone());
        let day = match there.hour() {
            EVENING.. => there.date().tomorrow().context("the next day")?,
            EARLY.. => return Ok(moment),
            _ => there.date(),
        };
        self::moment(day, Time::constant(MORNING, 0, 0, 0), &self.zone)
    }

    /// An hour of a day of the story.
    pub fn moment_of(&self, day: i32, hour: i8, minute: i8) -> anyhow::Result<Timestamp> {
        let time = Time::new(hour, minute, 0, 0).context("an hour of a day")?;
        moment(self.day_after(day)?, time, &self.zone)
    }

    /// Lets time pass until now: the story has caught up with its listeners.
    pub fn arrive_today(&self) -> anyhow::Result<()> {
        let now = SystemClock.now().plus_minutes(-5);
        ensure!(
            self.now() <= now,
            "the story has reached {} and would overtake the clock: begin it earlier",
            self.now(),
        );
        self.clock.set(now);
        Ok(())
    }

    /// Has somebody do something against which nothing stands.
    pub fn does(&self, who: Who, deed: &Deed) -> anyhow::Result<Receipt> {
        self.breaks(who, deed, &[])
    }

    /// Has somebody do what draws a code, which is shown once. Gives the code.
    pub fn draws(&self, who: Who, deed: &Deed) -> anyhow::Result<String> {
        self.clock.move_by(ACT_MILLISECONDS);
        self.clients.draws(who, deed).with_context(|| self.place())
    }

    /// Has somebody tell something that breaks exactly these rules.
    pub fn breaks(&self, who: Who, deed: &Deed, findings: &[&str]) -> anyhow::Result<Receipt> {
        self.clock.move_by(ACT_MILLISECONDS);
        self.clients.does(who, deed, findings, &[]).with_context(|| self.place())
    }

    /// Has somebody tell something that breaks these rules, and perhaps some of `others`.
    pub fn tells(
        &self,
        who: Who,
        deed: &Deed,
        findings: &[&str],
        others: &[&str],
    ) -> anyhow::Result<Receipt> {
        self.clock.move_by(ACT_MILLISECONDS);
        self.clients.does(who, deed, findings, others).with_context(|| self.place())
    }

    /// Has somebody try what must be refused for these reasons, and tells the first. Gives all.
    pub fn is_refused(&self, who: Who, deed: &Deed, codes: &[&str]) -> anyhow::Result<Vec<Why>> {
        self.clock.move_by(ACT_MILLISECONDS);
        let reasons = self.clients.is_refused(who, deed, codes).with_context(|| self.place())?;
        let first = reasons.iter().find(|why| codes.first() == Some(&why.code.as_str()));
        let why = first.map(|why| why.sentence.as_str()).unwrap_or_default();
        self.says(who, format!("is REFUSED [{}] {why}", codes.join(", ")));
        Ok(reasons)
    }

    fn place(&self) -> String {
        format!("on day {} of the story, at {}", self.day(), self.now())
    }

    /// Tells what somebody did.
    pub fn says(&self, who: Who, what: impl AsRef<str>) {
        let time = self.now().instant().to_zoned(self.zone.clone()).strftime("%H:%M").to_string();
        self.tell(&format!("day {:>3}  {time}  {:<5}  {}", self.day(), who.0, what.as_ref()));
    }

    /// Begins a chapter.
    pub fn chapter(&self, title: &str) {
        self.tell(&format!("\n{title}"));
    }

    /// Tells something that nobody did.
    pub fn tell(&self, line: &str) {
        say(self.voice, line);
    }
}

/// Says a line.
pub fn say(voice: Voice, line: &str) {
    match voice {
        Voice::Out => println!("{line}"),
        Voice::Err => eprintln!("{line}"),
    }
}

fn founding() -> Founding {
    let administrator = super::people::EVERYBODY.iter().find(|person| person.who == AD_01);
    Founding {
        origin: ORIGIN.to_owned(),
        zone: ZONE.to_owned(),
        facility: FACILITY.to_owned(),
        training: true,
        host: "localhost".to_owned(),
        code: AD_01.0.to_owned(),
        name: administrator.map_or("", |person| person.name).to_owned(),
    }
}

fn moment(day: LocalDate, time: Time, zone: &TimeZone) -> anyhow::Result<Timestamp> {
    let instant = day.to_datetime(time).to_zoned(zone.clone()).context("find a moment")?;
    Ok(Timestamp::from_millisecond(instant.timestamp().as_millisecond()))
}

//! What a browser complains of while somebody works.

use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel};
use chromiumoxide::cdp::browser_protocol::network::EventLoadingFailed;
use chromiumoxide::cdp::browser_protocol::page::EventFrameNavigated;
use chromiumoxide::cdp::js_protocol::runtime::{
    ConsoleApiCalledType, EventConsoleApiCalled, EventExceptionThrown,
};
use chromiumoxide::listeners::EventStream;
use futures_util::{FutureExt as _, Stream, StreamExt as _};
use std::sync::Arc;

/// The ears of a tab.
pub(super) struct Heard {
    console: EventStream<EventConsoleApiCalled>,
    thrown: EventStream<EventExceptionThrown>,
    log: EventStream<EventEntryAdded>,
    failed: EventStream<EventLoadingFailed>,
    /// A document took the place of another.
    pub navigated: EventStream<EventFrameNavigated>,
    complaints: Vec<String>,
}

impl Heard {
    /// Listens to a page.
    pub async fn to(page: &Page) -> Self {
        Self {
            console: page.event_listener().await.expect("listen to the console"),
            thrown: page.event_listener().await.expect("listen to script errors"),
            log: page.event_listener().await.expect("listen to the browser's log"),
            failed: page.event_listener().await.expect("listen to failed requests"),
            navigated: page.event_listener().await.expect("listen to navigation"),
            complaints: Vec::new(),
        }
    }

    /// Everything complained of so far.
    pub fn complaints(&mut self) -> &mut Vec<String> {
        for call in all(&mut self.console) {
            if matches!(
                call.r#type,
                ConsoleApiCalledType::Error
                    | ConsoleApiCalledType::Warning
                    | ConsoleApiCalledType::Assert
            ) {
                let said: Vec<String> = call.args.iter().map(said).collect();
                self.complaints.push(format!("console: {}", said.join(" ")));
            }
        }
        for event in all(&mut self.thrown) {
            let details = &event.exception_details;
            let what = details.exception.as_ref().and_then(|it| it.description.clone());
            let what = what.unwrap_or_else(|| details.text.clone());
            self.complaints.push(format!("script: {what}"));
        }
        for event in all(&mut self.log) {
            let entry = &event.entry;
            if matches!(entry.level, LogEntryLevel::Error | LogEntryLevel::Warning) {
                let url = entry.url.as_deref().unwrap_or_default();
                self.complaints.push(format!("browser: {} ({url})", entry.text));
            }
        }
        for event in all(&mut self.failed) {
            // Leaving a page ends its event stream; nobody failed.
            if event.canceled != Some(true) && event.error_text != "net::ERR_ABORTED" {
                self.complaints.push(format!("request: {:?} {}", event.r#type, event.error_text));
            }
        }
        &mut self.complaints
    }
}

fn said(arg: &chromiumoxide::cdp::js_protocol::runtime::RemoteObject) -> String {
    let value = arg.value.as_ref().map(ToString::to_string);
    value.or_else(|| arg.description.clone()).unwrap_or_default()
}

/// What has arrived and was not yet looked at.
pub(super) fn all<T>(stream: &mut (impl Stream<Item = Arc<T>> + Unpin)) -> Vec<Arc<T>> {
    let mut events = Vec::new();
    while let Some(Some(event)) = stream.next().now_or_never() {
        events.push(event);
    }
    events
}

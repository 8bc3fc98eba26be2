//! Fingers on a keyboard, and a scanner that is one.

use super::tab::Tab;
use chromiumoxide::cdp::browser_protocol::input::{
    DispatchKeyEventParams, DispatchKeyEventType, InsertTextParams, TimeSinceEpoch,
};
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds between two keys of somebody who types well.
const TYPING: f64 = 0.11;

/// Seconds between two keys of a scanner.
const SCANNING: f64 = 0.008;

/// Seconds a hand needs from the keys to the scanner.
const REACHING: f64 = 0.5;

/// The bit that says Shift is held.
const SHIFT: i64 = 8;

/// When the keys of a tab are pressed. The browser is told the moment of each key: so a scanner is
/// as fast as a scanner on a busy machine too.
#[derive(Debug, Default)]
pub(super) struct Fingers {
    last: f64,
}

impl Fingers {
    #[expect(clippy::disallowed_methods, reason = "the browser is told when a key was pressed")]
    fn after(&mut self, pause: f64) -> f64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock past 1970");
        self.last = (self.last + pause).max(now.as_secs_f64());
        self.last
    }
}

/// A key that types nothing, with its code.
fn named(key: &str) -> Option<(i64, Option<&'static str>)> {
    Some(match key {
        "Enter" => (13, Some("\r")),
        "Tab" => (9, None),
        "Escape" => (27, None),
        "Space" => (32, Some(" ")),
        "ArrowLeft" => (37, None),
        "ArrowUp" => (38, None),
        "ArrowRight" => (39, None),
        "ArrowDown" => (40, None),
        _ => return None,
    })
}

impl Tab {
    /// Presses one key: `Enter`, `Tab`, `Shift+Tab`, `Space`, `Escape`, an arrow.
    pub async fn key(&mut self, key: &str) {
        let (modifiers, key) = match key.strip_prefix("Shift+") {
            Some(key) => (SHIFT, key),
            None => (0, key),
        };
        let (code, text) = named(key).unwrap_or_else(|| panic!("what key is {key}?"));
        let name = if key == "Space" { " " } else { key };
        self.press(name, key, code, text, modifiers, TYPING).await;
    }

    /// Types a text where the focus is, as a person does.
    pub async fn types(&mut self, text: &str) {
        for letter in text.chars() {
            self.letter(letter, TYPING).await;
        }
    }

    /// Shoots a label with the scanner: the keys of the code, then return, wherever the focus is.
    pub async fn scans(&mut self, code: &str) {
        self.fingers.last += REACHING;
        for letter in code.chars() {
            self.letter(letter, SCANNING).await;
        }
        self.press("Enter", "Enter", 13, Some("\r"), 0, SCANNING).await;
    }

    async fn letter(&mut self, letter: char, pause: f64) {
        if !letter.is_ascii() {
            // An input method puts it there in one piece.
            self.page.execute(InsertTextParams::new(letter.to_string())).await.expect("type");
            return;
        }
        let shifted = letter.is_ascii_uppercase() || "~!@#$%^&*()_+{}|:\"<>?".contains(letter);
        let modifiers = if shifted { SHIFT } else { 0 };
        if shifted {
            self.half(DispatchKeyEventType::RawKeyDown, "Shift", "ShiftLeft", 16, None, SHIFT, 0.0)
                .await;
        }
        let code = match letter.to_ascii_uppercase() {
            upper @ ('A'..='Z' | '0'..='9') => i64::from(u32::from(upper)),
            _ => 0,
        };
        let text = letter.to_string();
        self.press(&text, "", code, Some(&text), modifiers, pause).await;
        if shifted {
            self.half(DispatchKeyEventType::KeyUp, "Shift", "ShiftLeft", 16, None, 0, 0.0).await;
        }
    }

    async fn press(
        &mut self,
        key: &str,
        code: &str,
        number: i64,
        text: Option<&str>,
        modifiers: i64,
        pause: f64,
    ) {
        let down = match text {
            Some(_) => DispatchKeyEventType::KeyDown,
            None => DispatchKeyEventType::RawKeyDown,
        };
        self.half(down, key, code, number, text, modifiers, pause).await;
        self.half(DispatchKeyEventType::KeyUp, key, code, number, None, modifiers, 0.001).await;
    }

    #[expect(clippy::too_many_arguments, reason = "a key event has that many parts")]
    async fn half(
        &mut self,
        kind: DispatchKeyEventType,
        key: &str,
        code: &str,
        number: i64,
        text: Option<&str>,
        modifiers: i64,
        pause: f64,
    ) {
        let mut event = DispatchKeyEventParams::new(kind);
        event.timestamp = Some(TimeSinceEpoch::new(self.fingers.after(pause)));
        event.key = Some(key.to_owned());
        event.code = (!code.is_empty()).then(|| code.to_owned());
        event.windows_virtual_key_code = Some(number);
        event.text = text.map(str::to_owned);
        event.modifiers = Some(modifiers);
        // A key may send a form: what comes back from the page that goes does not matter.
        let _ = self.page.execute(event).await;
    }
}

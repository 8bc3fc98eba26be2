//! How far something is.

use maud::{Markup, html};

use super::range::percent;

/// A bar of `done` out of `all`, with a sentence that says the same.
pub fn progress(done: u64, all: u64, sentence: &str) -> Markup {
    let width = percent(share(done, all));
    html! {
        svg.prog role="img" aria-label=(sentence) {
            rect.f-sunken width="100%" height="100%" {}
            rect.f-accent width=(width) height="100%" {}
        }
    }
}

/// `done` out of `all` as a fraction between 0 and 1.
#[expect(clippy::cast_precision_loss, reason = "the width of a bar, not a record")]
pub(super) fn share(done: u64, all: u64) -> f64 {
    if all == 0 { 0.0 } else { (done as f64 / all as f64).clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::progress;

    #[test]
    fn a_bar_is_never_wider_than_its_track() {
        assert!(progress(3, 4, "").into_string().contains("width=\"75%\""));
        assert!(progress(9, 4, "").into_string().contains("class=\"f-accent\" width=\"100%\""));
        assert!(progress(0, 0, "").into_string().contains("width=\"0%\""));
    }
}

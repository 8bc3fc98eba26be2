//! A value against its limits, as a bar.
//!
//! Green is normal, amber is alert, past the black tick is action. The marker's shape repeats the
//! verdict: circle, triangle, square. A sentence says the same for who does not see it.

use maud::{Markup, Render, html};

use super::Status;

/// Limits as they are written in the process or specification; each may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Below this, act.
    pub action_low: Option<String>,
    /// Below this, look.
    pub alert_low: Option<String>,
    /// Above this, look.
    pub alert_high: Option<String>,
    /// Above this, act.
    pub action_high: Option<String>,
}

/// A bar with limits and, if there is one, the value.
#[derive(Clone, Debug)]
pub struct RangeBar {
    limits: Limits,
    value: Option<(String, Status)>,
    sentence: String,
    ticks: bool,
    natural: (Option<f64>, Option<f64>),
}

impl RangeBar {
    /// The bar of these limits. `sentence` says value, verdict and limits.
    pub fn new(limits: Limits, sentence: impl Into<String>) -> RangeBar {
        RangeBar {
            limits,
            value: None,
            sentence: sentence.into(),
            ticks: true,
            natural: (None, None),
        }
    }

    /// With the value and the verdict on it. The bar draws the verdict, it does not judge.
    pub fn value(mut self, n: impl Into<String>, verdict: Status) -> RangeBar {
        self.value = Some((n.into(), verdict));
        self
    }

    /// Without numbers at the ticks, where the limits stand beside it already.
    pub fn bare(mut self) -> RangeBar {
        self.ticks = false;
        self
    }

    /// For a share: the bar ends at 0 and 100.
    pub fn percent(mut self) -> RangeBar {
        self.natural = (Some(0.0), Some(100.0));
        self
    }

    fn scale(&self) -> Option<Scale> {
        let low = parsed(self.limits.action_low.as_deref());
        let high = parsed(self.limits.action_high.as_deref());
        let value = self.value.as_ref().and_then(|(n, _)| parsed(Some(n)));
        let (mut from, mut to) = match (low, high) {
            (Some(low), Some(high)) => {
                let span = (high - low).max(f64::MIN_POSITIVE);
                (low - span * 0.3, high + span * 0.3)
            }
            (Some(low), None) => {
                let top = self.natural.1.unwrap_or(low + low.abs().max(1.0));
                (low - (top - low) * 0.5, top)
            }
            (None, Some(high)) => {
                let bottom = self.natural.0.unwrap_or(0.0).min(high);
                (bottom, high + (high - bottom).abs().max(f64::MIN_POSITIVE) * 0.4)
            }
            (None, None) => return None,
        };
        if let Some(value) = value {
            let room = (to - from) * 0.08;
            from = from.min(value - room);
            to = to.max(value + room);
        }
        if low.is_none_or(|low| low >= 0.0) && value.is_none_or(|value| value >= 0.0) {
            from = from.max(0.0);
        }
        if let Some(top) = self.natural.1 {
            to = to.min(top.max(value.unwrap_or(top)));
        }
        (from.is_finite() && to > from).then_some(Scale { from, to })
    }

    fn ticks(&self, scale: &Scale) -> Markup {
        let ticks = [&self.limits.action_low, &self.limits.action_high];
        html! {
            @for text in ticks.into_iter().flatten() {
                @if let Some(n) = parsed(Some(text)) {
                    @let x = percent(scale.at(n));
                    line.rb__lim x1=(x) x2=(x) y1="5" y2="23" {}
                    @if self.ticks { text.m x=(x) y="34" { (crate::lang::number(text)) } }
                }
            }
        }
    }

    fn marker(&self, scale: &Scale) -> Markup {
        let Some((n, verdict)) = &self.value else { return html! {} };
        let Some(n) = parsed(Some(n)) else { return html! {} };
        let x = percent(scale.at(n));
        let fill = verdict.fill_class();
        html! {
            svg x=(x) y="14" {
                @match verdict {
                    Status::Alert => path.rb__m.(fill) d="M0 -8.500L8 6H-8z" {},
                    Status::Action => {
                        rect.rb__m.(fill) x="-6.500" y="-6.500" width="13" height="13" {}
                    },
                    Status::Ok | Status::Info | Status::Idle => {
                        circle.rb__m.(fill) r="6.500" {}
                    },
                }
            }
        }
    }
}

struct Scale {
    from: f64,
    to: f64,
}

impl Scale {
    /// Where a number stands on the bar, between 0 and 1.
    fn at(&self, n: f64) -> f64 {
        ((n - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }
}

/// Only the drawing uses floats; the words use the text as it is recorded.
fn parsed(n: Option<&str>) -> Option<f64> {
    n?.parse().ok().filter(|n: &f64| n.is_finite())
}

/// A fraction as a length of a drawing, to a tenth of a percent.
pub(super) fn percent(fraction: f64) -> String {
    let tenths = (fraction.clamp(0.0, 1.0) * 1000.0).round() / 10.0;
    format!("{tenths}%")
}

impl Render for RangeBar {
    fn render(&self) -> Markup {
        let Some(scale) = self.scale() else { return html! {} };
        let at = |text: &Option<String>, edge: f64| {
            parsed(text.as_deref()).map_or(edge, |n| scale.at(n))
        };
        let (low, high) = (at(&self.limits.action_low, 0.0), at(&self.limits.action_high, 1.0));
        let calm_low = at(&self.limits.alert_low, low).clamp(low, high);
        let calm_high = at(&self.limits.alert_high, high).clamp(calm_low, high);
        html! {
            svg.ch.rb role="img" aria-label=(self.sentence) {
                rect.rb__track y="9" width="100%" height="10" rx="2" {}
                rect.rb__alert x=(percent(low)) y="9" width=(percent(high - low)) height="10" {}
                rect.rb__ok x=(percent(calm_low)) y="9" width=(percent(calm_high - calm_low))
                    height="10" {}
                (self.ticks(&scale))
                (self.marker(&scale))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(low: Option<&str>, high: Option<&str>) -> Limits {
        let text = |n: Option<&str>| n.map(str::to_owned);
        Limits { action_low: text(low), action_high: text(high), ..Limits::default() }
    }

    #[test]
    fn a_value_past_its_limit_is_drawn_past_the_tick() {
        let bar = RangeBar::new(limits(Some("35"), Some("38")), "").value("38.4", Status::Action);
        let scale = bar.scale().unwrap();
        assert!(scale.at(38.4) > scale.at(38.0));
        assert!(scale.at(38.4) < 1.0);
        let far = RangeBar::new(limits(Some("35"), Some("38")), "").value("120", Status::Action);
        let scale = far.scale().unwrap();
        assert!(scale.at(120.0) < 1.0, "the marker stays on the bar");
    }

    #[test]
    fn one_sided_limits_leave_the_other_side_open() {
        let share = RangeBar::new(limits(Some("80"), None), "").percent();
        let scale = share.value("94.2", Status::Ok).scale().unwrap();
        assert!((scale.to - 100.0).abs() < 1e-9);
        let most = RangeBar::new(limits(None, Some("5.0")), "").scale().unwrap();
        assert!(most.from.abs() < 1e-9 && most.to > 5.0);
    }

    #[test]
    fn without_limits_there_is_no_bar() {
        let bar = RangeBar::new(Limits::default(), "").value("3", Status::Ok);
        assert!(bar.scale().is_none());
        assert_eq!(bar.render().into_string(), "");
    }

    #[test]
    fn words_are_the_recorded_text() {
        let html = RangeBar::new(limits(Some("0.80"), Some("1.50")), "s").render().into_string();
        assert!(html.contains(">0.80<") && html.contains(">1.50<"), "{html}");
    }
}

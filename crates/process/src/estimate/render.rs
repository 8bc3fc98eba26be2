//! The estimate as a document.

use std::fmt;
use std::time::Duration;

use super::{Because, Estimate, Leg, Three};
use crate::model::HoldFrom;
use crate::page::Page;
use crate::voice::{Lang, Voice, say};

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Lang::En))
    }
}

impl Estimate {
    /// The estimate as a document, in one language.
    pub fn render<'v>(&self, voice: impl Into<Voice<'v>>) -> String {
        let mut page = Page::new(voice.into());
        self.head(&mut page);
        self.operations_table(&mut page);
        self.roles_table(&mut page);
        self.path_table(&mut page);
        self.windows_table(&mut page);
        page.finish()
    }

    fn head(&self, page: &mut Page<'_>) {
        let voice = page.voice;
        let name = voice.text(&self.name);
        page.heading(1, &say!(voice, "时间估算：{name}", "Time estimate: {name}"));
        let total = voice.pick("首步至末步", "From the first step to the last");
        page.item(total, &times(voice, self.total));
        if let Some(release) = &self.release {
            let name = voice.text(&release.name);
            let at = times(voice, release.at);
            let said = say!(voice, "{at}，最后为{name}", "{at}, the last being {name}");
            page.item(voice.pick("至放行所需结果", "To the results that release needs"), &said);
        }
        let label = voice.pick("占用人员时间", "Hands on");
        page.item(label, &work(voice, self.hands_on));
        page.line(voice.pick(
            "最可能值（低值至高值）。低值：各步最快，每操作一轮，不走分支；高值：各步最慢，轮数最多，走全部分支。",
            "Likely (low to high). Low: every step at its fastest, one round, no branch taken. High: \
             every step at its slowest, all rounds, every branch taken.",
        ));
        page.line(if self.planned_days {
            voice.pick("操作不早于其计划日开始。", "No operation begins before its planned day.")
        } else {
            voice.pick("未计入计划日。", "Planned days are left out.")
        });
    }

    fn operations_table(&self, page: &mut Page<'_>) {
        let voice = page.voice;
        page.heading(2, voice.pick("操作", "Operations"));
        let rows = self.operations.iter().map(|operation| {
            let rounds = operation.rounds;
            let rounds = match rounds.high {
                1 => String::new(),
                _ => three(voice, rounds.map(|r| r.to_string())),
            };
            vec![
                voice.text(&operation.title),
                rounds,
                times(voice, operation.starts),
                times(voice, operation.ends),
                work(voice, operation.hands_on),
            ]
        });
        let rows: Vec<_> = rows.collect();
        let heads = [
            voice.pick("操作", "Operation"),
            voice.pick("轮数", "Rounds"),
            voice.pick("开始", "Begins"),
            voice.pick("结束", "Ends"),
            voice.pick("占用人员", "Hands on"),
        ];
        page.table(&heads, &rows);
    }

    fn roles_table(&self, page: &mut Page<'_>) {
        let voice = page.voice;
        page.heading(2, voice.pick("岗位", "Roles"));
        let rows = self.roles.iter().map(|role| {
            vec![
                voice.role(&role.role),
                work(voice, role.hands_on),
                three(voice, role.verifies.map(|n| n.to_string())),
            ]
        });
        let rows: Vec<_> = rows.collect();
        let heads = [
            voice.pick("岗位", "Role"),
            voice.pick("占用人员", "Hands on"),
            voice.pick("复核步数", "Steps checked"),
        ];
        page.table(&heads, &rows);
    }

    fn path_table(&self, page: &mut Page<'_>) {
        let voice = page.voice;
        page.heading(2, voice.pick("关键路径", "Critical path"));
        let rows: Vec<_> = self.path.iter().map(|leg| leg_row(voice, leg)).collect();
        let heads = [
            voice.pick("步骤", "Step"),
            voice.pick("轮次", "Round"),
            voice.pick("开始", "Begins"),
            voice.pick("结束", "Ends"),
            voice.pick("等待", "Waits"),
        ];
        page.table(&heads, &rows);
    }

    fn windows_table(&self, page: &mut Page<'_>) {
        let voice = page.voice;
        if self.windows.is_empty() {
            return;
        }
        page.heading(2, voice.pick("时限", "Time windows"));
        let rows = self.windows.iter().map(|window| {
            let from = match &window.hold.from {
                HoldFrom::Step(id) => format!("`{id}`"),
                HoldFrom::Collection(id) => format!("`{id}`"),
            };
            let kept = match (window.kept.low, window.kept.likely, window.kept.high) {
                (true, true, true) => voice.pick("满足", "kept"),
                (_, false, _) => voice.pick("可能超出", "likely broken"),
                _ => voice.pick("部分情形超出", "broken in one case"),
            };
            vec![
                format!("`{}`", window.step),
                from,
                voice.window(&window.hold),
                times(voice, shortest_first(window.waits)),
                kept.to_owned(),
            ]
        });
        let rows: Vec<_> = rows.collect();
        let heads = [
            voice.pick("步骤", "Step"),
            voice.pick("自该步结束", "After"),
            voice.pick("时限", "Window"),
            voice.pick("预计等待", "Expected"),
            voice.pick("结论", "Kept"),
        ];
        page.table(&heads, &rows);
    }
}

fn leg_row(voice: Voice<'_>, leg: &Leg) -> Vec<String> {
    let waits = voice.time(leg.waits);
    let why = match leg.because {
        Because::Start | Because::After => String::new(),
        Because::Hold => say!(voice, "{waits}，时限", "{waits}, time window"),
        Because::Round => say!(voice, "{waits}，下一轮", "{waits}, next round"),
        Because::Day(day) => {
            say!(voice, "{waits}，计划第 {day} 天", "{waits}, planned for day {day}")
        }
    };
    vec![
        format!("`{}`", leg.step),
        if leg.round > 1 { leg.round.to_string() } else { String::new() },
        voice.time(leg.starts),
        voice.time(leg.ends),
        why,
    ]
}

impl<T> Three<T> {
    fn map<U>(self, change: impl Fn(T) -> U) -> Three<U> {
        Three { low: change(self.low), likely: change(self.likely), high: change(self.high) }
    }
}

fn times(voice: Voice<'_>, times: Three<Duration>) -> String {
    three(voice, times.map(|t| voice.time(t)))
}

fn work(voice: Voice<'_>, times: Three<Duration>) -> String {
    three(voice, times.map(|t| voice.work(t)))
}

/// The slowest steps leave the shortest wait before a planned day.
fn shortest_first(waits: Three<Duration>) -> Three<Duration> {
    let (low, high) = (waits.low.min(waits.high), waits.low.max(waits.high));
    Three { low, high, ..waits }
}

/// `20 min (10 min to 30 min)`; one figure alone if all three are the same.
fn three(voice: Voice<'_>, three: Three<String>) -> String {
    let Three { low, likely, high } = three;
    if low == likely && likely == high {
        return likely;
    }
    say!(voice, "{likely}（{low} 至 {high}）", "{likely} ({low} to {high})")
}

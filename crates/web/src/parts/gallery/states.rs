//! Every status, every timer, every icon.

use maud::{Markup, html};

use super::sample::{nav, say};
use crate::lang::{Text, date, moment};
use crate::parts::{
    Figure, Icon, Kv, Panel, Status, Timer, announce, chip, demo_tag, figures, id, identity_chip,
    plain_chip,
};
use crate::shell::{Ctx, Head, page as shell_page};

pub(super) fn page(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let timer = |label: Text, elapsed: u64| Timer::new(t, label, elapsed, 2700).alert_at(2400);
    let counted = Status::ALL.map(|status| Figure {
        value: "3".into(),
        label: status.word(t),
        status: Some(status),
    });
    let head = Head::new(t.both("状态与图标", "States and icons"));
    shell_page(
        ctx,
        &head,
        &nav(ctx, "states"),
        html! {
            div.stack."stack--lg" {
                (Panel::new("chips", t.both("状态", "Status")).body(html! {
                    div.stack {
                        p.row {
                            @for status in Status::ALL { (chip(status, &status.word(t))) }
                            (plain_chip(&Text::new("CG-101")))
                            (identity_chip(&Text::new("COI-7F3K-2Q9D")))
                            (demo_tag(t))
                        }
                        (figures(&counted))
                        @for status in Status::ALL { (announce(status, status.word(t).plain())) }
                    }
                }))
                (Panel::new("timers", t.both("计时", "Timers")).tone(Status::Alert).body(html! {
                    div.pair {
                        (timer(t.both("进行中", "Running"), 1122))
                        (timer(t.both("将到时限", "Nearly over"), 2460))
                        (timer(t.both("超时", "Over"), 3849))
                        (timer(t.both("已停止", "Stopped"), 1500).stopped())
                    }
                }))
                (Panel::new("words", t.both("写法", "Wording")).body(html! {
                    (Kv::new().start()
                        .text(t.both("日期", "Date"), &date(ctx.now.date()))
                        .text(t.both("时刻", "Moment"), &moment(&ctx.now))
                        .text(t.both("缺失", "Missing"), "")
                        .row(t.both("编号", "Identifier"), id("B26-0034")))
                }))
                (Panel::new("icons", t.both("图标", "Icons"))
                    .note(html! { (say(t, "24 px 网格，圆头描边", "24 px grid, round strokes")) })
                    .body(html! {
                        ul.row {
                            @for icon in Icon::ALL { li { (icon.large().named(icon.name())) } }
                        }
                    }))
            }
        },
    )
}

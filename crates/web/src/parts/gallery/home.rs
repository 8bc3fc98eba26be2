//! What is mine to do next: lists, figures, an empty place.

use maud::{Markup, html};

use super::sample::{nav, say};
use crate::parts::{
    Button, Empty, Figure, Icon, Item, Panel, Seg, Status, announce, chip, figures, id, list,
    progress, region,
};
use crate::shell::{Ctx, Head, page as shell_page};

pub(super) fn page(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let head = Head::new(t.label("nav-home"))
        .meta(html! { (say(t, "4 项待办，1 项紧急", "4 things to do, 1 of them now")) })
        .action(html! {
            (Seg::new(say(t, "时间范围", "Period"))
                .current(t.both("今日", "Today"), "/home")
                .view(t.both("本周", "This week"), "/home?days=7"))
        });
    shell_page(
        ctx,
        &head,
        &nav(ctx, "home"),
        html! {
            div.columns {
                div.stack."stack--lg" { (now(ctx)) (next(ctx)) }
                aside aria-label=(say(t, "概况", "Overview")) { (overview(ctx)) (nothing(ctx)) }
            }
        },
    )
}

fn now(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let items = [
        Item::new(t.both("复核 4.6 步：细胞计数", "Verify step 4.6: count cells"))
            .detail(html! { (id("B26-0039")) " · OP-07 · 10:25" })
            .status(Status::Action)
            .href("/step")
            .end(chip(Status::Action, &t.both("立即", "Now"))),
        Item::new(t.both("结论偏差：培养基温度", "Conclude deviation: medium temperature"))
            .detail(html! { (id("DV26-0142")) " · " (say(t, "3 天后到期", "due in 3 days")) })
            .status(Status::Alert)
            .href("/release")
            .end(chip(Status::Alert, &t.both("将到期", "Due soon"))),
    ];
    html! {
        (Panel::new("now", t.both("现在", "Now")).tone(Status::Action).flush().live()
            .body(list(&items)))
    }
}

fn next(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let items = [
        Item::new(t.both("放行审核", "Release review"))
            .detail(html! { (id("B26-0034")) " · CG-101" })
            .status(Status::Info)
            .href("/release")
            .end(html! { (say(t, "3 天", "3 days")) }),
        Item::new(t.both("探头校准", "Calibrate probe"))
            .detail(html! { (id("TP-11")) })
            .icon(Icon::Thermo)
            .end(html! { (Button::link(t.both("打开", "Open"), "/facility").quiet()) }),
        Item::of(html! { (say(t, "已为您完成的事项", "Done for you")) }).status(Status::Ok),
    ];
    html! { (Panel::new("next", t.both("接下来", "Next")).flush().live().body(list(&items))) }
}

fn overview(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let all = [
        Figure {
            value: "6".into(), label: t.both("在制批次", "batches running"), status: None
        },
        Figure {
            value: "2".into(),
            label: t.both("待处理", "need action"),
            status: Some(Status::Action),
        },
    ];
    let sentence = say(t, "108 步中完成 37 步", "37 of 108 steps complete");
    html! {
        (Panel::new("overview", t.both("今日中心", "The centre today")).body(html! {
            div.stack {
                (figures(&all))
                (progress(37, 108, sentence))
                (region("quiet", announce(
                    Status::Alert,
                    say(t, "LN2-02 液位 31%，警戒 35%", "LN2-02 level 31 %, alert at 35 %"),
                )))
            }
        }))
    }
}

fn nothing(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    html! {
        (Panel::new("waiting", t.both("等待他人", "Waiting for others")).body(html! {
            (Empty::new(Icon::Ok, t.both("没有等待的事项", "Nothing waits"))
                .words(t.both("别人的签名完成后会出现在这里", "What others must sign first is shown here"))
                .action(Button::link(t.both("全部批次", "All batches"), "/step")))
        }))
    }
}

//! Review by exception, specification, genealogy, decision.

use maud::{Markup, html};

use super::sample::{nav, say};
use crate::lang::Texts;
use crate::parts::{
    Button, Choice, Choices, Col, Edge, Exception, Field, Figure, Form, Gate, Genealogy, Icon,
    Limits, Node, Panel, RangeBar, Row, SignForm, SpecRow, SpecTable, Status, Table, chip,
    chip_with, exceptions, figures, gates, id,
};
use crate::shell::{Ctx, Head, page as shell_page};

pub(super) fn page(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let head = Head::new(t.both("放行审核", "Release review"))
        .code("B26-0034")
        .meta(chip_with(Status::Alert, Icon::Lock, &t.both("待验", "Quarantine")))
        .meta(html! { "CG-101" })
        .meta(html! { (say(t, "需于 2026-11-25 前，余 3 天", "Needed by 25 Nov, 3 days left")) })
        .action(html! { (Button::link(t.both("完整记录", "Full record").alone(), "/release").icon(Icon::File)) });
    shell_page(
        ctx,
        &head,
        &nav(ctx, "release"),
        html! {
            div.columns {
                div.stack."stack--lg" {
                    (review(t)) (specification(t)) (genealogy(t)) (deviations(t))
                }
                aside aria-label=(say(t, "决定", "Decision")) { (decision(ctx)) }
            }
        },
    )
}

fn review(t: Texts) -> Markup {
    let counted = [
        Figure { value: "412".into(), label: t.both("条记录", "entries").alone(), status: None },
        Figure {
            value: "409".into(),
            label: t.both("符合规则", "as expected, checked by rule").alone(),
            status: None,
        },
        Figure {
            value: "3".into(),
            label: t.both("例外", "exceptions, 1 to conclude").alone(),
            status: Some(Status::Alert),
        },
    ];
    let all = [
        Exception {
            status: Status::Alert,
            severity: Status::Alert.word(t),
            title: t
                .both("转导时活率低于警戒限", "Viability below alert limit at transduction")
                .prefixed("1. "),
            what: html! { (say(t, "84.1 %，警戒 85 %，行动 80 %。第 5 天恢复至 94 %。",
            "84.1 % against alert 85 %, action 80 %. Recovered to 94 % by day 5.")) },
            entry: html! { (say(t, "记录 ", "Entry ")) (id("130")) },
            act: html! { (chip(Status::Ok, &t.both("已评估", "Assessed"))) a href="/release" { (say(t, "打开记录", "Open entry")) } },
        },
        Exception {
            status: Status::Action,
            severity: Status::Action.word(t),
            title: t
                .both("培养基温度超行动限", "Medium above action limit, 38.4 °C")
                .prefixed("2. "),
            what: html! { (say(t, "6 分钟内降温复测 37.2 °C。需您结论。",
            "Cooled and re-measured at 37.2 °C in 6 min. Needs your conclusion.")) },
            entry: html! { (say(t, "记录 ", "Entry ")) (id("345")) },
            act: html! { (chip(Status::Action, &t.both("待结论", "Conclude"))) a href="/release" { (say(t, "打开偏差", "Open deviation")) } },
        },
    ];
    html! {
        (Panel::new("review", t.both("例外审核", "Review by exception")).body(figures(&counted)))
        (Panel::new("exceptions", t.both("例外", "Exceptions")).flush().body(exceptions(&all)))
    }
}

fn specification(t: Texts) -> Markup {
    let meets = (Status::Ok, t.both("符合", "Meets").alone());
    let only = |low: Option<&str>, high: Option<&str>| Limits {
        action_low: low.map(str::to_owned),
        action_high: high.map(str::to_owned),
        ..Limits::default()
    };
    let row = |zh: &str, en: &str, method: &str, limit: &str, result: Option<&str>| SpecRow {
        attribute: t.both(zh, en),
        method: method.into(),
        limit: limit.into(),
        result: result.map(str::to_owned),
        range: None,
        history: None,
        verdict: meets.clone(),
    };
    let rows = vec![
        row(
            "外观",
            "Appearance",
            "Visual",
            say(t, "白色至红色", "White to red"),
            Some(say(t, "符合", "Conforms")),
        ),
        SpecRow {
            range: Some(
                RangeBar::new(
                    only(Some("80"), None),
                    say(t, "94.2，限度不低于 80", "94.2, limit at least 80"),
                )
                .percent()
                .value("94.2", Status::Ok),
            ),
            history: Some("92–96".into()),
            ..row("活率", "Viability", "NC-02", "≥ 80 %", Some("94.2 %"))
        },
        SpecRow {
            range: Some(
                RangeBar::new(
                    only(None, Some("5.0")),
                    say(t, "2.6，限度不高于 5.0", "2.6, limit at most 5.0"),
                )
                .value("2.6", Status::Ok),
            ),
            ..row("载体拷贝数", "Vector copies per cell", "ddPCR", "≤ 5.0", Some("2.6"))
        },
        SpecRow {
            range: Some(
                RangeBar::new(
                    Limits { alert_high: Some("0.40".into()), ..only(None, Some("0.50")) },
                    say(t, "0.42，警戒；限度 0.50", "0.42, alert; limit 0.50"),
                )
                .value("0.42", Status::Alert),
            ),
            verdict: (Status::Alert, t.both("警戒", "Alert").alone()),
            ..row("内毒素", "Endotoxin", "LAL", "≤ 0.50 EU/mL", Some("0.42 EU/mL"))
        },
        SpecRow {
            verdict: (Status::Action, t.both("不符合", "Fails").alone()),
            ..row(
                "支原体",
                "Mycoplasma",
                "qPCR",
                say(t, "未检出", "Not detected"),
                Some(say(t, "检出", "Detected")),
            )
        },
        SpecRow {
            verdict: (Status::Idle, t.both("待检", "Pending").alone()),
            ..row("无菌", "Sterility", "7 d", say(t, "无菌生长", "No growth"), None)
        },
    ];
    html! {
        (Panel::new("spec", t.both("质量标准", "Specification"))
            .note(html! { "SPEC-CG101 v5" }).flush()
            .body(html! { (SpecTable::new(t, say(t, "质量标准", "Specification"), rows)) }))
    }
}

fn genealogy(t: Texts) -> Markup {
    let node = |code: &str, zh: &str, en: &str, identity: bool| Node {
        code: code.into(),
        label: t.both(zh, en),
        identity,
        href: Some("/release".into()),
    };
    let edge = |from: &str, to: &str| Edge { from: from.into(), to: to.into() };
    let nodes = vec![
        node("PL26-0091", "转移质粒", "Transfer plasmid", false),
        node("PL26-0044", "包装质粒", "Gag-pol plasmid", false),
        node("LV26-0117", "载体批", "Vector lot", false),
        node("TCM-0883", "培养基批", "Medium lot", false),
        node("APH26-0219-1", "采集袋", "Apheresis bag", true),
        node("B26-0034", "成品批", "Drug product", true),
        node("B26-0034-01", "成品袋", "Dose bag", true),
        node("B26-0034-Q", "检验样", "QC vials × 4", false),
        node("B26-0034-RETAIN-1", "留样", "Retain × 2", false),
    ];
    let edges = vec![
        edge("PL26-0091", "LV26-0117"),
        edge("PL26-0044", "LV26-0117"),
        edge("LV26-0117", "B26-0034"),
        edge("TCM-0883", "B26-0034"),
        edge("APH26-0219-1", "B26-0034"),
        edge("B26-0034", "B26-0034-01"),
        edge("B26-0034", "B26-0034-Q"),
        edge("B26-0034", "B26-0034-RETAIN-1"),
    ];
    let sentence = say(
        t,
        "两种质粒制成载体批；采集袋、载体与培养基制成批次；批次灌装为成品袋、检验样与留样。",
        "Two plasmids make the vector lot; bag, vector and medium make the batch; the batch fills one dose bag, QC vials and retains.",
    );
    html! {
        (Panel::new("genealogy", t.both("谱系", "Genealogy"))
            .body(html! { (Genealogy::new(t, sentence, nodes, edges)) }))
    }
}

fn deviations(t: Texts) -> Markup {
    let table = Table::new(
        say(t, "偏差", "Deviations"),
        vec![
            Col::text(t.both("偏差", "Deviation")),
            Col::text(t.both("影响", "Impact")),
            Col::number(t.both("天数", "Days")),
            Col::text(t.both("状态", "State")),
        ],
    )
    .row(
        Row::new(vec![
            html! { a.id href="/release" { "DV26-0131" } },
            html! { (say(t, "活率与效价未见影响", "None found on viability or potency")) },
            html! { "4" },
            chip(Status::Alert, &t.both("未关闭", "Open")),
        ])
        .flag(Status::Alert),
    )
    .row(Row::new(vec![
        html! { a.id href="/release" { "DV26-0128" } },
        html! { (say(t, "当时无开放操作", "No open handling at the time")) },
        html! { "12" },
        chip(Status::Ok, &t.both("已关闭", "Closed")),
    ]));
    html! { (Panel::new("deviations", t.both("偏差", "Deviations")).flush().body(html! { (table) })) }
}

fn decision(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let ready = [
        Gate::new(Status::Ok, t.both("409 条符合规则", "409 entries as expected").alone()),
        Gate::new(Status::Alert, t.both("1 项例外待结论", "1 exception to conclude").alone()),
        Gate::new(Status::Ok, t.both("身份链完整", "Chain of identity unbroken").alone()),
    ];
    let choices = Choices::new(
        "verdict",
        t.both("决定", "Decision"),
        vec![
            Choice::new("release", t.both("放行", "Release"))
                .blocked(t.both("两项关闭后开放", "Opens when both items are closed").alone()),
            Choice::new("return", t.both("退回生产", "Return to production"))
                .hint(t.both("附问题", "With questions").alone()),
            Choice::new("reject", t.both("拒绝", "Reject"))
                .hint(t.both("需第二位 QA 签名", "Needs a second QA signature").alone()),
        ],
    )
    .chosen("return")
    .quiet();
    let form = SignForm::new(
        t,
        t.both("质量审核", "QA reviewer"),
        Form::post("/release", ctx.csrf.as_str()).hidden("act", "sample"),
        say(t, "我已审核本批记录。", "I reviewed this batch record."),
        "QA-03",
    )
    .body(html! {
        (gates(t, &ready))
        (choices)
        (Field::textarea("reason", t.both("理由", "Reason"))
            .value(say(t, "请结论例外 2。", "Conclude exception 2.")))
    })
    .button(t.both("签署决定", "Sign decision"));
    html! {
        (Panel::new("decision", t.both("审核决定", "Your decision")).live_unless_typing()
            .body(html! { (form) }))
    }
}

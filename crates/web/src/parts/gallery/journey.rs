//! One patient's journey: thread, vein, seal, identity.

use maud::{Markup, html};

use super::sample::{nav, say};
use crate::lang::{Text, Texts, with_unit};
use crate::parts::{
    Icon, IdMatch, Kv, Panel, Seal, Stage, StageState, Status, Thread, VeinItem, chip, id,
    id_match, identity_chip, identity_id, vein,
};
use crate::shell::{Ctx, Head, page as shell_page};

const HEAD: &str = "9f3c41be77aa0192c5d3e8f1b20476ad5510fe2c9b83d67f10aa4e5c6b7da71e";

pub(super) fn page(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let seal = Seal::verified(t, "/journey#proof", 18_204, HEAD)
        .detail(t.both("61 次交接无缺口", "no gap in 61 hand-overs").alone());
    let head = Head::new(t.both("患者旅程", "Journey"))
        .code("SYN-0042")
        .meta(identity_chip(&Text::new("COI-7F3K-2Q9D")))
        .meta(html! { (say(t, "病房 W7，07 床", "Ward W7, bed 07")) })
        .action(html! { (seal) });
    shell_page(
        ctx,
        &head,
        &nav(ctx, "journey"),
        html! {
            div.stack."stack--lg" {
                section.panel id="thread" data-live aria-label=(say(t, "身份链", "Chain of identity")) {
                    (thread(t))
                }
                div.columns {
                    section aria-labelledby="line-h" {
                        h2.sr id="line-h" { (say(t, "时间线", "Timeline")) }
                        (line(t))
                    }
                    aside aria-label=(say(t, "身份与证明", "Identity and proof")) { (identity(t)) (proof(t)) }
                }
            }
        },
    )
}

fn thread(t: Texts) -> Markup {
    let stage = |zh: &str, en: &str, when: &str, state, icon| Stage {
        label: t.both(zh, en),
        when: when.into(),
        state,
        icon,
        href: (state == StageState::Done).then(|| "#collection".to_owned()),
    };
    let done = StageState::Done;
    let thread = Thread {
        sentence: say(
            t,
            "身份链 9 个阶段：7 个已验证，正在监测",
            "Chain of identity, 9 stages: 7 verified, monitoring in progress",
        )
        .into(),
        stages: vec![
            stage("申请", "Order", "09-28", done, Icon::File),
            stage("知情同意", "Consent", "09-30", done, Icon::Pen),
            stage("采集", "Collection", "10-09", done, Icon::Drop),
            stage("制备", "Make", "D0–9", done, Icon::Flask),
            stage("检验", "Testing", "10-26", done, Icon::Scope),
            stage("放行", "Release", "10-27", done, Icon::Shield),
            stage("回输", "Infusion", "11-11", done, Icon::Infuse),
            stage("监测", "Monitor", "D+11", StageState::Now, Icon::Pulse),
            stage("随访", "Follow-up", "2041", StageState::Next, Icon::Cal),
        ],
    };
    html! { (thread) }
}

fn line(t: Texts) -> Markup {
    let fact = |name: &str, value: String| html! { (name) " " b { (value) } };
    vein(&[
        VeinItem {
            id: "collection".into(),
            when: "2026-10-09".into(),
            when_detail: "09:10".into(),
            icon: Icon::Drop,
            title: t.both("单采", "Apheresis"),
            chip: chip(Status::Ok, &t.both("已验证", "Verified")),
            facts: vec![
                fact(say(t, "体积", "Volume"), with_unit("212", "mL")),
                fact("CD3⁺", with_unit("4.8", "10*9")),
                html! { (say(t, "采集袋 ", "Bag ")) b { (id("APH26-0207-1")) } },
            ],
            body: None,
        },
        VeinItem {
            id: "transport".into(),
            when: "2026-10-09".into(),
            when_detail: "12:02–15:14".into(),
            icon: Icon::Truck,
            title: t.both("院内运输", "Transport to suite"),
            chip: chip(Status::Alert, &t.both("已评估", "Assessed")),
            facts: vec![fact(say(t, "最高", "Max"), with_unit("8.4", "Cel"))],
            body: Some(
                html! { p.small.muted { (say(t, "警戒 8.0 °C，历时 4 分钟", "Alert limit 8.0 °C, for 4 min")) } },
            ),
        },
        VeinItem {
            id: "monitoring".into(),
            when: say(t, "今日", "Today").into(),
            when_detail: "D+11".into(),
            icon: Icon::Pulse,
            title: t.both("毒性监测", "Monitoring, days 0–28"),
            chip: chip(Status::Info, &t.both("进行中", "In progress")),
            facts: vec![fact("CRS", "2".into()), fact("ICANS", "1".into())],
            body: None,
        },
        VeinItem {
            id: "follow-up".into(),
            when: "2026–2041".into(),
            when_detail: say(t, "18 次访视", "18 visits").into(),
            icon: Icon::Cal,
            title: t.both("长期随访", "Follow-up to 15 years"),
            chip: chip(Status::Idle, &t.both("已计划", "Planned")),
            facts: vec![],
            body: None,
        },
    ])
}

fn identity(t: Texts) -> Markup {
    let carrier = |zh: &str, en: &str, code: &str, status, word: Text| IdMatch {
        carrier: t.both(zh, en),
        code: code.into(),
        status,
        word,
    };
    let same = t.both("一致", "Match").alone();
    let all = [
        carrier("申请单", "Order", "OR26-0207", Status::Ok, same.clone()),
        carrier("腕带", "Wristband", "SYN-0042", Status::Ok, same),
        carrier(
            "成品袋",
            "Dose bag",
            "B26-0031-02",
            Status::Action,
            t.both("不一致", "Does not match").alone(),
        ),
        carrier(
            "回输记录",
            "Infusion record",
            "IN26-0188",
            Status::Idle,
            t.both("未扫描", "Not scanned").alone(),
        ),
    ];
    html! {
        (Panel::new("identity", t.both("同一身份", "One identity")).tone(Status::Action)
            .body(html! { p.strong { (identity_id("COI-7F3K-2Q9D")) } (id_match(&all)) }))
    }
}

fn proof(t: Texts) -> Markup {
    let rows = Kv::new()
        .id(t.both("日志位置", "Log position"), "18 204")
        .id(t.both("树根", "Tree head"), "9f3c41be…a71e")
        .text(t.both("见证方", "Witnesses"), "")
        .row(t.both("核验", "Checked"), html! { "14:02 UTC+8" });
    html! {
        (Panel::new("proof", t.both("证明", "Proof")).body(html! { div.stack {
            (rows)
            (Seal::verified(t, "/journey", 18_204, HEAD)
                .failed(t.both("记录 17 311 与叶哈希不符", "entry 17 311 does not match its leaf").alone()))
        } }))
    }
}

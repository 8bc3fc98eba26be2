//! A step of a batch record in the tablet shell.

use maud::{Markup, html};

use super::sample::say;
use crate::lang::{Text, Texts};
use crate::parts::{
    ActionBar, Button, Calc, Choice, Choices, Deviation, Gate, Icon, Limits, MeasRow, Panel,
    RangeBar, Scan, Sign, Standing, Status, Timer, gates, id, identity_id, measured, signs,
};
use crate::shell::{Ctx, Exec, Operation, Rail, exec_page};

pub(super) fn page(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let exec = Exec {
        title: format!("{} 4.6 · B26-0039", say(t, "步骤", "Step")),
        context: vec![
            (t.both("批次", "Batch"), id("B26-0039")),
            (t.both("身份链", "Chain of identity"), identity_id("COI-5M8T-4X1B")),
            (t.both("产品", "Product"), html! { "CG-101" }),
            (t.both("房间", "Room"), html! { "CR-B2" }),
        ],
        rail: rail(t),
        bar: ActionBar::new()
            .other(Button::link(t.both("暂停", "Hold"), "/step?hold").icon(Icon::Pause))
            .other(
                Button::link(t.both("偏差", "Deviation"), "/step?deviation")
                    .danger()
                    .icon(Icon::Flag),
            )
            .why(html! {
                (say(t, "尚有 1 项超行动限、1 个签名", "Blocked by 1 action limit and 1 signature"))
            })
            .next(
                Button::blocked(t.both("完成 4.6 步", "Complete step 4.6"), ActionBar::WHY)
                    .after(Icon::Right),
            ),
    };
    exec_page(ctx, &exec, step(ctx), side(t))
}

fn rail(t: Texts) -> Rail {
    let operation = |label: Text, status: Status, done, all| Operation {
        label,
        status,
        word: status.word(t),
        done,
        all,
        href: "/step".into(),
        steps: (status == Status::Info).then(|| {
            let mut steps = vec![Status::Ok; 5];
            steps.push(Status::Info);
            steps.extend([Status::Idle; 5]);
            (steps, 5)
        }),
    };
    Rail {
        title: t.both("批记录", "Batch record"),
        done: 37,
        all: 108,
        note: say(t, "第 1 天，共 10 天 · MBR-CG101 v7", "Day 1 of 10 · MBR-CG101 v7").to_owned(),
        operations: vec![
            operation(
                t.both("接收与身份核对", "Receipt and identity").prefixed("1 "),
                Status::Ok,
                9,
                9,
            ),
            operation(t.both("T 细胞分选", "T-cell selection").prefixed("2 "), Status::Ok, 14, 14),
            operation(t.both("激活", "Activation").prefixed("3 "), Status::Ok, 8, 8),
            operation(t.both("转导", "Transduction").prefixed("4 "), Status::Info, 5, 11),
            operation(t.both("扩增", "Expansion").prefixed("5 "), Status::Idle, 0, 22),
            operation(t.both("收获与洗涤", "Harvest and wash").prefixed("6 "), Status::Idle, 0, 12),
            operation(
                t.both("制剂与灌装", "Formulation and fill").prefixed("7 "),
                Status::Idle,
                0,
                15,
            ),
            operation(t.both("冻存", "Cryopreservation").prefixed("8 "), Status::Idle, 0, 10),
        ],
    }
}

fn step(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let timer = Timer::new(t, t.both("开放操作", "Open handling"), 1122, 2700).alert_at(2400);
    let instruction = t.both(
        "轻柔颠倒培养袋 10 次，由取样口取 0.5 mL，平行计数两次。",
        "Mix the culture bag ten times by inversion. Take 0.5 mL from the sample port and count in duplicate.",
    );
    html! {
        section.panel aria-labelledby="step-h" {
            div.stephead {
                div {
                    span.stephead__no { (say(t, "步骤 4.6 / 4.11", "Step 4.6 of 4.11")) }
                    h1 id="step-h" { (t.both("细胞计数并计算载体体积", "Count cells, calculate vector volume")) }
                }
                div id="timer" data-live { (timer) }
                div.instr { p { (instruction) } }
            }
        }
        (Scan::new(t, "/step", ctx.csrf.as_str()).hidden("act", "sample")
            .expecting(say(t, "转导增强剂批号", "Transduction enhancer lot")))
        (values(t))
        (calculation(t))
        (signatures(t))
    }
}

fn limits(low: &str, high: Option<&str>, calm: (Option<&str>, Option<&str>)) -> Limits {
    let text = |n: Option<&str>| n.map(str::to_owned);
    Limits {
        action_low: Some(low.to_owned()),
        alert_low: text(calm.0),
        alert_high: text(calm.1),
        action_high: text(high),
    }
}

fn values(t: Texts) -> Markup {
    let ok = t.both("合格", "In range");
    let rows = [
        html! {
            (MeasRow::new("vcd", t.both("活细胞密度", "Viable cell density"), "×10⁶/mL")
                .source(t.both("NC-02 · 自动导入", "NC-02 · auto import").alone())
                .recorded("1.12").verdict(Status::Ok, ok.clone())
                .range(RangeBar::new(
                    limits("0.80", Some("1.50"), (Some("0.90"), Some("1.40"))),
                    say(t, "1.12，在 0.80 至 1.50 之间", "1.12, within limits 0.80 to 1.50"),
                ).value("1.12", Status::Ok)))
        },
        html! {
            (MeasRow::new("viability", t.both("活率", "Viability"), "%")
                .typed("84.1").verdict(Status::Alert, t.both("警戒", "Alert"))
                .range(RangeBar::new(
                    limits("80", None, (Some("85"), None)),
                    say(t, "84.1，低于警戒限 85", "84.1, below the alert limit 85"),
                ).percent().value("84.1", Status::Alert)))
        },
        html! {
            (MeasRow::new("volume", t.both("培养体积", "Culture volume"), "mL")
                .error(Some(say(t, "请输入数字，如 98.0", "Enter a number such as 98.0")))
                .typed("98,0")
                .range(RangeBar::new(limits("90", Some("110"), (None, None)),
                    say(t, "限度 90 至 110", "Limits 90 to 110"))))
        },
        html! {
            (MeasRow::new("temperature", t.both("培养基温度", "Medium temperature"), "°C")
                .source("TP-11").recorded("38.4")
                .verdict(Status::Action, t.both("行动", "Action"))
                .range(RangeBar::new(
                    limits("35.0", Some("38.0"), (Some("35.5"), Some("37.5"))),
                    say(t, "38.4，超出行动限 38.0", "38.4, above the action limit 38.0"),
                ).value("38.4", Status::Action)))
        },
        deviation(t),
    ];
    html! {
        (Panel::new("values", t.both("实测值", "Measured values"))
            .note(html! {
                (say(t, "绿：正常 · 黄：警戒 · 线外：行动",
                    "Green band: normal · amber: alert · past the tick: action"))
            })
            .flush().live().body(measured(&rows)))
    }
}

fn deviation(t: Texts) -> Markup {
    let choices = Choices::new(
        "act",
        t.both("立即措施", "Immediate action"),
        vec![
            Choice::new("cool", t.both("降温后复测", "Cool and re-measure")),
            Choice::new("replace", t.both("更换培养基批", "Replace medium lot")),
            Choice::new("stop", t.both("停止并呼叫 QA", "Stop and call QA")),
        ],
    )
    .chosen("cool")
    .across()
    .quiet();
    html! {
        (Deviation::new("dev",
            t.both("38.4 °C 超出行动限 38.0 °C", "38.4 °C is above the action limit of 38.0 °C"),
            html! {
                (say(t, "步骤已暂停。偏差 ", "Step is held. Deviation ")) b { (id("DV26-0142")) }
                (say(t, " 已于 10:26 开启，QA 已获通知。请选择立即措施。",
                    " was opened at 10:26 and QA was told. Choose the immediate action."))
            }).actions(html! { (choices) }))
    }
}

fn calculation(t: Texts) -> Markup {
    let calc = Calc::new(t, "1.37", "mL")
        .line(html! { "V =" })
        .over(html! { "MOI × VCD × V" sub { "culture" } }, html! { "titre" })
        .line(html! { "=" })
        .over(html! { "3.0 × 1.12×10⁶ × 98.0" }, html! { "2.40×10⁸ TU/mL" })
        .note(html! { (say(t, "四舍五入至 0.01 · 10:25:41 复算", "half-up to 0.01 · recomputed 10:25:41")) });
    html! {
        (Panel::new("volume", t.both("计算：载体体积", "Calculated: vector volume"))
            .note(html! { "F-014 v3" }).flush().body(html! { (calc) }))
    }
}

fn signatures(t: Texts) -> Markup {
    let all = [
        Sign::Done {
            part: t.both("操作人", "Performer"),
            code: "OP-07".into(),
            role: t.both("洁净室操作员", "cleanroom operator").alone(),
            when: "2026-11-22 10:25:58 UTC+8".into(),
            meaning: say(t, "我已按规程完成本步骤。", "I performed this step as written.").into(),
            how: t.both("密码", "Password").alone(),
            proven: false,
            standing: Standing::Standing,
            entry: None,
        },
        Sign::Waiting {
            part: t.both("复核人", "Independent verifier"),
            why: html! {
                (say(t, "须由另一位受过培训的人复核；偏差受控后开放。",
                    "Must be a different person. Opens once the deviation is contained."))
            },
        },
    ];
    html! {
        (Panel::new("signatures", t.both("签名", "Signatures")).flush().live_unless_typing()
            .body(signs(t, &all)))
    }
}

fn side(t: Texts) -> Markup {
    let room = [
        Gate::new(Status::Ok, t.both("洁净室", "Room").prefixed("CR-B2 "))
            .detail(html! { (say(t, "B 级 · +32 Pa", "Grade B · +32 Pa")) })
            .word(t.both("已确认", "Qualified").alone()),
        Gate::new(Status::Alert, t.both("温度探头", "Probe").prefixed("TP-11 "))
            .detail(html! { (say(t, "6 天后校准到期", "Calibration in 6 days")) })
            .word(t.both("将到期", "Due soon").alone()),
        Gate::new(Status::Action, t.both("清场", "Line clearance"))
            .detail(
                html! { (say(t, "上一批物料未移除", "Material of the last batch is still here")) },
            )
            .word(t.both("未清", "Not clear").alone()),
    ];
    let materials = [
        Gate::new(Status::Ok, t.both("慢病毒载体", "Lentiviral vector"))
            .detail(html! { (id("LV26-0117")) " · 2027-03" })
            .amount("1.5\u{a0}mL"),
        Gate::new(Status::Idle, t.both("转导增强剂", "Enhancer"))
            .detail(html! { (say(t, "4.7 步前扫描", "Scan before step 4.7")) }),
    ];
    html! {
        (Panel::new("ready", t.both("设备与房间", "Equipment and room")).flush().live()
            .body(gates(t, &room)))
        (Panel::new("materials", t.both("物料", "Materials")).flush().live()
            .body(gates(t, &materials)))
    }
}

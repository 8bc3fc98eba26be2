//! Fields, refusals and what goes around them.

use maud::{Markup, html};

use super::sample::{nav, say};
use crate::lang::Texts;
use crate::parts::{
    Button, Choice, Choices, Field, Form, Pagination, Panel, Reason, Refusal, Scan, SelectOption,
    Sign, SignForm, Standing, at_field, signs,
};
use crate::shell::{Ctx, Head, page as shell_page};

pub(super) fn page(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let reasons = reasons(t);
    let head = Head::new(t.both("表单", "Forms"));
    shell_page(
        ctx,
        &head,
        &nav(ctx, "forms"),
        html! {
            (Refusal::of(t, reasons.clone()))
            div.stack."stack--lg" {
                (scans(ctx))
                (entry(ctx, &reasons))
                (signing(ctx, &reasons))
                (Panel::new("pages", t.both("分页", "Pages")).flush().body(html! {
                    (Pagination::new(t, say(t, "记录分页", "Pages of the record"),
                        t.both("18 104 至 18 204", "18 104 to 18 204").alone())
                        .before(Some("/forms?before=18104".into()))
                        .after(Some("/forms?after=18204".into())))
                }))
            }
        },
    )
}

fn reasons(t: Texts) -> Vec<Reason> {
    let reason = |code: &str, field: &str, zh: (&str, &str), en: (&str, &str)| Reason {
        code: code.into(),
        sentence: say(t, zh.0, en.0).into(),
        next: Some(say(t, zh.1, en.1).into()),
        field: (!field.is_empty()).then(|| field.to_owned()),
    };
    vec![
        reason(
            "lot-expired",
            "lot",
            ("批 TCM-0883 已于 2026-11-20 过期", "扫描另一个已放行的批。"),
            ("Lot TCM-0883 expired on 2026-11-20", "Scan another released lot."),
        ),
        reason(
            "amount-malformed",
            "amount",
            ("“0,2”不是数字", "用小数点，如 0.2。"),
            ("“0,2” is not a number", "Use a point, such as 0.2."),
        ),
        reason(
            "password-wrong",
            "password",
            ("密码不正确", "再试一次；还可试 4 次。"),
            ("The password is not right", "Try again; 4 tries are left."),
        ),
        reason(
            "room-occupied",
            "",
            ("CR-B2 内有 B26-0040 的开放物料", "先清场，或换一间。"),
            ("Open material of B26-0040 is in CR-B2", "Clear the room first, or use another."),
        ),
    ]
}

fn scans(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let refused = Reason {
        code: "wrong-patient".into(),
        sentence: say(t, "此袋属于另一位患者", "This bag belongs to another patient").into(),
        next: Some(say(t, "放回并呼叫护士长。", "Put it back and call the head nurse.").into()),
        field: None,
    };
    html! {
        (Scan::new(t, "/forms", ctx.csrf.as_str()).name("bag").hidden("act", "sample")
            .label(t.both("扫描成品袋", "Scan the bag"))
            .expecting("B26-0042-01").refused(Some(refused)))
        (Scan::new(t, "/forms", ctx.csrf.as_str()).name("wristband")
            .label(t.both("扫描腕带", "Scan the wristband"))
            .accepted(t.both("腕带 SYN-0042 一致", "Wristband SYN-0042 matches")))
    }
}

fn entry(ctx: &Ctx, reasons: &[Reason]) -> Markup {
    let t = ctx.texts();
    let rooms = ["CR-A1", "CR-B2"]
        .map(|room| SelectOption { value: room.into(), label: room.into() })
        .to_vec();
    let form = Form::post("/forms", ctx.csrf.as_str()).id("entry").hidden("act", "sample").body(html! {
        div.grid2 {
            (Field::text("lot", t.both("批号", "Lot")).value("TCM-0883").required()
                .error(at_field(reasons, "lot")))
            (Field::number("amount", t.both("用量", "Amount"), "mL").value("0,2")
                .error(at_field(reasons, "amount"))
                .hint(html! { (say(t, "原样记录您输入的数字", "Recorded as you type it")) }))
            (Field::select("room", t.both("房间", "Room"), rooms).value("CR-B2")
                .placeholder(say(t, "请选择", "Choose")))
            (Field::date(t, "expiry", t.both("有效期", "Expiry")).value("2026-12-31"))
            (Field::moment(t, "occurred", t.both("发生时间", "When it happened")).value("2026-11-22T10:25"))
            (Field::textarea("note", t.both("备注", "Note"))
                .placeholder(say(t, "发生了什么", "What happened")))
        }
        (Choices::new("state", t.both("状态", "State"), vec![
            Choice::new("quarantine", t.both("待验", "Quarantine")),
            Choice::new("released", t.both("已放行", "Released")),
        ]).across().error(Some(say(t, "请选一项", "Choose one"))))
    });
    html! {
        (Panel::new("entry-panel", t.both("录入", "Entry")).body(html! {
            (form)
            p.row {
                (Button::submit(t.both("保存", "Save")).primary().form("entry"))
                (Button::submit_as(t.both("另存为补录", "Save as late entry"), "late", "yes").form("entry"))
                (Button::link(t.both("取消", "Cancel"), "/home").quiet())
                (Button::link(t.both("报废", "Reject lot"), "/home").danger())
                (Button::blocked(t.both("放行", "Release"), "why-not"))
                span.muted id="why-not" { (say(t, "缺检验结果", "A test result is missing")) }
            }
        }))
    }
}

fn signing(ctx: &Ctx, reasons: &[Reason]) -> Markup {
    let t = ctx.texts();
    let given = |standing: Standing| Sign::Done {
        part: t.both("操作人", "Performer"),
        code: "OP-07".into(),
        role: t.both("操作员", "operator").alone(),
        when: "2026-11-22 10:25:58 UTC+8".into(),
        meaning: say(t, "我已按规程完成本步骤。", "I performed this step as written.").into(),
        how: t.both("密码", "Password").alone(),
        proven: false,
        standing,
        entry: Some("/log/entry/18204".into()),
    };
    let form = SignForm::new(
        t,
        t.both("复核人", "Independent verifier"),
        Form::post("/forms", ctx.csrf.as_str()).hidden("basis", "18204"),
        say(t, "我已独立复核本步骤。", "I verified this step independently."),
        "OP-11",
    )
    .reasons(reasons.to_vec());
    let all = [
        given(Standing::Superseded),
        given(Standing::Withdrawn),
        given(Standing::Reaffirmed),
        Sign::Now(form),
    ];
    html! {
        (Panel::new("signing", t.both("签名", "Signatures")).flush().live_unless_typing()
            .body(signs(t, &all)))
    }
}

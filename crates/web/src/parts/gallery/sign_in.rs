//! Sign-in: a page without a person.

use maud::{Markup, html};

use super::sample::say;
use crate::parts::{Button, Field, Form, Item, Panel, list};
use crate::shell::{Ctx, Head, bare_page};

pub(super) fn page(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let ctx = Ctx { who: None, ..ctx.clone() };
    let people = [
        Item::new(t.both("洁净室操作员", "Cleanroom operator")).detail(html! { "OP-07" }),
        Item::new(t.both("质量审核", "QA reviewer")).detail(html! { "QA-03" }),
    ];
    let form = Form::post("/sign-in", ctx.csrf.as_str()).body(html! {
        (Field::text("code", t.both("人员代码", "Your code")).required().focus().autocomplete("username"))
        (Field::password("password", t.both("密码", "Password")).required().autocomplete("current-password"))
        (Button::submit(t.both("登录", "Sign in")).primary().big().block())
    });
    bare_page(
        &ctx,
        &Head::new(t.both("登录", "Sign in")),
        html! {
            div.stack."stack--lg" {
                (Panel::new("sign-in", say(t, "示范细胞治疗中心", "Example Cell Therapy Centre"))
                    .body(html! { (form) }))
                (Panel::new("people", t.both("演示人员", "People of the demonstration")).flush()
                    .body(list(&people)))
            }
        },
    )
}

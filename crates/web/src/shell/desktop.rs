//! The desktop shell: navigation, page head, page.

use maud::{Markup, html};

use super::frame::{document, emergencies, print_foot};
use super::{Ctx, topbar};
use crate::lang::Text;
use crate::parts::Icon;

/// A place to go.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Its address.
    pub href: String,
    /// Its shape.
    pub icon: Icon,
    /// Its name.
    pub label: Text,
    /// Whether this page is in it.
    pub current: bool,
    /// How many things wait there for this person.
    pub waiting: u64,
    /// Whether a new group begins here.
    pub begins_group: bool,
}

impl NavItem {
    /// A place.
    pub fn new(href: impl Into<String>, icon: Icon, label: impl Into<Text>) -> NavItem {
        NavItem {
            href: href.into(),
            icon,
            label: label.into(),
            current: false,
            waiting: 0,
            begins_group: false,
        }
    }

    /// The place this page is in.
    pub fn current(mut self, current: bool) -> NavItem {
        self.current = current;
        self
    }

    /// With things that wait there.
    pub fn waiting(mut self, n: u64) -> NavItem {
        self.waiting = n;
        self
    }

    /// First of a new group.
    pub fn begins_group(mut self) -> NavItem {
        self.begins_group = true;
        self
    }
}

/// The head of a page: its one `h1`, its state, at most three actions.
#[derive(Clone, Debug)]
pub struct Head {
    title: Text,
    code: Option<String>,
    meta: Vec<Markup>,
    actions: Vec<Markup>,
}

impl Head {
    /// A head with this title.
    pub fn new(title: impl Into<Text>) -> Head {
        Head { title: title.into(), code: None, meta: Vec::new(), actions: Vec::new() }
    }

    /// With the identifier the page is about.
    pub fn code(mut self, code: impl Into<String>) -> Head {
        self.code = Some(code.into());
        self
    }

    /// With one more thing to know at once: a chip, a product, a date.
    pub fn meta(mut self, meta: Markup) -> Head {
        self.meta.push(meta);
        self
    }

    /// With one more action or the seal.
    pub fn action(mut self, action: Markup) -> Head {
        self.actions.push(action);
        self
    }

    /// The words of the title, for the browser's tab.
    pub(super) fn plain(&self) -> String {
        match &self.code {
            Some(code) => format!("{} {code}", self.title.plain()),
            None => self.title.plain().to_owned(),
        }
    }

    pub(super) fn markup(&self) -> Markup {
        html! {
            div.pagehead id="pagehead" data-live {
                div.pagehead__title {
                    h1 {
                        (self.title.plain())
                        @if let Some(code) = &self.code { " " span.id { (code) } }
                        @if let Some(zh) = self.title.companion() {
                            " " span.zh lang="zh-Hans" { (zh) }
                        }
                    }
                    @if !self.meta.is_empty() {
                        div.pagehead__meta { @for meta in &self.meta { span { (meta) } } }
                    }
                }
                @if !self.actions.is_empty() {
                    div.pagehead__actions { @for action in &self.actions { (action) } }
                }
            }
        }
    }
}

/// A page in the desktop shell.
pub fn page(ctx: &Ctx, head: &Head, nav: &[NavItem], body: Markup) -> Markup {
    let t = ctx.texts();
    let title = head.plain();
    document(
        ctx,
        &title,
        html! {
            div.app {
                header.topbar { (topbar::brand(ctx)) (topbar::search(ctx)) (topbar::end(ctx, true)) }
                nav.nav aria-label=(t.get("nav")) {
                    ul id="nav" data-live { @for item in nav { (place(item)) } }
                }
                main.main id="main" tabindex="-1" {
                    (emergencies(ctx))
                    (head.markup())
                    (body)
                    (print_foot(ctx, &title))
                }
            }
        },
    )
}

fn place(item: &NavItem) -> Markup {
    html! {
        li.nav__group[item.begins_group] {
            a href=(item.href) aria-current=[item.current.then_some("page")] {
                (item.icon)
                span.nav__label { (item.label) }
                @if item.waiting > 0 { span.nav__n { (item.waiting) } }
            }
        }
    }
}

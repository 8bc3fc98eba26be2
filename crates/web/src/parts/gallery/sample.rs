//! What the pages of the gallery share: a person, a moment, a navigation.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use crate::lang::{Lang, Texts};
use crate::parts::Icon;
use crate::shell::{Ctx, Density, NavItem, Theme, Who};

/// The moment of the samples: 2026-11-22 14:20:05, UTC+8.
const MOMENT: Timestamp = Timestamp::constant(1_795_328_405, 0);

/// A context as the gallery shows it.
pub fn ctx(lang: Lang, theme: Theme, density: Density, path: &str) -> Ctx {
    let t = lang.texts();
    Ctx {
        lang,
        theme,
        density,
        who: Some(Who {
            code: "QA-03".into(),
            role: t.both("质量审核", "QA reviewer"),
            station: None,
            by_badge: false,
        }),
        now: MOMENT.to_zoned(TimeZone::fixed(Offset::constant(8))),
        demo: true,
        centre: say(t, "示范细胞治疗中心", "Example Cell Therapy Centre").to_owned(),
        path: path.to_owned(),
        csrf: "sample".into(),
        own_csrf: "sample".into(),
        idle_seconds: None,
        emergencies: Vec::new(),
        stream: None,
        past: None,
    }
}

/// A sample sentence in the language of the page.
pub(super) fn say<'a>(t: Texts, zh: &'a str, en: &'a str) -> &'a str {
    match t.lang() {
        Lang::ZhCn => zh,
        Lang::En => en,
    }
}

/// The navigation, with the page `at` current.
pub(super) fn nav(ctx: &Ctx, at: &str) -> Vec<NavItem> {
    let t = ctx.texts();
    let place = |href: &str, icon, key: &str| {
        NavItem::new(href, icon, t.label(key)).current(href == format!("/{at}"))
    };
    vec![
        place("/home", Icon::Home, "nav-home").waiting(4),
        place("/journey", Icon::Link, "nav-journeys"),
        place("/step", Icon::Flask, "nav-batches"),
        place("/testing", Icon::Scope, "nav-testing"),
        place("/release", Icon::Shield, "nav-release").waiting(1),
        place("/ward", Icon::Bed, "nav-ward"),
        place("/materials", Icon::Box, "nav-materials").begins_group(),
        place("/facility", Icon::Room, "nav-facility"),
        place("/quality", Icon::Flag, "nav-quality"),
        place("/people", Icon::Users, "nav-people"),
        place("/forms", Icon::File, "nav-log"),
    ]
}

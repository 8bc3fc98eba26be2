//! The frame of pages without a person: sign-in, an error, nothing found.

use maud::{Markup, html};

use super::frame::document;
use super::{Ctx, Head, topbar};

/// A narrow page with nothing around it but the bar.
pub fn bare_page(ctx: &Ctx, head: &Head, body: Markup) -> Markup {
    document(
        ctx,
        &head.plain(),
        html! {
            header.topbar { (topbar::brand(ctx)) (topbar::end(ctx, true)) }
            main.bare id="main" tabindex="-1" {
                (head.markup())
                (body)
            }
        },
    )
}

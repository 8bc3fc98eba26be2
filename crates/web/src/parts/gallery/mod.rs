//! Every part with samples, on pages like those it is made for.
//!
//! The gallery is how a part is looked at (`cargo run -p web --example gallery -- --out DIR` or
//! `--listen ADDRESS`) and how all of them are tested: each page in both languages, for inline
//! styles and scripts, doubled ids, fields without labels and classes that nobody paints.
//!
//! People and numbers here are invented. Sample words are written in place: they are not sentences
//! of the centre.

mod forms;
mod home;
mod journey;
mod release;
mod sample;
mod sign_in;
mod states;
mod step;

#[cfg(test)]
mod laws;

use maud::Markup;

use crate::shell::Ctx;

pub use sample::ctx;

/// Every page of the gallery, by name.
pub fn pages(ctx: &Ctx) -> Vec<(&'static str, Markup)> {
    vec![
        ("home", home::page(ctx)),
        ("step", step::page(ctx)),
        ("release", release::page(ctx)),
        ("journey", journey::page(ctx)),
        ("forms", forms::page(ctx)),
        ("states", states::page(ctx)),
        ("sign-in", sign_in::page(ctx)),
    ]
}

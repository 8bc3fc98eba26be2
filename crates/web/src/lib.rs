//! Pages, forms and JSON API of a centre.
//!
//! This crate turns a centre into what people see and send. It holds no rule, no storage and no
//! clock: a page is a view struct, already translated, put into markup.
//!
//! Reading order: [`lang`] (two languages, numbers, times), [`parts`] (the pieces every page is
//! made of), [`shell`] (the frame around them), [`assets`] (style sheet, script, icons and the
//! headers they are served with); then [`app`] (what every request shares, the one context handlers
//! take), [`session`], [`problem`] (everything that is not done, in one form), [`api`] and
//! [`log_pages`].
//!
//! **How to add one more part:** a file in `parts/`, a sample of it in `parts/gallery`, its paint
//! in `assets/css/`. The gallery test then checks it in both languages for inline styles, unknown
//! classes, doubled ids and missing labels.

pub mod api;
pub mod app;
pub mod assets;
pub mod lang;
pub mod log_pages;
mod metrics;
pub mod pages;
pub mod papers;
pub mod parts;
pub mod problem;
pub mod session;
pub mod shell;
pub mod witness;

#[cfg(test)]
pub(crate) mod testing;

//! The pages in a real browser, at a real server: what a test without one cannot see. Scanners and
//! keyboards, live updates, the browser's console, layout, contrast and names.
//!
//! Reading order: `centre` (a scene served, somebody signed in), `step`, `release`, `bedside` (the
//! hard part of a journey, in both languages), `stations` (a tablet two people share), `withdrawal` (a signature taken back), `life` (an open page while others act), `dossier` (the page that checks one, from the disk), `pages` and
//! `looks` (every page, each law).

#![expect(clippy::unwrap_used, reason = "a test says by panicking what failed")]

mod care;
#[path = "../dossier/corpus.rs"]
mod corpus;
#[path = "../dossier/keyed.rs"]
mod keyed;
mod making;
#[path = "../dossier/small.rs"]
mod small;
#[path = "../dossier/together.rs"]
mod together;

mod bedside;
mod centre;
mod dossier;
mod life;
mod looks;
mod pages;
mod passkeys;
mod release;
mod second_factor;
mod several;
mod stations;
mod step;
mod withdrawal;

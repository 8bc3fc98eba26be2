//! The API as its clients see it, through the real router.

mod access;
mod acts;
mod decoder;
mod frame;
mod log;
mod metrics;
mod objects;
mod openapi;
mod passkeys;
mod past;
mod reads;
mod roles;
mod second_factor;
mod sentences;
mod sessions;
mod signatures;
mod stations;

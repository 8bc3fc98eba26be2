//! Pages of any subject: `/{kind}` lists a kind, `/{kind}/{key}` shows one with its state, what may
//! be done about it, and its history. Kinds with pages of their own are routed before these.

pub mod acts;

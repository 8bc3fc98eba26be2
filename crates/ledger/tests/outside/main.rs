//! The ledger as outsiders use it: through its public face, with tools that are not ours, and with
//! somebody at the file who means no good.
#![cfg(test)]

mod centre;
mod damage;
mod found;
mod kept;
mod oracle;
mod scattered;
mod second;
mod witness;

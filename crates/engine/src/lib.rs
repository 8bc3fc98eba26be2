//! The one writer of a centre: permit, decide, append, publish, answer.

//! Samples of every part.

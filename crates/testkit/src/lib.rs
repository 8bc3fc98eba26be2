//! Builders and harnesses shared by tests.

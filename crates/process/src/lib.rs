//! The language of master batch records: parse, check, compile, show, compare.

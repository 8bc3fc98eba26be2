//! The table of data structures (ST-001, chapter 2): a line each.

/// What a structure holds after its identifier.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// `αooootds`
    Product,
    /// `cyyjjj`
    Date,
    /// `cyyjjjhhmm`
    Time,
    /// Six characters.
    Divisions,
    /// Fifteen characters.
    ChainOfIdentity,
    /// So many digits.
    Digits(usize),
    /// So many characters.
    Text(usize),
    /// Two characters, a length of two digits, and as many characters.
    Patient,
    /// Nineteen characters, the last two a checksum.
    GlobalDonor,
    /// The header of a compound message.
    Header,
    /// Defined by a nation: everything up to the end.
    National,
}

pub(super) struct Kind {
    pub identifier: &'static str,
    pub name: &'static str,
    pub content: Content,
}

const fn kind(identifier: &'static str, name: &'static str, content: Content) -> Kind {
    Kind { identifier, name, content }
}

use Content::{
    ChainOfIdentity, Date, Digits, Divisions, GlobalDonor, Header, National, Patient, Product,
    Text, Time,
};

/// All but the donation number, whose identifier is half its own first character.
pub(super) static KINDS: &[Kind] = &[
    kind("=%", "blood groups", Text(4)),
    kind("=<", "product code", Product),
    kind("=>", "expiration date", Date),
    kind("&>", "expiration date and time", Time),
    kind("=*", "collection date", Date),
    kind("&*", "collection date and time", Time),
    kind("=}", "production date", Date),
    kind("&}", "production date and time", Time),
    kind("&(", "special testing", Text(5)),
    kind("=)", "container maker and catalogue number", Text(10)),
    kind("&)", "container lot", Text(10)),
    kind("=;", "donor identification number", Text(21)),
    kind("='", "staff member identification number", Text(11)),
    kind("=-", "item maker and catalogue number", Text(10)),
    kind("&-", "item lot", Text(10)),
    kind("=+", "compound message header", Header),
    kind("=#", "patient date of birth", Text(10)),
    kind("&#", "patient identification number", Patient),
    kind("=]", "expiration month and year", Digits(6)),
    kind("&\"", "infection marker", Digits(18)),
    kind("=$", "product consignment", Text(16)),
    kind("=(", "flexible date and time", Digits(16)),
    kind("=,", "product divisions", Divisions),
    kind("&+", "processing facility information", Text(11)),
    kind("=/", "processor product identification code", Text(16)),
    kind("&,1", "lot number", Text(18)),
    kind("&,2", "supplemental identification number", Text(18)),
    kind("&,4", "single European code", Text(40)),
    kind("&:", "global donor registration identifier", GlobalDonor),
    kind("&/", "chain of identity identifier", ChainOfIdentity),
    kind("&;", "national donor identification number", National),
    kind("&!", "confidential unit exclusion", National),
    // Retired by the standard; still on old labels.
    kind("={", "retired structure 011", Text(18)),
    kind("=[", "retired structure 015", Text(18)),
    kind("=\"", "retired structure 016", Text(18)),
    kind("&,3", "retired structure 037", Text(19)),
];

/// The structure a text starts with.
pub(super) fn find(text: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| text.starts_with(kind.identifier))
}

//! The units a therapy centre uses, each with its exact value in base units.
//!
//! Source: UCUM 2.2 (ucum-essence.xml), except that `mol` is a base unit here. The base units
//! are m, s, g, mol, K and C; a unit that UCUM calls arbitrary is its own base.

/// Which prefixes a unit takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefixes {
    /// None: `min`, `%`.
    None,
    /// Up to kilo: there is no `ML` in a pharmacy, but there are mistyped `mL`.
    UpToKilo,
    /// All of them: `MPa`, `GBq`.
    All,
}

/// How a unit behaves in a product.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// As a factor times base units.
    Ratio,
    /// Not at all: its zero is not a nothing (`Cel`), or it is a logarithm (`[pH]`).
    Special,
}

pub(super) struct Atom {
    pub code: &'static str,
    pub prefixes: Prefixes,
    pub scale: Scale,
    /// The value in base units: numerator, denominator, power of ten.
    pub value: (u64, u64, i32),
    pub bases: &'static [(&'static str, i32)],
}

const fn atom(
    code: &'static str,
    prefixes: Prefixes,
    value: (u64, u64, i32),
    bases: &'static [(&'static str, i32)],
) -> Atom {
    Atom { code, prefixes, scale: Scale::Ratio, value, bases }
}

const fn special(code: &'static str, bases: &'static [(&'static str, i32)]) -> Atom {
    Atom { code, prefixes: Prefixes::None, scale: Scale::Special, value: (1, 1, 0), bases }
}

type Bases = &'static [(&'static str, i32)];
const NUMBER: Bases = &[];
const TIME: Bases = &[("s", 1)];
const VOLUME: Bases = &[("m", 3)];
const AMOUNT: Bases = &[("mol", 1)];
const CATALYSIS: Bases = &[("mol", 1), ("s", -1)];
const PRESSURE: Bases = &[("g", 1), ("m", -1), ("s", -2)];
const FREQUENCY: Bases = &[("s", -1)];
const ENERGY: Bases = &[("g", 1), ("m", 2), ("s", -2)];

use Prefixes::{All, None, UpToKilo};

/// Every unit; sorted by what it measures, found by its code.
pub(super) static ATOMS: &[Atom] = &[
    // Pure numbers.
    atom("10*", None, (1, 1, 1), NUMBER),
    atom("10^", None, (1, 1, 1), NUMBER),
    atom("%", None, (1, 1, -2), NUMBER),
    atom("[ppth]", None, (1, 1, -3), NUMBER),
    atom("[ppm]", None, (1, 1, -6), NUMBER),
    atom("[ppb]", None, (1, 1, -9), NUMBER),
    atom("[pptr]", None, (1, 1, -12), NUMBER),
    atom("[HPF]", None, (1, 1, 0), NUMBER),
    atom("[LPF]", None, (1, 1, 2), NUMBER),
    // Length, volume, mass.
    atom("m", UpToKilo, (1, 1, 0), &[("m", 1)]),
    atom("L", UpToKilo, (1, 1, -3), VOLUME),
    atom("l", UpToKilo, (1, 1, -3), VOLUME),
    atom("[drp]", None, (5, 1, -8), VOLUME),
    atom("g", UpToKilo, (1, 1, 0), &[("g", 1)]),
    // Time. A year is 365.25 days and a month a twelfth of it (UCUM 2.2 section 31).
    atom("s", UpToKilo, (1, 1, 0), TIME),
    atom("min", None, (60, 1, 0), TIME),
    atom("h", None, (3600, 1, 0), TIME),
    atom("d", None, (86_400, 1, 0), TIME),
    atom("wk", None, (604_800, 1, 0), TIME),
    atom("mo", None, (2_629_800, 1, 0), TIME),
    atom("a", None, (31_557_600, 1, 0), TIME),
    atom("Hz", All, (1, 1, 0), FREQUENCY),
    atom("[g]", None, (980_665, 1, -5), &[("m", 1), ("s", -2)]),
    // Temperature.
    atom("K", UpToKilo, (1, 1, 0), &[("K", 1)]),
    special("Cel", &[("K", 1)]),
    // Amount of substance.
    atom("mol", UpToKilo, (1, 1, 0), AMOUNT),
    atom("eq", UpToKilo, (1, 1, 0), AMOUNT),
    atom("osm", UpToKilo, (1, 1, 0), AMOUNT),
    atom("kat", UpToKilo, (1, 1, 0), CATALYSIS),
    atom("U", UpToKilo, (1, 60, -6), CATALYSIS),
    special("[pH]", &[("[pH]", 1)]),
    // Force, pressure, energy, power.
    atom("N", All, (1, 1, 3), &[("g", 1), ("m", 1), ("s", -2)]),
    atom("Pa", All, (1, 1, 3), PRESSURE),
    atom("bar", UpToKilo, (1, 1, 8), PRESSURE),
    atom("m[Hg]", UpToKilo, (133_322, 1, 3), PRESSURE),
    atom("m[H2O]", UpToKilo, (980_665, 1, 1), PRESSURE),
    // A pound-force (0.45359237 kg at 9.80665 m/s2) on a square inch (0.0254 m)2.
    atom("[psi]", None, (44_482_216_152_605, 64_516, -2), PRESSURE),
    atom("J", All, (1, 1, 3), ENERGY),
    atom("W", All, (1, 1, 3), &[("g", 1), ("m", 2), ("s", -3)]),
    // Electricity: electroporation, conductivity of buffers, tightness of a cell layer.
    atom("A", UpToKilo, (1, 1, 0), &[("C", 1), ("s", -1)]),
    atom("V", UpToKilo, (1, 1, 3), &[("g", 1), ("m", 2), ("s", -2), ("C", -1)]),
    atom("Ohm", All, (1, 1, 3), &[("g", 1), ("m", 2), ("s", -1), ("C", -2)]),
    atom("S", UpToKilo, (1, 1, -3), &[("g", -1), ("m", -2), ("s", 1), ("C", 2)]),
    // Radiation: irradiated feeder cells, chromium release.
    atom("Gy", UpToKilo, (1, 1, 0), &[("m", 2), ("s", -2)]),
    atom("Bq", All, (1, 1, 0), FREQUENCY),
    // Defined by an assay: comparable with themselves alone.
    atom("[IU]", All, (1, 1, 0), &[("[iU]", 1)]),
    atom("[iU]", All, (1, 1, 0), &[("[iU]", 1)]),
    // UCUM names it the Ehrlich unit; laboratories report endotoxin in it, and so do we.
    atom("[EU]", None, (1, 1, 0), &[("[EU]", 1)]),
    atom("[CFU]", None, (1, 1, 0), &[("[CFU]", 1)]),
    atom("[PFU]", None, (1, 1, 0), &[("[PFU]", 1)]),
    atom("[FFU]", None, (1, 1, 0), &[("[FFU]", 1)]),
    atom("[TCID_50]", None, (1, 1, 0), &[("[TCID_50]", 1)]),
    atom("[CCID_50]", None, (1, 1, 0), &[("[CCID_50]", 1)]),
    atom("[arb'U]", None, (1, 1, 0), &[("[arb'U]", 1)]),
    atom("[USP'U]", None, (1, 1, 0), &[("[USP'U]", 1)]),
];

/// The prefixes, with their power of ten.
pub(super) static PREFIXES: &[(&str, i32)] = &[
    ("da", 1),
    ("Y", 24),
    ("Z", 21),
    ("E", 18),
    ("P", 15),
    ("T", 12),
    ("G", 9),
    ("M", 6),
    ("k", 3),
    ("h", 2),
    ("d", -1),
    ("c", -2),
    ("m", -3),
    ("u", -6),
    ("n", -9),
    ("p", -12),
    ("f", -15),
    ("a", -18),
    ("z", -21),
    ("y", -24),
];

const KILO: i32 = 3;

/// A symbol taken apart: the power of ten of its prefix, and the unit.
pub(super) fn find(symbol: &str) -> Option<(i32, &'static Atom)> {
    if let Some(atom) = by_code(symbol) {
        return Some((0, atom));
    }
    PREFIXES.iter().find_map(|(prefix, power)| {
        let atom = by_code(symbol.strip_prefix(prefix)?)?;
        let fits = match atom.prefixes {
            All => true,
            UpToKilo => *power <= KILO,
            None => false,
        };
        fits.then_some((*power, atom))
    })
}

fn by_code(code: &str) -> Option<&'static Atom> {
    ATOMS.iter().find(|atom| atom.code == code)
}

/// What people write, and what they mean.
pub(super) fn meant(symbol: &str) -> Option<&'static str> {
    Some(match symbol {
        "C" | "degC" | "cel" | "celsius" => "Cel",
        "sec" | "secs" | "second" | "seconds" => "s",
        "mins" | "Min" | "minute" | "minutes" => "min",
        "hr" | "hrs" | "H" | "hour" | "hours" => "h",
        "D" | "day" | "days" => "d",
        "week" | "weeks" => "wk",
        "month" | "months" => "mo",
        "y" | "yr" | "year" | "years" => "a",
        "ML" | "Ml" => "mL",
        "Mg" | "MG" => "mg",
        "Kg" | "KG" => "kg",
        "mcg" => "ug",
        "IU" | "iU" => "[IU]",
        "EU" => "[EU]",
        "CFU" | "cfu" => "[CFU]",
        "PFU" | "pfu" => "[PFU]",
        "TCID50" => "[TCID_50]",
        "TU" => "{TU}",
        "vg" | "VG" | "gc" | "GC" => "{vg}",
        "cell" | "cells" => "{cells}",
        "copy" | "copies" => "{copies}",
        "bags" | "bag" => "{bags}",
        "pH" | "PH" | "ph" => "[pH]",
        "ppm" => "[ppm]",
        "ppb" => "[ppb]",
        "psi" => "[psi]",
        "mmHg" => "mm[Hg]",
        "cmH2O" => "cm[H2O]",
        "rpm" => "{revolutions}/min",
        "xg" | "rcf" | "RCF" => "[g]",
        "M" => "mol/L",
        "mM" => "mmol/L",
        "uM" => "umol/L",
        "nM" => "nmol/L",
        "mOsm" => "mosm",
        "10E" | "10e" | "1E" | "1e" | "E" | "e" | "x10*" => "10* followed by the exponent",
        _ => return Option::None,
    })
}

//! The product code (structure 003) and the product divisions (structure 032).

use std::str::FromStr;

use super::din::wrong;
use super::error::{IsbtError, IsbtFault};
use crate::fixed::{Fixed, string_form, upper_alphanumeric};

const NAME: &str = "product code";

/// A product code `αooootds`: five characters of description, type of collection, division.
///
/// ```
/// use standards::isbt128::{Division, Family, ProductCode};
/// let code: ProductCode = "S1234XA0".parse()?;
/// assert_eq!(code.family(), Family::CellularTherapy);
/// assert!(code.autologous_only());
/// assert_eq!(code.division(), Division::Part('A', None));
/// assert_eq!(code.with_division(Division::Part('B', Some('c')))?.as_str(), "S1234XBc");
/// # Ok::<(), standards::isbt128::IsbtError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProductCode(Fixed<8>);

string_form!(ProductCode, "a product code of 8 characters");

/// What kind of product a code describes, by its first characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// `E`, `F`.
    BloodComponent,
    /// `S`.
    CellularTherapy,
    /// `P`.
    RegeneratedTissue,
    /// `H`: with an international nonproprietary name, such as licensed cell therapies.
    Named,
    /// `YA` to `YZ`.
    ClinicalTrial,
    /// `T`.
    Tissue,
    /// `V`.
    Ocular,
    /// `R`.
    Reproductive,
    /// `N`.
    Organ,
    /// `M`.
    MilkOrTopical,
    /// `W`.
    Microbiota,
    /// `X`.
    PlasmaOrDiagnostic,
    /// `A` to `D`: assigned by a nation or a facility.
    Local,
    /// Any other letter.
    Unassigned,
}

/// Which part of a collection a bag holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Division {
    /// `00`: all of it.
    Undivided,
    /// A capital letter for the part, and a small one if that was divided again.
    Part(char, Option<char>),
    /// `99`: the product divisions (structure 032) tell.
    Extended,
    /// The two characters mean something else in this family.
    Other,
}

impl ProductCode {
    /// The eight characters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The product description code, the key of the licensed table.
    pub fn description(&self) -> &str {
        self.0.part(0..5)
    }

    /// What kind of product it is.
    pub fn family(&self) -> Family {
        match self.0.at(0) {
            'E' | 'F' => Family::BloodComponent,
            'S' => Family::CellularTherapy,
            'P' => Family::RegeneratedTissue,
            'H' => Family::Named,
            'Y' if self.0.at(1).is_ascii_uppercase() => Family::ClinicalTrial,
            'T' => Family::Tissue,
            'V' => Family::Ocular,
            'R' => Family::Reproductive,
            'N' => Family::Organ,
            'M' => Family::MilkOrTopical,
            'W' => Family::Microbiota,
            'X' => Family::PlasmaOrDiagnostic,
            'A'..='D' => Family::Local,
            _ => Family::Unassigned,
        }
    }

    /// Whether the last three characters are the type of collection and the division.
    fn has_division(self) -> bool {
        match self.family() {
            Family::BloodComponent
            | Family::CellularTherapy
            | Family::RegeneratedTissue
            | Family::Named
            | Family::ClinicalTrial => true,
            Family::PlasmaOrDiagnostic => self.0.at(1) == '0',
            Family::Tissue
            | Family::Ocular
            | Family::Reproductive
            | Family::Organ
            | Family::MilkOrTopical
            | Family::Microbiota
            | Family::Local
            | Family::Unassigned => false,
        }
    }

    /// The type of collection, a letter of table 7, where the family has one.
    pub fn collection_type(&self) -> Option<char> {
        self.has_division().then(|| self.0.at(5))
    }

    /// What the type of collection means, as a code to be translated; nothing if the family has
    /// none or the table no such letter.
    pub fn collection_meaning(&self) -> Option<&'static str> {
        Some(match self.collection_type()? {
            '0' => "unspecified",
            'V' => "volunteer-allogeneic",
            '1' => "autologous-only",
            'X' => "autologous-only-biohazard",
            'A' => "autologous-crossover",
            '8' => "autologous-with-allogeneic-material",
            '7' => "allogeneic",
            '2' => "directed-only",
            '3' => "directed-only-biohazard",
            '4' => "designated",
            '6' => "designated-biohazard",
            '5' => "dedicated",
            'E' => "medical-exception",
            'F' => "family-reserved",
            'R' => "volunteer-research",
            'r' => "paid-research",
            'P' => "paid-allogeneic",
            'D' => "volunteer-directed-crossover",
            'd' => "paid-directed-crossover",
            'L' => "directed-limited-exposure",
            'T' => "volunteer-therapeutic",
            'S' => "volunteer-source",
            's' => "paid-source",
            'C' => "replacement",
            'Q' => "see-special-testing",
            'B' => "directed-dedicated-designated",
            'H' => "directed-dedicated-designated-biohazard",
            _ => return None,
        })
    }

    /// Whether the product may go to nobody but its donor (types `1` and `X`).
    ///
    /// Surprises: `false` says only that the code does not forbid it.
    pub fn autologous_only(&self) -> bool {
        matches!(self.collection_type(), Some('1' | 'X'))
    }

    /// Which part of the collection the bag holds.
    pub fn division(&self) -> Division {
        if !self.has_division() {
            return Division::Other;
        }
        match (self.0.at(6), self.0.at(7)) {
            ('0', '0') => Division::Undivided,
            ('9', '9') => Division::Extended,
            (part, '0') => Division::Part(part, None),
            (part, again) => Division::Part(part, Some(again)),
        }
    }

    /// Whether the bag is identified only together with its product divisions (structure 032).
    pub fn needs_divisions(&self) -> bool {
        self.division() == Division::Extended
    }

    /// The code of another part of the same product.
    ///
    /// Refuses what is no division: `Part('a', None)`, and [`Division::Other`].
    pub fn with_division(&self, division: Division) -> Result<Self, IsbtError> {
        let (first, second) = match division {
            Division::Undivided => ('0', '0'),
            Division::Extended => ('9', '9'),
            Division::Part(part, again) => (part, again.unwrap_or('0')),
            Division::Other => return Err(IsbtError::new(6, IsbtFault::Character(NAME))),
        };
        format!("{}{first}{second}", self.0.part(0..6)).parse()
    }
}

impl FromStr for ProductCode {
    type Err = IsbtError;

    fn from_str(text: &str) -> Result<Self, IsbtError> {
        let allows = |place, byte: u8| match place {
            0 => byte.is_ascii_uppercase(),
            1..5 => upper_alphanumeric(byte),
            _ => byte.is_ascii_alphanumeric(),
        };
        let code = Fixed::new(text, allows).map(Self).map_err(|at| wrong(NAME, text, at, 8))?;
        let (first, second) = (code.0.at(6), code.0.at(7));
        let divided = first.is_ascii_uppercase() && (second == '0' || second.is_ascii_lowercase());
        let whole = matches!((first, second), ('0', '0') | ('9', '9'));
        if code.has_division() && !divided && !whole {
            let at = if first.is_ascii_uppercase() { 7 } else { 6 };
            return Err(IsbtError::new(at, IsbtFault::Character(NAME)));
        }
        Ok(code)
    }
}

/// Product divisions (structure 032): six letters or digits that tell the bags of one product
/// apart where two characters do not suffice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Divisions(Fixed<6>);

string_form!(Divisions, "product divisions of 6 characters");

impl Divisions {
    /// The six characters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for Divisions {
    type Err = IsbtError;

    fn from_str(text: &str) -> Result<Self, IsbtError> {
        Fixed::new(text, |_, byte| upper_alphanumeric(byte))
            .map(Self)
            .map_err(|at| wrong("product divisions", text, at, 6))
    }
}

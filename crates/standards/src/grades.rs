//! Clean-room grades A to D, and the published limits of particles and of microbes.
//!
//! A [`LimitSet`] is one edition of one authority's tables. Sets are never changed: a new
//! edition is a new set, and a room names the set it is judged by. Where the authorities differ
//! the difference is kept: the classification of the European Union allows 2 930 particles of
//! 5 µm where China allows 2 900, and China counts 20 of them in grade A where the European
//! monitoring table has 29.
//!
//! Surprises: [`Allowed::NotSpecified`] and [`Allowed::SetBySite`] are not "anything goes". The
//! first means the table has no number there, the second that the site has to set its own by
//! risk assessment. Chinese microbial values are averages, European ones are single values.

use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;
use crate::reading::{Bound, Limits};
use crate::unit::{Unit, UnitError};

/// The grade of a clean room or zone, the cleanest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// High-risk operations: open handling and filling.
    A,
    /// The background of grade A for open handling.
    B,
    /// Less critical steps.
    C,
    /// The least critical steps; closed handling.
    D,
}

impl Grade {
    /// All grades, the cleanest first.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// Whether a room of this grade may be used where `needed` is asked for.
    pub fn is_at_least(self, needed: Self) -> bool {
        self <= needed
    }
}

/// Whether the room is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occupancy {
    /// Everything installed and running, nobody in the room. "Static" in China.
    AtRest,
    /// At work. "Dynamic" in China.
    InOperation,
}

/// From which size on particles are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ParticleSize {
    /// 0.5 µm and larger.
    #[serde(rename = "0.5-um")]
    HalfMicrometre,
    /// 5 µm and larger.
    #[serde(rename = "5-um")]
    FiveMicrometres,
}

/// How microbes are caught.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Viable {
    /// A measured volume of air.
    ActiveAir,
    /// A plate of 90 mm, open for up to four hours.
    SettlePlate,
    /// A plate of 55 mm, pressed on a surface.
    ContactPlate,
    /// Five fingers of a glove.
    GlovePrint,
}

impl Viable {
    /// The unit its counts are reported in.
    fn unit(self) -> &'static str {
        match self {
            Self::ActiveAir => "[CFU]/m3",
            Self::SettlePlate | Self::ContactPlate => "[CFU]/{plate}",
            Self::GlovePrint => "[CFU]/{glove}",
        }
    }
}

/// What a table allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// So many, and no more.
    AtMost(u32),
    /// Fewer than so many.
    LessThan(u32),
    /// None at all.
    NoGrowth,
    /// The table has no number for it.
    NotSpecified,
    /// The site has to set one.
    SetBySite,
}

impl Allowed {
    /// As limits in that unit, if the table has a number.
    fn limits(self, unit: &str) -> Option<Limits> {
        let (at, inclusive) = match self {
            Self::AtMost(count) => (count, true),
            Self::LessThan(count) => (count, false),
            Self::NoGrowth => (0, true),
            Self::NotSpecified | Self::SetBySite => return None,
        };
        let unit: Result<Unit, UnitError> = unit.parse();
        let high = Some(Bound { at: Decimal::from(at), inclusive });
        Some(Limits { low: None, high, unit: unit.ok()? })
    }
}

/// Where a table comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The document and its edition.
    pub document: &'static str,
    /// Which table of it.
    pub place: &'static str,
    /// Where it is published.
    pub address: &'static str,
    /// How far these numbers were compared with it.
    pub compared: &'static str,
}

/// Limits at 0.5 µm at rest, 5 µm at rest, 0.5 µm in operation, 5 µm in operation.
type Particles = [Allowed; 4];
/// Limits of active air, settle plate, contact plate, glove print.
type Microbes = [Allowed; 4];

/// One edition of one authority's limits, for grades A to D.
#[derive(Debug)]
pub struct LimitSet {
    /// The name a room is configured with; never reused.
    pub id: &'static str,
    /// Where the numbers come from.
    pub source: Source,
    particles: [Particles; 4],
    microbes: [Microbes; 4],
}

impl LimitSet {
    /// All sets.
    pub const ALL: [&'static Self; 3] = [&EU_2022_CLASSIFICATION, &EU_2022_MONITORING, &CHINA_2010];

    /// The set of that name.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|set| set.id == id)
    }

    /// What the table allows of airborne particles, in a cubic metre.
    pub fn particles(&self, grade: Grade, state: Occupancy, size: ParticleSize) -> Allowed {
        let [rest_half, rest_five, work_half, work_five] = *of(&self.particles, grade);
        match (state, size) {
            (Occupancy::AtRest, ParticleSize::HalfMicrometre) => rest_half,
            (Occupancy::AtRest, ParticleSize::FiveMicrometres) => rest_five,
            (Occupancy::InOperation, ParticleSize::HalfMicrometre) => work_half,
            (Occupancy::InOperation, ParticleSize::FiveMicrometres) => work_five,
        }
    }

    /// What the table allows of microbes.
    pub fn viable(&self, grade: Grade, method: Viable) -> Allowed {
        let [air, settle, contact, glove] = *of(&self.microbes, grade);
        match method {
            Viable::ActiveAir => air,
            Viable::SettlePlate => settle,
            Viable::ContactPlate => contact,
            Viable::GlovePrint => glove,
        }
    }

    /// [`Self::particles`] as limits for a reading in `{particles}/m3` or any other density.
    pub fn particle_limits(
        &self,
        grade: Grade,
        state: Occupancy,
        size: ParticleSize,
    ) -> Option<Limits> {
        self.particles(grade, state, size).limits("{particles}/m3")
    }

    /// [`Self::viable`] as limits for a reading in colonies per cubic metre, plate or glove.
    pub fn viable_limits(&self, grade: Grade, method: Viable) -> Option<Limits> {
        self.viable(grade, method).limits(method.unit())
    }
}

fn of<T>(rows: &[T; 4], grade: Grade) -> &T {
    let [a, b, c, d] = rows;
    match grade {
        Grade::A => a,
        Grade::B => b,
        Grade::C => c,
        Grade::D => d,
    }
}

use Allowed::{AtMost, LessThan, NoGrowth, NotSpecified, SetBySite};

const EU_ADDRESS: &str =
    "https://health.ec.europa.eu/medicinal-products/eudralex/eudralex-volume-4_en";
const EU_MICROBES: [Microbes; 4] = [
    [NoGrowth, NoGrowth, NoGrowth, NoGrowth],
    [AtMost(10), AtMost(5), AtMost(5), AtMost(5)],
    [AtMost(100), AtMost(50), AtMost(25), NotSpecified],
    [AtMost(200), AtMost(100), AtMost(50), NotSpecified],
];

/// European Union, 2022: what a room must meet to be given its grade.
pub static EU_2022_CLASSIFICATION: LimitSet = LimitSet {
    id: "eu-annex1-2022-classification",
    source: Source {
        document: "EudraLex volume 4, annex 1, Manufacture of Sterile Medicinal Products (2022)",
        place: "maximum permitted total particle concentration for classification",
        address: EU_ADDRESS,
        compared: "numbers read in a reproduction of the tables; glove prints from general knowledge",
    },
    particles: [
        [AtMost(3_520), NotSpecified, AtMost(3_520), NotSpecified],
        [AtMost(3_520), NotSpecified, AtMost(352_000), AtMost(2_930)],
        [AtMost(352_000), AtMost(2_930), AtMost(3_520_000), AtMost(29_300)],
        [AtMost(3_520_000), AtMost(29_300), SetBySite, SetBySite],
    ],
    microbes: EU_MICROBES,
};

/// European Union, 2022: what is watched while the room is in use.
pub static EU_2022_MONITORING: LimitSet = LimitSet {
    id: "eu-annex1-2022-monitoring",
    source: Source {
        document: "EudraLex volume 4, annex 1, Manufacture of Sterile Medicinal Products (2022)",
        place: "maximum permitted total particle concentration for monitoring",
        address: EU_ADDRESS,
        compared: "numbers read in a reproduction of the tables; glove prints from general knowledge",
    },
    particles: [
        [AtMost(3_520), AtMost(29), AtMost(3_520), AtMost(29)],
        [AtMost(3_520), AtMost(29), AtMost(352_000), AtMost(2_930)],
        [AtMost(352_000), AtMost(2_930), AtMost(3_520_000), AtMost(29_300)],
        [AtMost(3_520_000), AtMost(29_300), SetBySite, SetBySite],
    ],
    microbes: EU_MICROBES,
};

/// China, good manufacturing practice 2010: particles, and average microbial counts at work.
pub static CHINA_2010: LimitSet = LimitSet {
    id: "cn-gmp2010-annex1",
    source: Source {
        document: "药品生产质量管理规范（2010年修订）附录1 无菌药品",
        place: "tables of airborne particles and of microbial monitoring",
        address: "http://www.1kdown.cn/News-794873.html",
        compared: "numbers read in a reproduction of the tables",
    },
    particles: [
        [AtMost(3_520), AtMost(20), AtMost(3_520), AtMost(20)],
        [AtMost(3_520), AtMost(29), AtMost(352_000), AtMost(2_900)],
        [AtMost(352_000), AtMost(2_900), AtMost(3_520_000), AtMost(29_000)],
        [AtMost(3_520_000), AtMost(29_000), SetBySite, SetBySite],
    ],
    microbes: [
        [LessThan(1), LessThan(1), LessThan(1), LessThan(1)],
        [AtMost(10), AtMost(5), AtMost(5), AtMost(5)],
        [AtMost(100), AtMost(50), AtMost(25), NotSpecified],
        [AtMost(200), AtMost(100), AtMost(50), NotSpecified],
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::{Judgement, Quantity, Reading};

    fn judge(limits: Option<Limits>, value: &str, unit: &str) -> Judgement {
        let quantity = Quantity::new(value.parse().unwrap(), unit.parse().unwrap());
        limits.unwrap().judge(&Reading::Exact(quantity))
    }

    #[test]
    fn sets_have_names_of_their_own() {
        for set in LimitSet::ALL {
            assert!(std::ptr::eq(LimitSet::by_id(set.id).unwrap(), set));
            assert!(!set.source.document.is_empty() && !set.source.place.is_empty());
        }
        assert!(LimitSet::by_id("eu-annex1-1997").is_none());
    }

    #[test]
    fn authorities_differ_where_their_tables_do() {
        use Occupancy::{AtRest, InOperation};
        use ParticleSize::{FiveMicrometres as Five, HalfMicrometre as Half};
        let five = |set: &LimitSet, grade, state| set.particles(grade, state, Five);
        assert_eq!(five(&EU_2022_MONITORING, Grade::A, InOperation), AtMost(29));
        assert_eq!(five(&EU_2022_CLASSIFICATION, Grade::A, InOperation), NotSpecified);
        assert_eq!(five(&EU_2022_CLASSIFICATION, Grade::B, AtRest), NotSpecified);
        assert_eq!(five(&CHINA_2010, Grade::A, InOperation), AtMost(20));
        assert_eq!(five(&EU_2022_MONITORING, Grade::B, InOperation), AtMost(2_930));
        assert_eq!(five(&CHINA_2010, Grade::B, InOperation), AtMost(2_900));
        assert_eq!(five(&CHINA_2010, Grade::D, AtRest), AtMost(29_000));
        for set in LimitSet::ALL {
            assert_eq!(set.particles(Grade::D, InOperation, Half), SetBySite);
            assert_eq!(set.particles(Grade::B, AtRest, Half), AtMost(3_520));
            assert_eq!(set.particles(Grade::B, InOperation, Half), AtMost(352_000));
            assert_eq!(set.viable(Grade::C, Viable::ContactPlate), AtMost(25));
            assert_eq!(set.viable(Grade::D, Viable::GlovePrint), NotSpecified);
        }
    }

    #[test]
    fn a_dirtier_room_is_never_allowed_less() {
        let number = |allowed| match allowed {
            AtMost(count) | LessThan(count) => count,
            NoGrowth => 0,
            NotSpecified | SetBySite => u32::MAX,
        };
        for set in LimitSet::ALL {
            for pair in Grade::ALL.windows(2) {
                for method in [Viable::ActiveAir, Viable::SettlePlate, Viable::ContactPlate] {
                    assert!(
                        number(set.viable(pair[0], method)) < number(set.viable(pair[1], method))
                    );
                }
                for state in [Occupancy::AtRest, Occupancy::InOperation] {
                    let half =
                        |grade| number(set.particles(grade, state, ParticleSize::HalfMicrometre));
                    assert!(half(pair[0]) <= half(pair[1]));
                }
            }
        }
    }

    #[test]
    fn counts_are_judged() {
        let air = |set: &LimitSet, grade| set.viable_limits(grade, Viable::ActiveAir);
        assert_eq!(judge(air(&EU_2022_MONITORING, Grade::A), "0", "[CFU]/m3"), Judgement::Within);
        assert_eq!(judge(air(&EU_2022_MONITORING, Grade::A), "1", "[CFU]/m3"), Judgement::Outside);
        assert_eq!(judge(air(&CHINA_2010, Grade::A), "0.8", "[CFU]/m3"), Judgement::Within);
        assert_eq!(judge(air(&CHINA_2010, Grade::A), "1", "[CFU]/m3"), Judgement::Outside);
        assert_eq!(judge(air(&CHINA_2010, Grade::B), "10", "[CFU]/m3"), Judgement::Within);
        let plate = CHINA_2010.viable_limits(Grade::B, Viable::SettlePlate);
        assert_eq!(judge(plate.clone(), "6", "[CFU]/{plate}"), Judgement::Outside);
        assert_eq!(judge(plate, "1", "[CFU]/{glove}"), Judgement::Undecided);
        let particles = EU_2022_MONITORING.particle_limits(
            Grade::A,
            Occupancy::InOperation,
            ParticleSize::HalfMicrometre,
        );
        assert_eq!(judge(particles.clone(), "3520", "1/m3"), Judgement::Within);
        assert_eq!(judge(particles.clone(), "3.52", "1/L"), Judgement::Within);
        assert_eq!(judge(particles, "3521", "{particles}/m3"), Judgement::Outside);
        let open = EU_2022_CLASSIFICATION.particle_limits(
            Grade::D,
            Occupancy::InOperation,
            ParticleSize::HalfMicrometre,
        );
        assert!(open.is_none());
    }

    #[test]
    fn a_cleaner_room_may_stand_in() {
        assert!(Grade::B.is_at_least(Grade::C));
        assert!(Grade::C.is_at_least(Grade::C));
        assert!(!Grade::D.is_at_least(Grade::C));
        assert_eq!(serde_json::to_string(&Grade::A).unwrap(), "\"A\"");
    }
}

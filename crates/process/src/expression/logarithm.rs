//! The logarithm to base 2, without floating point: the same digits on every machine.

use standards::decimal::Decimal;

/// Enough for twelve decimals and a guard.
const BITS: u32 = 44;

/// To twelve decimals; `None` for zero and below.
///
/// The whole part comes from halving or doubling into 1 to 2; then each squaring yields one
/// binary digit of the rest.
pub(super) fn log2(of: Decimal) -> Option<Decimal> {
    if of.is_zero() || of.is_negative() {
        return None;
    }
    let two = Decimal::from(2);
    let mut whole: i64 = 0;
    let mut rest = of;
    while rest >= two {
        rest = rest.checked_div(two)?;
        whole += 1;
    }
    while rest < Decimal::ONE {
        rest = rest.checked_mul(two)?;
        whole -= 1;
    }
    let mut bits: i64 = 0;
    for _ in 0..BITS {
        rest = rest.checked_mul(rest)?;
        bits *= 2;
        if rest >= two {
            bits += 1;
            rest = rest.checked_div(two)?;
        }
    }
    let part = Decimal::from(bits).checked_div(Decimal::from(1_i64 << BITS))?;
    Some(Decimal::from(whole).checked_add(part)?.round_half_up(12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_two_are_exact_and_others_agree_with_tables() {
        let of = |n: &str| log2(n.parse().unwrap()).unwrap();
        assert_eq!(of("8"), "3".parse().unwrap());
        assert_eq!(of("0.25"), "-2".parse().unwrap());
        // log2 of 30 and of 10, from printed tables.
        assert_eq!(of("30").round_half_up(9), "4.906890596".parse().unwrap());
        assert_eq!(of("10").round_half_up(9), "3.321928095".parse().unwrap());
        assert!(log2(Decimal::ZERO).is_none());
    }
}

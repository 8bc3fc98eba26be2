//! The check digit of all numeric GS1 keys (General Specifications 7.9).

/// The digit that belongs behind these digits; nothing if there are none or others among them.
///
/// ```
/// use standards::gs1::check_digit;
/// assert_eq!(check_digit("400638133393"), Some(1));
/// ```
pub fn check_digit(digits: &str) -> Option<u8> {
    if digits.is_empty() {
        return None;
    }
    let mut sum = 0_u8;
    let mut weight = 3;
    for byte in digits.bytes().rev() {
        if !byte.is_ascii_digit() {
            return None;
        }
        sum = (sum + (byte - b'0') * weight) % 10;
        weight = 4 - weight;
    }
    Some((10 - sum) % 10)
}

/// Whether the last digit is the check digit of those before it.
pub(crate) fn is_checked(number: &str) -> bool {
    let Some((body, last)) = number.len().checked_sub(1).and_then(|at| number.split_at_checked(at))
    else {
        return false;
    };
    check_digit(body).is_some_and(|digit| last == digit.to_string())
}

//! Whole numbers among the arguments: how many, with words of their own for what is none.

use std::ops::RangeInclusive;

/// Reads a whole number within bounds.
pub fn number<N: TryFrom<u64>>(bounds: RangeInclusive<u64>) -> impl Fn(&str) -> Result<N, String> + Clone {
    move |typed| {
        if typed.is_empty() || !typed.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("it is no whole number".to_owned());
        }
        let (least, most) = (*bounds.start(), *bounds.end());
        match typed.parse::<u64>() {
            Ok(number) if number < least => Err(format!("the smallest number here is {least}")),
            Ok(number) if number <= most => N::try_from(number).map_err(|_| "it is too large".to_owned()),
            _ if most == u64::MAX => Err("it is too large".to_owned()),
            _ => Err(format!("the largest number here is {most}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_told_in_plain_words() {
        let huge = "9".repeat(40);
        for (typed, is) in [
            ("1", Ok(1u16)),
            ("007", Ok(7)),
            ("0", Err("the smallest number here is 1")),
            ("1001", Err("the largest number here is 1000")),
            (&huge, Err("the largest number here is 1000")),
            ("", Err("it is no whole number")),
            ("-1", Err("it is no whole number")),
            ("1.5", Err("it is no whole number")),
            ("١", Err("it is no whole number")),
        ] {
            assert_eq!(number::<u16>(1..=1000)(typed), is.map_err(str::to_owned), "{typed}");
        }
        assert_eq!(number::<u64>(0..=u64::MAX)(&huge), Err("it is too large".to_owned()));
    }
}

//! The numbers that bring help. Calls to them belong on a phone that knows where it is. From the countries' own
//! numbering plans and the European Electronic Communications Code, article 109.

/// Reach help from nearly every mobile network, whatever the country.
const ANYWHERE: [&str; 2] = ["112", "911"];

/// What else the country uses.
const OF_COUNTRY: &[(&str, &[&str])] = &[
    ("AE", &["997", "998", "999"]),
    ("AU", &["000", "106"]),
    ("AT", &["122", "133", "144"]),
    ("BE", &["100", "101"]),
    ("BR", &["190", "192", "193"]),
    ("CH", &["117", "118", "144"]),
    ("CN", &["110", "119", "120"]),
    ("DE", &["110"]),
    ("ES", &["061", "080", "091"]),
    ("FR", &["15", "17", "18", "114"]),
    ("GB", &["999", "18000"]),
    ("HK", &["999", "992"]),
    ("IE", &["999"]),
    ("IL", &["100", "101", "102"]),
    ("IN", &["100", "101", "102", "108"]),
    ("IT", &["113", "115", "118"]),
    ("JP", &["110", "118", "119"]),
    ("KR", &["119"]),
    ("MY", &["999"]),
    ("NL", &[]),
    ("NZ", &["111"]),
    ("PH", &["117"]),
    ("PL", &["997", "998", "999"]),
    ("SG", &["995", "999"]),
    ("US", &["933"]),
    ("CA", &["933"]),
    ("ZA", &["10111", "10177"]),
];

/// Whether these digits call for help, also after the digit that some offices dial for a line.
pub(super) fn is(digits: &str, country: &str) -> bool {
    let own =
        OF_COUNTRY.iter().find(|(of, _)| of.eq_ignore_ascii_case(country)).map_or(&[][..], |(_, own)| own);
    let calls_for_help = |digits: &str| ANYWHERE.contains(&digits) || own.contains(&digits);
    let after_line_digit = digits.strip_prefix(['9', '0', '8']).filter(|rest| rest.len() >= 3);
    calls_for_help(digits) || after_line_digit.is_some_and(calls_for_help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_is_known_in_each_country_and_after_a_line_digit() {
        for (digits, country) in
            [("911", "US"), ("9911", "US"), ("112", "DE"), ("999", "GB"), ("000", "AU"), ("0112", "DE")]
        {
            assert!(is(digits, country), "{digits} in {country} brings help");
        }
        for (digits, country) in [("999", "US"), ("131", "US"), ("411", "US"), ("110", "US"), ("91", "US")] {
            assert!(!is(digits, country), "{digits} in {country} is an ordinary number");
        }
    }
}

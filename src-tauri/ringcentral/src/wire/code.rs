//! The names by which RingCentral tells what is wrong: `CMN-401`, `invalid_grant`, `InternationalDisabled`, and a
//! permission's. They go where its sentences may not, into errors and the log; so what does not look like one is
//! none, whoever put it there.

/// Longer ones are not known.
const LONGEST: usize = 60;
/// Nor are there more digits than these.
const DIGITS: usize = 5;

/// The text, where it is a word of letters and underscores, or one with a number behind a dash. A token, a phone
/// number or a sentence is not.
pub(crate) fn code(text: &str) -> Option<Box<str>> {
    let (word, number) = text.split_once('-').unwrap_or((text, "0"));
    let is_word = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
    let is_number =
        !number.is_empty() && number.len() <= DIGITS && number.chars().all(|c| c.is_ascii_digit());
    (is_word && is_number && text.len() <= LONGEST).then(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ringcentral_calls_things_is_a_code() {
        for known in
            ["CMN-401", "OAU-213", "WSG-1005", "invalid_grant", "InternationalDisabled", "ReadCallLog"]
        {
            assert_eq!(code(known).as_deref(), Some(known), "as it came");
        }
    }

    #[test]
    fn what_nobody_may_read_is_none() {
        for other in [
            "",
            "-401",
            "CMN-",
            "U0pDMTFQMDFQQVMwMHxBQUJ",
            "+13125550177",
            "CMN-3125550177",
            "Hollis Freight",
            "CMN-401\n",
            &"x".repeat(61),
        ] {
            assert_eq!(code(other), None, "{other:?} is not to be repeated");
        }
    }
}

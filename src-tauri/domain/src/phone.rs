//! Phone numbers: one canonical form to match by, one to show, and a plain no where the text is neither.
//! The numbering plans come from the libphonenumber metadata; nothing about them is decided here.

use std::fmt;

use rlibphonenumber::enums::Region;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

/// A number in E.164: `+` and digits. Two texts that reach the same phone are equal here.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, specta::Type,
)]
#[serde(transparent)]
pub struct PhoneNumber(String);

/// Why a text is not a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotANumber {
    /// Nothing that could be dialed.
    #[error("That is not a phone number.")]
    Unreadable,
    /// Digits, but not as many as the country's numbers have.
    #[error("That number has the wrong length for its country.")]
    WrongLength,
    /// The home country is not a known region code.
    #[error("The home country is not known. Set it to a two-letter code such as US.")]
    UnknownCountry,
}

impl PhoneNumber {
    /// Reads a number in any common notation. `home_country` (ISO 3166 alpha-2) completes national ones.
    pub fn parse(text: &str, home_country: &str) -> Result<Self, NotANumber> {
        let region: Region = home_country.parse().map_err(|_| NotANumber::UnknownCountry)?;
        let number = PHONE_NUMBER_UTIL.parse(text, Some(region)).map_err(|_| NotANumber::Unreadable)?;
        number.is_possible_with_reason().map_err(|_| NotANumber::WrongLength)?;
        Ok(Self(number.format_as(PhoneNumberFormat::E164).into_owned()))
    }

    /// Takes back what [`PhoneNumber::as_str`] gave, e.g. from the store.
    pub fn from_e164(e164: impl Into<String>) -> Self {
        Self(e164.into())
    }

    /// `+13125550177`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PhoneNumber {
    /// For people: `+1 312 555 0177`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match PHONE_NUMBER_UTIL.parse(&self.0, None) {
            Ok(number) => {
                let shown = number.format_as(PhoneNumberFormat::International);
                f.write_str(&shown.replace('-', " "))
            }
            Err(_) => f.write_str(&self.0),
        }
    }
}

/// How RingCentral's text for a number is shown: formatted where it is one, else as sent ("102", "anonymous").
pub fn shown(text: &str, home_country: &str) -> String {
    match PhoneNumber::parse(text, home_country) {
        Ok(number) if text.chars().filter(char::is_ascii_digit).count() > 6 => number.to_string(),
        Ok(_) | Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_of_a_number_is_the_same_number() {
        for text in
            ["+13125550177", "(312) 555-0177", "312.555.0177", "1 312 555 0177", "tel:+1-312-555-0177"]
        {
            let number = PhoneNumber::parse(text, "US").expect(text);
            assert_eq!(number.as_str(), "+13125550177", "{text} reaches the same phone");
        }
    }

    #[test]
    fn a_number_is_shown_in_groups() {
        assert_eq!(
            PhoneNumber::from_e164("+13125550177").to_string(),
            "+1 312 555 0177",
            "groups help the eye"
        );
    }

    #[test]
    fn what_is_no_number_is_refused_with_the_reason() {
        assert_eq!(PhoneNumber::parse("anonymous", "US"), Err(NotANumber::Unreadable), "letters");
        assert_eq!(PhoneNumber::parse("12", "US"), Err(NotANumber::WrongLength), "two digits");
        assert_eq!(
            PhoneNumber::parse("3125550177", "Mars"),
            Err(NotANumber::UnknownCountry),
            "no such country"
        );
    }

    #[test]
    fn a_short_extension_number_is_shown_as_sent() {
        assert_eq!(shown("102", "US"), "102", "an extension number is not a public one");
        assert_eq!(shown("+13125550177", "US"), "+1 312 555 0177", "a public one is grouped");
    }
}

//! What a text in the number field would reach. Everything people paste is read: national and international
//! notations, extensions in all their spellings, pauses, invisible marks of other scripts. What is not a number is
//! refused with what is wrong with it.

use std::fmt;

use rlibphonenumber::enums::Region;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

use crate::PhoneNumber;
use crate::dial::emergency;

/// Nothing longer is a number, whatever it holds.
const LONGEST_TEXT: usize = 120;
/// Short numbers of a company.
const EXTENSION_DIGITS: std::ops::RangeInclusive<usize> = 3..=6;
/// More is no slip of the finger.
const MISSED: usize = 5;
/// As many digits as could be missing or too many and still be counted for the person.
const COUNTED: usize = 12;

/// Whom a text reaches, and what to key in once they answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Whom.
    pub reach: Reach,
    /// What to key in afterwards.
    pub keys: Option<Keys>,
}

/// Whom a number reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Anybody on the public network.
    Public(PhoneNumber),
    /// Somebody of the company, by their short number.
    Extension(String),
    /// The country's emergency services.
    Emergency(String),
}

/// What is keyed in once the other side has answered: digits, `*`, `#`, and `,` for a pause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys(String);

/// Why a text cannot be dialed. The sentence stands under the number field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotDialable {
    /// There is nothing.
    #[error("Enter a number, or choose somebody.")]
    Empty,
    /// Words.
    #[error("That is not a phone number. Enter digits.")]
    NotANumber,
    /// Too few digits for anything.
    #[error("{}", short(*.missing, .country))]
    TooShort {
        /// How many are missing, where that can be told.
        missing: Option<usize>,
        /// The country whose numbers are longer.
        country: String,
    },
    /// Too many.
    #[error("{}", long(*.extra, .country))]
    TooLong {
        /// How many are too many, where that can be told.
        extra: Option<usize>,
        /// The country whose numbers are shorter.
        country: String,
    },
    /// A code for a phone's own exchange, such as `*67`.
    #[error("Codes that begin with * or # work on your phone's keys only. Enter the number alone.")]
    StarCode,
    /// What follows the number is no extension.
    #[error("After the number only an extension may follow: digits, *, # and commas for pauses.")]
    BadExtension,
    /// The home country is not a known region code.
    #[error("The home country is not known. Set it to a two-letter code such as US.")]
    UnknownCountry,
}

impl Target {
    /// Reads what was typed or pasted. `home_country` (ISO 3166 alpha-2) completes national numbers.
    pub fn parse(text: &str, home_country: &str) -> Result<Self, NotDialable> {
        let region: Region = home_country.parse().map_err(|_| NotDialable::UnknownCountry)?;
        let text = plain(text);
        if text.is_empty() {
            return Err(NotDialable::Empty);
        }
        if text.len() > LONGEST_TEXT {
            return Err(NotDialable::TooLong { extra: None, country: home_country.to_owned() });
        }
        if let Some(number) = without_word(&text) {
            return extension(number);
        }
        if text.starts_with(['*', '#']) {
            return Err(NotDialable::StarCode);
        }
        let (number, keys) = split(&text)?;
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        if digits.is_empty() {
            return Err(NotDialable::NotANumber);
        }
        let is_plain = number.chars().all(|c| c.is_ascii_digit() || " -.()/".contains(c));
        if is_plain && emergency::is(&digits, home_country) {
            return Ok(Self { reach: Reach::Emergency(digits), keys: None });
        }
        if is_plain && EXTENSION_DIGITS.contains(&digits.len()) {
            return Ok(Self { reach: Reach::Extension(digits), keys });
        }
        let public = public(number, &digits, home_country, region)?;
        Ok(Self { reach: Reach::Public(public), keys })
    }

    /// As it would be typed to reach the same again.
    pub fn text(&self) -> String {
        match &self.keys {
            Some(keys) => format!("{}{}", self.reach.number(), keys.as_typed()),
            None => self.reach.number().to_owned(),
        }
    }
}

impl Target {
    /// For people, without what is keyed in afterwards: `+1 312 555 0190`.
    pub fn reach_shown(&self) -> String {
        Self { reach: self.reach.clone(), keys: None }.to_string()
    }
}

impl fmt::Display for Target {
    /// For people: `+1 312 555 0190 ext. 22`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reach {
            Reach::Public(number) => write!(f, "{number}")?,
            Reach::Extension(digits) => write!(f, "ext. {digits}")?,
            Reach::Emergency(digits) => f.write_str(digits)?,
        }
        match &self.keys {
            Some(keys) => match keys.extension() {
                Some(extension) => write!(f, " ext. {extension}"),
                None => write!(f, " then {}", keys.shown()),
            },
            None => Ok(()),
        }
    }
}

impl Reach {
    /// E.164, or the short number.
    pub fn number(&self) -> &str {
        match self {
            Self::Public(number) => number.as_str(),
            Self::Extension(digits) | Self::Emergency(digits) => digits,
        }
    }
}

impl Keys {
    /// Takes back what [`Keys::as_str`] gave.
    pub fn read(text: &str) -> Option<Self> {
        let known = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#' | ',');
        let text = text.trim_end_matches(',');
        (text.chars().all(known) && text.chars().any(|c| c != ',')).then(|| Self(text.to_owned()))
    }

    /// `,,407#`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The extension, where it is one and nothing else: digits, perhaps after a pause.
    pub fn extension(&self) -> Option<&str> {
        let digits = self.0.trim_start_matches(',');
        (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
    }

    /// For a person's fingers: stages apart, pauses not shown.
    pub fn shown(&self) -> String {
        self.0.split(',').filter(|stage| !stage.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn as_typed(&self) -> String {
        match self.extension() {
            Some(digits) if !self.0.starts_with(',') => format!(" ext. {digits}"),
            Some(_) => self.0.clone(),
            None if self.0.starts_with(',') => self.0.clone(),
            None => format!(",{}", self.0),
        }
    }
}

/// ASCII digits, ordinary spaces and lower case; without marks that cannot be seen.
pub(super) fn plain(text: &str) -> String {
    let visible = text.chars().filter(|c| !is_invisible(*c));
    let plain = visible.map(|c| match c {
        '\u{0660}'..='\u{0669}' => ascii_digit(c, 0x0660),
        '\u{06F0}'..='\u{06F9}' => ascii_digit(c, 0x06F0),
        '\u{FF10}'..='\u{FF19}' => ascii_digit(c, 0xFF10),
        '\u{FF0B}' => '+',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' => '-',
        c if c.is_whitespace() => ' ',
        c => c.to_ascii_lowercase(),
    });
    plain.collect::<String>().trim().to_owned()
}

fn ascii_digit(c: char, zero: u32) -> char {
    char::from_digit(u32::from(c) - zero, 10).unwrap_or(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Words for an extension, the longest first.
const EXTENSION_WORDS: [&str; 8] = [";extension=", "extension", ";ext=", "extn.", "extn", "ext.", "ext", "x"];

/// The digits of a text that says it is an extension.
fn without_word(text: &str) -> Option<&str> {
    let number = EXTENSION_WORDS.iter().find_map(|word| text.strip_prefix(word))?;
    Some(number.trim_start_matches([' ', '.', ':', '#']).trim())
}

fn extension(digits: &str) -> Result<Target, NotDialable> {
    let is_number = !digits.is_empty() && digits.len() <= 8 && digits.bytes().all(|b| b.is_ascii_digit());
    match is_number {
        true => Ok(Target { reach: Reach::Extension(digits.to_owned()), keys: None }),
        false => Err(NotDialable::NotANumber),
    }
}

/// The number, and what to key in after it.
fn split(text: &str) -> Result<(&str, Option<Keys>), NotDialable> {
    let digits_before = |at: usize| text[..at].bytes().filter(u8::is_ascii_digit).count();
    let after_word = EXTENSION_WORDS.iter().filter_map(|word| {
        let at = text.find(word)?;
        (digits_before(at) >= 3).then_some((at, word.len(), ""))
    });
    let first_word = after_word.min_by_key(|(at, length, _)| (*at, usize::MAX - length));
    let pause = text.find([',', ';', '#', '*']).filter(|at| digits_before(*at) >= 3);
    let letter = text.find(['p', 'w']).filter(|at| digits_before(*at) >= 3 && is_pause(text, *at));
    let mark = [pause, letter].into_iter().flatten().min();
    let (number, rest, lead) = match (first_word, mark) {
        (Some((at, length, _)), mark) if mark.is_none_or(|mark| at <= mark) => {
            (&text[..at], &text[at + length..], "")
        }
        (_, Some(at)) => {
            let lead = if matches!(text.as_bytes()[at], b'*' | b'#') { "" } else { "," };
            (&text[..at], &text[at + 1..], lead)
        }
        (_, None) => return Ok((text, None)),
    };
    Ok((number.trim_end(), keys(rest, lead)?))
}

/// `p` and `w` between digits are pauses, not letters of a word.
fn is_pause(text: &str, at: usize) -> bool {
    let around = [text[..at].chars().next_back(), text[at + 1..].chars().next()];
    around.iter().flatten().all(|c| !c.is_ascii_alphabetic() || matches!(c, 'p' | 'w'))
}

fn keys(text: &str, lead: &str) -> Result<Option<Keys>, NotDialable> {
    let mut keys = lead.to_owned();
    for word in text.split(' ') {
        for c in word.trim_start_matches([':', '.', '=']).chars() {
            match c {
                '0'..='9' | '*' | '#' => keys.push(c),
                ',' | ';' | 'p' | 'w' => keys.push(','),
                '-' | '(' | ')' => {}
                _ => return Err(NotDialable::BadExtension),
            }
        }
    }
    Ok(Keys::read(&keys))
}

fn public(
    number: &str,
    digits: &str,
    home_country: &str,
    region: Region,
) -> Result<PhoneNumber, NotDialable> {
    let has_letters = number.chars().any(char::is_alphabetic);
    if number.chars().any(|c| !c.is_alphanumeric() && !" +-.()/".contains(c)) {
        return Err(NotDialable::NotANumber);
    }
    let begins_with_letter = number.trim_start_matches([' ', '(']).starts_with(char::is_alphabetic);
    if has_letters && (digits.len() < 3 || begins_with_letter) {
        return Err(NotDialable::NotANumber);
    }
    let country = || home_country.to_owned();
    let Ok(parsed) = PHONE_NUMBER_UTIL.parse(number, Some(region)) else {
        return Err(match (has_letters, digits.len()) {
            (true, _) => NotDialable::NotANumber,
            (false, ..=6) => NotDialable::TooShort { missing: None, country: country() },
            (false, _) => NotDialable::TooLong { extra: None, country: country() },
        });
    };
    if has_letters && !parsed.is_valid() {
        return Err(NotDialable::NotANumber);
    }
    if parsed.is_possible_with_reason().is_ok() && !is_local_only(&parsed) {
        return Ok(PhoneNumber::from_e164(parsed.format_as(PhoneNumberFormat::E164)));
    }
    let abroad = number
        .trim_start()
        .starts_with('+')
        .then(|| PHONE_NUMBER_UTIL.get_region_for_country_code(parsed.country_code));
    let country = abroad.flatten().map_or_else(country, |region| region.as_region_str().to_string());
    Err(how_far_off(number, region, country))
}

/// Possible only within its own area: it cannot be dialed from elsewhere.
fn is_local_only(number: &rlibphonenumber::PhoneNumber) -> bool {
    use rlibphonenumber::NumberLengthType::IsPossibleLocalOnly;
    matches!(number.is_possible_with_reason(), Ok(IsPossibleLocalOnly))
}

/// Counts how many digits are missing or too many, so that the person need not.
fn how_far_off(number: &str, region: Region, country: String) -> NotDialable {
    let fits = |text: &str| {
        PHONE_NUMBER_UTIL
            .parse(text, Some(region))
            .is_ok_and(|number| number.is_possible_with_reason().is_ok() && !is_local_only(&number))
    };
    let mut longer = number.to_owned();
    for missing in 1..=COUNTED {
        longer.push('2');
        if fits(&longer) {
            return NotDialable::TooShort { missing: Some(missing), country };
        }
    }
    let mut shorter = number.trim_end().to_owned();
    for extra in 1..=COUNTED {
        while shorter.pop().is_some_and(|c| !c.is_ascii_digit()) {}
        if fits(&shorter) {
            return NotDialable::TooLong { extra: Some(extra), country };
        }
    }
    NotDialable::TooLong { extra: None, country }
}

fn short(missing: Option<usize>, country: &str) -> String {
    match missing {
        Some(missing @ ..=MISSED) => format!("{} short for a {country} number.", counted(missing)),
        Some(_) | None => "Too short for a phone number.".to_owned(),
    }
}

fn long(extra: Option<usize>, country: &str) -> String {
    match extra {
        Some(extra) => format!("{} too many for a {country} number.", counted(extra)),
        None => "Too long for a phone number.".to_owned(),
    }
}

fn counted(digits: usize) -> String {
    const WORDS: [&str; 10] = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
    let digits_word = if digits == 1 { "digit" } else { "digits" };
    match WORDS.get(digits) {
        Some(word) => format!("{word} {digits_word}"),
        None => format!("{digits} {digits_word}"),
    }
}

#[cfg(test)]
mod tests;

//! Links that ask for a call: `tel:`, `callto:`, `sip:`, `sips:` and RingCentral's own `rcmobile:`. In: an address
//! as other programs hand it over, from whatever page it comes. Out: the text that belongs in the number field, or
//! what is wrong with the link. Whether the text can be dialed is [`target`](super::target)'s matter, and nothing
//! is ever dialed for a link.
//!
//! Sources: RFC 3966 (`tel`, with `ext`, `phone-context`, and the `postd` that phones add), RFC 3261 (`sip`).

use std::fmt;

use super::target::plain;

/// Nothing longer is a link to a number.
const LONGEST_LINK: usize = 1_000;
/// Nothing longer fits into the number field.
const LONGEST_TEXT: usize = 120;

/// A text for the number field: letters, digits and the marks of numbers, such as `+13125550177 ext. 22`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialText(String);

impl DialText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DialText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a link cannot be taken. The sentence stands in the dialer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotALink {
    /// It belongs to another program.
    #[error("That is no link to a phone number. Ringside opens tel:, callto:, sip: and rcmobile: links.")]
    OtherScheme,
    /// It wants RingCentral's app to do something else.
    #[error("That link asks for something else than a call. Open it in the RingCentral app.")]
    NoCall,
    /// There is nothing in it.
    #[error("That link holds no number. Enter the number.")]
    Empty,
    /// It names somebody in another way.
    #[error("That link names somebody, but by no phone number. Enter the number.")]
    NotANumber,
    /// What it gives as extension is none.
    #[error("The extension in that link is no number. Enter the number and the extension.")]
    BadExtension,
    /// It is cut off, or encoded in a way that nobody can read.
    #[error("That link is damaged. Enter the number.")]
    Damaged,
    /// It is far too long.
    #[error("That link is longer than any phone number. Enter the number.")]
    TooLong,
}

/// The text that a link wants in the number field.
pub fn read(uri: &str) -> Result<DialText, NotALink> {
    if uri.len() > LONGEST_LINK {
        return Err(NotALink::TooLong);
    }
    let uri = uri.trim_matches(|c: char| c.is_whitespace() || plain(c.encode_utf8(&mut [0; 4])).is_empty());
    let (scheme, rest) = uri.split_once(':').ok_or(NotALink::OtherScheme)?;
    let wanted = match scheme.to_ascii_lowercase().as_str() {
        "tel" | "callto" => before(rest, &['?']),
        "sip" | "sips" => person_of(rest),
        "rcmobile" => return from_text(&number_of_call(rest)?),
        _ => return Err(NotALink::OtherScheme),
    };
    from_text(&decoded(wanted.trim_matches('/'))?)
}

/// A number with its parameters, decoded.
fn from_text(text: &str) -> Result<DialText, NotALink> {
    let text = plain(text);
    let mut parts = text.split(';').map(str::trim);
    let mut number = parts.next().unwrap_or_default().to_owned();
    let (mut extension, mut keys) = (String::new(), String::new());
    for part in parts {
        match part.split_once('=').map(|(name, value)| (name.trim(), value.trim())) {
            Some(("ext", "")) => {}
            Some(("ext", digits)) => extension = format!(" ext. {}", extension_of(digits)?),
            Some(("phone-context", context)) => number = in_context(&number, context),
            Some(("postd", pressed)) => keys.push_str(pressed),
            Some(_) => {}
            // Some phones write a semicolon where they wait.
            None if part.contains(|c: char| c.is_ascii_digit()) => keys.push_str(&format!(",{part}")),
            None => {}
        }
    }
    let text = format!("{}{extension}{}", with_commas(&number), with_commas(&keys));
    if number.is_empty() && extension.is_empty() {
        return Err(NotALink::Empty);
    }
    let is_mark = |c: char| c.is_ascii_alphanumeric() || " +-.()/,*#".contains(c);
    if !text.chars().all(is_mark) || !text.contains(|c: char| c.is_ascii_digit()) {
        return Err(NotALink::NotANumber);
    }
    if text.len() > LONGEST_TEXT { Err(NotALink::TooLong) } else { Ok(DialText(text)) }
}

/// The person part of a `sip` address, without password, host and what follows it.
fn person_of(rest: &str) -> &str {
    let whole = before(rest.trim_start_matches('/'), &['?']);
    match whole.split_once('@') {
        Some((person, _)) => before(person, &[':']),
        None => whole,
    }
}

/// `//call?number=…`: the one thing that this scheme can ask of us.
fn number_of_call(rest: &str) -> Result<String, NotALink> {
    let (place, query) = rest.trim_start_matches('/').split_once('?').unwrap_or((rest, ""));
    if !place.trim_matches('/').eq_ignore_ascii_case("call") {
        return Err(NotALink::NoCall);
    }
    let pairs = before(query, &['#']).split('&').filter_map(|pair| pair.split_once('='));
    let mut numbers = pairs.filter(|(name, _)| name.eq_ignore_ascii_case("number"));
    decoded(numbers.next().ok_or(NotALink::Empty)?.1)
}

fn before<'a>(text: &'a str, ends: &[char]) -> &'a str {
    text.split(ends).next().unwrap_or_default()
}

/// Percent-encoding, taken back. A plus is a plus.
fn decoded(text: &str) -> Result<String, NotALink> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16).ok_or(NotALink::Damaged);
                bytes.push(u8::try_from(digit(high)? * 16 + digit(low)?).map_err(|_| NotALink::Damaged)?);
                after
            }
            (b'%', _) => return Err(NotALink::Damaged),
            (byte, after) => {
                bytes.push(*byte);
                after
            }
        };
    }
    String::from_utf8(bytes).map_err(|_| NotALink::Damaged)
}

fn extension_of(text: &str) -> Result<String, NotALink> {
    let is_mark = |c: char| c.is_ascii_digit() || " -.()".contains(c);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() || !text.chars().all(is_mark) { Err(NotALink::BadExtension) } else { Ok(digits) }
}

/// A local number with the prefix that makes it global. A context that is a domain says nothing about numbers.
fn in_context(number: &str, context: &str) -> String {
    let is_global = |text: &str| text.starts_with('+');
    if is_global(context) && !is_global(number) && !number.is_empty() {
        format!("{context}{number}")
    } else {
        number.to_owned()
    }
}

/// `p` and `w` are pauses where they stand between keys; in a word they are letters.
fn with_commas(text: &str) -> String {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() && !matches!(c, 'p' | 'w'));
    let mut before = None;
    let mut after = text.chars().skip(1);
    text.chars()
        .map(|c| {
            let pauses = matches!(c, 'p' | 'w') && !is_letter(before) && !is_letter(after.clone().next());
            before = Some(c);
            after.next();
            if pauses { ',' } else { c }
        })
        .collect()
}

#[cfg(test)]
mod forms;
#[cfg(test)]
mod tests;

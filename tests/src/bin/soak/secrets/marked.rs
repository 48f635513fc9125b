//! What must not be in a line: secrets that all carry one mark, and callers whom nobody else is called like. And every
//! way in which a text may be written.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// In every secret that is made here.
pub const MARK: &str = "Zq7hidden4Xw";
/// In every caller's name.
const FAMILY: &str = "Quillwort-Markham";
/// How every caller's number begins; one digit is missing.
const NUMBERS: &str = "1312555017";

static MADE: AtomicU64 = AtomicU64::new(0);

/// A new secret, with characters that an address and a form write another way.
pub fn secret() -> String {
    format!("{MARK}+{}/=", number_of_this())
}

/// The number of some caller, E.164.
pub fn number() -> String {
    format!("+{NUMBERS}{}", number_of_this() % 10)
}

/// The name of some caller.
pub fn name() -> String {
    format!("{FAMILY} {}", number_of_this())
}

/// How many were made.
pub fn made() -> u64 {
    MADE.load(Ordering::Relaxed)
}

/// What all of them have in common, in every form in which a person may write a number.
pub fn marks() -> Vec<String> {
    let (area, rest) = (&NUMBERS[1..4], &NUMBERS[4..]);
    let (exchange, line) = rest.split_at(3);
    let numbers = ["-", ".", " "].map(|gap| format!("{area}{gap}{exchange}{gap}{line}"));
    let in_brackets = format!("({area}) {exchange}-{line}");
    let lowered = MARK.to_lowercase();
    [vec![MARK.to_owned(), lowered, FAMILY.to_owned(), NUMBERS.to_owned(), in_brackets], numbers.into()]
        .concat()
}

/// Whether a text is one of these.
pub fn is_marked(text: &str) -> bool {
    [MARK, FAMILY, NUMBERS].iter().any(|mark| text.contains(mark))
}

/// A text as it is, as an address writes it, and as base64 does wherever in it the text begins.
pub fn forms(text: &str) -> Vec<String> {
    let in_address: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let mut forms = vec![text.to_owned(), in_address];
    for before in 0..3 {
        let shifted = [vec![0; before], text.as_bytes().to_vec()].concat();
        for base64 in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let whole = base64.encode(&shifted);
            // The first and the last letters also say what stands beside it.
            let (first, last) = ([0, 2, 3][before], whole.len() - usize::from(shifted.len() % 3 != 0));
            forms.extend(whole.get(first..last).map(str::to_owned));
        }
    }
    forms
}

fn number_of_this() -> u64 {
    MADE.fetch_add(1, Ordering::Relaxed)
}

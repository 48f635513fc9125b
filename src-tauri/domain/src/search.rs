//! How people and numbers are searched for: what a text comes to once case, accents and punctuation are gone, and the
//! beginnings it is found by. The same rules read what is kept and what is typed, so they meet.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// More words than that narrow nothing down.
const WORDS_WANTED: usize = 5;
/// Longer words are found by their beginning.
const LONGEST_WORD: usize = 40;
/// So many words of one contact are kept.
const WORDS_KEPT: usize = 40;
/// Digits that begin a search by number.
const FEWEST_DIGITS: usize = 4;
/// E.164 has no more.
const MOST_DIGITS: usize = 15;

/// The text in small letters, without accents: "Núñez" and "NUNEZ" come to the same.
pub fn fold(text: &str) -> String {
    let bare = text.nfkd().filter(|letter| !is_combining_mark(*letter) && !is_invisible(*letter));
    let mut folded = String::with_capacity(text.len());
    for letter in bare.flat_map(char::to_lowercase) {
        match letter {
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            // What is left of a capital with a dot.
            letter if is_combining_mark(letter) => {}
            letter => folded.push(letter),
        }
    }
    folded
}

/// The words that a contact with these texts is found by. An apostrophe parts a word and joins it: "O'Brien" is found
/// by "brien" and by "obrien".
pub fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for text in texts {
        let folded = fold(text);
        let joined = folded.replace(['\'', '’', '.'], "");
        for part in [folded.as_str(), joined.as_str()] {
            words.extend(parts(part).filter(|word| !word.is_empty()));
        }
    }
    while words.len() > WORDS_KEPT {
        words.pop_last();
    }
    words
}

/// The beginnings that a number is found by: from each of its digits on, as long as enough are left.
pub fn number_words(number: &str) -> BTreeSet<String> {
    let digits: String = digits(number).take(MOST_DIGITS).collect();
    let last = digits.len().saturating_sub(FEWEST_DIGITS);
    if digits.is_empty() {
        BTreeSet::new()
    } else {
        (0..=last).map(|from| digits[from..].to_owned()).collect()
    }
}

/// What somebody typed to find a contact: each of its beginnings must be met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted(Vec<String>);

impl Wanted {
    /// Reads it. A number in any notation is one beginning, whatever parts its digits.
    pub fn read(text: &str) -> Self {
        let folded = fold(text);
        let is_number = folded.chars().all(|letter| letter.is_ascii_digit() || is_between_digits(letter));
        let digits: String = digits(&folded).take(MOST_DIGITS).collect();
        if is_number && digits.len() >= FEWEST_DIGITS {
            // Abroad, numbers at home are written with a zero that nobody dials from elsewhere.
            let at_home = folded.trim_start().starts_with('0') && digits.len() > FEWEST_DIGITS;
            return Self(vec![if at_home { digits.trim_start_matches('0').to_owned() } else { digits }]);
        }
        let mut wanted: Vec<String> = parts(&folded.replace(['\'', '’', '.'], "")).collect();
        wanted.retain(|word| !word.is_empty());
        wanted.truncate(WORDS_WANTED);
        Self(wanted)
    }

    /// The beginnings.
    pub fn beginnings(&self) -> &[String] {
        &self.0
    }

    /// Nothing in particular.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn parts(folded: &str) -> impl Iterator<Item = String> {
    folded
        .split(|letter: char| !letter.is_alphanumeric())
        .map(|word| word.chars().take(LONGEST_WORD).collect())
}

fn digits(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(char::is_ascii_digit)
}

fn is_between_digits(letter: char) -> bool {
    letter.is_whitespace() || "+-()./‐‑–".contains(letter)
}

/// Marks that order text without being seen.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wanted(text: &str) -> Vec<String> {
        Wanted::read(text).0
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        for (text, folded) in [
            ("Núñez & Hijos", "nunez & hijos"),
            ("SÆTHER", "saether"),
            ("Straße", "strasse"),
            ("İstanbul", "istanbul"),
            ("ﬁrst", "first"),
            ("שָׁלוֹם", "שלום"),
            ("\u{202e}evil\u{202c}", "evil"),
            ("Łódź", "lodz"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn an_apostrophe_parts_and_joins() {
        let found_by: Vec<_> = words(["O'Brien", "St. John-Smythe"]).into_iter().collect();
        assert_eq!(
            found_by,
            ["brien", "john", "o", "obrien", "smythe", "st"],
            "each way somebody may type it"
        );
        assert_eq!(wanted("o'brien"), ["obrien"], "and this is how it is looked for");
    }

    #[test]
    fn a_number_is_found_from_each_of_its_digits_on() {
        let found_by = number_words("+1 312 555 0177");
        for typed in ["312 555 01", "+1 (312) 555-0177", "5550177", "0177", "312.555"] {
            let wanted = wanted(typed);
            assert_eq!(wanted.len(), 1, "{typed} is one number");
            let begins = found_by.iter().any(|word| word.starts_with(&wanted[0]));
            assert!(begins, "{typed} finds it");
        }
        assert_eq!(wanted("020 7946 0958"), ["2079460958"], "a zero that is dialed at home only");
    }

    #[test]
    fn few_digits_are_words() {
        assert_eq!(wanted("24 7"), ["24", "7"], "a company may be called so");
        assert_eq!(wanted("102"), ["102"], "or it is an extension");
        assert_eq!(number_words("102").into_iter().collect::<Vec<_>>(), ["102"], "which is found as a whole");
        assert!(wanted(" -- ").is_empty(), "nothing is wanted");
    }

    proptest! {
        #[test]
        fn whatever_a_contact_is_called_it_is_found_by(text in ".{0,60}") {
            let kept = words([text.as_str()]);
            let wanted = Wanted::read(&text);
            let as_number = wanted.0.len() == 1 && wanted.0[0].chars().all(|digit| digit.is_ascii_digit());
            for word in wanted.beginnings().iter().filter(|_| !as_number && kept.len() < WORDS_KEPT) {
                prop_assert!(kept.contains(word), "{word:?} is a word of {text:?}: {kept:?}");
            }
        }

        #[test]
        fn folding_twice_changes_nothing(text in ".{0,60}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}

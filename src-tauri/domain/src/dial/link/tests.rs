//! Links in every form that pages, mail programs and phones write, and any text at all.

use proptest::prelude::*;

use super::forms::{BAD, GOOD};
use super::*;
use crate::dial::Target;

#[test]
fn every_form_of_a_link_gives_its_number() {
    for (link, text) in GOOD {
        assert_eq!(read(link).as_ref().map(DialText::as_str), Ok(text), "{link}");
    }
}

#[test]
fn what_is_no_link_to_a_number_is_refused_with_what_is_wrong() {
    for (link, why) in BAD {
        assert_eq!(read(link), Err(why), "{link}");
    }
    let long = format!("tel:{}", "1".repeat(121));
    assert_eq!(read(&long), Err(NotALink::TooLong), "no field holds it");
    assert_eq!(read(&"tel:".repeat(1000)), Err(NotALink::TooLong), "nor does anybody read it");
}

#[test]
fn the_text_of_a_link_reaches_what_the_link_meant() {
    for (link, reached) in [
        ("tel:+13125550177;ext=22", "+1 312 555 0177 ext. 22"),
        ("tel:(312) 555-0177", "+1 312 555 0177"),
        ("tel:555-0177;phone-context=+1312", "+1 312 555 0177"),
        ("tel:%E2%80%AA+1 312 555 0177%E2%80%AC", "+1 312 555 0177"),
        ("tel:102", "ext. 102"),
        ("tel:911", "911"),
        ("rcmobile://call?number=%2B442079460123", "+44 20 7946 0123"),
    ] {
        let text = read(link).expect(link);
        let target = Target::parse(text.as_str(), "US").expect(link);
        assert_eq!(target.to_string(), reached, "{link} gives {text}");
    }
}

fn link() -> impl Strategy<Value = String> {
    let scheme = prop_oneof!["tel", "callto", "sip", "sips", "rcmobile://call?number=", "\\PC{0,6}"];
    let rest =
        prop_oneof!["[0-9+();,=?%pwx#*@:/. -]{0,60}", "(%[0-9A-Fa-f]{2}){0,12}", "\\PC{0,40}", ".{0,40}"];
    (scheme, rest).prop_map(|(scheme, rest)| {
        if scheme.contains(':') { format!("{scheme}{rest}") } else { format!("{scheme}:{rest}") }
    })
}

proptest! {
    #[test]
    fn no_link_breaks_anything_or_smuggles_anything_in(link in link()) {
        if let Ok(text) = read(&link) {
            let text = text.as_str();
            prop_assert!(text.chars().all(|c| c.is_ascii_graphic() || c == ' '), "{link:?} gives {text:?}");
            prop_assert!(text.contains(|c: char| c.is_ascii_digit()), "{link:?} gives a number: {text:?}");
            prop_assert!(text.len() <= LONGEST_TEXT, "{link:?} fits into the field");
        }
    }
}

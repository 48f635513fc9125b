//! Links in every form that pages, mail programs and phones write, and any text at all.

use proptest::prelude::*;

use super::*;
use crate::dial::Target;

/// What a link wants in the field.
const GOOD: [(&str, &str); 52] = [
    ("tel:+13125550177", "+13125550177"),
    ("TEL:+13125550177", "+13125550177"),
    ("Tel:+1-312-555-0177", "+1-312-555-0177"),
    ("tel://+13125550177", "+13125550177"),
    ("tel:///+13125550177/", "+13125550177"),
    ("tel:3125550177", "3125550177"),
    ("tel:(312) 555-0177", "(312) 555-0177"),
    ("tel:%28312%29%20555-0177", "(312) 555-0177"),
    ("tel:%2B13125550177", "+13125550177"),
    ("tel:%2b13125550177", "+13125550177"),
    ("tel:+1.312.555.0177", "+1.312.555.0177"),
    ("  tel:+13125550177  ", "+13125550177"),
    ("tel:+13125550177\n", "+13125550177"),
    ("tel:+13125550177?call", "+13125550177"),
    ("tel:+13125550177?subject=hello&body=x", "+13125550177"),
    ("tel:+13125550177;ext=22", "+13125550177 ext. 22"),
    ("tel:+13125550177;EXT=22", "+13125550177 ext. 22"),
    ("tel:+13125550177;ext=2-2", "+13125550177 ext. 22"),
    ("tel:+13125550177;ext=", "+13125550177"),
    ("tel:+13125550177;ext=22;isub=1", "+13125550177 ext. 22"),
    ("tel:+13125550177%3Bext%3D22", "+13125550177 ext. 22"),
    ("tel:555-0177;phone-context=+1312", "+1312555-0177"),
    ("tel:102;phone-context=pbx.example.com", "102"),
    ("tel:+13125550177;phone-context=+1", "+13125550177"),
    ("tel:555-0177;phone-context=+1312;ext=9", "+1312555-0177 ext. 9"),
    ("tel:+13125550177,,22", "+13125550177,,22"),
    ("tel:+13125550177,,22#", "+13125550177,,22#"),
    ("tel:+13125550177%2C%2C22%23", "+13125550177,,22#"),
    ("tel:+13125550177p22", "+13125550177,22"),
    ("tel:+13125550177PP22W1", "+13125550177,,22,1"),
    ("tel:+13125550177;postd=pp22", "+13125550177,,22"),
    ("tel:+13125550177;22", "+13125550177,22"),
    ("tel:+13125550177x22", "+13125550177x22"),
    ("tel:+13125550177%20ext.%2022", "+13125550177 ext. 22"),
    ("tel:\u{202A}+13125550177\u{202C}", "+13125550177"),
    ("\u{200E}tel:+13125550177\u{200F}", "+13125550177"),
    ("tel:%E2%80%AA+13125550177%E2%80%AC", "+13125550177"),
    ("tel:+1%C2%A0312%C2%A0555%C2%A00177", "+1 312 555 0177"),
    ("tel:+1312\u{2011}555\u{2013}0177", "+1312-555-0177"),
    ("tel:\u{FF0B}\u{FF11}3125550177", "+13125550177"),
    ("tel:1-800-FLOWERS", "1-800-flowers"),
    ("tel:911", "911"),
    ("tel:*67", "*67"),
    ("tel:102", "102"),
    ("callto:+13125550177", "+13125550177"),
    ("callto://+13125550177/", "+13125550177"),
    ("callto:+13125550177?call", "+13125550177"),
    ("sip:+13125550177@example.com", "+13125550177"),
    ("sip:+13125550177;ext=22@example.com;user=phone", "+13125550177 ext. 22"),
    ("SIPS:3125550177:secret@example.com:5061?x=y", "3125550177"),
    ("rcmobile://call?number=%2B13125550177", "+13125550177"),
    ("RCMobile://CALL/?foo=1&Number=+13125550177&x#y", "+13125550177"),
];

const BAD: [(&str, NotALink); 26] = [
    ("", NotALink::OtherScheme),
    ("+13125550177", NotALink::OtherScheme),
    ("ringside", NotALink::OtherScheme),
    ("mailto:ada@example.com", NotALink::OtherScheme),
    ("https://example.com/+13125550177", NotALink::OtherScheme),
    ("javascript:alert(1)", NotALink::OtherScheme),
    ("telegram:+13125550177", NotALink::OtherScheme),
    ("sms:+13125550177", NotALink::OtherScheme),
    ("tel:", NotALink::Empty),
    ("tel://", NotALink::Empty),
    ("tel:?x=1", NotALink::Empty),
    ("tel:;phone-context=+1", NotALink::Empty),
    ("tel:%20", NotALink::Empty),
    ("tel:call-me", NotALink::NotANumber),
    ("tel:+1<b>312</b>", NotALink::NotANumber),
    ("tel:+1312%00555", NotALink::NotANumber),
    ("tel:+1312%1B[31m555", NotALink::NotANumber),
    ("tel:+13125550177;ext=two", NotALink::BadExtension),
    ("tel:+1312555%", NotALink::Damaged),
    ("tel:+1312555%2", NotALink::Damaged),
    ("tel:+1312555%ZZ", NotALink::Damaged),
    ("tel:%FF%FE", NotALink::Damaged),
    ("callto:ada.hollis", NotALink::NotANumber),
    ("sip:ada@example.com", NotALink::NotANumber),
    ("rcmobile://sms?number=%2B13125550177", NotALink::NoCall),
    ("rcmobile://call", NotALink::Empty),
];

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

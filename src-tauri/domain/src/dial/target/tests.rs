use super::*;

fn reads(text: &str) -> String {
    match Target::parse(text, "US") {
        Ok(target) => target.to_string(),
        Err(refused) => format!("refused: {refused}"),
    }
}

#[test]
fn every_notation_reaches_the_same_phone_and_no_extension_digit_is_lost() {
    for (text, read) in [
        ("+1 312 555 0177", "+1 312 555 0177"),
        ("(312) 555-0177", "+1 312 555 0177"),
        ("312.555.0177", "+1 312 555 0177"),
        ("312/555/0177", "+1 312 555 0177"),
        ("1-312-555-0177", "+1 312 555 0177"),
        ("011 44 20 7946 0018", "+44 20 7946 0018"),
        ("+44 20 7946 0018", "+44 20 7946 0018"),
        ("\u{202A}+1 312 555 0177\u{202C}", "+1 312 555 0177"),
        ("\u{200E}(312)\u{00A0}555\u{2011}0177", "+1 312 555 0177"),
        ("\u{0663}\u{0661}\u{0662} 555 0177", "+1 312 555 0177"),
        ("\u{FF0B}1 312 555 0177", "+1 312 555 0177"),
        ("1-800-FLOWERS", "+1 800 356 9377"),
        ("+1 312 555 0190 ext. 22", "+1 312 555 0190 ext. 22"),
        ("312-555-0190 x22", "+1 312 555 0190 ext. 22"),
        ("312-555-0190x22", "+1 312 555 0190 ext. 22"),
        ("312 555 0190 extension 22", "+1 312 555 0190 ext. 22"),
        ("312 555 0190 Ext 022", "+1 312 555 0190 ext. 022"),
        ("+13125550190;ext=22", "+1 312 555 0190 ext. 22"),
        ("+13125550190*22", "+1 312 555 0190 ext. 22"),
        ("+13125550190#22", "+1 312 555 0190 ext. 22"),
        ("+13125550190,22", "+1 312 555 0190 ext. 22"),
        ("+13125550190,,22", "+1 312 555 0190 ext. 22"),
        ("+13125550190;22", "+1 312 555 0190 ext. 22"),
        ("+13125550190p22", "+1 312 555 0190 ext. 22"),
        ("+13125550190ppw22", "+1 312 555 0190 ext. 22"),
        ("+1 312 555 0190,,407#", "+1 312 555 0190 then 407#"),
        ("+1 312 555 0190 ext. 2,,407#,1", "+1 312 555 0190 then 2 407# 1"),
        ("131", "ext. 131"),
        ("ext. 131", "ext. 131"),
        ("x131", "ext. 131"),
        ("1 3 1", "ext. 131"),
        ("911", "911"),
        ("9-1-1", "911"),
        ("112", "112"),
    ] {
        assert_eq!(reads(text), read, "{text:?}");
    }
}

#[test]
fn what_is_no_number_is_refused_with_what_is_wrong() {
    for (text, said) in [
        ("", "Enter a number, or choose somebody."),
        ("   \u{200E} ", "Enter a number, or choose somebody."),
        ("anonymous", "That is not a phone number. Enter digits."),
        ("Hollis", "That is not a phone number. Enter digits."),
        ("call 312 555 0177", "That is not a phone number. Enter digits."),
        (
            "312-555-0177; drop table",
            "After the number only an extension may follow: digits, *, # and commas for pauses.",
        ),
        (
            "+1 312 555 0190 ext. dock",
            "After the number only an extension may follow: digits, *, # and commas for pauses.",
        ),
        ("312 555 01", "Two digits short for a US number."),
        ("312 555 017", "One digit short for a US number."),
        ("555 0177", "Three digits short for a US number."),
        ("312 555 01778", "One digit too many for a US number."),
        ("1234567890123456789012345678901234567890", "Too long for a phone number."),
        ("+44 20 7946 001800000", "Five digits too many for a GB number."),
        ("12", "Too short for a phone number."),
        ("+", "That is not a phone number. Enter digits."),
        ("*67", "Codes that begin with * or # work on your phone's keys only. Enter the number alone."),
        ("<script>", "That is not a phone number. Enter digits."),
    ] {
        let refused = Target::parse(text, "US").expect_err(text);
        assert_eq!(refused.to_string(), said, "{text:?}");
    }
    assert_eq!(Target::parse("312 555 0177", "Mars"), Err(NotDialable::UnknownCountry), "no such country");
}

#[test]
fn national_numbers_are_read_by_the_home_country() {
    for (country, text, e164) in
        [("GB", "020 7946 0018", "+442079460018"), ("DE", "030 23125 000", "+493023125000")]
    {
        let target = Target::parse(text, country).expect(text);
        assert_eq!(target.reach.number(), e164, "{text} in {country}");
    }
}

#[test]
fn a_target_typed_again_reaches_the_same() {
    for text in
        ["+13125550177", "+13125550190 ext. 22", "+13125550190,,22", "+13125550190,,407#,1", "131", "911"]
    {
        let target = Target::parse(text, "US").expect(text);
        assert_eq!(Target::parse(&target.text(), "US"), Ok(target), "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_strange_to_be_read(text in "\\PC*") {
        if let Ok(target) = Target::parse(&text, "US") {
            let again = Target::parse(&target.text(), "US");
            proptest::prop_assert_eq!(again, Ok(target));
        }
    }

    #[test]
    fn no_digit_of_an_extension_is_lost(extension in "[0-9]{1,7}", notation in 0_usize..6) {
        let text = match notation {
            0 => format!("+13125550190 ext. {extension}"),
            1 => format!("(312) 555-0190 x{extension}"),
            2 => format!("+13125550190;ext={extension}"),
            3 => format!("312.555.0190,,{extension}"),
            4 => format!("+13125550190*{extension}"),
            _ => format!("1 312 555 0190 #{extension}"),
        };
        let target = Target::parse(&text, "US").expect("a number with an extension");
        proptest::prop_assert_eq!(target.reach.number(), "+13125550190");
        proptest::prop_assert_eq!(target.keys.as_ref().and_then(Keys::extension), Some(extension.as_str()));
    }
}

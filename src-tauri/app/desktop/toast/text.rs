//! Text for a system that draws it for us. Caller names are chosen by callers: they may hold markup, control
//! characters, and marks that make the rest of the line run backwards.

/// Longer titles push the buttons off some desktops' toasts.
const TITLE_LENGTH: usize = 120;
/// Several lines of text, and no more.
const BODY_LENGTH: usize = 400;

/// A title: one plain line. Titles are never markup.
pub fn title(text: &str) -> String {
    clean(text, TITLE_LENGTH).replace('\n', " ")
}

/// A body, escaped where the server reads markup in it.
pub fn body(text: &str, server_reads_markup: bool) -> String {
    let clean = clean(text, BODY_LENGTH);
    if server_reads_markup { escaped(&clean) } else { clean }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Without what cannot be seen but does something, and not longer than `length` characters.
fn clean(text: &str, length: usize) -> String {
    let mut seen = text.chars().filter(|character| *character == '\n' || !acts_unseen(*character));
    let mut clean: String = seen.by_ref().take(length).collect();
    if seen.next().is_some() {
        clean.pop();
        clean.push('…');
    }
    clean
}

/// Control characters; marks, embeddings, overrides and isolates of direction; line and paragraph separators;
/// invisible spaces; the tag block. Joiners stay: names in several scripts need them.
fn acts_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFC}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_instead_of_read() {
        let table = [
            ("Ana Ruiz", "Ana Ruiz"),
            ("<b>Ana</b>", "&lt;b&gt;Ana&lt;/b&gt;"),
            ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
            (
                "<a href=\"https://example.com\">Call</a>",
                "&lt;a href=&quot;https://example.com&quot;&gt;Call&lt;/a&gt;",
            ),
            ("Smith & Sons", "Smith &amp; Sons"),
            ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
            ("O'Hara", "O&#39;Hara"),
            ("</body>]]><!--", "&lt;/body&gt;]]&gt;&lt;!--"),
        ];
        for (name, drawn) in table {
            assert_eq!(body(name, true), drawn, "a server that reads markup must find none in {name:?}");
            assert_eq!(body(name, false), name, "one that reads none gets the name as it is");
        }
    }

    #[test]
    fn what_acts_unseen_is_left_out() {
        let table = [
            ("Ana\u{202E}ziuR", "AnaziuR"),
            ("\u{2066}Ana\u{2069}", "Ana"),
            ("Ana\0\u{1b}[31m\u{7}", "Ana[31m"),
            ("A\u{200B}n\u{FEFF}a", "Ana"),
            ("Ana\r\tRuiz\u{2028}", "AnaRuiz"),
            ("Ana\u{E0041}\u{E0042}", "Ana"),
            ("\u{0646}\u{200C}\u{0647}", "\u{0646}\u{200C}\u{0647}"),
            ("דנה לוי", "דנה לוי"),
        ];
        for (name, drawn) in table {
            assert_eq!(title(name), drawn, "{name:?} must not act on what stands around it");
            assert_eq!(body(name, true), drawn, "nor in the body");
        }
    }

    #[test]
    fn a_title_is_one_line_and_a_body_keeps_its_lines() {
        assert_eq!(title("Ana\nRuiz"), "Ana Ruiz", "a title has one line");
        assert_eq!(
            body("Sales queue\n+1 312 555 0177", true),
            "Sales queue\n+1 312 555 0177",
            "a body may have two"
        );
    }

    #[test]
    fn endless_names_end() {
        let endless = "&".repeat(10_000);
        assert_eq!(title(&endless).chars().count(), TITLE_LENGTH, "the buttons stay in sight");
        assert!(title(&endless).ends_with('…'), "one sees that something is missing");
        assert_eq!(body(&endless, false).chars().count(), BODY_LENGTH, "so do the other toasts");
        assert_eq!(
            title(&"a".repeat(TITLE_LENGTH)).chars().last(),
            Some('a'),
            "a text that fits is left alone"
        );
    }
}

//! Each concern has one place: SQL, HTTP, the bridge to the window, colors.

use crate::sources::{Offense, Source, hold};

/// What only some of our crates may name, and which.
const ROOMS: [(&str, &[&str]); 5] = [
    ("sqlx", &["store"]),
    ("reqwest", &["ringcentral", "simulator"]),
    ("tokio_tungstenite", &["ringcentral", "simulator"]),
    ("oauth2", &["ringcentral"]),
    ("tauri", &["app"]),
];

/// What would give the rules a clock, a disk or a wire of their own.
const IMPURE: [&str; 9] = [
    "async fn",
    "::now()",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "serde_json",
    "tokio::",
];

#[test]
fn each_outside_library_stays_in_its_room() {
    hold("SQL lives in the store, the wire in ringcentral and simulator, Tauri in the app", |source| {
        if source.is(&["rs"]) { out_of_room(source) } else { Vec::new() }
    });
}

#[test]
fn the_rules_stay_pure() {
    hold("the domain has no clock, no disk, no wire and no waiting", |source| {
        let ours = source.path.starts_with("src-tauri/domain/src/") && source.is(&["rs"]);
        if ours { source.lines_where(is_impure) } else { Vec::new() }
    });
}

#[test]
fn only_the_bridge_imports_tauri() {
    hold("the window reaches the engine through ui/src/lib/ipc alone", |source| {
        let ours = source.path.starts_with("ui/src/") && !source.path.starts_with("ui/src/lib/ipc/");
        if ours { source.lines_where(|line| line.contains("@tauri-apps")) } else { Vec::new() }
    });
}

#[test]
fn colors_are_tokens() {
    hold("a color is named once, in ui/src/app.css", |source| {
        let ours = source.path.starts_with("ui/src/") && source.path != "ui/src/app.css";
        if ours && source.is(&["svelte", "css", "ts"]) { colors(source) } else { Vec::new() }
    });
}

#[test]
fn components_hold_no_inline_style_and_no_raw_markup() {
    hold(
        "the content policy forbids inline styles, and raw markup would let a caller's name run",
        |source| {
            let ours = source.path.starts_with("ui/") && source.is(&["svelte", "html"]);
            if ours { source.lines_where(is_inline) } else { Vec::new() }
        },
    );
}

#[test]
fn what_is_out_of_place_is_noticed() {
    let cases = [
        ("src-tauri/engine/src/live.rs", "sqlx::query(\"select 1\")", 1),
        ("src-tauri/store/src/claims.rs", "sqlx::query(\"select 1\")", 0),
        ("src-tauri/engine/src/live.rs", "tauri::async_runtime::spawn(watch)", 1),
        ("src-tauri/engine/src/live.rs", "use tauri_specta::Event;", 0),
        ("tests/bench/claims.rs", "sqlx::query(\"select 1\")", 0),
    ];
    for (path, line, expected) in cases {
        assert_eq!(out_of_room(&Source::new(path, line)).len(), expected, "{path}: {line}");
    }
    assert!(is_impure("let now = Timestamp::now();"), "rules are told the time");
    let colored = [
        ("a.svelte", "<style>\np { color: #1f6feb; }\n</style>", 1),
        ("a.svelte", "<style>\np { color: white; }\n</style>", 1),
        ("a.svelte", "<style>\np { color: var(--ink); }\n</style>", 0),
        ("a.svelte", "{#each calls as call}<p>{call.feed}</p>{/each}", 0),
        ("a.svelte", "<path fill=\"#abc\" />", 1),
        ("a.ts", "#feed = new Feed();", 0),
        ("a.ts", "const blue = 'rgb(0, 0, 255)';", 1),
        ("a.css", "a { border: 1px solid #abcd; }", 1),
    ];
    for (path, text, expected) in colored {
        assert_eq!(colors(&Source::new(path, text)).len(), expected, "{path}: {text}");
    }
    assert!(is_inline("<p style=\"top: 0\">") && is_inline("<p style={top}>"), "an inline style");
    assert!(is_inline("{@html note}"), "raw markup");
    assert!(!is_inline("<p style:top={top}>") && !is_inline("<style lang=\"css\">"), "these are none");
}

fn out_of_room(source: &Source) -> Vec<Offense> {
    let Some((room, _)) = source.path.strip_prefix("src-tauri/").and_then(|rest| rest.split_once('/')) else {
        return Vec::new();
    };
    source.lines_where(|line| {
        ROOMS.iter().any(|(library, rooms)| !rooms.contains(&room) && line.contains(&format!("{library}::")))
    })
}

fn is_impure(line: &str) -> bool {
    !line.trim_start().starts_with("//") && IMPURE.iter().any(|impure| line.contains(impure))
}

fn is_inline(line: &str) -> bool {
    let attribute = line.match_indices("style=").any(|(at, _)| line[..at].ends_with([' ', '\t']));
    attribute || line.contains("{@html")
}

/// In a style sheet every literal color counts; elsewhere functions, and hex codes inside quotes.
fn colors(source: &Source) -> Vec<Offense> {
    let mut in_style = source.is(&["css"]);
    let mut offenses = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        in_style |= line.contains("<style");
        if names_color(line, in_style) {
            offenses.push(source.offense(index, line.trim()));
        }
        in_style &= !line.contains("</style");
    }
    offenses
}

fn names_color(line: &str, in_style: bool) -> bool {
    const FUNCTIONS: [&str; 7] = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab(", "hwb("];
    const WORDS: [&str; 9] = ["white", "black", "red", "green", "blue", "gray", "orange", "yellow", "silver"];
    let function = FUNCTIONS.iter().any(|function| line.contains(function));
    let hex = line.match_indices('#').any(|(at, _)| {
        let digits = line[at + 1..].chars().take_while(char::is_ascii_hexdigit).count();
        let ends =
            !line[at + 1 + digits..].starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
        let stands =
            if in_style { !line[..at].ends_with('{') } else { line[..at].ends_with(['"', '\'', '`']) };
        [3, 4, 6, 8].contains(&digits) && ends && stands
    });
    let value = line.split_once(": ").map_or("", |(_, value)| value);
    let word =
        in_style && value.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| WORDS.contains(&word));
    function || hex || word
}

//! The table of promises is complete, and what it calls held is shown by tests that exist.

use std::path::Path;

use crate::sources::{Source, all};

const TABLE: &str = "docs/features.md";

/// The first and last number of each letter that must be there, in this order.
const IDS: [(char, u32); 5] = [('S', 79), ('A', 40), ('W', 17), ('M', 30), ('F', 17)];

struct Promise<'a> {
    id: &'a str,
    state: &'a str,
    tests: Vec<&'a str>,
}

#[test]
fn every_promise_has_its_row_once() {
    let table = table();
    let rows = rows(&table.text).expect("the table is well-formed");
    let wanted =
        IDS.iter().flat_map(|(letter, last)| (1..=*last).map(move |number| format!("{letter}{number}")));
    let listed = rows.iter().filter(|row| IDS.iter().any(|(letter, _)| row.id.starts_with(*letter)));
    let listed: Vec<&str> = listed.map(|row| row.id).collect();
    assert_eq!(listed, wanted.collect::<Vec<_>>(), "every row by its id, once, in order");
    let mut ids: Vec<&str> = rows.iter().map(|row| row.id).collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count, "no id stands twice");
}

#[test]
fn every_held_promise_names_a_test() {
    let table = table();
    let rows = rows(&table.text).expect("the table is well-formed");
    let bare: Vec<&str> =
        rows.iter().filter(|row| row.state == "held" && row.tests.is_empty()).map(|row| row.id).collect();
    assert!(bare.is_empty(), "these rows are called held, but name no test: {bare:?}");
}

#[test]
fn every_named_test_exists() {
    let table = table();
    let rows = rows(&table.text).expect("the table is well-formed");
    let sources = all();
    let named = rows.iter().flat_map(|row| row.tests.iter().map(move |test| (row.id, *test)));
    let missing: Vec<_> = named.filter(|(_, test)| !exists(test, &sources)).collect();
    assert!(missing.is_empty(), "no such test: {missing:?}");
}

#[test]
fn a_row_that_is_not_one_is_noticed() {
    let cases = [
        ("| S1 | Links | held | `links::a_link_survives` |", true),
        ("| S1 | Links | held | `links::a_link_survives`, `jobs::two_jobs` |", true),
        ("| S1 | Links | open | |", true),
        ("| S1 | Links | done | |", false),
        ("| S1 | | open | |", false),
        ("| S1 | Links | held | links::a_link_survives |", false),
        ("| S1 | Links | held | `a_link_survives` |", false),
        ("| s1 | Links | open | |", false),
        ("| S1 | Links | open |", false),
    ];
    for (line, expected) in cases {
        assert_eq!(row(line).is_ok(), expected, "{line}");
    }
}

#[test]
fn only_a_real_test_counts_as_one() {
    let sources = [
        Source::new(
            "tests/stories/claims.rs",
            "#[tokio::test]\nasync fn the_first_wins() {}\nfn a_step() {}\n",
        ),
        Source::new("src-tauri/domain/src/board/mod.rs", "#[test]\nfn any_order_ends_alike() {}\n"),
        Source::new("ui/src/lib/phone.test.ts", "test('the strongest wins', () => {});\n"),
    ];
    let cases = [
        ("claims::the_first_wins", true, "a test of that file"),
        ("claims::a_step", false, "a function that no test attribute marks"),
        ("claims::the_first", false, "the beginning of a name is not the name"),
        ("calls::the_first_wins", false, "a test of another file"),
        ("board::any_order_ends_alike", true, "a folder's mod.rs goes by the folder's name"),
        ("phone::the strongest wins", true, "the window's tests go by their titles"),
        ("phone::the strongest", false, "and by the whole of them"),
    ];
    for (test, expected, why) in cases {
        assert_eq!(exists(test, &sources), expected, "{test}: {why}");
    }
}

fn table() -> Source {
    all().into_iter().find(|source| source.path == TABLE).expect("the table of promises is there")
}

fn rows(table: &str) -> Result<Vec<Promise<'_>>, String> {
    let lines = table.lines().filter(|line| line.starts_with('|'));
    lines.filter(|line| !line.starts_with("| id |") && !line.starts_with("|---")).map(row).collect()
}

/// Reads `| id | promise | state | tests |`, or says what is wrong with it.
fn row(line: &str) -> Result<Promise<'_>, String> {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    let ["", id, text, state, tests, ""] = cells[..] else {
        return Err(format!("four cells: {line}"));
    };
    let number =
        id.strip_prefix(|c: char| c.is_ascii_uppercase()).and_then(|number| number.parse::<u32>().ok());
    let tests: Vec<&str> = tests.split(',').map(str::trim).filter(|test| !test.is_empty()).collect();
    let names = tests.iter().map(|test| {
        let name = test.strip_prefix('`')?.strip_suffix('`')?;
        name.contains("::").then_some(name)
    });
    match (number, names.collect::<Option<Vec<_>>>()) {
        (None, _) => Err(format!("an id is a capital letter and a number: {line}")),
        (_, None) => Err(format!("a test is `file::test_name`: {line}")),
        _ if text.is_empty() => Err(format!("no promise: {line}")),
        _ if state != "held" && state != "open" => Err(format!("a state is held or open: {line}")),
        (Some(_), Some(tests)) => Ok(Promise { id, state, tests }),
    }
}

fn exists(test: &str, sources: &[Source]) -> bool {
    let Some((file, name)) = test.split_once("::") else {
        return false;
    };
    let mut files = sources.iter().filter(|source| goes_by(&source.path).as_deref() == Some(file));
    files.any(|source| {
        if source.is(&["rs"]) { is_rust_test(&source.text, name) } else { is_window_test(&source.text, name) }
    })
}

/// The name a file's tests are known by: its stem; for `mod.rs`, `lib.rs` and `main.rs` the folder's.
fn goes_by(path: &str) -> Option<String> {
    let path = Path::new(path);
    let stem = path.file_stem()?.to_str()?;
    match path.extension()?.to_str()? {
        "rs" if ["mod", "lib", "main"].contains(&stem) => {
            let mut folders = path.parent()?.iter().rev().filter_map(|folder| folder.to_str());
            folders.find(|folder| *folder != "src").map(str::to_owned)
        }
        "rs" => Some(stem.to_owned()),
        "ts" => stem.strip_suffix(".test").or_else(|| stem.strip_suffix(".spec")).map(str::to_owned),
        _ => None,
    }
}

fn is_rust_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let declared = [format!("fn {name}("), format!("fn {name}<")];
    lines.iter().enumerate().filter(|(_, line)| declared.iter().any(|it| line.contains(it))).any(
        |(index, _)| {
            let mut above = lines[..index]
                .iter()
                .rev()
                .take_while(|line| line.starts_with("#[") || line.starts_with("//"));
            above.any(|line| line.starts_with("#[") && line.contains("test"))
        },
    )
}

fn is_window_test(text: &str, name: &str) -> bool {
    ["'", "\"", "`"].iter().any(|quote| {
        let title = format!("({quote}{name}{quote}");
        text.contains(&format!("test{title}")) || text.contains(&format!("it{title}"))
    })
}

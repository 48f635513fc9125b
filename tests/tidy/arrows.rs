//! Who may use whom: the drawing in `ARCHITECTURE.md`, as cargo sees the packages.

use std::process::Command;

use serde_json::Value;

use crate::sources::{Source, fail_for, hold, root};

/// Each package of ours with all that it may use of ours.
const ARROWS: [(&str, &[&str]); 8] = [
    ("domain", &[]),
    ("ringcentral", &[]),
    ("simulator", &[]),
    ("xtask", &[]),
    ("store", &["domain"]),
    ("engine", &["domain", "ringcentral", "store"]),
    ("ringside", &["domain", "engine", "simulator", "store"]),
    ("tests", &["domain", "engine", "ringcentral", "simulator", "store"]),
];

#[test]
fn packages_use_only_what_the_drawing_allows() {
    let wrong: Vec<String> = packages()
        .iter()
        .flat_map(|package| {
            let user = name(package).to_owned();
            ours_used_by(package).into_iter().filter(move |used| !allowed(&user, used)).map({
                let user = name(package).to_owned();
                move |used| format!("{user} -> {used}")
            })
        })
        .collect();
    assert!(wrong.is_empty(), "these arrows are not in the drawing: {wrong:?}");
}

#[test]
fn every_package_is_in_the_drawing() {
    for package in packages() {
        let known = ARROWS.iter().any(|(drawn, _)| *drawn == name(&package));
        assert!(known, "package {} has no place in the drawing", name(&package));
    }
}

#[test]
fn the_app_takes_the_simulator_along_only_for_the_demo() {
    let packages = packages();
    let app = packages.iter().find(|package| name(package) == "ringside").expect("the app is a package");
    let simulator =
        dependencies(app).find(|it| name(it) == "simulator").expect("the demo uses the simulator");
    assert_eq!(simulator["optional"], true, "without the feature `demo` there is no simulator in the app");
    let features = app["features"].as_object().expect("cargo lists the features");
    let turned_on_by = features.iter().filter(|(_, parts)| {
        let mut parts = parts.as_array().into_iter().flatten().filter_map(Value::as_str);
        parts.any(|part| part == "simulator" || part == "dep:simulator")
    });
    let turned_on_by: Vec<&str> = turned_on_by.map(|(feature, _)| feature.as_str()).collect();
    assert_eq!(turned_on_by, ["demo"], "one feature alone brings the simulator");
}

/// The shell's files that open, fill and close the store.
const OPENERS: [&str; 4] = ["beginning.rs", "demo.rs", "door.rs", "shutdown.rs"];

#[test]
fn the_shell_meets_simulator_and_store_only_where_it_is_put_together() {
    hold(
        "the shell asks the engine; only demo.rs starts the simulator and shutdown.rs stops it, and only those who open, fill and close it name the store",
        |source| {
            let Some(file) = source.path.strip_prefix("src-tauri/app/") else {
                return Vec::new();
            };
            source.lines_where(|line| {
                (names_crate(line, "simulator") && !["demo.rs", "shutdown.rs"].contains(&file))
                    || (names_crate(line, "store") && !OPENERS.contains(&file))
            })
        },
    );
}

#[test]
fn a_wrong_arrow_is_noticed() {
    assert!(allowed("engine", "store") && !allowed("store", "engine"), "arrows have one direction");
    assert!(!allowed("simulator", "ringcentral"), "a mistake they shared would be invisible");
    assert!(!allowed("a newcomer", "domain"), "who is not drawn may use nothing");
    assert!(names_crate("use store::Store;", "store"), "a path into the crate");
    assert!(
        !names_crate("use tauri_plugin_store::StoreExt;", "store"),
        "another crate whose name ends alike"
    );
    assert!(!names_crate("self.store.claims()", "store"), "a field of that name");
    let source = Source::new("src-tauri/app/tray.rs", "let world = simulator::World::new();");
    let found = source.lines_where(|line| names_crate(line, "simulator"));
    assert_eq!(found.len(), 1, "the tray must not know the simulator");
    assert!(std::panic::catch_unwind(|| fail_for("a rule", found)).is_err(), "an offense fails its rule");
}

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .expect("the cargo that built this test can be started");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    metadata["packages"].as_array().expect("cargo lists the packages").clone()
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap_or_default()
}

fn dependencies(package: &Value) -> impl Iterator<Item = &Value> {
    package["dependencies"].as_array().into_iter().flatten()
}

/// Of every kind: normal, build and dev.
fn ours_used_by(package: &Value) -> Vec<String> {
    let ours = dependencies(package).filter(|dependency| dependency["path"].is_string());
    ours.map(|dependency| name(dependency).to_owned()).collect()
}

fn allowed(user: &str, used: &str) -> bool {
    ARROWS.iter().any(|(name, uses)| *name == user && uses.contains(&used))
}

fn names_crate(line: &str, name: &str) -> bool {
    let path = format!("{name}::");
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

//! What strangers send, and what a page that was taken over could try.

use std::time::Duration;

use crate::claim_the_first;
use serde_json::Value;
use tests::desktop::{Machine, Window};

/// Each of them sets `ran` where it is taken for anything but text.
const PAYLOADS: [&str; 16] = [
    "<script>window.ran=1</script>",
    "<img src=x onerror=window.ran=2>",
    "<svg onload=window.ran=3>",
    "\"><b onmouseover=window.ran=4>Ana</b>",
    "'-window.ran=5-'",
    "javascript:window.ran=6",
    "<iframe srcdoc='<script>parent.ran=7</script>'>",
    "<style>*{display:none}</style>",
    "{{window.ran=8}}",
    "${window.ran=9}",
    "{@html '<b>bold</b>'}",
    "<a href=\"javascript:window.ran=10\">Ana</a>",
    "<base href=//example.com>",
    "<math><mtext></p><img src onerror=window.ran=11>",
    "&lt;script&gt;window.ran=12&lt;/script&gt;",
    "]]><![CDATA[<x/onclick=window.ran=13>",
];

/// Nothing of it ran, and nothing of it became a part of the page.
async fn is_only_text(window: &Window, place: &str) {
    let script = "return { ran: window.ran ?? null, parts: [...document.querySelectorAll(
            'script:not([src]), iframe, object, embed, base, math, form, [onerror], [onload], [onclick], ' +
            '[onmouseover], [srcdoc], a[href^=\"javascript\"]')].map((part) => part.outerHTML) };";
    let found = window.run(script).await;
    assert_eq!(found["ran"], Value::Null, "something of it ran: {place}");
    assert_eq!(
        found["parts"],
        Value::Array(Vec::new()),
        "something of it became a part of the page: {place}"
    );
}

#[tokio::test]
async fn hostile_names_and_notes_stay_text_on_every_screen() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    for (number, payload) in (100..).zip(PAYLOADS) {
        let from = format!("+1312555{number:04}");
        let call = machine.house.ring_as(&from, Some(payload), "Dana").await;
        machine.house.answer(&call, "Dana").await;
        // Who waits longest comes first: no two begin to wait in the same millisecond.
        machine.house.simulator.advance(Duration::from_millis(2)).await;
    }
    window.sees(&format!("phone[data-waiting=\"{}\"]", PAYLOADS.len())).await;
    window.press(&["ctrl+i"]).await;
    window.counts("incoming-row", PAYLOADS.len()).await;
    for payload in PAYLOADS {
        window.reads("incoming-row", payload).await;
    }
    window.picture("1-list").await;
    is_only_text(&window, "in the list of incoming calls").await;
    window.press(&["Escape"]).await;

    for payload in &PAYLOADS[..6] {
        claim_the_first(&window).await;
        window.reads("session-title", payload).await;
        window.write("notes", payload).await;
        window.sees("notes-saved[data-state=\"clean\"]").await;
        window.has_value("notes", payload).await;
        is_only_text(&window, "in the session").await;
    }
    window.picture("2-sessions").await;
    window.click("rail-calls").await;
    for payload in PAYLOADS {
        window.reads("history", payload).await;
    }
    window.picture("3-history").await;
    is_only_text(&window, "in the history").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_window_reaches_its_own_commands_only_and_they_refuse_what_makes_no_sense() {
    let machine = Machine::open().await;
    let (mut program, window) = machine.start_signed_in("Dana").await;
    let others = [
        "plugin:fs|read_text_file",
        "plugin:shell|open",
        "plugin:shell|execute",
        "plugin:opener|open_url",
        "plugin:store|load",
        "plugin:store|get",
        "plugin:window|set_title",
        "plugin:window|destroy",
        "plugin:webview|create_webview_window",
        "plugin:webview|internal_toggle_devtools",
        "plugin:event|emit",
        "plugin:app|version",
        "plugin:path|resolve_directory",
        "plugin:menu|new",
        "plugin:tray|new",
        "plugin:resources|close",
        "there_is_no_such_command",
    ];
    for command in others {
        let refused = invoke(&window, command, "{ path: '/etc/hostname', url: 'https://example.com' }").await;
        assert!(refused.get("refused").is_some(), "{command} can be reached: {refused}");
    }
    let senseless = [
        ("claim", "{}"),
        ("claim", "{ call: 5 }"),
        ("claim", "{ call: null }"),
        ("claim", "{ call: { $ne: 1 } }"),
        ("claim", "{ call: \"' or 1=1 --\" }"),
        ("claim", "{ call: '\\u0000' }"),
        ("claim", "{ call: 'x'.repeat(1000000) }"),
        ("call_facts", "{ call: ['a'] }"),
        ("call_facts", "{ call: '../../etc/passwd' }"),
        ("recent_calls", "{ after: 5 }"),
        ("recent_calls", "{ after: 'nonsense' }"),
        ("recent_calls", "{ after: '-1|x|\\u202e' }"),
        ("unlock", "{}"),
        ("unlock", "{ passphrase: ['a'] }"),
        ("keep_in_file", "{ passphrase: null }"),
        ("open_session", "{ session: -1 }"),
        ("open_session", "{ session: 'somebody else\\'s' }"),
        ("save_notes", "{ session: 'none', text: 'x', revision: -1 }"),
        ("save_notes", "{ session: 'none', text: 'x', revision: 4294967296 }"),
        ("save_notes", "{ session: 'none', text: 'x', revision: 0.5 }"),
        ("save_notes", "{ session: 'none', text: 5, revision: 0 }"),
        ("save_notes", "{ session: 'none', text: 'x', revision: 0 }"),
        ("end_session", "{ session: 'none', evenIfLive: 'yes' }"),
        ("end_session", "{ session: 'none', evenIfLive: true }"),
        ("reopen_session", "{ session: 'none' }"),
        ("change_settings", "{ settings: { theme: 'pink', toasts: 'all' } }"),
        ("change_settings", "{ settings: null }"),
        ("configure", "{ form: { mode: 'production', baseUrl: 'file:///etc', clientId: '' } }"),
        ("configure", "{ form: 'x' }"),
        ("dismiss_banner", "{ topic: 'everything' }"),
    ];
    for (command, arguments) in senseless {
        let answer = invoke(&window, command, arguments).await;
        assert!(answer.get("refused").is_some(), "{command} takes {arguments}: {answer}");
    }
    assert!(program.runs(), "and the program goes on");
    machine.house.answered_call(&tests::house::ADA, "Dana").await;
    window.sees("phone[data-state=\"answered\"]").await;
    drop((window, program));
    machine.close().await;
}

/// What a command answers a page that calls it by its name: `done` or `refused`.
async fn invoke(window: &Window, command: &str, arguments: &str) -> Value {
    let script = format!(
        "window.__TAURI_INTERNALS__.invoke({}, {arguments}).then(
            (answer) => done({{ done: answer ?? null }}), (error) => done({{ refused: error ?? '' }}));",
        Value::from(command)
    );
    window.run_async(&script).await
}

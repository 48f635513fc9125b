//! The pages a person sees between the app's "Sign in" and its callback. Plain HTML forms, no script, no
//! cookie: the request travels as a ticket in a hidden field. In: who asks and for what. Out: markup, with
//! everything that is not ours escaped.

use crate::directory::{App, Directory, Person};

/// The login form. `sorry` is a sentence about the last try, `typed` what stood in the login field.
pub fn login(directory: &Directory, ticket: &str, typed: &str, sorry: Option<&str>) -> String {
    let sorry =
        sorry.map(|why| format!(r#"<p class="sorry" role="alert">{}</p>"#, escape(why))).unwrap_or_default();
    let people: String = directory
        .people
        .iter()
        .map(|person| {
            format!(
                "<tr><td>{}</td><td><code>{}</code></td><td><code>{}</code></td></tr>",
                escape(&person.name()),
                escape(&person.login),
                escape(&person.password)
            )
        })
        .collect();
    let body = format!(
        r#"<h1>Sign in</h1>
<p>to your phone account at <strong>{company}</strong></p>
{sorry}<form method="post" action="/login">
<input type="hidden" name="ticket" value="{ticket}">
<label for="login">E-mail, phone number or login</label>
<input id="login" type="text" name="login" value="{typed}" autocomplete="username" autocapitalize="none" autofocus required>
<label for="password">Password</label>
<input id="password" type="password" name="password" autocomplete="current-password" required>
<div class="choices"><button class="go" type="submit">Sign in</button></div>
</form>
<details><summary>Who can sign in here?</summary>
<p>This is a practice company. Nobody is called for real.</p>
<table><thead><tr><th>Name</th><th>Login</th><th>Password</th></tr></thead><tbody>{people}</tbody></table>
</details>"#,
        company = escape(&directory.company),
        ticket = escape(ticket),
        typed = escape(typed),
    );
    page("Sign in", &body)
}

/// What the app asks for, and the person's two answers.
pub fn consent(person: &Person, ticket: &str, app: &App, scopes: &[String]) -> String {
    let wishes: String = scopes.iter().map(|scope| format!("<li>{}</li>", escape(in_words(scope)))).collect();
    let body = format!(
        r#"<h1>Allow access?</h1>
<p>Hello {first}. The app <strong>{app}</strong> would like to, as {name} (ext. {number}):</p>
<ul>{wishes}</ul>
<form method="post" action="/consent">
<input type="hidden" name="ticket" value="{ticket}">
<div class="choices"><button class="go" type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny">Deny</button></div>
</form>"#,
        first = escape(&person.first_name),
        app = escape(&app.name),
        name = escape(&person.name()),
        number = escape(&person.extension_number),
        ticket = escape(ticket),
    );
    page("Allow access", &body)
}

/// A ticket that leads nowhere: too old, used, or never issued.
pub fn over() -> String {
    page(
        "Sign-in has ended",
        "<h1>This sign-in has ended</h1>\n<p>It was finished already, or it waited too long. Go back to the app and \
         start it again.</p>",
    )
}

fn page(title: &str, body: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · simulated phone account</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<p class="brand">Simulated phone account</p>
{body}
</main>
</body>
</html>
"#
    )
}

/// What a permission means to the person who grants it.
fn in_words(scope: &str) -> &str {
    match scope {
        "ReadAccounts" => "See the company's people, phone numbers, devices and queues",
        "ReadCallLog" => "See your call history",
        "ReadCallRecording" => "Listen to call recordings",
        "ReadPresence" => "See who is on the phone",
        "EditPresence" => "Change your status and whether you take queue calls",
        "RingOut" => "Place calls from your phone",
        "CallControl" => "Follow and control calls while they happen",
        "ReadContacts" => "See your personal contacts",
        "Contacts" => "Add, change and remove your personal contacts",
        "WebSocket" => "Be told of changes as they happen",
        other => other,
    }
}

/// Text as HTML text or a quoted attribute value.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
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

const STYLE: &str = "
:root{color-scheme:light dark;--ground:#f3f5f8;--sheet:#fff;--ink:#1b2430;--soft:#5b6776;--line:#d5dbe3;--go:#0b63ce;--sorry:#b3261e}
@media(prefers-color-scheme:dark){:root{--ground:#11161d;--sheet:#1a212b;--ink:#e8edf3;--soft:#9eabba;--line:#33404f;--go:#2f7de1;--sorry:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{width:100%;max-width:420px;padding:32px;background:var(--sheet);border:1px solid var(--line);border-radius:14px}
h1{margin:0 0 4px;font-size:26px;line-height:1.2}
p{margin:0 0 16px}
.brand{margin-bottom:24px;color:var(--soft);font-size:13px;letter-spacing:.02em}
.sorry{padding:10px 12px;border:1px solid var(--sorry);border-radius:8px;color:var(--sorry)}
label{display:block;margin:0 0 6px;font-weight:600;font-size:14px}
input[type=text],input[type=password]{width:100%;height:44px;margin:0 0 16px;padding:0 12px;border:1px solid var(--line);border-radius:8px;background:var(--ground);color:inherit;font:inherit}
.choices{display:flex;gap:12px;margin-top:8px}
button{flex:1;height:44px;border:1px solid var(--line);border-radius:8px;background:transparent;color:inherit;font:inherit;font-weight:600;cursor:pointer}
button.go{border-color:var(--go);background:var(--go);color:#fff}
:focus-visible{outline:3px solid var(--go);outline-offset:2px}
ul{margin:0 0 16px;padding-left:20px}
details{margin-top:24px;color:var(--soft);font-size:14px}
summary{cursor:pointer}
details p{margin:12px 0}
table{width:100%;border-collapse:collapse}
th,td{padding:4px 8px 4px 0;text-align:left}
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_as_text() {
        let typed = r#""><script>alert('x')</script>&"#;
        let page = login(&Directory::demo(1), "ticket", typed, Some("No."));
        assert!(!page.contains("<script"), "typed markup must not become markup");
        assert!(page.contains("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)"), "and it stays readable as text");
    }

    #[test]
    fn every_permission_is_said_in_words() {
        for scope in crate::oauth::SCOPES {
            assert_ne!(in_words(scope), scope, "{scope} is a developer's word");
        }
    }
}

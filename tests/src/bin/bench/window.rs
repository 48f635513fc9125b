//! The real program on a display of its own: how long from RingCentral's write to the painted indicator and to the
//! toast, and what memory the program takes hidden, with its window, and after closing it; beside a browser that
//! shows nothing.

use std::ffi::OsStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ::tests::desktop::process::{is_installed, offspring, own_memory_kib};
use ::tests::desktop::{Machine, Window};
use ::tests::house::ADA;
use ::tests::{Desk, House};
use engine::view::Push;
use tokio::runtime::Runtime;
use tokio::time::{MissedTickBehavior, interval};

use crate::samples::Samples;
use crate::table::Row;

/// Calls that wait at once, before they end and the next ones come.
const AT_ONCE: usize = 20;
/// A call is three notices on the socket: two of ringing, one of the answer. So 50 a second.
const NOTICE_EVERY: Duration = Duration::from_millis(20);
/// After this much quiet a program's memory is what it keeps.
const SETTLED: Duration = Duration::from_secs(6);
/// Toasts are timed for this part of the calls: each comes alone, and takes its time to go.
const TOASTS_SHARE: usize = 5;

/// The rows of the window; that many answered calls are timed.
pub async fn figures(answers: usize) -> Vec<Row> {
    // Where a part of the desktop is not installed, that is said, and the other figures stand.
    let measuring = move || Runtime::new().map(|runtime| runtime.block_on(measured(answers)));
    match tokio::task::spawn_blocking(measuring).await {
        Ok(Ok(rows)) => rows,
        Ok(Err(_)) | Err(_) => vec![Row::missing(
            "painted indicator, memory",
            "ms",
            "the desktop could not be started; see above",
        )],
    }
}

async fn measured(answers: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let engine = through_the_engine(answers).await;
    let note = "engine in the bench's process, no window; the journal's commit is in it";
    rows.extend(latencies("server write to the engine's view", &engine, note));

    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    let [drawn, painted] = painted(&machine, &window, answers).await;
    let note = "50 notices/s; to the change of the page: the engine, and the way into the page";
    rows.extend(latencies("server write to the page's indicator", &drawn, note));
    let note = "the same calls, to the frame that shows it: layout, and waiting for a frame; goal p99 25";
    rows.extend(latencies("server write to painted indicator", &painted, note));
    let toasts = answers.div_ceil(TOASTS_SHARE);
    let note = "one call at a time; goal p99 20";
    rows.extend(latencies("server write to toast", &toasted(&machine, toasts).await, note));
    tokio::time::sleep(SETTLED).await;
    let blank = blank_browser(&machine).await;
    let open = memory(program.id());
    rows.push(open.row("memory, window open", blank.as_ref(), "after the calls above"));
    window.close().await;
    program.draws_nothing().await;
    tokio::time::sleep(SETTLED).await;
    rows.push(memory(program.id()).row("memory, window closed", blank.as_ref(), "goal 110"));
    let note = "the same with the window closed; goal p99 20";
    rows.extend(latencies("server write to toast, no window", &toasted(&machine, toasts).await, note));
    program.is_ended().await;

    let program = machine.start(&["--hidden"]);
    machine.tray().says("No calls").await;
    tokio::time::sleep(SETTLED).await;
    rows.push(memory(program.id()).row("memory, started hidden", blank.as_ref(), "signed in, connected"));
    program.is_ended().await;
    machine.close().await;
    rows
}

fn latencies(what: &str, samples: &Samples, note: &str) -> [Row; 3] {
    let note = format!("{} answers; {note}", samples.len());
    [
        Row::alone(format!("{what}, p50"), samples.median(), "ms", note.clone()),
        Row::alone(format!("{what}, p99"), samples.percentile(99), "ms", note.clone()),
        Row::alone(format!("{what}, max"), samples.percentile(100), "ms", note),
    ]
}

/// What a program and its offspring take, and who of them how much. MiB.
struct Memory {
    total: f64,
    parts: String,
}

impl Memory {
    /// Beside a browser that shows nothing, where there is one.
    fn row(&self, name: &str, blank: Option<&Self>, note: &str) -> Row {
        let note = format!("PSS of all its processes ({}); {note}", self.parts);
        match blank {
            Some(blank) => {
                Row::beside(name, self.total, blank.total, "MiB", format!("{note}; rival: blank Chromium"))
            }
            None => Row::alone(name, self.total, "MiB", note),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "kibibytes of one machine")]
fn memory(program: u32) -> Memory {
    let all = std::iter::once((program, "itself".to_owned())).chain(offspring(program));
    let mib = |(id, name)| Some((own_memory_kib(id)? as f64 / 1024.0, name));
    let parts: Vec<(f64, String)> = all.filter_map(mib).collect();
    let total = parts.iter().map(|(size, _)| size).sum();
    let parts: Vec<String> = parts.into_iter().map(|(size, name)| format!("{name} {size:.0}")).collect();
    Memory { total, parts: parts.join(", ") }
}

/// Chromium with a window and nothing in it; `None` where there is none.
async fn blank_browser(machine: &Machine) -> Option<Memory> {
    if !is_installed("chromium") {
        return None;
    }
    let profile = format!("--user-data-dir={}", machine.scratch().join("blank").display());
    let words = ["--no-sandbox", "--no-first-run", "--no-proxy-server", &profile, "--app=about:blank"];
    let browser = machine.start_other("chromium", &words.map(OsStr::new));
    tokio::time::sleep(SETTLED).await;
    Some(memory(browser.id()))
}

/// Answered calls one after the other, timed where the desktop is told to show the toast.
async fn toasted(machine: &Machine, answers: usize) -> Samples {
    let mut samples = Samples::default();
    for _ in 0..answers {
        let call = machine.house.ring(&ADA, "Dana").await;
        // Nobody answers before it rings: what is timed is the answer, at the pace of the calls above.
        tokio::time::sleep(NOTICE_EVERY * 2).await;
        let answered = now_ms();
        let shown = async {
            machine.notifications().shows("the toast", |_| true).await;
            now_ms()
        };
        let ((), shown) = tokio::join!(machine.house.answer(&call, "Dana"), shown);
        samples.add(shown - answered);
        machine.house.hang_up(&call).await;
        machine.notifications().shows_nothing().await;
    }
    samples
}

/// Answered calls, timed where the page says one more that waits, and where a frame shows it.
async fn painted(machine: &Machine, window: &Window, answers: usize) -> [Samples; 2] {
    window
        .run(
            "const phone = document.querySelector('[data-testid=\"phone\"]');
             const seen = (window.__bench_seen = [[], []]);
             const note = (list) => () => list.push([
                 Number(phone.dataset.waiting ?? 0), performance.timeOrigin + performance.now(),
             ]);
             new MutationObserver(note(seen[0])).observe(phone, { attributeFilter: ['data-waiting'] });
             new MutationObserver(note(seen[1]))
                 .observe(document.documentElement, { attributeFilter: ['data-painted'] });",
        )
        .await;
    let mut samples = [Samples::default(), Samples::default()];
    for _ in 0..answers.div_ceil(AT_ONCE) {
        let (calls, answered) = wave(&machine.house).await;
        window.sees(&format!("phone[data-waiting=\"{AT_ONCE}\"]")).await;
        let seen = window.run("return window.__bench_seen.map((list) => list.splice(0));").await;
        let seen: [Vec<(f64, f64)>; 2] = serde_json::from_value(seen).expect("pairs of numbers");
        for (samples, seen) in samples.iter_mut().zip(seen) {
            for (before, at) in answered.iter().enumerate() {
                let shown = seen.iter().find(|(waiting, shown)| *waiting > before as f64 && shown >= at);
                samples.add(shown.expect("every answer was shown").1 - at);
            }
        }
        end(&machine.house, &calls).await;
        window.sees("phone[data-state=\"idle\"]").await;
        window.run("window.__bench_seen.forEach((list) => list.splice(0));").await;
    }
    samples
}

/// The same calls, timed where the engine has a new view.
async fn through_the_engine(answers: usize) -> Samples {
    let house = House::open().await;
    let dana = house.desk_of("Dana").await;
    let mut samples = Samples::default();
    for _ in 0..answers.div_ceil(AT_ONCE) {
        let mut pushes = dana.engine.pushes();
        let listening = tokio::spawn(async move {
            let mut shown = Vec::new();
            while shown.len() < AT_ONCE {
                let view = Desk::hears(&mut pushes, |push| match push {
                    Push::Live(view) => Some(view.board.indicator.waiting as usize),
                    _ => None,
                });
                let waiting = view.await;
                shown.resize(waiting.max(shown.len()), now_ms());
            }
            shown
        });
        let (calls, answered) = wave(&house).await;
        let shown = listening.await.expect("listening does not panic");
        answered.iter().zip(shown).for_each(|(at, shown)| samples.add(shown - at));
        end(&house, &calls).await;
        dana.sees("nobody waits", |view| (view.live.board.indicator.waiting == 0).then_some(())).await;
    }
    house.close([dana]).await;
    samples
}

/// Calls ring and are answered, 50 notices a second. Gives them, and when each answer was about to be written.
async fn wave(house: &House) -> (Vec<String>, Vec<f64>) {
    let mut tick = interval(NOTICE_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut calls, mut answered) = (Vec::new(), Vec::new());
    for _ in 0..AT_ONCE {
        tick.tick().await;
        let call = house.ring(&ADA, "Dana").await;
        tick.tick().await;
        tick.tick().await;
        answered.push(now_ms());
        house.answer(&call, "Dana").await;
        calls.push(call);
    }
    (calls, answered)
}

async fn end(house: &House, calls: &[String]) {
    for call in calls {
        house.hang_up(call).await;
    }
}

/// The wall clock, in milliseconds with fractions, as the page reads it.
fn now_ms() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1e3
}

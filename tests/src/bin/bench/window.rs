//! The real program on a display of its own: how long from RingCentral's write to the painted indicator, and
//! what memory the program takes hidden, with its window, and after closing it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ::tests::desktop::process::{offspring, own_memory_kib};
use ::tests::desktop::{Machine, Program, Window};
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
const SETTLED: Duration = Duration::from_secs(5);

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
    rows.extend(latencies(
        "server write to the engine's view",
        &engine,
        "engine in the bench's process; no window",
    ));

    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    let painted = painted(&machine, &window, answers).await;
    rows.extend(latencies(
        "server write to painted indicator",
        &painted,
        "50 notices/s; to the frame that shows it; the rest is IPC, layout, and waiting for a frame; goal p99 25",
    ));
    tokio::time::sleep(SETTLED).await;
    rows.push(memory("memory, window open", &program, "after the calls above"));
    window.close().await;
    program.draws_nothing().await;
    tokio::time::sleep(SETTLED).await;
    rows.push(memory("memory, window closed", &program, "goal 110"));
    program.is_ended().await;

    let program = machine.start(&["--hidden"]);
    machine.tray().says("No calls").await;
    tokio::time::sleep(SETTLED).await;
    rows.push(memory("memory, started hidden", &program, "signed in, connected"));
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

/// What a program and its offspring take, and who of them how much.
#[expect(clippy::cast_precision_loss, reason = "kibibytes of one machine")]
fn memory(name: &str, program: &Program, note: &str) -> Row {
    let all = std::iter::once((program.id(), "ringside".to_owned())).chain(offspring(program.id()));
    let mib = |(id, name)| Some((own_memory_kib(id)? as f64 / 1024.0, name));
    let parts: Vec<(f64, String)> = all.filter_map(mib).collect();
    let total = parts.iter().map(|(size, _)| size).sum();
    let parts: Vec<String> = parts.into_iter().map(|(size, name)| format!("{name} {size:.0}")).collect();
    Row::alone(name, total, "MiB", format!("PSS of all its processes ({}); {note}", parts.join(", ")))
}

/// Answered calls, timed where the window's frame shows one more that waits.
async fn painted(machine: &Machine, window: &Window, answers: usize) -> Samples {
    window
        .run(
            "const phone = document.querySelector('[data-testid=\"phone\"]');
             const seen = (window.__bench_seen = []);
             new MutationObserver(() => seen.push([
                 Number(phone.dataset.waiting ?? 0), performance.timeOrigin + performance.now(),
             ])).observe(document.documentElement, { attributeFilter: ['data-painted'] });",
        )
        .await;
    let mut samples = Samples::default();
    for _ in 0..answers.div_ceil(AT_ONCE) {
        let (calls, answered) = wave(&machine.house).await;
        window.sees(&format!("phone[data-waiting=\"{AT_ONCE}\"]")).await;
        let seen = window.run("return window.__bench_seen.splice(0);").await;
        let seen: Vec<(f64, f64)> = serde_json::from_value(seen).expect("pairs of numbers");
        for (before, at) in answered.iter().enumerate() {
            let shown = seen.iter().find(|(waiting, shown)| *waiting > before as f64 && shown >= at);
            samples.add(shown.expect("every answer was painted").1 - at);
        }
        end(&machine.house, &calls).await;
        window.sees("phone[data-state=\"idle\"]").await;
        window.run("window.__bench_seen.length = 0;").await;
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

//! The program. Everything is in the library, so that tests reach it.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    paint_without_shared_buffers();
    ringside::run(std::env::args_os().skip(1))
}

/// WebKitGTK passes frames between its processes in DMA buffers. Without them the page's process takes
/// about 90 MiB less, a window paints sooner where no graphics card helps, and some graphics drivers show a
/// page at all. What is lost is speed that a page of text does not need. Whoever sets the variable has the
/// last word.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "WebKitGTK takes this from the environment and nowhere else")]
fn paint_without_shared_buffers() {
    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(SWITCH).is_none() {
        // SAFETY: this is the first thing the program does; there is no other thread yet.
        unsafe { std::env::set_var(SWITCH, "1") };
    }
}

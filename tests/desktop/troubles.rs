//! What can be wrong with a machine. Each trouble is said in the window in a sentence, and work goes on.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};

use crate::claim_the_first;
use tests::desktop::{Machine, Parts};
use tests::house::ADA;

#[tokio::test]
async fn without_a_keychain_the_sign_in_lasts_for_this_run_and_that_is_said() {
    let machine = Machine::with(Parts { keychain: false, ..Parts::default() }).await;
    machine.is_set_up();
    let (program, window) = machine.start_with_window().await;
    machine.sign_in(&window, "Dana").await;
    let said = window.sees("banner[data-topic=\"secrets\"]").await;
    assert!(said.contains("You will sign in again next time"), "what it means is said: {said}");
    window.picture("1-connected").await;
    window.click("rail-settings").await;
    window.sees("secrets[data-kind=\"thisRunOnly\"]").await;
    window.picture("2-settings").await;
    window.click("rail-live").await;
    machine.house.answered_call(&ADA, "Dana").await;
    window.sees("phone[data-state=\"answered\"]").await;
    claim_the_first(&window).await;
    window.write("notes", "kept all the same").await;
    window.sees("notes-saved[data-state=\"clean\"]").await;
    drop(window);
    program.is_ended().await;
    let program = machine.start(&[]);
    let window = machine.window(&program).await;
    window.sees("health[data-state=\"off\"]").await;
    window.has_value("notes", "kept all the same").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn without_a_message_bus_everything_but_toasts_tray_and_keychain_works() {
    let machine = Machine::with(Parts { bus: false, ..Parts::default() }).await;
    machine.is_set_up();
    let (mut program, window) = machine.start_with_window().await;
    machine.sign_in(&window, "Dana").await;
    window.sees("banner[data-topic=\"secrets\"]").await;
    machine.house.answered_call(&ADA, "Dana").await;
    window.sees("phone[data-state=\"answered\"]").await;
    claim_the_first(&window).await;
    window.reads("session-title", "HOLLIS FREIGHT").await;
    let mut second = machine.start(&[]);
    assert!(!second.ends().await.success(), "a second one cannot work on the same data");
    assert!(program.said().contains("already running"), "and says so");
    assert!(program.runs(), "the first one is not disturbed");
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn settings_that_cannot_be_read_are_set_aside_and_that_is_said() {
    let machine = Machine::open().await;
    fs::create_dir_all(machine.data_folder()).expect("the folder is ours");
    fs::write(machine.data_folder().join("settings.json"), "{\"setup\": nothing")
        .expect("the folder is ours");
    let (program, window) = machine.start_with_window().await;
    let said = window.sees("banner[data-topic=\"settings\"]").await;
    assert!(said.contains("settings"), "the sentence names what it is about: {said}");
    window.picture("said").await;
    let aside = fs::read(machine.data_folder().join("settings.json.broken-1")).expect("it was set aside");
    assert_eq!(aside, b"{\"setup\": nothing", "nothing that was in it is lost");
    window.sees("sign-in-column[data-state=\"needsSetup\"]").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_database_that_was_cut_short_is_set_aside_and_that_is_said() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    let call = machine.house.answered_call(&ADA, "Dana").await;
    machine.house.hang_up(&call).await;
    window.click("rail-calls").await;
    window.counts("history-row", 1).await;
    drop(window);
    program.is_ended().await;
    let file = machine.data_folder().join("ringside.db");
    let whole = fs::read(&file).expect("the database is there");
    fs::write(&file, &whole[..whole.len() / 2]).expect("the file is ours");

    let program = machine.start(&[]);
    let window = machine.window(&program).await;
    let said = window.sees("banner[data-topic=\"store\"]").await;
    assert!(said.contains("damaged") && said.contains("kept as"), "what was done about it is said: {said}");
    window.picture("said").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn when_every_loopback_port_is_taken_the_window_says_which() {
    let machine = Machine::open().await;
    machine.is_set_up();
    let ports = [8722, 18722, 28722, 38722];
    // One that another program holds serves as well.
    let taken: Vec<_> = ports.iter().map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port))).collect();
    let (program, window) = machine.start_with_window().await;
    window.click("sign-in").await;
    let said = window.sees("sign-in-trouble").await;
    for port in ports {
        assert!(said.contains(&port.to_string()), "port {port} is named: {said}");
    }
    window.picture("said").await;
    drop(taken);
    machine.sign_in(&window, "Dana").await;
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_second_start_brings_the_window_of_the_first_to_the_front() {
    let machine = Machine::open().await;
    machine.is_set_up();
    let (mut program, window) = machine.start_with_window().await;
    let other = machine.display.other_program().await;
    assert_eq!(machine.display.active().as_ref(), Some(&other.window), "somebody works elsewhere");
    let mut second = machine.start(&[]);
    assert!(second.ends().await.success(), "the second one ends at once");
    machine.display.has_focus(window.id()).await;
    assert!(program.runs(), "the first one is still the only one");
    drop((window, program));
    machine.close().await;
}

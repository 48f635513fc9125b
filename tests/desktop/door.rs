//! The door in the real window: nobody works here while the shared database cannot be opened. What is asked of Ringside
//! meanwhile is not forgotten.

use tests::desktop::Machine;

#[tokio::test]
async fn a_link_followed_at_the_door_fills_the_dialer_once_it_is_passed() {
    let machine = Machine::open().await;
    machine.has_database("postgres://dana_reyes@127.0.0.1:9/ringside");
    let program = machine.start(&["--hidden", "tel:+13125550176"]);
    let window = machine.window(&program).await;
    window.reads("door", "could not be opened").await;
    for link in ["tel:+13125550177", "tel:+13125550178;ext=22"] {
        assert!(machine.start(&[link]).ends().await.success(), "a second start hands {link} over");
    }
    window.reads("door-waits", "+1 312 555 0178 ext. 22").await;
    window.picture("1-the-door").await;
    window.click("door-own-file").await;
    window.has_value("dial-number", "+13125550178 ext. 22").await;
    window.picture("2-the-last-link").await;
    drop(window);
    program.is_ended().await;
    machine.close().await;
}

//! Company > Shared database, in the real window: prepared, filled with logins, moved into, and gone for a while.

use tests::desktop::{Machine, until};
use tests::house::ADA;
use tests::shared::SharedDatabase;

use crate::claim_the_first;

#[tokio::test]
async fn an_administrator_moves_the_desk_into_a_shared_database_and_works_on() {
    let shared = SharedDatabase::on_own_server().await;
    let owner = shared.owner_over_tcp().await;
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    machine.house.answered_call(&ADA, "Dana").await;
    claim_the_first(&window).await;
    window.write("notes", "Dock 4, ask for Ada").await;
    window.sees("notes-saved[data-state=\"clean\"]").await;

    window.press(&["F10", "Return", "Return"]).await;
    window.sees("shared-database").await;
    window.reads("where-it-is", "own file").await;
    window.picture("1-own-file").await;
    let (address, password) = SharedDatabase::apart(&owner);
    window.write("owner-address", &address).await;
    window.write("owner-password", &password).await;
    window.click("prepare-database").await;
    window.reads("prepare-finding", "ready").await;
    window.write("login-person", "Dana Reyes").await;
    window.write("login-name", "Dana Reyes").await;
    window.click("add-login").await;
    window.picture("2-a-login-that-cannot-be").await;
    window.write("login-name", "dana_reyes").await;
    window.click("add-login").await;
    window.reads("login-made", "dana_reyes can log in now").await;
    let (address, password) = (window.sees("made-address").await, window.sees("made-password").await);
    assert!(!address.contains(&password), "the address holds no password: {address}");
    window.picture("3-a-login").await;

    window.write("database-address", &address).await;
    window.write("database-password", "guessed").await;
    window.click("try-database").await;
    window.reads("database-finding", "refused").await;
    window.write("database-password", &password).await;
    window.click("try-database").await;
    window.sees("database-finding[data-state=\"ready\"]").await;
    window.click("use-database").await;
    window.reads("moved", "moved and counted").await;
    window.sees("restart-needed").await;
    window.picture("4-moved").await;
    // By keyboard: a click would wait for an answer of the page that goes.
    window.run("document.querySelector('[data-testid=restart]').focus()").await;
    window.press(&["Return"]).await;
    until("the window of before is gone", async || (program.drawing() == 0).then_some(())).await;
    drop(window);

    let window = machine.window(&program).await;
    window.sees("health[data-state=\"connected\"]").await;
    window.has_value("notes", "Dock 4, ask for Ada").await;
    window.click("rail-settings").await;
    window.click("open-database").await;
    window.reads("where-it-is", "In the shared database").await;
    window.reads("logins", "dana_reyes").await;
    window.picture("5-in-the-shared-database").await;

    let server = shared.server();
    tokio::task::spawn_blocking(move || server.stop()).await.expect("the server goes");
    window.sees("banner[data-topic=\"database\"]").await;
    window.picture("6-the-database-is-gone").await;
    drop(window);
    program.is_ended().await;
    let program = machine.start(&[]);
    let window = machine.window(&program).await;
    window.reads("door", "could not be opened").await;
    assert!(machine.start(&["tel:+13125550177"]).ends().await.success(), "a link is followed meanwhile");
    window.picture("7-the-door").await;
    drop(window);
    let server = shared.server();
    tokio::task::spawn_blocking(move || server.start_again()).await.expect("the server comes back");
    until("Ringside starts by itself", async || {
        (machine.house.simulator.state().gateway.connected() > 0).then_some(())
    })
    .await;
    let window = machine.window(&program).await;
    window.sees("health[data-state=\"connected\"]").await;
    window.has_value("notes", "Dock 4, ask for Ada").await;
    window.reads("dial-call", "+1 312 555 0177").await;
    drop((window, program));
    machine.close().await;
}

//! The contact list in the real window: found by typing, looked at, added, changed, removed and taken back.

use tests::desktop::Machine;

#[tokio::test]
async fn somebody_is_found_added_changed_and_removed_in_the_contact_list() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    machine.house.lift_rate_limits();
    window.press(&["ctrl+3"]).await;
    window.reads("contacts-sync", "Synced").await;
    window.counts("contact-row", 15).await;
    window.picture("1-everybody").await;

    window.write("contact-search", "nunez").await;
    window.counts("contact-row", 1).await;
    window.reads("contact-name", "José Núñez").await;
    window.reads("contact-numbers", "+1 773 555 0131").await;
    window.write("contact-search", "773 555 0120").await;
    window.reads("contact-row", "Gil Brandt").await;
    window.reads("contact-numbers", "ext. 22").await;
    window.sees("dial[data-number=\"+17735550120 ext. 22\"]").await;
    window.reads("contact-notes", "Closes at five.").await;
    window.picture("2-by-number").await;

    window.click("add-contact").await;
    window.has_focus("contact-firstName").await;
    window.write("contact-firstName", "Mo").await;
    window.write("contact-number-mobile", "call me").await;
    window.click("save-contact").await;
    window.reads("contact-form", "That is not a phone number").await;
    window.has_focus("contact-number-mobile").await;
    window.picture("3-refused").await;
    window.write("contact-number-mobile", "(312) 555-0111").await;
    window.click("save-contact").await;
    window.reads("contact-name", "Mo").await;
    window.reads("contact-numbers", "+1 312 555 0111").await;

    window.click("edit-contact").await;
    window.has_value("contact-number-mobile", "+13125550111").await;
    window.write("contact-company", "Farrow & Sons").await;
    window.write("contact-notes-field", "Dock 4, rings <b>twice</b>").await;
    window.click("save-contact").await;
    window.no_longer_sees("contact-form").await;
    window.reads("contact-record", "Farrow & Sons").await;
    window.reads("contact-notes", "Dock 4, rings <b>twice</b>").await;
    window.picture("4-with-notes").await;
    window.write("contact-search", "farrow").await;
    window.reads("contact-row", "Farrow & Sons").await;
    window.counts("contact-row", 1).await;
    window.reads("contact-name", "Mo").await;
    window.click("remove-contact").await;
    window.sees("no-contacts").await;
    window.picture("5-removed").await;
    window.click("undo").await;
    window.reads("contact-name", "Mo").await;
    let dana = machine.house.person("Dana").extension_id;
    let kept = machine.house.simulator.state().books.with(&dana, |book| book.all());
    let back = kept.iter().any(|contact| contact["company"] == "Farrow & Sons");
    assert!(back, "RingCentral keeps it again");
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn a_colleague_and_a_contact_are_dialed_from_the_list_and_hung_up_on() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    machine.house.lift_rate_limits();
    window.sees("my-phone").await;
    window.press(&["ctrl+3"]).await;
    window.counts("contact-row", 15).await;
    for (sought, name, number) in
        [("ortiz", "Sam Ortiz", "102"), ("312 555 0178", "Ada Hollis", "+13125550178")]
    {
        window.write("contact-search", sought).await;
        window.counts("contact-row", 1).await;
        window.reads("contact-name", name).await;
        window.click(&format!("dial[data-number=\"{number}\"]")).await;
        // It may be night in Chicago.
        window.sees("attempt[data-state=\"ringingMe\"], [data-testid=\"caution-go-on\"]").await;
        if window.count("caution-go-on").await > 0 {
            window.click("caution-go-on").await;
        }
        window.sees("attempt[data-state=\"ringingMe\"]").await;
        window.reads("attempt", name).await;
        machine.house.my_phone_answers().await;
        window.sees("attempt[data-state=\"calling\"]").await;
        machine.house.they_answer().await;
        window.sees("attempt[data-state=\"connected\"]").await;
        window.picture(&format!("1-talking-to-{number}")).await;
        window.click("attempt-hang-up").await;
        window.sees("attempt[data-state=\"ended\"]").await;
    }
    let placed = machine.house.placed();
    let asked: Vec<_> = placed.iter().map(|placed| placed.asked.to.as_str()).collect();
    assert_eq!(asked, ["102", "+13125550178"], "one request for one click, to whom was meant");
    drop((window, program));
    machine.close().await;
}

#[tokio::test]
async fn the_list_is_walked_through_by_keyboard() {
    let machine = Machine::open().await;
    let (program, window) = machine.start_signed_in("Dana").await;
    window.press(&["ctrl+3"]).await;
    window.counts("contact-row", 15).await;
    window.click("contact-search").await;
    window.press(&["Down"]).await;
    window.has_focus("contact-row[data-name=\"Ada Hollis\"]").await;
    window.press(&["g"]).await;
    window.has_focus("contact-row[data-name=\"Gil Brandt\"]").await;
    window.press(&["Return"]).await;
    window.reads("contact-name", "Gil Brandt").await;
    window.press(&["Down", "Return"]).await;
    window.reads("contact-name", "Ingrid Sæther").await;
    window.reads("contact-numbers", "No number is known").await;
    window.press(&["Home", "Up"]).await;
    window.has_focus("contact-search").await;
    drop((window, program));
    machine.close().await;
}

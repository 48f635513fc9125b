//! A link to a number opens the dialer with it, and nothing more.

use engine::view::Push;
use tests::house::House;
use tokio::sync::broadcast::Receiver;

async fn opened(pushes: &mut Receiver<Push>) -> (String, Option<String>) {
    loop {
        if let Push::OpenDialer { text, refused } = pushes.recv().await.expect("the engine runs") {
            return (text, refused);
        }
    }
}

#[tokio::test]
async fn a_link_opens_the_dialer_with_its_number_and_dials_nothing() {
    let house = House::open().await;
    let desk = house.desk_of("Dana").await;
    let mut pushes = desk.engine.pushes();
    for (link, text) in [
        ("tel:+1-312-555-0177;ext=22", "+1-312-555-0177 ext. 22"),
        ("callto:%2B13125550177", "+13125550177"),
        ("rcmobile://call?number=3125550177", "3125550177"),
    ] {
        desk.engine.open_link(link.to_owned()).await.expect("everybody may follow links");
        assert_eq!(opened(&mut pushes).await, (text.to_owned(), None), "{link} stands in the number field");
    }
    assert!(house.simulator.state().world.ring_outs().is_empty(), "no phone rings for a link");
    house.close([desk]).await;
}

#[tokio::test]
async fn a_link_without_a_number_is_refused_in_the_dialer() {
    let house = House::open().await;
    let desk = house.desk("dana").await;
    let mut pushes = desk.engine.pushes();
    for (link, word) in
        [("sip:ada@example.com", "number"), ("mailto:ada@example.com", "tel:"), ("tel:%F", "damaged")]
    {
        desk.engine.open_link(link.to_owned()).await.expect("everybody may follow links");
        let (text, refused) = opened(&mut pushes).await;
        assert_eq!(text, "", "nothing of {link} stands in the number field");
        let refused = refused.expect("it is refused");
        assert!(refused.contains(word), "{link} is refused with what is wrong: {refused}");
    }
    house.close([desk]).await;
}

//! What was dialed, how people like to dial, and whom nobody is to call.

use domain::dial::End;
use domain::{DispatcherId, PhoneNumber};
use store::{Choices, ChosenPhone, Deed, NewDialed, PhoneSort};

use crate::database::Database;
use crate::rows::{HOSTILE, at, call as call_row, call_id, dispatcher, realm};

on_both!(
    an_attempt_is_there_from_the_first_moment_to_its_end,
    the_first_end_stands,
    notes_are_written_by_whoever_dialed_alone,
    the_last_call_to_a_number_is_found_whoever_dialed_it,
    the_history_gets_what_has_no_call,
    every_end_is_read_as_it_was_written,
    choices_are_kept_for_each_person_and_company,
    a_number_is_not_called_until_it_is_allowed_again,
);

fn new(who: &DispatcherId, number: &str, ms: i64) -> NewDialed {
    NewDialed {
        dispatcher: who.clone(),
        realm: Some(realm()),
        number: number.to_owned(),
        keys: Some(",,407#".to_owned()),
        name: Some("Hollis Freight".to_owned()),
        phone: "Your desk phone".to_owned(),
        at: at(ms),
        by_hand: None,
    }
}

async fn an_attempt_is_there_from_the_first_moment_to_its_end(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let id = store.dialed_calls().add(&new(&ana, "+13125550177", 10)).await.expect("written");
    let open = store.dialed_calls().open(&ana).await.expect("read");
    assert_eq!(open.len(), 1, "it is under way");
    assert_eq!(open[0].dialed, new(&ana, "+13125550177", 10), "everything is there");
    let call = call_id(&store, "s-1").await;
    store.dialed_calls().placed(&id, "s-1", &call).await.expect("placed");
    store.dialed_calls().connected(&id, at(20)).await.expect("connected");
    store.dialed_calls().ended(&id, End::TheyHungUp, at(62)).await.expect("ended");
    assert!(store.dialed_calls().open(&ana).await.expect("read").is_empty(), "it is over");
    let row = store.dialed_calls().of(&ana, 5).await.expect("read").remove(0);
    assert_eq!((row.call, row.ring_out.as_deref()), (Some(call), Some("s-1")), "which call it was");
    assert_eq!(row.end, Some(End::TheyHungUp), "how it ended");
    assert_eq!(row.dispatcher_name, "Ana Ruiz", "whose it was");
}

async fn the_first_end_stands(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let id = store.dialed_calls().add(&new(&ana, "131", 10)).await.expect("written");
    store.dialed_calls().ended(&id, End::Cancelled, at(12)).await.expect("ended");
    store.dialed_calls().ended(&id, End::NeverFound, at(90)).await.expect("ended");
    let row = store.dialed_calls().of(&ana, 5).await.expect("read").remove(0);
    assert_eq!((row.end, row.ended_at), (Some(End::Cancelled), Some(at(12))), "what was known first");
}

async fn notes_are_written_by_whoever_dialed_alone(db: Database) {
    let store = db.open().await;
    let (ana, tom) = (dispatcher(&store, "Ana Ruiz").await, dispatcher(&store, "Tom Okafor").await);
    let id = store.dialed_calls().add(&new(&ana, "131", 10)).await.expect("written");
    for text in HOSTILE {
        assert!(store.dialed_calls().note(&ana, &id, text).await.expect("noted"), "it is Ana's");
        let row = store.dialed_calls().of(&ana, 5).await.expect("read").remove(0);
        assert_eq!(row.notes, text.replace('\0', "\u{fffd}"), "as it was written");
    }
    assert!(!store.dialed_calls().note(&tom, &id, "mine").await.expect("asked"), "it is not Tom's");
}

async fn the_last_call_to_a_number_is_found_whoever_dialed_it(db: Database) {
    let store = db.open().await;
    let (ana, tom) = (dispatcher(&store, "Ana Ruiz").await, dispatcher(&store, "Tom Okafor").await);
    for (who, number, ms) in [(&ana, "+1", 10), (&tom, "+1", 30), (&ana, "+2", 40)] {
        store.dialed_calls().add(&new(who, number, ms)).await.expect("written");
    }
    let last = store.dialed_calls().last_to("+1").await.expect("read").expect("there is one");
    assert_eq!((last.dispatcher_name.as_str(), last.dialed.at), ("Tom Okafor", at(30)), "the newest");
    assert!(store.dialed_calls().last_to("+3").await.expect("read").is_none(), "nobody dialed that");
}

async fn the_history_gets_what_has_no_call(db: Database) {
    let store = db.open().await;
    let (ana, tom) = (dispatcher(&store, "Ana Ruiz").await, dispatcher(&store, "Tom Okafor").await);
    let first = store.dialed_calls().add(&new(&ana, "+1", 10)).await.expect("written");
    let before_sign_in = NewDialed { realm: None, ..new(&ana, "+2", 20) };
    store.dialed_calls().add(&before_sign_in).await.expect("written");
    let by_hand = NewDialed { by_hand: Some("Called from the van".to_owned()), ..new(&tom, "+3", 30) };
    store.dialed_calls().add(&by_hand).await.expect("written");
    let call = call_id(&store, "s-1").await;
    store.dialed_calls().placed(&first, "s-1", &call).await.expect("placed");
    let page = |before| {
        let (store, ana) = (&store, &ana);
        async move { store.dialed_calls().page(Some(&realm()), ana, before, 10).await.expect("read") }
    };
    let all = page(None).await;
    let numbers: Vec<_> = all.iter().map(|row| row.dialed.number.as_str()).collect();
    assert_eq!(numbers, ["+3", "+2", "+1"], "the company's and Ana's own from before, newest first");
    assert_eq!(all[0].dialed.by_hand.as_deref(), Some("Called from the van"), "written down by hand");
    let rest = page(Some((all[0].dialed.at, all[0].id.to_string()))).await;
    assert_eq!(rest.len(), 2, "a page goes on where the former ended");
    let row = call_row(&store, "s-1").await;
    assert_eq!(row.id, call, "the same call by the same name");
    store.calls().save(&[row]).await.expect("saved");
    assert_eq!(page(None).await.len(), 2, "what the history of calls has is not there twice");
    let tom_sees = store.dialed_calls().page(Some(&realm()), &tom, None, 10).await.expect("read");
    assert_eq!(tom_sees.len(), 1, "what Ana dialed before any sign-in is hers");
}

async fn every_end_is_read_as_it_was_written(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let ends = [End::IHungUp, End::MyPhoneNotSupported, End::NoSuchNumber, End::SignedOut, End::HandedOver];
    for (ms, end) in (0..).zip(ends) {
        let id = store.dialed_calls().add(&new(&ana, "+1", ms)).await.expect("written");
        store.dialed_calls().ended(&id, end, at(ms)).await.expect("ended");
        let row = store.dialed_calls().of(&ana, 1).await.expect("read").remove(0);
        assert_eq!(row.end, Some(end), "{end:?} survives");
    }
}

async fn choices_are_kept_for_each_person_and_company(db: Database) {
    let store = db.open().await;
    let (ana, tom) = (dispatcher(&store, "Ana Ruiz").await, dispatcher(&store, "Tom Okafor").await);
    assert_eq!(store.dialing_choices().of(&ana, &realm()).await.expect("read"), None, "nothing yet");
    let phone = ChosenPhone {
        kind: PhoneSort::Forwarding,
        key: "f-12".to_owned(),
        number: "+12025550155".to_owned(),
        label: "Mobile".to_owned(),
    };
    let first = Choices { phone: Some(phone), press_one: true, ..Choices::default() };
    let second =
        Choices { caller_id: "+12025550100".to_owned(), combine_extensions: true, ..Choices::default() };
    for chosen in [&first, &second] {
        store.dialing_choices().keep(&ana, &realm(), chosen).await.expect("kept");
        let read = store.dialing_choices().of(&ana, &realm()).await.expect("read");
        assert_eq!(read.as_ref(), Some(chosen), "as chosen");
    }
    assert_eq!(store.dialing_choices().of(&tom, &realm()).await.expect("read"), None, "Tom chose nothing");
    let other = store::Realm { account: "9".into(), ..realm() };
    assert_eq!(store.dialing_choices().of(&ana, &other).await.expect("read"), None, "another company");
}

async fn a_number_is_not_called_until_it_is_allowed_again(db: Database) {
    let store = db.open().await;
    let ana = dispatcher(&store, "Ana Ruiz").await;
    let number = PhoneNumber::from_e164("+13125550177");
    let deed = |act| Deed { by: Some(ana.clone()), act, at: at(5) };
    assert_eq!(store.do_not_contact().why(&number).await.expect("read"), None, "it may be called");
    for why in ["asked on 3 Mar", "asked again"] {
        store.do_not_contact().mark(&deed("mark_do_not_contact"), &number, why).await.expect("marked");
        assert_eq!(
            store.do_not_contact().why(&number).await.expect("read").as_deref(),
            Some(why),
            "the reason"
        );
    }
    assert!(
        store.do_not_contact().allow(&deed("allow_contact"), &number).await.expect("allowed"),
        "it was marked"
    );
    assert!(
        !store.do_not_contact().allow(&deed("allow_contact"), &number).await.expect("asked"),
        "no longer"
    );
    let acts: Vec<_> =
        store.audit().page(None, 10).await.expect("read").into_iter().map(|line| line.act).collect();
    let newest = ["allow_contact", "mark_do_not_contact", "mark_do_not_contact"];
    assert_eq!(acts[..3], newest, "each change is written down");
}

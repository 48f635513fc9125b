-- Dialing: what each dispatcher dialed, how they like to dial, and whom nobody is to call.

create table dialed_calls (
    id            text not null primary key,
    dispatcher_id text not null references dispatchers (id),
    -- None: dialed before anybody had signed in.
    account_id    text,
    environment   text,
    -- None until RingCentral has placed it.
    call_id       text references call_identities (id),
    -- RingCentral's name of the dial request.
    ring_out      text,
    by_hand       bigint not null,
    -- E.164, or a short number.
    number        text not null,
    -- What was to be keyed in afterwards.
    keys          text,
    name          text,
    phone         text not null,
    dialed_at     bigint not null,
    connected_at  bigint,
    ended_at      bigint,
    -- None while it is under way.
    outcome       text,
    notes         text not null
);

create index dialed_calls_newest on dialed_calls (dialed_at, id);
create index dialed_calls_of_dispatcher on dialed_calls (dispatcher_id, dialed_at, id);
create index dialed_calls_to on dialed_calls (number, dialed_at);
create index dialed_calls_open on dialed_calls (dispatcher_id) where outcome is null;

create table dialing_choices (
    dispatcher_id      text not null references dispatchers (id),
    account_id         text not null,
    environment        text not null,
    -- The phone that rings first: what it is, what RingCentral calls it, its number and name as last seen.
    phone_kind         text,
    phone_key          text,
    phone_number       text,
    phone_label        text,
    caller_id          text not null,
    press_one          bigint not null,
    combine_extensions bigint not null,
    primary key (dispatcher_id, account_id, environment)
);

create table do_not_contact (
    -- E.164
    number    text not null primary key,
    why       text not null,
    -- Without a foreign key: the wish stands, whatever becomes of who wrote it down.
    marked_by text,
    marked_at bigint not null
);

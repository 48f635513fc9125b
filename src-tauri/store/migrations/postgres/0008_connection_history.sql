-- What became of each dispatcher's connection to RingCentral, in order.

create table connection_history (
    position      bigint generated always as identity primary key,
    dispatcher_id text not null references dispatchers (id),
    account_id    text not null,
    environment   text not null,
    happened_at   bigint not null,
    turn          text not null,
    why           text not null,
    from_at       bigint,
    to_at         bigint
);

create index connection_history_of_dispatcher on connection_history (dispatcher_id, position);
create index connection_history_by_age on connection_history (happened_at);

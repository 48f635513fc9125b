-- What became of each dispatcher's connection to RingCentral, in order.

create table connection_history (
    position      integer not null primary key autoincrement,
    dispatcher_id text not null references dispatchers (id),
    account_id    text not null,
    environment   text not null,
    happened_at   integer not null,
    turn          text not null,
    why           text not null,
    from_at       integer,
    to_at         integer
) strict;

create index connection_history_of_dispatcher on connection_history (dispatcher_id, position);
create index connection_history_by_age on connection_history (happened_at);

-- Who took which call, every change of that, and the claimer's working place.

create table claims (
    call_id       text not null primary key references call_identities (id),
    dispatcher_id text not null references dispatchers (id),
    claimed_at    integer not null
) strict;

create index claims_by_age on claims (claimed_at);

-- Without foreign keys: what happened stays, whatever becomes of those it happened to.
create table claim_events (
    position      integer not null primary key autoincrement,
    call_id       text not null,
    dispatcher_id text not null,
    what          text not null,
    happened_at   integer not null
) strict;

create index claim_events_of_call on claim_events (call_id, position);

create trigger claim_events_stay before update on claim_events
begin
    select raise(abort, 'claim events are only ever added');
end;

create trigger claim_events_are_kept before delete on claim_events
begin
    select raise(abort, 'claim events are only ever added');
end;

create table active_sessions (
    id             text not null primary key,
    call_id        text not null references call_identities (id),
    dispatcher_id  text not null references dispatchers (id),
    claimed_at     integer not null,
    ended_at       integer,
    notes          text not null,
    notes_revision integer not null,
    notes_saved_at integer,
    unique (dispatcher_id, call_id)
) strict;

create index active_sessions_open on active_sessions (dispatcher_id, claimed_at, id) where ended_at is null;
create index active_sessions_of_call on active_sessions (call_id);

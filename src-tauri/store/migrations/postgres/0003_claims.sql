-- Who took which call, every change of that, and the claimer's working place.

create table claims (
    call_id       text not null primary key references call_identities (id),
    dispatcher_id text not null references dispatchers (id),
    claimed_at    bigint not null
);

create index claims_by_age on claims (claimed_at);

-- Without foreign keys: what happened stays, whatever becomes of those it happened to.
create table claim_events (
    position      bigint generated always as identity primary key,
    call_id       text not null,
    dispatcher_id text not null,
    what          text not null,
    happened_at   bigint not null
);

create index claim_events_of_call on claim_events (call_id, position);

create function claim_events_stay() returns trigger language plpgsql as $$
begin
    raise exception 'claim events are only ever added';
end
$$;

create trigger claim_events_stay before update or delete or truncate on claim_events
    for each statement execute function claim_events_stay();

create table active_sessions (
    id             text not null primary key,
    call_id        text not null references call_identities (id),
    dispatcher_id  text not null references dispatchers (id),
    claimed_at     bigint not null,
    ended_at       bigint,
    notes          text not null,
    notes_revision bigint not null,
    notes_saved_at bigint,
    unique (dispatcher_id, call_id)
);

create index active_sessions_open on active_sessions (dispatcher_id, claimed_at, id) where ended_at is null;
create index active_sessions_of_call on active_sessions (call_id);

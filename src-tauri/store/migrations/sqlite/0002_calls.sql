-- Calls, by what names RingCentral knows them, what it told us of them, and what that adds up to.

create table call_identities (
    id          text not null primary key,
    folded_into text references call_identities (id)
) strict;

create table call_ids (
    platform    text not null,
    account_id  text not null,
    environment text not null,
    kind        text not null,
    value       text not null,
    call_id     text not null references call_identities (id),
    primary key (platform, account_id, environment, kind, value)
) strict;

create index call_ids_of_call on call_ids (call_id, kind);

create table journal (
    position          integer not null primary key autoincrement,
    account_id        text not null,
    environment       text not null,
    source            text not null,
    key               text not null,
    telephony_session text not null,
    order_sequence    integer not null,
    taken_at          integer,
    seen_at           integer not null,
    raw               text not null,
    unique (account_id, environment, source, key)
) strict;

create index journal_of_session on journal (account_id, environment, telephony_session, position);
create index journal_by_age on journal (seen_at);

create table calls (
    id                     text not null primary key references call_identities (id),
    account_id             text not null,
    environment            text not null,
    telephony_session      text not null,
    session_id             text,
    direction              text,
    phase                  text not null,
    answered               integer not null,
    voicemail              integer not null,
    caller_name            text,
    caller_number          text,
    caller_e164            text,
    called_name            text,
    called_number          text,
    called_e164            text,
    called_extension       text,
    queue_extension        text,
    answered_by            text,
    answered_by_extensions text not null,
    started_at             integer not null,
    answered_at            integer,
    ended_at               integer,
    rang_ms                integer not null,
    recording              integer,
    hidden                 integer not null,
    updated_at             integer not null
) strict;

create index calls_newest on calls (account_id, environment, started_at, id) where hidden = 0;
create index calls_open on calls (account_id, environment) where ended_at is null;
create index calls_ended on calls (account_id, environment, ended_at);
create index calls_from on calls (account_id, environment, caller_e164, started_at) where hidden = 0;
create index calls_to on calls (account_id, environment, called_e164, started_at) where hidden = 0;

-- Times for which notices were lost.
create table gaps (
    position    integer not null primary key autoincrement,
    account_id  text not null,
    environment text not null,
    from_at     integer not null,
    to_at       integer not null,
    why         text not null,
    filled_at   integer
) strict;

create index gaps_open on gaps (account_id, environment, from_at) where filled_at is null;

-- What the company's extensions are, as last heard.
create table extensions (
    account_id  text not null,
    environment text not null,
    id          text not null,
    kind        text not null,
    name        text not null,
    number      text,
    primary key (account_id, environment, id)
) strict;

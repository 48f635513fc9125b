-- Calls, by what names RingCentral knows them, what it told us of them, and what that adds up to.

create table call_identities (
    id          text not null primary key,
    folded_into text references call_identities (id)
);

create table call_ids (
    platform    text not null,
    account_id  text not null,
    environment text not null,
    kind        text not null,
    value       text not null,
    call_id     text not null references call_identities (id),
    primary key (platform, account_id, environment, kind, value)
);

create index call_ids_of_call on call_ids (call_id, kind);

create table journal (
    position          bigint generated always as identity primary key,
    account_id        text not null,
    environment       text not null,
    source            text not null,
    key               text not null,
    telephony_session text not null,
    order_sequence    bigint not null,
    taken_at          bigint,
    seen_at           bigint not null,
    raw               text not null,
    unique (account_id, environment, source, key)
);

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
    answered               bigint not null,
    voicemail              bigint not null,
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
    started_at             bigint not null,
    answered_at            bigint,
    ended_at               bigint,
    rang_ms                bigint not null,
    recording              bigint,
    hidden                 bigint not null,
    updated_at             bigint not null
);

create index calls_newest on calls (account_id, environment, started_at, id) where hidden = 0;
create index calls_open on calls (account_id, environment) where ended_at is null;
create index calls_ended on calls (account_id, environment, ended_at);
create index calls_from on calls (account_id, environment, caller_e164, started_at) where hidden = 0;
create index calls_to on calls (account_id, environment, called_e164, started_at) where hidden = 0;

-- Times for which notices were lost.
create table gaps (
    position    bigint generated always as identity primary key,
    account_id  text not null,
    environment text not null,
    from_at     bigint not null,
    to_at       bigint not null,
    why         text not null,
    filled_at   bigint
);

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
);

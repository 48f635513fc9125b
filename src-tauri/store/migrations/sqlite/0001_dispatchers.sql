-- Who works at the desks. Flags and times are integers: times in milliseconds since the Unix epoch, UTC.

create table dispatchers (
    id           text not null primary key,
    name         text not null,
    role         text not null,
    os_account   text unique,
    account_id   text,
    extension_id text,
    created_at   integer not null,
    bound_at     integer,
    -- Nobody shares an extension; those who have none do not meet here.
    unique (account_id, extension_id)
) strict;

-- One row for ever: whoever gets in administers the store.
create table first_administrator (
    only_one      integer not null primary key check (only_one = 1),
    dispatcher_id text not null references dispatchers (id)
) strict;

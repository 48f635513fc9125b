-- The facts of a sign-in. Its secrets are never here.

create table sign_ins (
    position         integer not null primary key autoincrement,
    dispatcher_id    text not null references dispatchers (id),
    account_id       text not null,
    environment      text not null,
    base_url         text not null,
    client_id        text not null,
    extension_id     text not null,
    person_name      text not null,
    extension_number text not null,
    company          text,
    signed_in_at     integer not null,
    ended_at         integer,
    ended_why        text
) strict;

create index sign_ins_of_dispatcher on sign_ins (dispatcher_id, position);

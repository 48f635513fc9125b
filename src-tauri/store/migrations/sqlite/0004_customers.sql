-- Whom the company works for.

create table customers (
    id             text not null primary key,
    name           text not null,
    account_number text,
    address        text,
    email          text,
    notes          text not null,
    revision       integer not null
) strict;

create table customer_contacts (
    customer_id text not null references customers (id),
    place       integer not null,
    name        text not null,
    role        text not null,
    -- E.164
    number      text not null,
    primary key (customer_id, place)
) strict;

create index customer_contacts_by_number on customer_contacts (number, customer_id);

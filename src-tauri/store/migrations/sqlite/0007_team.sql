-- Several desks on one database: who logs in, which desk does what is done once for all, and whom the schema serves.

alter table dispatchers add column login text;
create unique index dispatchers_by_login on dispatchers (login);

-- A duty is done by whoever holds its lease; when that lapses, another desk takes over.
create table leases (
    account_id  text not null,
    environment text not null,
    duty        text not null,
    holder      text not null,
    holder_name text not null,
    since_at    integer not null,
    until_at    integer not null,
    primary key (account_id, environment, duty)
) strict;

-- The oldest schema a program may have been made for and still work here.
create table served (
    only_one integer not null primary key check (only_one = 1),
    oldest   integer not null
) strict;

insert into served (only_one, oldest) values (1, 7);

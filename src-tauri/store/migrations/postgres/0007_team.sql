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
    since_at    bigint not null,
    until_at    bigint not null,
    primary key (account_id, environment, duty)
);

-- The oldest schema a program may have been made for and still work here.
create table served (
    only_one bigint not null primary key check (only_one = 1),
    oldest   bigint not null
);

insert into served (only_one, oldest) values (1, 7);

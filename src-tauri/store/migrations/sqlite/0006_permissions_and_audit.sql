-- Who may do what beyond taking calls, and what was done with it.

create table permissions (
    dispatcher_id text not null references dispatchers (id),
    permission    text not null,
    granted_at    integer not null,
    primary key (dispatcher_id, permission)
) strict;

-- Without foreign keys and with the names of that day: what happened stays, whatever becomes of those it happened to.
create table audit (
    position    integer not null primary key autoincrement,
    happened_at integer not null,
    -- None: nobody's act, but the program's own.
    by_id       text,
    by_name     text,
    act         text not null,
    outcome     text not null,
    about_id    text,
    about_name  text,
    detail      text not null
) strict;

create trigger audit_stays before update on audit
begin
    select raise(abort, 'the audit is only ever added to');
end;

create trigger audit_is_kept before delete on audit
begin
    select raise(abort, 'the audit is only ever added to');
end;

-- SQLite's "replace" deletes without asking the trigger above. What is there already stays instead.
create trigger audit_is_not_replaced before insert on audit
when exists (select 1 from audit where position = new.position)
begin
    select raise(ignore);
end;

-- Who may do what beyond taking calls, and what was done with it.

create table permissions (
    dispatcher_id text not null references dispatchers (id),
    permission    text not null,
    granted_at    bigint not null,
    primary key (dispatcher_id, permission)
);

-- Without foreign keys and with the names of that day: what happened stays, whatever becomes of those it happened to.
create table audit (
    position    bigint generated always as identity primary key,
    happened_at bigint not null,
    -- None: nobody's act, but the program's own.
    by_id       text,
    by_name     text,
    act         text not null,
    outcome     text not null,
    about_id    text,
    about_name  text,
    detail      text not null
);

create function audit_stays() returns trigger language plpgsql as $$
begin
    raise exception 'the audit is only ever added to';
end
$$;

create trigger audit_stays before update or delete or truncate on audit
    for each statement execute function audit_stays();

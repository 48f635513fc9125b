-- Who may do what in a team's database. Said again after every change of the schema; saying it again changes nothing.
--
-- Every dispatcher logs in with a role of their own, which belongs to the group {desks} and owns nothing. What is private
-- is kept apart by policies that ask `session_user`: who logged in. A variable that a client can set would be no wall.

do $$
begin
    if not exists (select from pg_roles where quote_ident(rolname) = {desks as text}) then
        create role {desks} nologin;
    end if;
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to %s', current_database(), {desks as text});
end
$$;

revoke all on schema {schema} from public;
grant usage on schema {schema} to {desks};
revoke all on all tables in schema {schema} from public, {desks};

-- The dispatcher whose login asks; null for any other.
create or replace function own_dispatcher() returns text
    language sql stable security definer set search_path = {schema}, pg_temp
    as $$ select id from dispatchers where login = session_user $$;

-- Whether they administer Ringside.
create or replace function administers() returns boolean
    language sql stable security definer set search_path = {schema}, pg_temp
    as $$ select exists (select from dispatchers where login = session_user and role = 'administrator') $$;

-- The schema, and which programs it serves.
grant select on _sqlx_migrations, served to {desks};

-- What everybody sees and adds to.
grant select, insert, update on call_ids, calls, gaps, customers, customer_contacts to {desks};
grant select, insert, update, delete on call_identities, extensions, journal, leases to {desks};

-- Dispatchers: everybody sees who there is, each changes their own row, and nobody makes themselves an administrator.
grant select, insert, update on dispatchers to {desks};
grant select, insert on first_administrator to {desks};
alter table dispatchers enable row level security;
alter table first_administrator enable row level security;
drop policy if exists seen on dispatchers;
drop policy if exists own on dispatchers;
drop policy if exists administered on dispatchers;
drop policy if exists seen on first_administrator;
create policy seen on dispatchers for select using (true);
create policy own on dispatchers for update
    using (login = session_user) with check (login = session_user);
create policy administered on dispatchers using (administers()) with check (administers());
drop policy if exists administered on first_administrator;
create policy seen on first_administrator for select using (true);
create policy administered on first_administrator for insert with check (administers());

create or replace function dispatchers_keep_their_role() returns trigger
    language plpgsql set search_path = {schema}, pg_temp as $$
begin
    if (new.role, new.login, new.id) is distinct from (old.role, old.login, old.id)
        and not administers()
        and session_user <> (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid)
        and not (select rolsuper from pg_roles where rolname = session_user) then
        raise insufficient_privilege using message = 'only an administrator changes roles and logins';
    end if;
    return new;
end
$$;
drop trigger if exists dispatchers_keep_their_role on dispatchers;
create trigger dispatchers_keep_their_role before update on dispatchers
    for each row execute function dispatchers_keep_their_role();

-- Claims: everybody sees them, each makes their own. What happened to a claim is only ever added.
grant select, insert on claims, claim_events to {desks};
alter table claims enable row level security;
alter table claim_events enable row level security;
drop policy if exists seen on claims;
drop policy if exists own on claims;
drop policy if exists seen on claim_events;
drop policy if exists own on claim_events;
create policy seen on claims for select using (true);
create policy own on claims for insert with check (dispatcher_id = (select own_dispatcher()));
create policy seen on claim_events for select using (true);
create policy own on claim_events for insert with check (dispatcher_id = (select own_dispatcher()));

-- Active sessions with their notes, and sign-ins: nobody sees anybody else's, the tables' owner included.
grant select, insert, update on active_sessions, sign_ins to {desks};
alter table active_sessions enable row level security;
alter table active_sessions force row level security;
alter table sign_ins enable row level security;
alter table sign_ins force row level security;
drop policy if exists own on active_sessions;
drop policy if exists own on sign_ins;
create policy own on active_sessions
    using (dispatcher_id = (select own_dispatcher())) with check (dispatcher_id = (select own_dispatcher()));
create policy own on sign_ins
    using (dispatcher_id = (select own_dispatcher())) with check (dispatcher_id = (select own_dispatcher()));

-- What became of a connection is its dispatcher's own, and forgotten when it is old.
grant select, insert, delete on connection_history to {desks};
alter table connection_history enable row level security;
alter table connection_history force row level security;
drop policy if exists own on connection_history;
create policy own on connection_history
    using (dispatcher_id = (select own_dispatcher())) with check (dispatcher_id = (select own_dispatcher()));

-- How somebody likes to dial is their own.
grant select, insert, update on dialing_choices to {desks};
alter table dialing_choices enable row level security;
alter table dialing_choices force row level security;
drop policy if exists own on dialing_choices;
create policy own on dialing_choices
    using (dispatcher_id = (select own_dispatcher())) with check (dispatcher_id = (select own_dispatcher()));

-- What was dialed: everybody sees it, so that nobody is called twice; each writes their own.
grant select, insert, update on dialed_calls to {desks};
alter table dialed_calls enable row level security;
drop policy if exists seen on dialed_calls;
drop policy if exists own on dialed_calls;
drop policy if exists own_change on dialed_calls;
create policy seen on dialed_calls for select using (true);
create policy own on dialed_calls for insert with check (dispatcher_id = (select own_dispatcher()));
create policy own_change on dialed_calls for update
    using (dispatcher_id = (select own_dispatcher())) with check (dispatcher_id = (select own_dispatcher()));

-- Whom nobody is to call: everybody sees and changes it; the audit keeps who.
grant select, insert, update, delete on do_not_contact to {desks};

-- Contacts: one's own are one's own, the tables' owner included; the company's and customers are everybody's.
grant select, insert, update, delete on contacts, contact_numbers, contact_words, contact_books to {desks};
do $$
declare each text;
begin
    foreach each in array array['contacts', 'contact_numbers', 'contact_words', 'contact_books'] loop
        execute format('alter table %I enable row level security', each);
        execute format('alter table %I force row level security', each);
        execute format('drop policy if exists own on %I', each);
        execute format('drop policy if exists shared on %I', each);
        execute format('create policy own on %I using (dispatcher_id = (select own_dispatcher()))'
            ' with check (dispatcher_id = (select own_dispatcher()))', each);
        execute format('create policy shared on %I using (dispatcher_id is null)'
            ' with check (dispatcher_id is null)', each);
    end loop;
end
$$;

-- Permissions: everybody sees them, administrators change them.
grant select, insert, delete on permissions to {desks};
alter table permissions enable row level security;
drop policy if exists seen on permissions;
drop policy if exists administered on permissions;
create policy seen on permissions for select using (true);
create policy administered on permissions using (administers()) with check (administers());

-- The audit: each adds what they did themselves, administrators read it, nobody changes it.
grant select, insert on audit to {desks};
alter table audit enable row level security;
alter table audit force row level security;
drop policy if exists administered on audit;
drop policy if exists own on audit;
create policy administered on audit for select using (administers());
create policy own on audit for insert with check (coalesce(by_id, '') in (select own_dispatcher() union select ''));

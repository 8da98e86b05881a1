-- The tables of the product. Row security is FORCED by tenant; the application's role owns nothing.
-- depends:

create schema if not exists signoff;

do $$ begin
  begin
    create role signoff_app nologin noinherit nosuperuser nocreatedb nocreaterole;
  exception
    -- The role belongs to the whole server: another database may have made it, or be making it now.
    when duplicate_object or unique_violation then null;
  end;
  -- An owner who is no superuser must be a member to step down to it.
  if not (select rolsuper from pg_roles where rolname = current_user) then
    grant signoff_app to current_user;
  end if;
end $$;

-- One row a case: the fold of its journal, and what the indexes need of it.
create table signoff.cases (
  tenant_id  text        not null,
  id         uuid        not null,
  code       text        not null,
  carrier_id text        not null,
  state      text        not null,
  version    integer     not null check (version > 0),
  line_index text,        -- the line this case holds against others, as a keyed hash
  head       bytea       not null check (length(head) = 32),
  body       bytea       not null,
  primary key (tenant_id, id)
);
create unique index one_open_case_a_line on signoff.cases (tenant_id, line_index) where line_index is not null;
create unique index one_case_a_code on signoff.cases (tenant_id, code);

-- The facts of all cases, append-only. chain = the hash of this fact and all before it in its case.
create table signoff.journal (
  tenant_id text    not null,
  case_id   uuid    not null,
  sequence  integer not null check (sequence > 0),
  body      bytea   not null,
  chain     bytea   not null check (length(chain) = 32),
  primary key (tenant_id, case_id, sequence)
);

-- Outgoing calls, committed before they are made.
create table signoff.intents (
  tenant_id text    not null,
  key       text    not null,
  case_id   uuid    not null,
  act       text    not null,
  body      bytea   not null,
  status    text    not null default 'open' check (status in ('open', 'accepted', 'done', 'needs_person')),
  attempts  integer not null default 0,
  note      text    not null default '',
  primary key (tenant_id, key)
);
create index intents_of_a_case on signoff.intents (tenant_id, case_id);
create index intents_for_a_person on signoff.intents (tenant_id) where status = 'needs_person';

-- What is to be done when: pointers without personal data, read across tenants by the background parts,
-- therefore without row security.
create table signoff.due (
  kind         text        not null check (kind in ('intent', 'deadline')),
  tenant_id    text        not null,
  id           text        not null,
  at           timestamptz not null,
  leased_until timestamptz,
  fence        bigint      not null default 0,
  primary key (kind, tenant_id, id)
);
create index due_by_time on signoff.due (at);

-- Stored answers: the same key with the same content gets the same answer again.
create table signoff.answers (
  tenant_id  text        not null,
  scope      text        not null,
  key        text        not null,
  content    bytea       not null,
  body       bytea       not null,
  expires_at timestamptz not null,
  primary key (tenant_id, scope, key)
);
create index answers_by_expiry on signoff.answers (tenant_id, expires_at);

-- Personal values, encrypted with their case's key; the key, wrapped by the tenant's key, lies apart.
create table signoff.sealed (
  tenant_id text  not null,
  case_id   uuid  not null,
  name      text  not null,
  body      bytea not null,
  primary key (tenant_id, case_id, name)
);
create table signoff.case_keys (
  tenant_id text  not null,
  case_id   uuid  not null,
  wrapped   bytea not null,
  primary key (tenant_id, case_id)
);

-- Counts that outlive a request. shard 0 is locked when read; the others belong to one worker each.
create table signoff.tallies (
  tenant_id text    not null,
  name      text    not null,
  shard     integer not null,
  count     integer not null,
  on_day    date    not null default current_date,
  primary key (tenant_id, name, shard)
);
create index tallies_by_day on signoff.tallies (tenant_id, on_day);

-- Drawn documents, encrypted like all personal values.
create table signoff.documents (
  tenant_id  text        not null,
  case_id    uuid        not null,
  kind       text        not null check (kind in ('acknowledgement', 'agreement', 'certificate')),
  occurrence integer     not null,
  sha256     bytea       not null,
  body       bytea       not null,
  primary key (tenant_id, case_id, kind, occurrence)
);

do $$
declare
  name text;
begin
  foreach name in array array['cases', 'journal', 'intents', 'answers', 'sealed', 'case_keys', 'tallies', 'documents']
  loop
    execute format('alter table signoff.%I enable row level security', name);
    execute format('alter table signoff.%I force row level security', name);
    -- This form lets a batch name all its tenants at one cost a statement, not one a row.
    execute format(
      'create policy tenant on signoff.%I
         using ((select string_to_array(current_setting(''app.tenants'', true), '',''))::text[] @> array[tenant_id])
         with check ((select string_to_array(current_setting(''app.tenants'', true), '',''))::text[] @> array[tenant_id])',
      name);
  end loop;
end $$;

grant usage on schema signoff to signoff_app;
grant select, insert, update on signoff.cases, signoff.intents, signoff.tallies, signoff.sealed to signoff_app;
grant select, insert on signoff.journal, signoff.documents, signoff.case_keys, signoff.answers to signoff_app;
grant delete on signoff.sealed, signoff.case_keys, signoff.documents, signoff.answers, signoff.tallies to signoff_app;
grant select, insert, update, delete on signoff.due to signoff_app;

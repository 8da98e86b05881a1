-- The log: each fact has its place in its tenant's tree, whose tiles and signed checkpoints are kept here.
-- depends: 0001_foundation

-- A fact is entered after it was committed: null until then.
alter table signoff.journal add column position bigint check (position >= 0);
create index journal_to_enter on signoff.journal (tenant_id, case_id, sequence) where position is null;
create unique index journal_by_position on signoff.journal (tenant_id, position) where position is not null;

-- One row a tenant: it is locked by whoever enters facts. key = the public key of the log, its name included.
create table signoff.logs (
  tenant_id text   not null primary key,
  key       text   not null,
  size      bigint not null check (size >= 0)
);

-- C2SP tlog-tiles: up to 256 hashes of a level; only the last tile of a level grows.
create table signoff.log_tiles (
  tenant_id text     not null,
  level     smallint not null check (level between 0 and 7),
  number    bigint   not null check (number >= 0),
  hashes    bytea    not null check (length(hashes) between 32 and 8192 and length(hashes) % 32 = 0),
  primary key (tenant_id, level, number)
);
-- Hashes cannot be compressed: to try would be work for nothing.
alter table signoff.log_tiles alter column hashes set storage external;

-- The signed notes, one a size; lines of witnesses come later and stand apart.
create table signoff.checkpoints (
  tenant_id    text   not null,
  size         bigint not null check (size > 0),
  note         text   not null,
  cosignatures text   not null default '',
  primary key (tenant_id, size)
);

do $$
declare
  name text;
begin
  foreach name in array array['logs', 'log_tiles', 'checkpoints']
  loop
    execute format('alter table signoff.%I enable row level security', name);
    execute format('alter table signoff.%I force row level security', name);
    execute format(
      'create policy tenant on signoff.%I
         using ((select string_to_array(current_setting(''app.tenants'', true), '',''))::text[] @> array[tenant_id])
         with check ((select string_to_array(current_setting(''app.tenants'', true), '',''))::text[] @> array[tenant_id])',
      name);
  end loop;
end $$;

-- A fact gets its place once; neither that nor anything else of it is ever changed.
create policy entered_once on signoff.journal as restrictive for update
  using (position is null) with check (position is not null);
grant update (position) on signoff.journal to signoff_app;
grant select, insert on signoff.logs, signoff.log_tiles, signoff.checkpoints to signoff_app;
grant update (size) on signoff.logs to signoff_app;
grant update (hashes) on signoff.log_tiles to signoff_app;
grant update (cosignatures) on signoff.checkpoints to signoff_app;

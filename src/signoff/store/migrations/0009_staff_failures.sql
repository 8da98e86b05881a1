-- Failed sign-ins by what was typed and from where, for names that exist and for names that do not.
-- depends: 0008_staff_sessions

create table signoff.staff_failures (
  tenant_id  text        not null,
  place      text        not null,  -- a keyed hash of name and source
  count      integer     not null,
  last_at    timestamptz not null,
  primary key (tenant_id, place)
);

alter table signoff.staff_failures enable row level security;
alter table signoff.staff_failures force row level security;
create policy tenant on signoff.staff_failures
  using ((select string_to_array(current_setting('app.tenants', true), ','))::text[] @> array[tenant_id])
  with check ((select string_to_array(current_setting('app.tenants', true), ','))::text[] @> array[tenant_id]);
grant select, insert, update, delete on signoff.staff_failures to signoff_app;

-- Who is signed in at the counter: what the browser holds is known here by its hash only.
-- depends: 0007_staff

create table signoff.staff_sessions (
  tenant_id  text        not null,
  token_hash bytea       not null check (length(token_hash) = 32),
  staff_id   text        not null,
  begun_at   timestamptz not null,
  seen_at    timestamptz not null,
  primary key (tenant_id, token_hash)
);
create index sessions_of_staff on signoff.staff_sessions (tenant_id, staff_id);

alter table signoff.staff_sessions enable row level security;
alter table signoff.staff_sessions force row level security;
create policy tenant on signoff.staff_sessions
  using ((select string_to_array(current_setting('app.tenants', true), ','))::text[] @> array[tenant_id])
  with check ((select string_to_array(current_setting('app.tenants', true), ','))::text[] @> array[tenant_id]);
grant select, insert, update, delete on signoff.staff_sessions to signoff_app;

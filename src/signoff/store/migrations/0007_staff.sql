-- Who works at the counter. Names and TOTP secrets lie sealed; a name is found by its keyed hash.
-- depends: 0006_intents_lookup

create table signoff.staff (
  tenant_id  text        not null,
  id         text        not null,
  name_index text        not null,
  name       bytea       not null,
  role       text        not null check (role in ('clerk', 'agent', 'supervisor', 'back_office', 'auditor')),
  serves     text[]      not null,
  password   text        not null,
  totp       bytea       not null,
  totp_step  bigint      not null default 0,  -- the last step a code was taken of: no code is taken twice
  revoked_at timestamptz,
  primary key (tenant_id, id)
);
create unique index one_staff_member_a_name on signoff.staff (tenant_id, name_index);

alter table signoff.staff enable row level security;
alter table signoff.staff force row level security;
create policy tenant on signoff.staff
  using ((select string_to_array(current_setting('app.tenants', true), ','))::text[] @> array[tenant_id])
  with check ((select string_to_array(current_setting('app.tenants', true), ','))::text[] @> array[tenant_id]);
grant select, insert, update on signoff.staff to signoff_app;

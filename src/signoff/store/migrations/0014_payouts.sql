-- Payments that were let out, so that a day's sum and those to one account have a limit: a row a call, kept for days.
-- depends: 0013_tenants

create table signoff.payouts (
  tenant_id    text        not null,
  key          text        not null,
  at           timestamptz not null,
  amount_minor bigint      not null check (amount_minor > 0),
  currency     text        not null,
  to_index     text        not null,  -- a keyed hash of where it goes; empty where nobody's account is named
  primary key (tenant_id, key)
);
create index payouts_lately on signoff.payouts (tenant_id, at);

alter table signoff.payouts enable row level security;
alter table signoff.payouts force row level security;
create policy tenant on signoff.payouts
  using ((select string_to_array(current_setting('app.tenants', true), ','))::text[] @> array[tenant_id])
  with check ((select string_to_array(current_setting('app.tenants', true), ','))::text[] @> array[tenant_id]);
grant select, insert, delete on signoff.payouts to signoff_app;

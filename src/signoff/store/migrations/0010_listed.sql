-- What the counter's list shows and finds of each case: no personal value, and nothing that only an open case has.
-- depends: 0009_staff_failures

create table signoff.listed (
  tenant_id        text        not null,
  case_id          uuid        not null,
  carrier_id       text        not null,
  state            text        not null,
  requested_at     timestamptz not null,
  needs            text        not null default '',  -- what somebody of the staff is to look at, as words
  identifier_index text        not null,             -- of the number or card as it was asked for
  line_index       text,                             -- of the line as records know it
  primary key (tenant_id, case_id)
);
create index listed_by_time on signoff.listed (tenant_id, requested_at desc, case_id desc);
create index listed_by_state on signoff.listed (tenant_id, state, requested_at desc, case_id desc);
create index listed_by_identifier on signoff.listed (tenant_id, identifier_index);
create index listed_by_line on signoff.listed (tenant_id, line_index) where line_index is not null;
create index listed_for_staff on signoff.listed (tenant_id, requested_at) where needs <> '';

alter table signoff.listed enable row level security;
alter table signoff.listed force row level security;
create policy tenant on signoff.listed
  using ((select string_to_array(current_setting('app.tenants', true), ','))::text[] @> array[tenant_id])
  with check ((select string_to_array(current_setting('app.tenants', true), ','))::text[] @> array[tenant_id]);
grant select, insert, update on signoff.listed to signoff_app;

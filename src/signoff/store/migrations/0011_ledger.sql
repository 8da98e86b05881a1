-- The ledger: every amount of an ending twice. Rows are added and never changed; PostgreSQL itself refuses an entry that
-- does not sum to zero, and money that leaves an account in which it never was.
-- depends: 0010_listed

create table signoff.ledger (
  tenant_id    text     not null,
  case_id      uuid     not null,
  sequence     integer  not null,  -- of the fact in the journal that posts it
  account      text     not null,
  amount_minor bigint   not null check (amount_minor <> 0),
  currency     text     not null check (currency ~ '^[A-Z]{3}$'),
  primary key (tenant_id, case_id, sequence, account)
);

create function signoff.ledger_holds() returns trigger language plpgsql as $$
declare
  found record;
begin
  select tenant_id, case_id, sequence into found
  from (select distinct tenant_id, case_id, sequence from posted) p
  join signoff.ledger l using (tenant_id, case_id, sequence)
  group by tenant_id, case_id, sequence
  having sum(l.amount_minor) <> 0 or count(distinct l.currency) > 1
  limit 1;
  if found is not null then
    raise exception 'entry % of case % does not sum to zero in one currency', found.sequence, found.case_id
      using errcode = 'check_violation';
  end if;
  select tenant_id, case_id, account into found
  from (select distinct tenant_id, case_id from posted) p
  join signoff.ledger l using (tenant_id, case_id)
  where l.account in ('reserved', 'holder', 'paying', 'unpaid', 'final_bill')
  group by tenant_id, case_id, account
  having sum(case when l.account = 'final_bill' then -l.amount_minor else l.amount_minor end) < 0
  limit 1;
  if found is not null then
    raise exception 'more leaves account % of case % than ever came', found.account, found.case_id
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger ledger_holds after insert on signoff.ledger
  referencing new table as posted for each statement execute function signoff.ledger_holds();

create function signoff.ledger_stays() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is never changed' using errcode = 'restrict_violation';
end $$;
create trigger ledger_stays before update or delete on signoff.ledger
  for each statement execute function signoff.ledger_stays();

alter table signoff.ledger enable row level security;
alter table signoff.ledger force row level security;
create policy tenant on signoff.ledger
  using ((select string_to_array(current_setting('app.tenants', true), ','))::text[] @> array[tenant_id])
  with check ((select string_to_array(current_setting('app.tenants', true), ','))::text[] @> array[tenant_id]);
grant select, insert on signoff.ledger to signoff_app;

-- name: lock
-- One at a time for a tenant: two that fit alone may be too much together.
select pg_advisory_xact_lock(hashtextextended('payouts/' || %s, 0));

-- name: is_out
select 1 from signoff.payouts where tenant_id = %s and key = %s;

-- name: lately
select coalesce(sum(amount_minor) filter (where currency = %s), 0)::bigint,
       count(*) filter (where to_index = %s and to_index <> '')
from signoff.payouts where tenant_id = %s and at > %s;

-- name: let_out
insert into signoff.payouts (tenant_id, key, at, amount_minor, currency, to_index) values (%s, %s, %s, %s, %s, %s);

-- name: forget
with gone as (delete from signoff.payouts where tenant_id = %s and at < %s returning 1)
select count(*) from gone

-- name: put
insert into signoff.due (kind, tenant_id, id, at, leased_until)
select * from unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[])
on conflict (kind, tenant_id, id) do update set at = excluded.at, leased_until = excluded.leased_until;

-- name: drop
delete from signoff.due d
using unnest(%s::text[], %s::text[], %s::text[]) as r (kind, tenant_id, id)
where d.kind = r.kind and d.tenant_id = r.tenant_id and d.id = r.id;

-- name: lease
-- What is due now and in nobody's hands, of these tenants, taken until the given instant.
update signoff.due d
set leased_until = %s, fence = d.fence + 1
from (
  select kind, tenant_id, id from signoff.due
  where at <= %s and (leased_until is null or leased_until <= %s) and kind = any(%s)
    and (%s::text[] is null or tenant_id = any(%s))
  order by at
  limit %s
  for update skip locked
) as taken
where d.kind = taken.kind and d.tenant_id = taken.tenant_id and d.id = taken.id
returning d.kind, d.tenant_id, d.id, d.at;

-- name: postpone
update signoff.due set at = %s, leased_until = null where kind = %s and tenant_id = %s and id = %s;

-- name: next
select min(greatest(at, coalesce(leased_until, at))) from signoff.due where kind = any(%s);

-- name: all
select kind, tenant_id, id, at from signoff.due order by at, kind, tenant_id, id;

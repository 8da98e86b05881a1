-- name: keep
insert into signoff.tenants select unnest(%s::text[]) on conflict do nothing;

-- name: all
select tenant_id from signoff.tenants order by 1;

-- name: counts
-- The cases of a tenant by carrier, of those that are not among these.
select carrier_id, count(*), count(*) filter (where state = any(%s)), count(*) filter (where state = %s)
from signoff.listed where tenant_id = %s and carrier_id <> all(%s)
group by carrier_id order by carrier_id;

-- name: lock
-- Counts of one line, source or contact: made when missing, locked, in one order for everybody.
insert into signoff.tallies as t (tenant_id, name, shard, count)
select r.tenant_id, r.name, 0, 0 from unnest(%s::text[], %s::text[]) as r (tenant_id, name)
order by r.tenant_id, r.name
on conflict (tenant_id, name, shard) do update set count = t.count
returning tenant_id, name, count;

-- name: sum
-- Counts of a whole tenant: the workers' parts added up, not locked.
select t.tenant_id, t.name, sum(t.count)::int
from signoff.tallies t
join unnest(%s::text[], %s::text[]) as wanted (tenant_id, name) using (tenant_id, name)
group by t.tenant_id, t.name;

-- name: raise
insert into signoff.tallies as t (tenant_id, name, shard, count)
select * from unnest(%s::text[], %s::text[], %s::int[], %s::int[]) as r (tenant_id, name, shard, count)
order by r.tenant_id, r.name, r.shard
on conflict (tenant_id, name, shard) do update set count = t.count + excluded.count;

-- name: take
-- One more of a count that has a limit; no row where it is reached.
insert into signoff.tallies as t (tenant_id, name, shard, count) values (%s, %s, 0, 1)
on conflict (tenant_id, name, shard) do update set count = t.count + 1 where t.count < %s
returning count;

-- name: forget
with gone as (
    delete from signoff.tallies
    where tenant_id = %s and on_day < case when name ^@ any (%s::text[]) then %s::date else %s::date end
    returning 1
)
select count(*) from gone;

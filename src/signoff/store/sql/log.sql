-- name: begin
insert into signoff.logs (tenant_id, key, size) values (%s, %s, 0) on conflict (tenant_id) do nothing;

-- name: pin
-- While a table has no statistics, sorting all that waits looks cheaper than reading it in order.
select set_config(name, 'off', true)
from unnest(array['enable_sort', 'enable_bitmapscan', 'enable_seqscan']) as setting (name);

-- name: lock
select key, size from signoff.logs where tenant_id = %s for update;

-- name: state
select key, size from signoff.logs where tenant_id = %s;

-- name: waiting
-- Which of these tenants have facts that are not entered.
select t.id from unnest(%s::text[]) as t (id)
where exists (select from signoff.journal j where j.tenant_id = t.id and j.position is null);

-- name: next
-- The facts of a case in their order; a later one is never seen without those before it. In the order of the index:
-- however many wait, no more are read than are taken.
select j.case_id::text, j.sequence, j.chain from signoff.journal j
where j.tenant_id = %s and j.position is null
order by j.case_id, j.sequence
limit %s;

-- name: enter
-- The tenant comes with each row: by a tenant alone, a table without statistics would be read once a row.
with entered as (
  update signoff.journal j
  set position = r.position
  from unnest(%s::text[], %s::uuid[], %s::int[], %s::bigint[]) as r (tenant_id, case_id, sequence, position)
  where j.tenant_id = r.tenant_id and j.case_id = r.case_id and j.sequence = r.sequence
  returning 1
)
select 1 / ((select count(*) from entered) = %s)::int;

-- name: tiles
select t.level, t.number, t.hashes
from signoff.log_tiles t
join unnest(%s::int[], %s::bigint[]) as wanted (level, number) using (level, number)
where t.tenant_id = %s;

-- name: put_tiles
-- A tile only ever grows: what it held stays as it was, or the row is left out, the count differs, and the division by
-- zero ends the transaction.
with put as (
  insert into signoff.log_tiles as t (tenant_id, level, number, hashes)
  select %s, r.level, r.number, r.hashes from unnest(%s::int[], %s::bigint[], %s::bytea[]) as r (level, number, hashes)
  on conflict (tenant_id, level, number) do update set hashes = excluded.hashes
    where substring(excluded.hashes for length(t.hashes)) = t.hashes
  returning 1
)
select 1 / ((select count(*) from put) = %s)::int;

-- name: grow
with grown as (update signoff.logs set size = %s where tenant_id = %s and size = %s returning 1)
select 1 / ((select count(*) from grown) = 1)::int;

-- name: keep_checkpoint
insert into signoff.checkpoints (tenant_id, size, note) values (%s, %s, %s);

-- name: newest
select size, note, cosignatures from signoff.checkpoints where tenant_id = %s order by size desc limit 1;

-- name: place
select position, chain from signoff.journal where tenant_id = %s and case_id = %s and sequence = %s;

-- name: entries
select position, chain from signoff.journal
where tenant_id = %s and position >= %s and position < %s
order by position;

-- name: extent
-- How far the log says it is, how many facts stand behind its end, and how many there are: all of one instant.
select l.key, l.size,
       (select count(*) from signoff.journal j where j.tenant_id = l.tenant_id and j.position >= l.size),
       (select count(*) from signoff.journal j where j.tenant_id = l.tenant_id),
       (select count(*) from signoff.checkpoints c where c.tenant_id = l.tenant_id)
from signoff.logs l where l.tenant_id = %s;

-- name: facts
-- Where no log is begun, no fact has a place.
select count(*), count(position) from signoff.journal where tenant_id = %s;

-- name: entered
select position, case_id::text, sequence, chain from signoff.journal
where tenant_id = %s and position >= %s and position < %s
order by position, case_id, sequence;

-- name: checkpoints
select size, note, cosignatures from signoff.checkpoints where tenant_id = %s and size > %s order by size limit %s;

-- name: cases
-- Cases with their facts, some at a time; row and facts of one case are always of one instant.
select c.id::text, c.code, c.carrier_id, c.state, c.version, c.line_index, c.head, c.body,
       j.sequence, j.body, j.chain, j.position
from (select * from signoff.cases where tenant_id = %s and id > %s::uuid order by id limit %s) c
left join signoff.journal j on j.tenant_id = c.tenant_id and j.case_id = c.id
order by c.id, j.sequence;

-- name: strays
select distinct j.case_id::text from signoff.journal j
where j.tenant_id = %s
  and not exists (select from signoff.cases c where c.tenant_id = j.tenant_id and c.id = j.case_id)
order by 1
limit 100;

-- name: last_cosigned
select coalesce(max(size), 0) from signoff.checkpoints where tenant_id = %s and cosignatures <> '';

-- name: cosign
update signoff.checkpoints set cosignatures = %s where tenant_id = %s and size = %s and cosignatures = '';

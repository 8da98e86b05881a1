-- name: lock
-- The cases of a batch, in one order for everybody; those another worker holds are left out. Whoever remembers the
-- version that is stored is spared the rest of the row and its key.
select c.tenant_id, c.id::text, n.is_known,
       case when not n.is_known then c.head end, case when not n.is_known then c.body end,
       case when not n.is_known then k.wrapped end
from signoff.cases c
join unnest(%s::text[], %s::uuid[], %s::int[]) as wanted (tenant_id, id, version) using (tenant_id, id)
cross join lateral (select c.version = wanted.version as is_known) n
left join signoff.case_keys k on not n.is_known and k.tenant_id = c.tenant_id and k.case_id = c.id
order by c.tenant_id, c.id
for update of c skip locked;

-- name: existing
-- Which of the cases of a batch are there at all: what is there but was not locked is busy.
select c.tenant_id, c.id::text
from signoff.cases c
join unnest(%s::text[], %s::uuid[]) as wanted (tenant_id, id) using (tenant_id, id);

-- name: read
select c.head, c.body from signoff.cases c where c.tenant_id = %s and c.id = %s;

-- name: version
select c.version from signoff.cases c where c.tenant_id = %s and c.id = %s;

-- name: opened
-- A case with its key and some of its sealed values: all that a page or a call needs, in one question.
select c.head, c.body, k.wrapped, s.name, s.body
from signoff.cases c
left join signoff.case_keys k on k.tenant_id = c.tenant_id and k.case_id = c.id
left join signoff.sealed s on s.tenant_id = c.tenant_id and s.case_id = c.id and s.name = any(%s)
where c.tenant_id = %s and c.id = %s;

-- name: by_code
select c.body from signoff.cases c where c.tenant_id = %s and c.code = %s;

-- name: holders
-- Which open case holds each of these lines.
select c.tenant_id, c.line_index, c.id::text
from signoff.cases c
join unnest(%s::text[], %s::text[]) as wanted (tenant_id, line_index) using (tenant_id, line_index);

-- name: change
-- The rows of cases that are there. A version that does not follow on the stored one raises no error here: the count
-- differs, and the division by zero ends the transaction.
with changed as (
  -- In the order given: the index over held lines looks at one row after the other, first those that let go.
  update signoff.cases c
  set state = r.state, version = r.version, line_index = r.line_index, head = r.head, body = r.body
  from (select * from unnest(%s::text[], %s::uuid[], %s::text[], %s::int[], %s::int[], %s::text[], %s::bytea[], %s::bytea[])
          with ordinality as u (tenant_id, id, state, before, version, line_index, head, body, place)
        order by place) as r
  where c.tenant_id = r.tenant_id and c.id = r.id and c.version = r.before
  returning 1
)
select 1 / ((select count(*) from changed) = %s)::int;

-- name: add
-- The rows of new cases. One that somebody else has made meanwhile is not waited for: they may be waiting for our counts.
with added as (
  insert into signoff.cases (tenant_id, id, code, carrier_id, state, version, line_index, head, body)
  select * from unnest(%s::text[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::int[], %s::text[], %s::bytea[],
                       %s::bytea[])
  on conflict (tenant_id, id) do nothing
  returning 1
)
select 1 / ((select count(*) from added) = %s)::int;

-- name: append
insert into signoff.journal (tenant_id, case_id, sequence, body, chain)
select * from unnest(%s::text[], %s::uuid[], %s::int[], %s::bytea[], %s::bytea[]);

-- name: journal
select body, chain from signoff.journal where tenant_id = %s and case_id = %s order by sequence;

-- name: all
-- Every case with its facts, and facts without a case: one question, so that both are of the same instant.
select j.case_id::text, j.sequence, j.body, j.chain,
       c.id::text, c.code, c.carrier_id, c.state, c.version, c.line_index, c.head, c.body
from (select * from signoff.cases where tenant_id = %s) c
full join (select * from signoff.journal where tenant_id = %s) j on j.case_id = c.id
order by coalesce(c.id, j.case_id), j.sequence;

-- name: held_up
-- How many cases are not over.
select count(*) from signoff.cases where tenant_id = %s and state not in ('joined', 'ended', 'withdrawn', 'lapsed');

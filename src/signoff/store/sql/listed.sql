-- name: put
insert into signoff.listed (tenant_id, case_id, carrier_id, state, requested_at, needs, identifier_index, line_index,
                            guaranteed_until, breaches)
select * from unnest(%s::text[], %s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::text[],
                     %s::timestamptz[], %s::int[])
on conflict (tenant_id, case_id) do update
set state = excluded.state, needs = excluded.needs, line_index = excluded.line_index,
    guaranteed_until = excluded.guaranteed_until, breaches = excluded.breaches;

-- name: page
-- One page, the newest first; an empty word filters nothing. The rows are chosen before their cases are read.
with page as materialized (
  select tenant_id, case_id, requested_at, needs from signoff.listed
  where tenant_id = %s and (%s = '' or state = %s) and (%s = '' or carrier_id = %s)
    and requested_at >= %s and requested_at < %s
    and (requested_at, case_id) < (%s, %s::uuid)
  order by requested_at desc, case_id desc
  limit %s
)
select c.body, p.needs
from page p join signoff.cases c on c.tenant_id = p.tenant_id and c.id = p.case_id
order by p.requested_at desc, p.case_id desc;

-- name: waiting
-- What somebody of the staff is to look at, the oldest first: what the case says, and calls that wait for a person.
select c.body, l.needs, l.requested_at
from signoff.listed l
join signoff.cases c on c.tenant_id = l.tenant_id and c.id = l.case_id
where l.tenant_id = %s and l.needs <> ''
union all
select c.body, 'stuck', l.requested_at
from (select distinct case_id from signoff.intents where tenant_id = %s and status = 'needs_person') i
join signoff.cases c on c.tenant_id = %s and c.id = i.case_id
join signoff.listed l on l.tenant_id = c.tenant_id and l.case_id = c.id and l.needs = ''
order by 3
limit %s;

-- name: found
select c.body, l.needs
from signoff.listed l
join signoff.cases c on c.tenant_id = l.tenant_id and c.id = l.case_id
where l.tenant_id = %s and (l.identifier_index = any(%s) or l.line_index = %s)
order by l.requested_at desc
limit %s;

-- name: of_line
select c.body
from signoff.listed l
join signoff.cases c on c.tenant_id = l.tenant_id and c.id = l.case_id
where l.tenant_id = %s and l.line_index = %s
order by case when l.state in ('open', 'agreed', 'cutting', 'closing') then 0
              when l.state in ('requested', 'joined') then 2 else 1 end, l.requested_at desc
limit %s;

-- name: by_code
select c.body, coalesce(l.needs, '')
from signoff.cases c
left join signoff.listed l on l.tenant_id = c.tenant_id and l.case_id = c.id
where c.tenant_id = %s and c.code = %s;

-- name: stuck_calls
select key, note from signoff.intents
where tenant_id = %s and case_id = %s and status = 'needs_person' order by key;

-- name: unlisted
select c.body from signoff.cases c
where c.tenant_id = %s
  and not exists (select from signoff.listed l where l.tenant_id = c.tenant_id and l.case_id = c.id)
limit %s;

-- name: last_of_lines
-- Of each of these lines the newest case, if it is over by a certified end.
select c.body
from (
  select distinct on (l.line_index) l.case_id, l.state
  from signoff.listed l
  where l.tenant_id = %s and l.line_index = any(%s) and l.state <> 'joined'
  order by l.line_index, l.requested_at desc, l.case_id
) newest
join signoff.cases c on c.tenant_id = %s and c.id = newest.case_id
where newest.state = 'ended'
order by c.id
;

-- name: guaranteed
-- The next cases whose guarantee is open, each with its key and its line; an erased one has neither. A line that was
-- brought back and is in a newer case is that one's.
with page as materialized (
  select l.tenant_id, l.case_id from signoff.listed l
  where l.tenant_id = %s and l.carrier_id = %s and l.guaranteed_until is not null and l.guaranteed_until > %s
    and l.case_id > %s::uuid
    and not exists (
      select from signoff.listed newer
      where newer.tenant_id = l.tenant_id and newer.line_index = l.line_index
        and newer.requested_at > l.requested_at
        and newer.state in ('open', 'agreed', 'cutting', 'closing', 'ended'))
  order by l.case_id
  limit %s
)
select c.id::text, c.body, k.wrapped, s.name, s.body
from page p
join signoff.cases c on c.tenant_id = p.tenant_id and c.id = p.case_id
join signoff.case_keys k on k.tenant_id = p.tenant_id and k.case_id = p.case_id
join signoff.sealed s on s.tenant_id = p.tenant_id and s.case_id = p.case_id and s.name = 'line'
order by c.id;

-- name: guarantees
select carrier_id, count(*), count(*) filter (where guaranteed_until > %s)
from signoff.listed where tenant_id = %s and guaranteed_until is not null
group by carrier_id order by carrier_id;

-- name: breached
select c.body
from signoff.listed l
join signoff.cases c on c.tenant_id = l.tenant_id and c.id = l.case_id
where l.tenant_id = %s and l.breaches > 0
order by l.guaranteed_until desc, l.case_id
limit %s

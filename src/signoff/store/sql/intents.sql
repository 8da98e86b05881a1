-- name: insert
insert into signoff.intents (tenant_id, key, case_id, act, body)
select * from unnest(%s::text[], %s::text[], %s::uuid[], %s::text[], %s::bytea[]);

-- name: close
-- The outcome of calls: done is final, accepted waits for more, needs_person until a person opens it again (open).
update signoff.intents i
set status = r.status, note = r.note
from unnest(%s::text[], %s::text[], %s::text[], %s::text[]) as r (tenant_id, key, status, note)
where i.tenant_id = r.tenant_id and i.key = r.key and i.status <> 'done';

-- name: read
select i.key, i.case_id::text, i.act, i.body, i.status, i.attempts
from signoff.intents i
where i.tenant_id = %s and i.key = %s;

-- name: failed
-- One more attempt that brought nothing.
update signoff.intents set attempts = attempts + 1, note = %s
where tenant_id = %s and key = %s
returning attempts;

-- name: for_a_person
select key, case_id::text, act, note from signoff.intents
where tenant_id = %s and status = 'needs_person' order by key;

-- name: of_case
select key, act, status, attempts, note from signoff.intents where tenant_id = %s and case_id = %s order by key;

-- name: open_of_cases
-- How many calls of these cases are not done: under way, put off, or with a person.
select i.tenant_id, i.case_id::text, count(*)
from signoff.intents i
join unnest(%s::text[], %s::uuid[]) as wanted (tenant_id, case_id) using (tenant_id, case_id)
where i.status <> 'done'
group by 1, 2;

-- name: unfinished
select key, act, status from signoff.intents where tenant_id = %s and status in ('open', 'accepted') order by key;

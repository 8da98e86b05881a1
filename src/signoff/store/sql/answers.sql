-- name: read
select a.tenant_id, a.scope, a.key, a.content, a.body, a.expires_at > %s
from signoff.answers a
join unnest(%s::text[], %s::text[], %s::text[]) as wanted (tenant_id, scope, key) using (tenant_id, scope, key);

-- name: free_expired
-- Keys of a batch whose answers have had their time: they may be used again. Nothing is added to the instant so that
-- they are found by their keys, not by the index over all that expire.
delete from signoff.answers a
using unnest(%s::text[], %s::text[], %s::text[]) as wanted (tenant_id, scope, key)
where a.tenant_id = wanted.tenant_id and a.scope = wanted.scope and a.key = wanted.key
  and a.expires_at + interval '0' <= %s;

-- name: write
insert into signoff.answers (tenant_id, scope, key, content, body, expires_at)
select * from unnest(%s::text[], %s::text[], %s::text[], %s::bytea[], %s::bytea[], %s::timestamptz[]);

-- name: forget
with gone as (delete from signoff.answers where tenant_id = %s and expires_at <= %s returning 1)
select count(*) from gone;

-- name: keys
select k.tenant_id, k.case_id::text, k.wrapped
from signoff.case_keys k
join unnest(%s::text[], %s::uuid[]) as wanted (tenant_id, case_id) using (tenant_id, case_id);

-- name: hold_key
-- Held until the end of the transaction: nobody destroys it meanwhile.
select wrapped from signoff.case_keys where tenant_id = %s and case_id = %s for key share;

-- name: insert_keys
insert into signoff.case_keys (tenant_id, case_id, wrapped)
select * from unnest(%s::text[], %s::uuid[], %s::bytea[]);

-- name: seal
insert into signoff.sealed (tenant_id, case_id, name, body)
select * from unnest(%s::text[], %s::uuid[], %s::text[], %s::bytea[])
on conflict (tenant_id, case_id, name) do update set body = excluded.body;

-- name: unseal
select s.name, s.body from signoff.sealed s where s.tenant_id = %s and s.case_id = %s and s.name = any(%s);

-- name: forget
delete from signoff.sealed k
using unnest(%s::text[], %s::uuid[], %s::text[]) as gone (tenant_id, case_id, name)
where k.tenant_id = gone.tenant_id and k.case_id = gone.case_id and k.name = gone.name;

-- name: destroy_keys
delete from signoff.case_keys k
using unnest(%s::text[], %s::uuid[]) as gone (tenant_id, case_id)
where k.tenant_id = gone.tenant_id and k.case_id = gone.case_id;

-- name: destroy_sealed
delete from signoff.sealed k
using unnest(%s::text[], %s::uuid[]) as gone (tenant_id, case_id)
where k.tenant_id = gone.tenant_id and k.case_id = gone.case_id;

-- name: destroy_documents
delete from signoff.documents k
using unnest(%s::text[], %s::uuid[]) as gone (tenant_id, case_id)
where k.tenant_id = gone.tenant_id and k.case_id = gone.case_id;

-- name: keep_document
insert into signoff.documents (tenant_id, case_id, kind, occurrence, sha256, body)
values (%s, %s, %s, %s, %s, %s)
on conflict (tenant_id, case_id, kind, occurrence) do nothing;

-- name: document
select occurrence, sha256, body from signoff.documents
where tenant_id = %s and case_id = %s and kind = %s
order by occurrence desc
limit 1;

-- name: document_digest
select sha256 from signoff.documents where tenant_id = %s and case_id = %s and kind = %s and occurrence = %s;

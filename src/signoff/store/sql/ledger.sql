-- name: post
insert into signoff.ledger (tenant_id, case_id, sequence, account, amount_minor, currency)
select * from unnest(%s::text[], %s::uuid[], %s::int[], %s::text[], %s::bigint[], %s::text[]);

-- name: of_case
select sequence, account, amount_minor, currency from signoff.ledger
where tenant_id = %s and case_id = %s
order by sequence, account collate "C";

-- name: of_cases
select case_id::text, sequence, account, amount_minor, currency from signoff.ledger
where tenant_id = %s and case_id = any(%s::uuid[])
order by case_id, sequence, account collate "C"

-- Until when an ended line is watched for charges, and how many were found: no personal value.
-- depends: 0014_payouts

alter table signoff.listed
  add column guaranteed_until timestamptz,
  add column breaches integer not null default 0;
create index listed_guaranteed on signoff.listed (tenant_id, case_id) where guaranteed_until is not null;
create index listed_breached on signoff.listed (tenant_id, case_id) where breaches > 0;

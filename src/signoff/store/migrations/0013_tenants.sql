-- Which tenants have been served here. No row names a person; packs come and go, and what is stored stays.
-- depends: 0012_key_share

create table signoff.tenants (
  tenant_id text primary key
);
grant select, insert on signoff.tenants to signoff_app;

-- Row security is FORCED, on the owner too: who had cases before is seen without it, within this transaction alone.
alter table signoff.cases no force row level security;
with recursive served (tenant_id) as (
  (select tenant_id from signoff.cases order by tenant_id limit 1)
  union all
  select (select c.tenant_id from signoff.cases c where c.tenant_id > s.tenant_id order by c.tenant_id limit 1)
  from served s where s.tenant_id is not null
)
insert into signoff.tenants select tenant_id from served where tenant_id is not null;
alter table signoff.cases force row level security;

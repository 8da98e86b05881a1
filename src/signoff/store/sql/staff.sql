-- name: add
insert into signoff.staff (tenant_id, id, name_index, name, role, serves, password, totp)
values (%s, %s, %s, %s, %s, %s, %s, %s)
on conflict (tenant_id, name_index) do nothing
returning id;

-- name: by_name
select id, name, role, serves, password, totp, revoked_at is not null
from signoff.staff where tenant_id = %s and name_index = %s;

-- name: all
select id, name, role, serves, password, totp, revoked_at is not null
from signoff.staff where tenant_id = %s order by id;

-- name: revoke
update signoff.staff set revoked_at = %s where tenant_id = %s and name_index = %s and revoked_at is null returning id;

-- name: take_step
-- A code is of one step of time, and each step is taken once: who comes second with the same code is refused.
update signoff.staff set totp_step = %s where tenant_id = %s and id = %s and totp_step < %s returning id;

-- name: begin
insert into signoff.staff_sessions (tenant_id, token_hash, staff_id, begun_at, seen_at) values (%s, %s, %s, %s, %s);

-- name: see
-- The session with this token, if it is neither too old nor idle for too long, seen now; and who it is of.
update signoff.staff_sessions n set seen_at = %s
from signoff.staff s
where n.tenant_id = %s and n.token_hash = %s and n.begun_at > %s and n.seen_at > %s
  and s.tenant_id = n.tenant_id and s.id = n.staff_id and s.revoked_at is null
returning s.id, s.name, s.role, s.serves, s.password, s.totp, false;

-- name: end
delete from signoff.staff_sessions where tenant_id = %s and token_hash = %s;

-- name: end_all
delete from signoff.staff_sessions where tenant_id = %s and staff_id = %s;

-- name: end_old
delete from signoff.staff_sessions where tenant_id = %s and (begun_at <= %s or seen_at <= %s);

-- name: failures
-- Locked: of tries that come at once each sees what the one before it has counted.
select count, last_at from signoff.staff_failures where tenant_id = %s and place = %s for update;

-- name: count_failure
-- What is older than the memory begins anew.
insert into signoff.staff_failures as f (tenant_id, place, count, last_at) values (%s, %s, 1, %s)
on conflict (tenant_id, place) do update
set count = case when f.last_at <= %s then 1 else f.count + 1 end, last_at = excluded.last_at;

-- name: uncount_failure
update signoff.staff_failures set count = count - 1 where tenant_id = %s and place = %s and count > 0;

-- name: forget_failures
delete from signoff.staff_failures where tenant_id = %s and (place = %s or last_at <= %s);

-- name: bar_silently
update sandbox.register set access_mode = 'none' where handle = %(handle)s;

-- name: restore_register
update sandbox.register set access_mode = 'all', has_profile = true where handle = %(handle)s;

-- name: restore_line
update sandbox.lines set ended_at = null where handle = %(handle)s;

-- name: restore_numbers
update sandbox.numbers set state = 'assigned', quarantined_until_on = null where handle = %(handle)s;

-- name: switch_off
update sandbox.register set is_attached = false where handle = %(handle)s;

-- name: replace_sim
update sandbox.lines set iccid = %(iccid)s where handle = %(handle)s;

-- name: retire_sim
update sandbox.sims set retired_at = %(at)s where iccid = %(iccid)s;

-- name: move_number
update sandbox.numbers
set handle = %(handle)s, position = (select coalesce(max(position), 0) + 1 from sandbox.numbers where handle = %(handle)s)
where carrier_id = %(carrier_id)s and number = %(number)s;

-- name: add_owed
update sandbox.bills set owed_minor = owed_minor + %(amount_minor)s where handle = %(handle)s;

-- name: plant_fault
insert into sandbox.faults (carrier_id, port, act, handle, kind, seconds, times_left, until_at)
values (%(carrier_id)s, %(port)s, %(act)s, %(handle)s, %(kind)s, %(seconds)s, %(times_left)s, %(until_at)s)
returning id;

-- name: clear_faults
delete from sandbox.faults where %(carrier_id)s::text is null or carrier_id = %(carrier_id)s;

-- name: pending_faults
select id, carrier_id, port, act, handle, kind, seconds, times_left, until_at from sandbox.faults
where (times_left is null or times_left > 0) and (until_at is null or until_at > %(at)s)
order by id;

-- name: lock
select register.*, line.iccid, line.numbers, line.ended_at
from sandbox.register register join sandbox.known_lines line using (handle)
where register.handle = %(handle)s and line.carrier_id = %(carrier_id)s
for update of register;

-- name: bar
update sandbox.register set access_mode = 'none' where handle = %(handle)s;

-- name: suspend
update sandbox.register set is_suspended = true where handle = %(handle)s;

-- name: resume
update sandbox.register set is_suspended = false where handle = %(handle)s;

-- name: tell_serving_node
update sandbox.register
set node_access_mode = 'none',
    session_ended_at = case when is_attached then %(at)s else session_ended_at end,
    is_attached = false
where handle = %(handle)s;

-- name: end_line
update sandbox.lines set ended_at = coalesce(ended_at, %(at)s) where handle = %(handle)s;

-- name: read
select * from sandbox.register where handle = %(handle)s;

-- name: location_update
-- What a phone does when it comes back; no row means refused.
update sandbox.register
set is_attached = true, serving_node = 'node-1', node_access_mode = 'all', session_ended_at = null
where handle = %(handle)s and access_mode <> 'none' and not is_suspended and has_profile
returning handle;

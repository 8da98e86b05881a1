-- name: lock_numbers
select number, handle, state, quarantined_until_on from sandbox.numbers
where carrier_id = %(carrier_id)s and (handle = %(handle)s or number = any(%(numbers)s))
order by number
for update;

-- name: quarantine_numbers
update sandbox.numbers
set state = 'quarantined', quarantined_until_on = greatest(quarantined_until_on, %(until_on)s)
where carrier_id = %(carrier_id)s and handle = %(handle)s;

-- name: release_numbers
update sandbox.numbers set quarantined_until_on = least(quarantined_until_on, %(until_on)s)
where carrier_id = %(carrier_id)s and handle = %(handle)s;

-- name: retire_sims
update sandbox.sims set retired_at = coalesce(retired_at, %(at)s) where handle = %(handle)s;

-- name: bar_silently
update sandbox.register set access_mode = 'none' where handle = %(handle)s;

-- name: restore_register
update sandbox.register set access_mode = 'all', is_suspended = false, has_profile = true where handle = %(handle)s;

-- name: restore_line
update sandbox.lines set ended_at = null where handle = %(handle)s;

-- name: restore_numbers
update sandbox.numbers set state = 'assigned', quarantined_until_on = null where handle = %(handle)s;

-- name: restore_money
with balance as (update sandbox.balances set state = 'open' where handle = %(handle)s),
     points as (update sandbox.points set closed_at = null where handle = %(handle)s)
update sandbox.bills
set closed_at = null, last_on = null, final_minor = null, final_currency = null
where handle = %(handle)s;

-- name: restore_sims
with profile as (
    update sandbox.profiles
    set is_on_device = true, delete_ordered_at = null, device_deleted_at = null, confirms_at = null
    where handle = %(handle)s
)
update sandbox.sims set retired_at = null
where iccid = (select iccid from sandbox.lines where handle = %(handle)s);

-- name: end_elsewhere
with register as (
    update sandbox.register
    set access_mode = 'none', node_access_mode = case when serving_node = '' then '' else 'none' end,
        session_ended_at = case when is_attached then %(at)s end, is_attached = false
    where handle = %(handle)s
), balance as (
    update sandbox.balances set state = 'settled', balance_minor = 0, airtime_loan_minor = 0 where handle = %(handle)s
), points as (
    update sandbox.points set points = 0, closed_at = %(at)s where handle = %(handle)s
), bill as (
    update sandbox.bills set closed_at = %(at)s, last_on = %(at)s::date, add_ons = 0 where handle = %(handle)s
), sims as (
    update sandbox.sims set retired_at = %(at)s where handle = %(handle)s
), profile as (
    update sandbox.profiles
    set is_on_device = false, delete_ordered_at = %(at)s, device_deleted_at = %(at)s, confirms_at = %(at)s
    where handle = %(handle)s
), numbers as (
    update sandbox.numbers set state = 'quarantined', quarantined_until_on = %(until_on)s where handle = %(handle)s
)
update sandbox.lines set ended_at = %(at)s where handle = %(handle)s;

-- name: switch_off
update sandbox.register set is_attached = false where handle = %(handle)s;

-- name: replace_sim
update sandbox.lines set iccid = %(iccid)s, sim_changed_at = %(at)s where handle = %(handle)s;

-- name: put_hold
update sandbox.lines set holds = array_append(array_remove(holds, %(hold)s), %(hold)s) where handle = %(handle)s;

-- name: lift_hold
update sandbox.lines set holds = array_remove(holds, %(hold)s) where handle = %(handle)s;

-- name: suspend_elsewhere
update sandbox.register
set is_suspended = true, node_access_mode = case when serving_node = '' then '' else 'none' end,
    session_ended_at = case when is_attached then %(at)s else session_ended_at end, is_attached = false
where handle = %(handle)s;

-- name: resume
update sandbox.register set is_suspended = false where handle = %(handle)s;

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

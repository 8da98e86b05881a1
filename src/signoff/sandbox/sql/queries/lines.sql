-- name: live_line_with_number
select line.* from sandbox.numbers number join sandbox.known_lines line using (handle)
where number.carrier_id = %(carrier_id)s and number.number = %(value)s and number.state = 'assigned'
  and line.ended_at is null;

-- name: live_line_with_iccid
-- People leave out the last, check digit. A line without a number could not be proven by a code: not found.
select line.* from sandbox.known_lines line
where line.carrier_id = %(carrier_id)s and line.iccid in (%(value)s, %(with_check_digit)s)
  and line.ended_at is null and cardinality(line.numbers) > 0;

-- name: line
select * from sandbox.known_lines where handle = %(handle)s and carrier_id = %(carrier_id)s;

-- name: standing
select * from sandbox.standings where handle = %(handle)s and carrier_id = %(carrier_id)s;

-- name: live_handle_with_number
select number.handle from sandbox.numbers number join sandbox.lines line using (handle)
where number.number = %(number)s and number.state = 'assigned' and line.ended_at is null
order by number.carrier_id limit 1;

-- name: demo_lines
select * from sandbox.known_lines where is_demo order by handle;

-- name: line_state
select line.*, register.access_mode, register.is_attached, register.node_access_mode, register.session_ended_at,
       standing.is_suspended, standing.sim_changed_at, standing.contacts_changed_at, standing.holds, standing.contacts, standing.document_kind,
       standing.document_number, standing.born_on, balance.state as balance_state, balance.balance_minor, balance.airtime_loan_minor,
       bill.owed_minor, bill.closed_at as bill_closed_at, bill.last_on, bill.final_minor, bill.final_currency,
       points.points, points.closed_at as points_closed_at,
       (select case when bool_and(state = 'quarantined') then min(quarantined_until_on) end
        from sandbox.numbers where handle = line.handle) as quarantined_until_on,
       profile.is_on_device, profile.delete_ordered_at, profile.device_deleted_at, profile.confirms_at
from sandbox.known_lines line
join sandbox.register register using (handle)
join sandbox.standings standing using (handle)
join sandbox.balances balance using (handle)
join sandbox.bills bill using (handle)
join sandbox.points points using (handle)
left join sandbox.profiles profile on profile.iccid = line.iccid
where line.handle = %(handle)s;

-- name: effects_of_line
select carrier_id, handle, port, act, key, is_already, at from sandbox.effects
where handle = %(handle)s order by id;

-- name: calls_with_key
select carrier_id, handle, port, act, key, is_repeated, outcome, at from sandbox.calls
where key = %(key)s order by id;

-- name: line_by_handle
select * from sandbox.known_lines where handle = %(handle)s;

-- name: holder
select holder.name, holder.document_number, holder.born_on
from sandbox.lines line join sandbox.holders holder on holder.id = line.holder_id
where line.handle = %(handle)s and line.carrier_id = %(carrier_id)s;

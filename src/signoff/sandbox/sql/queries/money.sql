-- name: read_balance
select balance.* from sandbox.balances balance join sandbox.lines line using (handle)
where balance.handle = %(handle)s and line.carrier_id = %(carrier_id)s;

-- name: lock_balance
select balance.* from sandbox.balances balance join sandbox.lines line using (handle)
where balance.handle = %(handle)s and line.carrier_id = %(carrier_id)s
for update of balance;

-- name: read_allowances
select unit, amount from sandbox.allowances where handle = %(handle)s order by unit;

-- name: set_balance_state
update sandbox.balances set state = %(state)s where handle = %(handle)s;

-- name: settle_balance
update sandbox.balances set state = 'settled', balance_minor = 0, airtime_loan_minor = 0 where handle = %(handle)s;

-- name: drop_allowances
delete from sandbox.allowances where handle = %(handle)s;

-- name: spend
update sandbox.balances set balance_minor = balance_minor - %(amount_minor)s
where handle = %(handle)s and state = 'open' and balance_minor >= %(amount_minor)s
returning balance_minor;

-- name: top_up
update sandbox.balances set balance_minor = balance_minor + %(amount_minor)s
where handle = %(handle)s and state = 'open'
returning balance_minor;

-- name: read_bill
select bill.* from sandbox.bills bill join sandbox.lines line using (handle)
where bill.handle = %(handle)s and line.carrier_id = %(carrier_id)s;

-- name: lock_bill
select bill.*, line.currency from sandbox.bills bill join sandbox.lines line using (handle)
where bill.handle = %(handle)s and line.carrier_id = %(carrier_id)s
for update of bill;

-- name: close_bill
-- A final bill that another hand has made stays theirs: only what was settled since is taken off.
update sandbox.bills
set closed_at = coalesce(closed_at, %(at)s), last_on = case when final_minor is null then %(last_on)s else last_on end,
    final_minor = coalesce(final_minor, least(%(total_minor)s, 0)), final_currency = coalesce(final_currency, %(currency)s),
    add_ons = 0, deposit_minor = 0, owed_minor = %(owed_after_minor)s
where handle = %(handle)s;

-- name: read_points
select points.* from sandbox.points points join sandbox.lines line using (handle)
where points.handle = %(handle)s and line.carrier_id = %(carrier_id)s;

-- name: lock_points
select points.* from sandbox.points points join sandbox.lines line using (handle)
where points.handle = %(handle)s and line.carrier_id = %(carrier_id)s
for update of points;

-- name: close_points
update sandbox.points set points = 0, closed_at = %(at)s where handle = %(handle)s;

-- name: line_of_case
-- A pay-out names no line; the payout office files it under the line that the same case dealt with before.
-- Messages do not count: they also go to other people's lines.
select handle from sandbox.effects
where carrier_id = %(carrier_id)s and split_part(key, '/', 1) = split_part(%(key)s, '/', 1) and handle <> ''
  and port <> 'messages'
order by id limit 1;

-- name: order_payout
insert into sandbox.payouts (carrier_id, key, amount_minor, currency, way, destination, ordered_at, due_at)
values (%(carrier_id)s, %(key)s, %(amount_minor)s, %(currency)s, %(way)s, %(destination)s, %(at)s, %(due_at)s)
returning id;

-- name: line_to_credit
select line.handle, coalesce(balance.state, '') as state
from sandbox.numbers number join sandbox.lines line using (handle) left join sandbox.balances balance using (handle)
where number.carrier_id = %(carrier_id)s and number.number = %(number)s and number.state = 'assigned'
  and line.currency = %(currency)s and line.ended_at is null;

-- name: payouts_to
select carrier_id, key, amount_minor, currency, way, destination, ordered_at, due_at from sandbox.payouts
where destination = %(destination)s order by id;

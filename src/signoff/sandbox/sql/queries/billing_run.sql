-- name: lock_open
select bill.* from sandbox.bills bill join sandbox.lines line using (handle)
where line.carrier_id = %(carrier_id)s and bill.closed_at is null and bill.fee_minor > 0
order by bill.handle
for update of bill;

-- name: billed
select handle, cycle_first_on, amount_minor from sandbox.billed_cycles where handle = %(handle)s;

-- name: bill_cycle
with billed as (
    insert into sandbox.billed_cycles (handle, cycle_first_on, amount_minor, billed_at)
    values (%(handle)s, %(cycle_first_on)s, %(fee_minor)s, %(at)s)
)
update sandbox.bills set owed_minor = owed_minor + %(fee_minor)s where handle = %(handle)s;

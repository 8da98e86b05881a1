-- name: lock_number
select pg_advisory_xact_lock(hashtextextended(%(carrier_id)s || ' ' || %(number)s, 0));

-- name: line_with_number
select line.* from sandbox.numbers number join sandbox.known_lines line using (handle)
where number.carrier_id = %(carrier_id)s and number.number = %(number)s;

-- name: next_sim
select nextval('sandbox.sim_serial') as serial;

-- name: add_line
with holder as (
    insert into sandbox.holders (carrier_id, name, document_kind, document_number, born_on)
    values (%(carrier_id)s, %(holder_name)s, %(document_kind)s, %(document_number)s, %(born_on)s)
    returning id
)
insert into sandbox.lines (carrier_id, holder_id, tariff_id, tariff_kind, currency, iccid, is_demo, planted_at,
                           sim_changed_at, contacts_changed_at, holds)
select %(carrier_id)s, id, %(tariff_id)s, %(tariff_kind)s, %(currency)s, %(iccid)s, %(is_demo)s, %(at)s,
       %(sim_changed_at)s, %(contacts_changed_at)s, %(holds)s
from holder
returning handle;

-- name: add_sim
insert into sandbox.sims (iccid, imsi, eid, sim_kind, handle)
values (%(iccid)s, %(imsi)s, %(eid)s, %(sim_kind)s, %(handle)s);

-- name: add_profile
insert into sandbox.profiles (iccid, handle, is_on_device) values (%(iccid)s, %(handle)s, true);

-- name: add_number
insert into sandbox.numbers (carrier_id, number, handle, position, state)
values (%(carrier_id)s, %(number)s, %(handle)s, %(position)s, 'assigned');

-- name: add_contact
insert into sandbox.contacts (handle, position, kind, contact)
values (%(handle)s, %(position)s, %(kind)s, %(contact)s);

-- name: add_balance
insert into sandbox.balances (handle, state, balance_minor, airtime_loan_minor)
values (%(handle)s, 'open', %(balance_minor)s, %(airtime_loan_minor)s);

-- name: add_allowance
insert into sandbox.allowances (handle, unit, amount) values (%(handle)s, %(unit)s, %(amount)s);

-- name: add_bill
insert into sandbox.bills (handle, time_zone, cycle_day, cycle_first_on, cycle_last_on, owed_minor, deposit_minor,
                           contract_last_on, add_ons, fee_minor, is_in_advance, serves_since_on, paid_by, paid_minor)
values (%(handle)s, %(time_zone)s, %(cycle_day)s, %(cycle_first_on)s, %(cycle_last_on)s, %(owed_minor)s,
        %(deposit_minor)s, %(contract_last_on)s, %(add_ons)s, %(fee_minor)s, %(is_in_advance)s, %(serves_since_on)s,
        %(paid_by)s, %(paid_minor)s);

-- name: add_points
insert into sandbox.points (handle, points) values (%(handle)s, %(points)s);

-- name: add_to_register
insert into sandbox.register (handle, has_profile, access_mode, serving_node, is_attached, node_access_mode, is_suspended)
values (%(handle)s, true, 'all', %(serving_node)s, %(is_attached)s, %(node_access_mode)s, %(is_suspended)s);

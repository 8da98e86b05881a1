-- name: charging
select line.handle from sandbox.lines line join sandbox.balances balance using (handle)
where line.carrier_id = %(carrier_id)s and line.handle > %(after)s
  and (balance.state = 'reserved' or (balance.state = 'open' and (line.tariff_kind = 'prepaid' or balance.balance_minor > 0)))
order by line.handle limit %(most)s;

-- name: billing
select line.handle from sandbox.lines line join sandbox.bills bill using (handle)
where line.carrier_id = %(carrier_id)s and line.handle > %(after)s and bill.closed_at is null
order by line.handle limit %(most)s;

-- name: network
select line.handle from sandbox.lines line join sandbox.register register using (handle)
where line.carrier_id = %(carrier_id)s and line.handle > %(after)s
  and (register.access_mode <> 'none' or register.is_attached)
order by line.handle limit %(most)s;

-- name: esim
select line.handle from sandbox.lines line
where line.carrier_id = %(carrier_id)s and line.handle > %(after)s
  and exists (select from sandbox.profiles profile
              where profile.handle = line.handle and profile.is_on_device)
order by line.handle limit %(most)s;

-- name: numbers
select line.handle from sandbox.lines line
where line.carrier_id = %(carrier_id)s and line.handle > %(after)s
  and exists (select from sandbox.numbers number where number.handle = line.handle and number.state = 'assigned')
order by line.handle limit %(most)s;

-- name: charge
insert into sandbox.charges (carrier_id, handle, kind, amount_minor, currency, used_at, charged_at)
select carrier_id, handle, %(kind)s, %(amount_minor)s, currency, %(used_at)s, %(at)s
from sandbox.lines where handle = %(handle)s
returning reference;

-- name: charged
-- Since its last end: what a line was charged that had been brought back, it was charged rightly.
select charge.handle, charge.reference, charge.kind, charge.amount_minor, charge.currency, charge.used_at,
       charge.charged_at
from unnest(%(handles)s::text[], %(instants)s::timestamptz[]) as wanted (handle, since)
join sandbox.lines line on line.handle = wanted.handle and line.ended_at is not null
join sandbox.charges charge
  on charge.handle = wanted.handle and charge.charged_at >= greatest(wanted.since, line.ended_at)
  and charge.taken_back_at is null
where charge.carrier_id = %(carrier_id)s
order by charge.handle, charge.charged_at, charge.reference;

-- name: lock_charge
select amount_minor, currency, taken_back_at from sandbox.charges
where carrier_id = %(carrier_id)s and handle = %(handle)s and reference = %(reference)s
for update;

-- name: take_back
update sandbox.charges set taken_back_at = coalesce(taken_back_at, %(at)s) where reference = %(reference)s;

-- name: line_of_number
select number.handle, register.is_suspended or register.access_mode = 'none' as is_suspended, number.state
from sandbox.numbers number join sandbox.register register using (handle)
where number.number = %(number)s
order by number.carrier_id = %(carrier_id)s desc, number.carrier_id
limit 1;

-- name: put
insert into sandbox.outbox (carrier_id, key, contact_kind, contact, subject, text, parts, sent_at)
values (%(carrier_id)s, %(key)s, %(contact_kind)s, %(contact)s, %(subject)s, %(text)s, %(parts)s, %(at)s);

-- name: forget
delete from sandbox.outbox where carrier_id = %(carrier_id)s and starts_with(key, %(case_id)s || '/');

-- name: to_contact
select carrier_id, contact, subject, text, parts, key, sent_at from sandbox.outbox
where contact = %(contact)s order by id;

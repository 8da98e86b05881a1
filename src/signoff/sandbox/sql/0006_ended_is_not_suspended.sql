-- A line that has ended is not suspended: nobody lets it work again, and no thief has reported it lost.

create or replace view sandbox.standings as
select line.handle, line.carrier_id, line.sim_changed_at, line.holds,
       (register.is_suspended or register.access_mode = 'none') and line.ended_at is null as is_suspended,
       (select coalesce(jsonb_agg(jsonb_build_array(contact.kind, contact.contact) order by contact.position), '[]')
        from sandbox.contacts contact
        where contact.handle = line.handle
          and not exists (select from sandbox.numbers own
                          where own.handle = line.handle and own.number = contact.contact)) as contacts,
       holder.document_kind, holder.document_number, holder.born_on,
       line.contacts_changed_at
from sandbox.lines line
join sandbox.holders holder on holder.id = line.holder_id
join sandbox.register register on register.handle = line.handle;

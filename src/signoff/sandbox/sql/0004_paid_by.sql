-- By which payment at a provider a line's money came in, and how much of it: there it can go back to.

alter table sandbox.bills
    add column paid_by text not null default '',
    add column paid_minor bigint not null default 0 check (paid_minor >= 0);

-- When somebody last changed the registered contacts: money is not sent out at once after that.
alter table sandbox.lines add column contacts_changed_at timestamptz;

create or replace view sandbox.standings as
select line.handle, line.carrier_id, line.sim_changed_at, line.holds,
       register.is_suspended or register.access_mode = 'none' as is_suspended,
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

-- What records know beside a line's identifiers: who its holder is, where they can be reached, and how the line stands.

alter table sandbox.holders
    add column document_kind text not null default '',
    add column document_number text not null default '',
    add column born_on date;

alter table sandbox.lines
    add column sim_changed_at timestamptz,
    add column holds text[] not null default '{}' check (holds <@ array['locked', 'legal', 'porting_out']);

create table sandbox.contacts (
    handle text not null references sandbox.lines,
    position smallint not null,
    kind text not null check (kind in ('email', 'phone')),
    contact text not null,
    primary key (handle, kind, contact)
);

-- Apart from the bar: a suspended line may come back, and a cut of it is an effect of its own.
alter table sandbox.register add column is_suspended boolean not null default false;

-- A number that came to the line after it was registered as a contact reaches nobody but the line itself.
create view sandbox.standings as
select line.handle, line.carrier_id, line.sim_changed_at, line.holds,
       register.is_suspended or register.access_mode = 'none' as is_suspended,
       (select coalesce(jsonb_agg(jsonb_build_array(contact.kind, contact.contact) order by contact.position), '[]')
        from sandbox.contacts contact
        where contact.handle = line.handle
          and not exists (select from sandbox.numbers own
                          where own.handle = line.handle and own.number = contact.contact)) as contacts,
       holder.document_kind, holder.document_number, holder.born_on
from sandbox.lines line
join sandbox.holders holder on holder.id = line.holder_id
join sandbox.register register on register.handle = line.handle;

grant select, insert, update, delete on sandbox.contacts to signoff_sandbox;
grant select on sandbox.standings to signoff_sandbox;

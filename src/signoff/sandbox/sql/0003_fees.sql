-- The billing run: what recurs, and for which cycles a bill was made. A line without a fee is never billed by it.

alter table sandbox.bills
    add column fee_minor bigint not null default 0 check (fee_minor >= 0),
    add column is_in_advance boolean not null default false,
    add column serves_since_on date;

create table sandbox.billed_cycles (
    handle text not null references sandbox.lines,
    cycle_first_on date not null,
    amount_minor bigint not null,
    billed_at timestamptz not null,
    primary key (handle, cycle_first_on)
);
grant select, insert, update, delete on sandbox.billed_cycles to signoff_sandbox;

-- Everything that was charged on a line by whatever system, and what was taken back of it.

create table sandbox.charges (
    reference text primary key default 'charge-' || gen_random_uuid(),
    carrier_id text not null,
    handle text not null references sandbox.lines,
    kind text not null,
    amount_minor bigint not null check (amount_minor > 0),
    currency text not null,
    used_at timestamptz not null,
    charged_at timestamptz not null,
    taken_back_at timestamptz
);
create index charges_by_line on sandbox.charges (handle, charged_at) where taken_back_at is null;
grant select, insert, update on sandbox.charges to signoff_sandbox;

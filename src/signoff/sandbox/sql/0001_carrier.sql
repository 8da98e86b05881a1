-- A carrier in a box: what its systems know, and its own books of what really happened.

do $$
begin
    create role signoff_sandbox nologin noinherit nosuperuser nocreatedb nocreaterole;
exception
    -- The role belongs to the whole server: another database may have made it, or be making it now.
    when duplicate_object or unique_violation then null;
end
$$;

do $$
begin
    -- An owner who is no superuser must be a member to step down to it.
    if not (select rolsuper from pg_roles where rolname = current_user) then
        grant signoff_sandbox to current_user;
    end if;
end
$$;

create table sandbox.holders (
    id bigint generated always as identity primary key,
    carrier_id text not null,
    name text not null
);

create sequence sandbox.line_serial;
create sequence sandbox.sim_serial;

create table sandbox.lines (
    handle text primary key default 'L' || lpad(nextval('sandbox.line_serial')::text, 9, '0'),
    carrier_id text not null,
    holder_id bigint not null references sandbox.holders,
    tariff_id text not null,
    tariff_kind text not null check (tariff_kind in ('prepaid', 'postpaid')),
    currency text not null,
    iccid text not null,
    is_demo boolean not null,
    planted_at timestamptz not null,
    ended_at timestamptz
);

-- Every SIM and eSIM profile ever issued; a retired one is never issued again.
create table sandbox.sims (
    iccid text primary key,
    imsi text not null unique,
    eid text not null,
    sim_kind text not null check (sim_kind in ('plastic', 'esim')),
    handle text not null references sandbox.lines,
    retired_at timestamptz
);

-- The number inventory: whose number it is, or until when nobody may have it.
create table sandbox.numbers (
    carrier_id text not null,
    number text not null,
    handle text not null references sandbox.lines,
    position smallint not null,
    state text not null check (state in ('assigned', 'quarantined')),
    quarantined_until_on date check ((state = 'quarantined') = (quarantined_until_on is not null)),
    primary key (carrier_id, number)
);
create index numbers_of_a_line on sandbox.numbers (handle, position);

create table sandbox.balances (
    handle text primary key references sandbox.lines,
    state text not null check (state in ('open', 'reserved', 'settled')),
    balance_minor bigint not null check (balance_minor >= 0),
    airtime_loan_minor bigint not null check (airtime_loan_minor >= 0)
);

create table sandbox.allowances (
    handle text not null references sandbox.lines,
    unit text not null,
    amount bigint not null check (amount >= 0),
    primary key (handle, unit)
);

-- A cycle runs from `cycle_day` of each month, or has the two fixed dates, or there is none.
create table sandbox.bills (
    handle text primary key references sandbox.lines,
    time_zone text not null,
    cycle_day smallint check (cycle_day between 1 and 28),
    cycle_first_on date,
    cycle_last_on date check (cycle_last_on >= cycle_first_on),
    owed_minor bigint not null check (owed_minor >= 0),
    deposit_minor bigint not null check (deposit_minor >= 0),
    contract_last_on date,
    add_ons integer not null check (add_ons >= 0),
    closed_at timestamptz,
    last_on date,
    final_minor bigint,
    final_currency text
);

create table sandbox.points (
    handle text primary key references sandbox.lines,
    points bigint not null check (points >= 0),
    closed_at timestamptz
);

-- The subscriber register (HLR) and what the serving node was told. Barring alone does not reach a phone that is
-- attached: it goes on until its serving node is told, or until its next location update is refused.
create table sandbox.register (
    handle text primary key references sandbox.lines,
    has_profile boolean not null,
    access_mode text not null check (access_mode in ('all', 'none')),
    serving_node text not null,
    is_attached boolean not null,
    node_access_mode text not null check (node_access_mode in ('', 'all', 'none')),
    session_ended_at timestamptz
);

create table sandbox.profiles (
    iccid text primary key references sandbox.sims,
    handle text not null references sandbox.lines,
    is_on_device boolean not null,
    delete_ordered_at timestamptz,
    device_deleted_at timestamptz,
    confirms_at timestamptz
);

create table sandbox.payouts (
    id bigint generated always as identity primary key,
    carrier_id text not null,
    key text not null,
    amount_minor bigint not null check (amount_minor > 0),
    currency text not null,
    way text not null,
    destination text not null,
    ordered_at timestamptz not null,
    due_at timestamptz not null
);

create table sandbox.outbox (
    id bigint generated always as identity primary key,
    carrier_id text not null,
    key text not null,
    contact_kind text not null check (contact_kind in ('email', 'phone')),
    contact text not null,
    subject text not null,
    text text not null,
    parts integer not null,
    sent_at timestamptz not null
);
create index outbox_of_a_contact on sandbox.outbox (contact, id);

-- The sandbox's own books: one row for each real effect, written with the effect. Nobody changes or deletes one.
create table sandbox.effects (
    id bigint generated always as identity primary key,
    carrier_id text not null,
    handle text not null,
    port text not null,
    act text not null,
    key text not null,
    is_already boolean not null,
    at timestamptz not null
);
create index effects_of_a_line on sandbox.effects (handle, id);
create index effects_of_a_case on sandbox.effects (carrier_id, split_part(key, '/', 1), id);

-- Every call that arrived, repeated or refused ones too.
create table sandbox.calls (
    id bigint generated always as identity primary key,
    carrier_id text not null,
    port text not null,
    act text not null,
    key text not null,
    handle text not null,
    is_repeated boolean not null,
    outcome text not null,
    at timestamptz not null
);
create index calls_of_a_key on sandbox.calls (key, id);

-- What was answered to each key, so that the same key gets the same answer.
create table sandbox.answers (
    carrier_id text not null,
    port text not null,
    key text not null,
    act text not null,
    handle text not null,
    content_sha256 text not null,
    answer jsonb,
    at timestamptz not null,
    primary key (carrier_id, port, key)
);

create table sandbox.faults (
    id bigint generated always as identity primary key,
    carrier_id text not null,
    port text not null,
    act text not null,
    handle text,
    kind text not null,
    seconds double precision not null,
    times_left integer check (times_left >= 0),
    until_at timestamptz,
    check (times_left is not null or until_at is not null)
);

create view sandbox.known_lines as
select line.handle, line.carrier_id, line.tariff_id, line.tariff_kind, line.currency, line.is_demo, line.ended_at,
       holder.name as holder_name, sim.iccid, sim.imsi, sim.eid, sim.sim_kind,
       array(select number from sandbox.numbers where handle = line.handle order by position) as numbers
from sandbox.lines line
join sandbox.holders holder on holder.id = line.holder_id
join sandbox.sims sim on sim.iccid = line.iccid;

grant usage on schema sandbox to signoff_sandbox;
grant usage on all sequences in schema sandbox to signoff_sandbox;
grant select, insert, update, delete on all tables in schema sandbox to signoff_sandbox;
revoke update, delete on sandbox.effects, sandbox.calls from signoff_sandbox;
revoke insert, update, delete on sandbox.migrations from signoff_sandbox;

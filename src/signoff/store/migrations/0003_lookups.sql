-- One index a table leads with the tenant: its key. While a table is young and has no statistics, another one looks as
-- good to the planner and smaller, and every look-up by key then read all rows of its tenant.
-- depends: 0002_log

drop index signoff.answers_by_expiry;
create index answers_by_expiry on signoff.answers (expires_at);

drop index signoff.tallies_by_day;
create index tallies_by_day on signoff.tallies (on_day);

drop index signoff.one_case_a_code;
create unique index one_case_a_code on signoff.cases (code, tenant_id);

drop index signoff.one_open_case_a_line;
create unique index one_open_case_a_line on signoff.cases (line_index, tenant_id) where line_index is not null;

drop index signoff.intents_of_a_case;
create index intents_of_a_case on signoff.intents (case_id);

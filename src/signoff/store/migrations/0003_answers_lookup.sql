-- One index a table leads with the tenant: its key. While a table is young and has no statistics, another one looks as
-- good to the planner and smaller, and every look-up by key then read all rows of its tenant.
-- A table is a file of its own, and so a transaction: the release before is at work meanwhile (decision 0007).
-- depends: 0002_log

drop index signoff.answers_by_expiry;
create index answers_by_expiry on signoff.answers (expires_at);

-- See 0003_answers_lookup.
-- depends: 0003_answers_lookup

drop index signoff.tallies_by_day;
create index tallies_by_day on signoff.tallies (on_day);

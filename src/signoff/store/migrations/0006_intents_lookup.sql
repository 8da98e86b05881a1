-- See 0003_answers_lookup.
-- depends: 0005_cases_lookup

drop index signoff.intents_of_a_case;
create index intents_of_a_case on signoff.intents (case_id);

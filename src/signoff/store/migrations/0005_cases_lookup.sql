-- See 0003_answers_lookup.
-- depends: 0004_tallies_lookup

drop index signoff.one_case_a_code;
create unique index one_case_a_code on signoff.cases (code, tenant_id);

drop index signoff.one_open_case_a_line;
create unique index one_open_case_a_line on signoff.cases (line_index, tenant_id) where line_index is not null;

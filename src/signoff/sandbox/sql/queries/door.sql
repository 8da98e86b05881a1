-- name: take_faults
update sandbox.faults
set times_left = times_left - 1
where carrier_id = %(carrier_id)s and port = %(port)s and act in (%(act)s, '*')
  and (handle is null or handle = %(handle)s)
  and (times_left is null or times_left > 0) and (until_at is null or until_at > %(at)s)
returning kind, seconds;

-- name: claim_key
insert into sandbox.answers (carrier_id, port, key, act, handle, content_sha256, at)
values (%(carrier_id)s, %(port)s, %(key)s, %(act)s, %(handle)s, %(content_sha256)s, %(at)s)
on conflict do nothing
returning key;

-- name: answer_of_key
select act, handle, content_sha256, answer, at from sandbox.answers
where carrier_id = %(carrier_id)s and port = %(port)s and key = %(key)s;

-- name: free_key
delete from sandbox.answers where carrier_id = %(carrier_id)s and port = %(port)s and key = %(key)s;

-- name: keep_answer
update sandbox.answers set answer = %(answer)s
where carrier_id = %(carrier_id)s and port = %(port)s and key = %(key)s;

-- name: add_reading
-- The first reading stays: the same key gets the same answer.
update sandbox.answers set answer = case when answer ? 'read_at' then answer else answer || %(reading)s end
where carrier_id = %(carrier_id)s and port = %(port)s and key = %(key)s
returning act, handle, content_sha256, answer, at;

-- name: note_call
insert into sandbox.calls (carrier_id, port, act, key, handle, is_repeated, outcome, at)
values (%(carrier_id)s, %(port)s, %(act)s, %(key)s, %(handle)s, %(is_repeated)s, %(outcome)s, %(at)s);

-- name: note_faulty_call
insert into sandbox.calls (carrier_id, port, act, key, handle, is_repeated, outcome, at)
values (%(carrier_id)s, %(port)s, %(act)s, %(key)s, %(handle)s,
        exists (select from sandbox.answers
                where carrier_id = %(carrier_id)s and port = %(port)s and key = %(key)s),
        %(outcome)s, %(at)s);

-- name: note_read
-- A read has no effect that a crash could lose, so its note need not wait for the disk.
with quick as (select set_config('synchronous_commit', 'off', true))
insert into sandbox.calls (carrier_id, port, act, key, handle, is_repeated, outcome, at)
select %(carrier_id)s, %(port)s, %(act)s, %(key)s, %(handle)s, false, 'read', %(at)s from quick;

-- name: journal
insert into sandbox.effects (carrier_id, handle, port, act, key, is_already, at)
values (%(carrier_id)s, %(handle)s, %(port)s, %(act)s, %(key)s, %(is_already)s, %(at)s);

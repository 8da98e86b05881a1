-- name: lock_profile
select * from sandbox.profiles where iccid = %(iccid)s for update;

-- name: read_profile
select * from sandbox.profiles where iccid = %(iccid)s;

-- name: order_deletion
update sandbox.profiles set delete_ordered_at = %(at)s where iccid = %(iccid)s;

-- name: device_deleted
update sandbox.profiles
set is_on_device = false, device_deleted_at = %(at)s, confirms_at = %(confirms_at)s
where iccid = %(iccid)s and is_on_device
returning iccid;

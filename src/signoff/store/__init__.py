"""PostgreSQL: one `.sql` file and one module per aggregate, migrations, sealing; no rules.

Begin with `batch.py` (what one transaction writes) and `database.py` (connections, tenants, migrations).
"""

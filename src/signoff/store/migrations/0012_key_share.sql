-- Who stores a document holds the case's key until it is stored: an erasure waits, and then takes the document with it.
-- PostgreSQL lets nobody lock a row who may change none of it.
-- depends: 0011_ledger

grant update (wrapped) on signoff.case_keys to signoff_app;

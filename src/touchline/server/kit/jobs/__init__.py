"""Background work: a row is the truth, whoever runs it claims it first, and a killed worker loses nothing.

Owns jobs, what their stages kept, and the workers that are alive. May call the database only.
Callers use `service`, tasks get a `Running`, runners use `claims`; docs/adr/0005-jobs.md tells why.
"""

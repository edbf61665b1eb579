"""
What Marshrut remembers: the tables, one module per subject with its queries, and how the databases are opened.

Modules here know SQLAlchemy and nothing of the engine or the web.  Queries take the caller's session, flush at most,
and never commit: whoever opened the transaction ends it.
"""

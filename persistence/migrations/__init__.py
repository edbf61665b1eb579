"""Alembic's migrations: how the schema came to be, one file per change."""

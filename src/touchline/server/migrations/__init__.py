"""The history of the database, one line of it, the same for SQLite, PostgreSQL and MariaDB."""

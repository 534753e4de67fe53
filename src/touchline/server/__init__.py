"""The club's server: people, games, recordings; API, pages and jobs. The only part that knows people.

Domains stand on a ladder (`pyproject.toml` says which); each calls only those below it.
"""

"""The web pages: what a person sees of the domains, and nothing that the API does not offer too.

May call every domain's service; owns no table and no rule. Server-rendered, works without a script,
follows docs/howto/add-a-page.md.
"""

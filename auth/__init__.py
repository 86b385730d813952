"""Who may do what: API keys, passwords, sessions, CSRF, roles and the table of permissions, as pure rules.

Knows no database, no request and no clock: rows are in storage, requests in http_api, `now` is always passed in.
"""

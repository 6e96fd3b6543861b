"""People who can sign in: `users`, their `passwords`, `sessions`, one-time `links`, and `mail`.

`sign_in` checks who is at the door; how often somebody may try is said in `security.limits`.
`session_use` is what workers do about sessions, `security.session_lifetime` how long one lasts.
"""

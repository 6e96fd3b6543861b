"""People who can sign in: `users`, their `passwords`, `sessions`, one-time `links`, and `mail`.

`sign_in` checks who is at the door; how often somebody may try is said in `security.limits`.
"""

"""People who can sign in: `users`, their `passwords`, `sessions`, one-time `links`, and `mail`.

`sign_in` checks who is at the door, `hashing` has the places for that; how often somebody may try
is said in `security.limits`. `profile` is what people change of themselves, `recovery` is for who
has forgotten a password.
`session_use` is what workers do about sessions, `security.session_lifetime` how long one lasts.
"""

"""What owners change, below the address of what it is about: one file for each subject.

A view of theirs is two: one shows a form, the other takes it and redirects to a page that says what
was done. `forms` keeps what was typed when somebody else has changed the same thing meanwhile.
"""

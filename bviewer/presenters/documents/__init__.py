"""What programs are told of albums and items: the same as people on pages, as JSON.

The types are those of the API's description (`api.description`); times of photographs are local,
with their distance from UTC apart, all others are moments in UTC.
"""

"""What pages and feeds tell of an album or item, for a visitor, in words and addresses.

No request: who calls passes the language, the addresses, the pictures and what may be seen.
"""

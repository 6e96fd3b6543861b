"""One's own account: the page, forgotten passwords, passkeys."""

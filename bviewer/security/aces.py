"""The words of Pyramid's ACLs: commands take the rule of visibility without importing Pyramid."""

ALLOW = "Allow"
DENY = "Deny"
EVERYONE = "system.Everyone"
AUTHENTICATED = "system.Authenticated"

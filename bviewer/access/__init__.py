"""Who was let in: `grants` to persons; shares and access requests come here."""

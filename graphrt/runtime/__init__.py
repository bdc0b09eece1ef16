"""Running models: the session and what surrounds it."""

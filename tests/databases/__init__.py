"""Django's own backends, which empty a database after a test even where the product forbids it by trigger."""

"""Sessions in the database, found by a key of letters and digits; any other cookie finds none.

- A cookie can spell a character that PostgreSQL refuses to look for, which would be a fault of ours on every page.
"""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's own, for keys as Django makes them."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key) and str(key).isascii() and str(key).isalnum() and len(str(key)) >= 8

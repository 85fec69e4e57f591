"""Signing in through the organisation's own identity provider (OpenID Connect), where one was set up.

- It is set up in one file, `keys/single-sign-on.toml`, because a secret stands in it; without it nothing of it exists.
- A file that says too little stops the start with a sentence that names what is missing.

    name = "Example Care"                       # on the button
    issuer = "https://login.example.org"        # where its configuration is published
    client_id = "confide"
    secret = "…"
    user_name = "preferred_username"            # which claim is the user name here (this one, unless said otherwise)
    form_action = ["https://login.example.org"] # where browsers are sent, where that is not the issuer
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

NEEDED = ("name", "issuer", "client_id", "secret")


class NotSetUp(ValueError):
    """The file is there and cannot be used."""


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """One identity provider."""

    name: str
    issuer: str
    client_id: str
    secret: str
    user_name: str
    origins: tuple[str, ...]
    """Where a form may send a browser on the way in."""
    provider: str = "organisation"
    """Its part of the addresses here; the provider has to know them as ways back."""

    def for_allauth(self) -> dict[str, Any]:
        """The same, as allauth's settings want it."""
        app = {
            "provider_id": self.provider,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {"server_url": self.issuer},
        }
        # Nothing but who somebody is is asked for: no address, no profile beyond the user name.
        return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True, "SCOPE": ["openid", "profile"]}}


def read(path: Path) -> SingleSignOn | None:
    """What was set up, or None. Raises NotSetUp."""
    if not path.exists():
        return None
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as wrong:
        raise NotSetUp(f"{path.name} cannot be read: {wrong}") from None
    if missing := [name for name in NEEDED if not isinstance(given.get(name), str) or not given[name].strip()]:
        raise NotSetUp(f"{path.name} does not say: {', '.join(missing)}")
    issuer = urlsplit(given["issuer"])
    if issuer.scheme != "https" and issuer.hostname not in {"localhost", "127.0.0.1"}:
        raise NotSetUp(f"{path.name}: the issuer has to be reached over https")
    origins = given.get("form_action") or [f"{issuer.scheme}://{issuer.netloc}"]
    return SingleSignOn(
        **{name: given[name] for name in NEEDED},
        user_name=given.get("user_name", "preferred_username"),
        origins=tuple(origins),
    )

"""The settings of `confide demo`: the sample organisation, over plain HTTP, for this computer only.

- Cookies may travel without HTTPS, because nothing but the loopback address answers.
- Nobody has a password, so nothing counts tries, and what little is counted is kept in memory.
- The switch that lets a visitor choose who to be exists here and nowhere else.
"""

from confide.config.settings import *  # noqa: F403 - a settings module is the other one, with a few values changed
from confide.config.settings import LOOPBACK

CONFIDE_DEMO = True
ALLOWED_HOSTS = LOOPBACK
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
AXES_ENABLED = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

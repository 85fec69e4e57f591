"""What our copies hold of attachments: all of them where they lie in our folder, and none where they lie in a bucket.

- A bucket is copied by whoever keeps it; what lies there is sealed, and without our keys no version of it opens.
"""

from django.conf import settings
from django.utils.translation import gettext as _


def outside() -> str:
    """What to say wherever somebody might think that a copy holds everything; nothing where it does."""
    if not settings.CONFIDE_FILES_URL:
        return ""
    return _(
        "Attachments lie in a bucket and are in no copy of ours: the bucket needs versions and a replica of its own."
    )

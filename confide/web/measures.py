"""The measures that pages show: the name by which an obligation cites each, and the page where it stands."""

from collections.abc import Mapping

SHOWN: Mapping[str, str] = {
    "writing_remarks": "writing-guide",
    "paper_kept": "paper-whereabouts",
    "signs_of_misuse": "access_reviews-new",
}

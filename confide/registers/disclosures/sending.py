"""What in fact went: for each category a copy, its fingerprint or a description; to whom, when, by which channel.

- A file is read once for its SHA-256 and thrown away while it arrives; it never reaches a disk.
- Anything may have gone, so every category can be ticked, not only what was decided.
- Where the page is shown again, or kept for later, the fingerprint stands in the field: nothing is attached twice.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopFutureHandlers
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from confide.registers.disclosures import words
from confide.registers.disclosures.fields import choose, line, lines, moment, offer, pick, tick, tick_all
from confide.registers.disclosures.rules import TELL_BEFORE
from confide.web.uploads import ForPages

FINGERPRINT = re.compile(r"[0-9a-f]{64}")
POST = frozenset({"post", "post_signed", "post_special"})
TRACKED = frozenset({"post_signed", "post_special"})
SAME = (("yes", _("Yes, the recipient it was decided for")), ("no", _("No, somebody else")))
TOLD = (("yes", _("Yes, I told them")), ("no", _("No, they were not told")))
MARKED = (("yes", _("Yes, it was marked")), ("no", _("No, it was not")))
TOLD_BEFORE = (("yes", _("Yes, before it went")), ("no", _("No, not before it went")))
ACCEPTED = (("yes", _("They accepted")), ("no", _("They did not accept")))


def said(given: Mapping[str, Any], name: str) -> bool | None:
    """A yes or a no as such; nothing where it was left blank, which is no refusal."""
    return given[name] == "yes" if given.get(name) else None


class Seen(UploadedFile):
    """What is left of a file that was read for its fingerprint: its name, its size and that."""

    def __init__(self, name: str, size: int, sha256: str) -> None:
        super().__init__(file=io.BytesIO(), name=name, size=size)
        self.sha256 = sha256

    def instead(self, name: str) -> tuple[str, str]:
        """What stands in the form instead of the file where it is kept for later."""
        return name.replace("file_", "sha256_", 1), self.sha256


class Fingerprint(ForPages):
    """Reads an uploaded file for its SHA-256 only."""

    asked_by = "takes_fingerprints"

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.sha256 = hashlib.sha256() if self.is_asked() else None
        if self.sha256:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.sha256 is None:
            return raw_data
        self.sha256.update(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return Seen(self.file_name or "", file_size, self.sha256.hexdigest()) if self.sha256 else None


def _with(data: QueryDict, name: str, value: str) -> QueryDict:
    """The same data with one value set; what a request brought is never changed itself."""
    changed = data.copy()
    changed[name] = value
    return changed


def check_fingerprint(text: str) -> None:
    """Raise ValidationError for what is no SHA-256."""
    fingerprint(text)


def fingerprint(text: str) -> str:
    """The SHA-256 that was typed, in small letters without spaces. Raises ValidationError."""
    plain = re.sub(r"\s", "", text).lower()
    if plain and not FINGERPRINT.fullmatch(plain):
        raise ValidationError(_("A SHA-256 has 64 characters, 0 to 9 and a to f."))
    return plain


class CarryOut(forms.Form):
    """One group of fields for each category that was asked for, and the circumstances of sending."""

    others = tick_all(_("Anything else that went"), (), hint=_("Say what in fact went, even where it was not decided."))
    what_others = line(_("What of it went?"))
    told_before = choose(
        _("Was the person told, before it went, what would be shared, with whom and why?"),
        TOLD_BEFORE,
        missing=_("Choose whether the person was told before it went"),
        hint=_("If not, say so. It is recorded as a possible breach, and the person is told now."),
    )
    sent_to = line(_("Name of the person it went to"), missing=_("Enter the name of the person it went to"))
    same_recipient = choose(
        _("Is this the recipient it was decided for?"),
        SAME,
        missing=_("Choose whether it went to the recipient decided for"),
    )
    sent_at = moment(_("When did it go?"), missing=_("Enter when it went"))
    sent_channel = pick(_("How did it go?"), words.channels_to_pick, missing=_("Choose how it went"))
    marked = choose(_("Was it marked for the addressee only?"), MARKED)
    tracking_number = line(_("The tracking number"))
    told_in_confidence = choose(
        _("Were they told that it is given in confidence?"), TOLD, missing=_("Choose whether they were told")
    )
    accepted = choose(_("Did they accept that?"), ACCEPTED)
    duties = tick_all(_("Tick what has been done"), ())

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        asked: Sequence[str],
        duties: Sequence[tuple[str, Any]] = (),
        telling_is_needed: bool = True,
        initial: Any = None,
    ) -> None:
        self.asked, self.telling_is_needed = tuple(asked), telling_is_needed
        super().__init__(data, files, initial=initial or {})
        for category in self.asked:
            self._group(category)
        rest = [(code, label) for code, label in words.of_categories(()) if code not in self.asked]
        offer(self, "others", rest)
        # What was due before it went is asked plainly: a box that is left empty would say no without a word.
        if TELL_BEFORE not in dict(duties):
            del self.fields["told_before"]
        to_tick = [(code, label) for code, label in duties if code != TELL_BEFORE]
        offer(self, "duties", to_tick)
        if not to_tick:
            del self.fields["duties"]

    def _group(self, category: str) -> None:
        label = words.label("category", category)
        self.fields[f"went_{category}"] = tick(label)
        self.fields[f"what_{category}"] = line(_("What of it went?"))
        self.fields[f"file_{category}"] = forms.FileField(
            label=_("A copy of what went"),
            required=False,
            help_text=_("Only its fingerprint is kept, never the file."),
            allow_empty_file=True,
        )
        self.fields[f"sha256_{category}"] = forms.CharField(
            label=_("Or its SHA-256 fingerprint"), required=False, validators=[check_fingerprint]
        )

    @property
    def by_post(self) -> bool:
        """Whether what was chosen so far is a kind of post."""
        return self["sent_channel"].value() in POST

    @property
    def groups(self) -> list[tuple[Any, ...]]:
        """The bound fields of each category: went, what, file, fingerprint."""
        return [tuple(self[f"{part}_{code}"] for part in ("went", "what", "file", "sha256")) for code in self.asked]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["sent"] = [self._one(category, given) for category in self.asked if given.get(f"went_{category}")]
        described = given.get("what_others", "")
        given["sent"] += [{"category": code, "sha256": "", "what": described} for code in given.get("others", ())]
        if given.get("told_before") == "yes":
            given["duties"] = [*given.get("duties", ()), TELL_BEFORE]
        self._something_went(given)
        self._by_post(given)
        self._in_confidence(given)
        return given

    def _one(self, category: str, given: dict[str, Any]) -> dict[str, str]:
        file = given.get(f"file_{category}")
        seen = getattr(file, "sha256", "") or fingerprint(given.get(f"sha256_{category}", ""))
        what = given.get(f"what_{category}", "")
        if not seen and not what:
            self.add_error(
                f"what_{category}", _("Describe what went, attach a copy for its fingerprint, or enter the fingerprint")
            )
        if seen:
            self._remember(f"sha256_{category}", seen)
        return {"category": category, "sha256": seen, "what": what}

    def _remember(self, name: str, seen: str) -> None:
        """Let the field show the fingerprint if the page has to be shown again."""
        if isinstance(self.data, QueryDict):
            self.data = _with(self.data, name, seen)

    def _something_went(self, given: dict[str, Any]) -> None:
        if given.get("others") and not given.get("what_others"):
            self.add_error("what_others", _("Describe what else went"))
        if not given["sent"] and not self.errors:
            first = f"went_{self.asked[0]}" if self.asked else "others"
            self.add_error(first, _("Tick what went. If nothing went, decide not to share instead."))

    def _by_post(self, given: dict[str, Any]) -> None:
        channel = given.get("sent_channel")
        if channel in POST and not given.get("marked"):
            self.add_error("marked", _("Choose whether it was marked for the addressee only"))
        if channel in TRACKED and not given.get("tracking_number"):
            self.add_error("tracking_number", _("Enter the tracking number"))

    def _in_confidence(self, given: dict[str, Any]) -> None:
        told = given.get("told_in_confidence")
        if told == "no" and self.telling_is_needed:
            self.add_error(
                "told_in_confidence",
                _("Tell them that it is given in confidence before this is closed, even if it has gone already."),
            )
        if told == "yes" and not given.get("accepted"):
            self.add_error("accepted", _("Choose whether they accepted"))


class CompleteTheRecord(CarryOut):
    """The same after an emergency, with what was known then. That nobody was told in confidence is recorded."""

    reasons = lines(
        _("What did you know, and why could it not wait?"),
        missing=_("Explain what you knew at the time and why it could not wait"),
    )

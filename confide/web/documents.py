"""Documents of a person: adding one, and handing one out as a file that a browser saves and does not show."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views import View

from confide.domain.refusal import Forbidden, Refused
from confide.door import purposes
from confide.door.fields import declared
from confide.door.files import SealBroken
from confide.door.policy import codes
from confide.door.typed import one_of
from confide.records.documents import add_document, added_before, read_document, store
from confide.records.models import Document
from confide.records.permitting import WRITE, refusals
from confide.records.storage import StorageError
from confide.web import waiting, words
from confide.web.casework import NOT_ALLOWED, UNPROCESSABLE
from confide.web.looking import Look, asked_again, look
from confide.web.reading import Asked
from confide.web.recording import key_of
from confide.web.uploads import FIELD, SetAside

FULL = 507


class DocumentForm(forms.Form):
    """A file, and what it is."""

    file = forms.FileField(allow_empty_file=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        given = declared(Document)
        file = self.fields[FIELD]
        file.label, file.help_text = _("File"), _("PDF, DOCX, JPEG, PNG, WebP or plain text, 50 MB at most.")
        file.error_messages["required"] = _("Choose a file. If you had chosen one, choose it again.")
        known = set(purposes.about_somebody())
        listed = [(code, label) for code, label in codes("category") if code in known]
        self.fields["category"] = one_of(lambda: listed, label=words.label(Document, "category"))
        for name in ("purpose", "description"):
            self.fields[name] = given[name].formfield(label=words.label(Document, name))

    def groups(self) -> list[dict[str, Any]]:
        return [{"title": "", "fields": list(self)}]

    def clean_file(self) -> SetAside:
        """The file as it was set aside."""
        found = self.cleaned_data[FIELD]
        if not isinstance(found, SetAside) or found.lost:
            raise ValidationError(_("There was no room for this file. Tell whoever looks after the system."))
        return found

    def knows_of(self, name: str) -> None:
        """Say beside the field that a file is here already."""
        said = _("{name} is here already. Choose another only where you want to send that one instead.")
        self[FIELD].help_text = said.format(name=name)


class AddDocument(View):
    """A new document."""

    takes_files = True

    def get(self, request: Asked, reference: str) -> HttpResponse:
        seen = look(request, reference)
        return self.page(seen, DocumentForm(initial={"purpose": seen.serving}))

    def post(self, request: Asked, reference: str) -> HttpResponse:
        seen = look(request, reference)
        if added_before(key_of(request), request.user) is not None:
            return self.added(seen)
        waiting.bring_back(request)
        form = DocumentForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(seen, form, status=UNPROCESSABLE)
        said = {name: form.cleaned_data[name] for name in ("category", "purpose", "description")}
        file = form.cleaned_data[FIELD]
        try:
            add_document(
                seen.person,
                file.spool,
                file_name=file.name or "",
                actor=request.user,
                at=seen.at,
                into=store(),
                key=key_of(request),
                **said,
            )
        except StorageError:
            form.add_error(
                FIELD, _("The file could not be stored. Try again, and tell whoever looks after the system.")
            )
            return self.page(seen, form, status=FULL)
        except ValidationError as wrong:
            form.add_error(FIELD, wrong.messages)
            return self.page(seen, form, status=UNPROCESSABLE)
        except Forbidden as wrong:
            return self.page(seen, form, status=NOT_ALLOWED, refused=words.refusal(wrong))
        except Refused as wrong:
            form.add_error(FIELD, words.refusal(wrong))
            return self.page(seen, form, status=UNPROCESSABLE)
        waiting.let_go(request.user.pk, request.POST.get(waiting.TOKEN, ""))
        return self.added(seen)

    def added(self, seen: Look) -> HttpResponse:
        messages.success(seen.request, _("The document has been added."))
        return redirect(f"{seen.address('people-detail')}#documents")

    def page(self, seen: Look, form: DocumentForm, status: int = 200, **more: Any) -> HttpResponse:
        refusal = refusals(seen.person, WRITE)[0]
        if refusal is not None:
            more, status = {"refused": words.refusal(refusal), **more}, NOT_ALLOWED
        # A file that is no fault of its own waits, and is not asked for again.
        held = waiting.hold(seen.request) if status == FULL or FIELD not in form.errors else None
        if held:
            form.knows_of(held.name)
        context = {"seen": seen, "person": seen.person, "form": form, "title": _("Add a document"), "multipart": True}
        context["waiting"] = held
        context |= {"key": key_of(seen.request) or uuid.uuid4(), "back": seen.address("people-detail"), **more}
        return render(seen.request, "people/form.html", context, status=status)


def document(request: Asked, reference: str, key: uuid.UUID) -> HttpResponseBase:
    """The file itself."""
    seen = look(request, reference)
    found = Document.objects.filter(pk=key, person=seen.person, category__in=seen.opens).first()
    if found is None:
        raise Http404
    if (page := asked_again(seen)) is not None:
        return page
    found.person = seen.person
    try:
        parts = read_document(found, at=seen.at, serving=seen.serving, out_of=store())
    except (Refused, StorageError, SealBroken) as failed:
        damaged = _("This file is missing or damaged. Tell whoever looks after the system.")
        messages.warning(request, words.refusal(failed) if isinstance(failed, Refused) else damaged)
        return redirect(seen.address("people-detail"))
    response = StreamingHttpResponse(parts, content_type=found.media_type)
    response["Content-Length"] = str(found.size)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=found.file_name))
    return response

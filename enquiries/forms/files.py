"""A box for several pictures and PDFs."""

from django import forms
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from enquiries.files import MOST_FILES
from exhibitors.profile.files import PaperRefused, cleaned_paper
from lib.numbers import localise
from lib.pictures import BYTES_LIMIT, PictureRefused


def limits():
    text = gettext("At most {most}: pictures up to 20 MB, PDFs up to 10 MB each.").format(most=MOST_FILES)
    return localise(text, get_language() or "fa")


HELP = lazy(limits, str)()


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PapersField(forms.FileField):
    """Gives [(name as it was sent, cleaned file)]; what a file is, its content decides."""

    widget = SeveralFiles

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Pictures or PDFs"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", HELP)
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = "image/jpeg,image/png,image/webp,application/pdf"

    def clean(self, data, initial=None):
        uploads = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if len(uploads) > MOST_FILES:
            words = gettext("Send at most {most} files at once.").format(most=MOST_FILES)
            raise forms.ValidationError(localise(words, get_language() or "fa"))
        # All are weighed before the first is opened.
        uploads = [self.weighed(super(PapersField, self).clean(upload)) for upload in uploads]
        return [(upload.name, self.cleaned(upload)) for upload in uploads]

    def weighed(self, upload):
        if upload.size > BYTES_LIMIT:
            raise self.refused(upload, PictureRefused("too_many_bytes"))
        return upload

    def cleaned(self, upload):
        try:
            return cleaned_paper(upload)
        except (PictureRefused, PaperRefused) as refusal:
            raise self.refused(upload, refusal) from refusal

    def refused(self, upload, refusal):
        words = localise(refusal.message, get_language() or "fa")
        return forms.ValidationError(f"{upload.name}: {words}", code=refusal.code)

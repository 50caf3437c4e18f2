"""The two forms of the import: which file, and whether to save what it says."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from lib.numbers import format_number
from products.workbook.reading import BYTES_LIMIT, WorkbookRefused
from products.workbook.template import XLSX


class WorkbookForm(forms.Form):
    """Valid only with a workbook that ``read(content)`` can read; ``reading`` and ``content`` are what it holds."""

    refused: type[Exception] = WorkbookRefused
    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("An .xlsx file of at most 5 MB and 2,000 rows a sheet. Nothing is saved before you have seen it."),
        widget=forms.FileInput(attrs={"accept": f".xlsx,{XLSX}"}),
    )

    def __init__(self, *args, read, **kwargs):
        super().__init__(*args, **kwargs)
        self.read = read
        self.helper = FormHelper()
        self.helper.form_id = "workbook-form"
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout("file", Submit("preview", _("Show me every row")))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > BYTES_LIMIT:
            raise ValidationError(_("The file is larger than 5 MB."))
        self.content = file.read()
        try:
            self.reading = self.read(self.content)
        except self.refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file


class ConfirmForm(forms.Form):
    """The button says how many rows it saves and how many wrong ones it leaves out."""

    token = forms.CharField(widget=forms.HiddenInput)
    is_public = forms.BooleanField(
        label=_("Make these pages public at once"),
        help_text=_("Drafts only: what was withdrawn stays so. Otherwise you publish each in the records."),
        required=False,
    )

    def __init__(self, *args, reading=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_id = "confirm-form"
        if reading:
            url, words = reverse("office:workbook_import"), _("Choose another file")
            back = HTML(format_html('<a class="btn" href="{}">{}</a>', url, words))
            # A button, not an input: its words may wrap on a phone.
            save = StrictButton(words_of_button(reading), type="submit", css_class="btn-primary")
            self.helper.layout = Layout("token", "is_public", Div(save, back, css_class="row"))


def words_of_button(reading):
    language = get_language() or "fa"
    right, wrong = reading.count("new", "changed", "same"), reading.count("wrong")
    numbers = {"right": format_number(right, language), "wrong": format_number(wrong, language)}
    if wrong:
        text = ngettext(
            # Translators: a button; some rows of the workbook are wrong and will not be saved.
            "Save the right rows, leave out {wrong} wrong row",
            "Save the right rows, leave out {wrong} wrong rows",
            wrong,
        )
    else:
        text = ngettext("Save {right} row", "Save all {right} rows", right)
    return text.format(**numbers)

"""Which spreadsheet a maker sends, and whether what it says shall be saved."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from products.sheet.files import BYTES_LIMIT
from products.workbook.template import XLSX

TOO_LARGE = format_lazy(
    _("The file is larger than {limit} MB. Send fewer pictures at once."), limit=BYTES_LIMIT // 2**20
)


class SheetForm(forms.Form):
    """Whether the file can be read is found out in the background."""

    file = forms.FileField(
        label=_("The filled-in spreadsheet"),
        help_text=_("An .xlsx file, a table of text (.csv), or a ZIP with one of them and pictures."),
        widget=forms.FileInput(attrs={"accept": f".xlsx,.xlsm,.csv,.txt,.zip,{XLSX}"}),
    )
    pictures = forms.FileField(
        label=_("Pictures in a ZIP"),
        required=False,
        help_text=_("Named by your own numbers: 1001.jpg, 1001-2.jpg. Pictures pasted into the sheet are read too."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_id = "sheet-form"
        self.helper.attrs = {"novalidate": ""}
        button = StrictButton(_("Show me every row"), type="submit", css_class="btn-primary")
        self.helper.layout = Layout("file", "pictures", button)

    def clean_file(self):
        return self.checked("file")

    def clean_pictures(self):
        file = self.checked("pictures")
        if file:
            start = file.read(2)
            file.seek(0)
            if start != b"PK":
                raise ValidationError(_("This is not a ZIP. Put the pictures into one, or paste them into the sheet."))
        return file

    def checked(self, name):
        file = self.cleaned_data[name]
        if file and file.size > BYTES_LIMIT:
            raise ValidationError(TOO_LARGE)
        return file

"""Everything the site keeps about one exhibitor, for its own people to take away."""

from django.http import FileResponse
from django.views.generic import View

from exhibitors.acting import Level, PortalPage
from exhibitors.models import Exhibitor
from ilamexpo.own_data import pack


class OwnData(PortalPage, View):
    """One ZIP file: what was written, as JSON, and the files that were sent."""

    levels = (Level.OWNER, Level.EDITOR)

    def get(self, request):
        exhibitor = self.narrow(Exhibitor.objects.select_related("place")).get()
        return FileResponse(
            pack(exhibitor), as_attachment=True, filename=f"{exhibitor.code}.zip", content_type="application/zip"
        )

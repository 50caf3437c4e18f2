from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VocabularyConfig(AppConfig):
    name = "vocabulary"
    verbose_name = _("words of the trade")

    def ready(self):
        from accounts.audit import watch
        from vocabulary.models import Craft, HSCode, Material, Place, Technique

        watch(Craft, HSCode, Material, Place, Technique)

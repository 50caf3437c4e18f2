from events.forms.records import ClaimForm, ExhibitionForm, HallForm, HallFormSet, PlaceChoice, codes_of

__all__ = ["ClaimForm", "ExhibitionForm", "HallForm", "HallFormSet", "PlaceChoice", "codes_of"]

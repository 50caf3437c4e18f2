from vocabulary.places import inside, lineage

AROUND = {"iran": None, "ilam": "iran", "eyvan": "ilam", "iraq": None, "one": "other", "other": "one"}


def test_a_place_lies_in_all_that_is_around_it():
    assert lineage("eyvan", AROUND) == ["eyvan", "ilam", "iran"]


def test_inside_a_place_is_everything_below_it_and_itself():
    assert inside(["ilam", "iraq"], AROUND) == ["eyvan", "ilam", "iraq"]


def test_two_places_entered_as_lying_in_each_other_end_the_search():
    assert lineage("one", AROUND) == ["one", "other"]
    assert inside(["one"], AROUND) == ["one", "other"]

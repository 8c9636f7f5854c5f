"""When two parties look alike: names, numbers, initials, addresses. Invented names only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.parties.lookalikes import Described, likeness, word_weight
from crm.parties.lookalikes_names import spelled
from crm.parties.lookalikes_signs import signs_of

SURE = {
    "Stichting Zonnehof": "zonnehof",
    "Stg. De Zonnehof": "Sichting Zonnehof",
    "Wijk Ontmoetingscentrum Vliet": "WijkOntmoetingscentrum De Vliet B.V.",
    "Vrouwenkoor Vliet en Dam": "Dam- en Vliet vrouwenkoor",
    "Ver. Natuurspeeltuin Waterhof": "Vereniging Natuurspeeltuin Wateerhof",
    "Samen Is Niet Alleen (SINA)": "Stichting samen is niet alleen",
    "S.V.V. Koningskwartier": "SVV Koningskwartier",
    "Amandelboom": "Coöperatie Amandelboom U.A.",
}
MAYBE = {
    "LNV": "Landelijk Netwerk Voorleeskoffers",
    "KNZB": "Koninklijke Nederlandse Zeilersbond",
    "Kinderrijk": "Kinderrijk Dagopvang Vlietdam",
    "Museum Vlietdam Noord": "Stichting Museum Vlietdam",
    "Buurttuin 77": "Buurttuin 78",
    "Zonnehof Noord": "Zonnehof Zuid",
    "COC Vlietdam": "ROC van Vlietdam",
    "Universiteit Vlietdam": "Volksuniversiteit Vlietdam",
    "4 mei Comité": "5 mei Comité",
    "Zonnehof": "Zonnehof Onderwijs",
}


def alike(one: str, other: str) -> tuple[float, bool]:
    found = likeness(Described(one), Described(other))
    assert likeness(Described(other), Described(one)) == found
    return found.score, found.is_sure


@pytest.mark.parametrize(("one", "other"), SURE.items())
def test_the_same_but_written_otherwise(one: str, other: str) -> None:
    score, is_sure = alike(one, other)
    assert is_sure
    assert score > 0.8


@pytest.mark.parametrize(("one", "other"), MAYBE.items())
def test_alike_is_not_the_same(one: str, other: str) -> None:
    score, is_sure = alike(one, other)
    assert score > 0.3
    assert not is_sure


def test_a_number_tells_more_than_a_letter() -> None:
    assert alike("Buurttuin 77", "Buurttuin 78")[0] < alike("Buurttuin 77", "Buurtuin 77")[0]


def test_of_different_things_nothing_is_said() -> None:
    assert alike("Imkers Rietveld", "Taalcafé De Brug")[0] < 0.5


@pytest.mark.parametrize(
    ("mine", "theirs", "why"),
    [
        ({"kvk": "12345678"}, {"kvk": "12345678"}, "kvk"),
        ({"website": "https://www.brug.example/"}, {"website": "http://brug.example"}, "site"),
        ({"email": "Info@brug.example"}, {"email": "info@brug.example"}, "mail"),
        ({"phone": "+31 6 12345678"}, {"phone": "06-12 34 56 78"}, "telefoon"),
        (
            {"postcode": "1234 ab", "house_number": "7"},
            {"postcode": "1234AB", "house_number": "7 hs"},
            "adres",
        ),
    ],
)
def test_what_only_one_has_raises_the_score_and_says_why(
    mine: dict[str, str], theirs: dict[str, str], why: str
) -> None:
    plain = likeness(Described("Taalhuis Brug"), Described("Taalhuis Oever"))
    found = likeness(Described("Taalhuis Brug", **mine), Described("Taalhuis Oever", **theirs))
    assert found.score > plain.score
    assert why in found.why
    assert found.is_sure == (why == "kvk")
    assert signs_of(Described("Taalhuis", **mine)) & signs_of(Described("Oever", **theirs))


def test_another_kvk_number_is_another_party() -> None:
    one = Described("Stichting Zonnehof", kvk="12345678")
    assert not likeness(one, Described("Zonnehof", kvk="87654321")).is_sure


def test_a_shared_site_of_many_says_nothing() -> None:
    one = Described("Taalhuis", website="https://facebook.com/taalhuis")
    other = Described("Imkers", website="https://www.facebook.com/imkers")
    assert likeness(one, other).why == ()


def test_words_that_many_have_tell_less() -> None:
    assert word_weight("zonnehof", 1) > word_weight("zonnehof", 100) > word_weight("buurt", 200)


@given(st.text(max_size=60))
def test_any_name_is_surely_itself(name: str) -> None:
    found = likeness(Described(name), Described(name))
    assert (found.score, found.is_sure) == (1.0, True)
    assert signs_of(Described(name))


@given(
    st.lists(
        st.sampled_from(["zon", "vliet", "brug", "tuin", "de", "koor", "12", "BV", "(KVB)", "a"]),
        max_size=7,
    )
)
def test_the_order_of_comparing_does_not_matter(words: list[str]) -> None:
    one, other = Described(" ".join(words)), Described(" ".join(reversed(words)))
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other).score <= 1


def test_single_letters_and_legal_forms() -> None:
    assert spelled("Stichting M.A.N. Museum").words == ("man", "museum")
    assert spelled("Stichting").words == ("stichting",)

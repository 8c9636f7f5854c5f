"""Who could be the contact person."""

from __future__ import annotations

from crm.opportunities.contact import Servant, Service, proposed

AMINA = Servant("a", "Amina", True, 4, "Groen en water")
BRAM = Servant("b", "Bram", True, 9)
TEAM = Servant("c", "Wijkteam", False, 2)


def test_who_serves_a_neighbour_comes_first_and_says_why() -> None:
    found = proposed(
        "p1",
        ["Groen"],
        [
            (AMINA, Service(same_work=1)),
            (BRAM, Service(neighbours=["De Kring"])),
            (TEAM, Service()),
        ],
    )
    assert [one.servant.name for one in found] == ["Bram", "Amina"]
    assert found[0].why == ("Begeleidt al De Kring. Daar is een verbinding mee.",)
    assert "Heeft als taak: Groen." in found[1].why


def test_of_equals_the_one_with_the_fewest_accounts() -> None:
    found = proposed("p1", [], [(BRAM, Service(same_area=2)), (TEAM, Service(same_area=2))])
    assert [one.servant.name for one in found] == ["Wijkteam", "Bram"]
    assert found[0].why == ("Begeleidt 2 partijen in hetzelfde gebied.",)

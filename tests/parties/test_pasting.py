"""What is understood of a list pasted from a spreadsheet, and what a name tells."""

from __future__ import annotations

import pytest

from crm.parties.guessing import guessed_kind, guessed_theme, kind_from_word
from crm.parties.kinds import PartyKind
from crm.parties.lookalikes_names import same_name_key
from crm.parties.pasting import MOST_ROWS, PastedRow, understand


class TestKind:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("Buurttuin De Vliet", PartyKind.INITIATIVE),
            ("Basisschool De Kring", PartyKind.SCHOOL),
            ("Schooltuin De Kring", PartyKind.INITIATIVE),
            ("Hogeschool Delta", PartyKind.KNOWLEDGE),
            ("Open Kerk Oost", PartyKind.CHURCH),
            ("Kerktuin Rietmeer", PartyKind.INITIATIVE),
            ("Gemeente Vlietdam", PartyKind.MUNICIPALITY),
            ("Protestantse Gemeente Vlietdam", PartyKind.CHURCH),
            ("Stichting Fonds Vliet", PartyKind.FUND),
            ("Wijkraad Oost", PartyKind.RESIDENTS_ORGANISATION),
            ("VV De Meeuwen", PartyKind.ASSOCIATION),
            ("Bakkerij Jansen BV", PartyKind.BUSINESS),
            ("Repair Café Zuid", PartyKind.INITIATIVE),
            ("Vereniging Dorpsbelang", PartyKind.RESIDENTS_ORGANISATION),
            ("Iets heel anders", PartyKind.INITIATIVE),
        ],
    )
    def test_follows_from_the_head_of_a_word(self, name: str, kind: PartyKind) -> None:
        assert guessed_kind(name) == kind

    def test_is_known_by_code_label_plural_and_everyday_word(self) -> None:
        assert kind_from_word("zorgpartner") == PartyKind.CARE
        assert kind_from_word("Bewonersinitiatieven") == PartyKind.INITIATIVE
        assert kind_from_word("kerk of geloofsgemeenschap") == PartyKind.CHURCH
        assert kind_from_word("kerk") == PartyKind.CHURCH
        assert kind_from_word("zomaar") == ""

    def test_theme(self) -> None:
        assert guessed_theme("Buurttuin De Vliet") == "Groen"
        assert guessed_theme("Bakkerij Jansen") == ""


class TestSameName:
    def test_legal_form_case_and_accents_do_not_count(self) -> None:
        assert same_name_key("Stichting Café Thuis") == same_name_key("cafe thuis")
        assert same_name_key("Stichting") == "stichting"


class TestColumns:
    def test_a_name_per_line(self) -> None:
        pasted = understand("Buurttuin De Vliet\n\n  De Soepbus \r\n")
        assert [row.name for row in pasted.rows] == ["Buurttuin De Vliet", "De Soepbus"]
        assert pasted.fields == ("name",)

    def test_a_header_in_any_order(self) -> None:
        pasted = understand(
            "E-mail;Telefoonnummer;Naam;Contactpersoon\njan@tuin.example;06 1234;De Tuin;Jan Bos"
        )
        assert pasted.rows == (
            PastedRow(
                name="De Tuin",
                kind="bewonersinitiatief",
                contact="Jan Bos",
                phone="06 1234",
                email="jan@tuin.example",
                theme="Groen",
            ),
        )

    def test_columns_without_header_are_known_by_what_is_in_them(self) -> None:
        pasted = understand(
            "06-12345678\tDe Vliet\tvereniging\tJan de Vries\tOost\tjan@vliet.example\n"
            "\tDe Brug\tschool\tRia Bos\tZuid\t\n",
            areas=["Oost", "Zuid"],
        )
        first, second = pasted.rows
        assert (first.name, first.kind, first.contact) == ("De Vliet", "vereniging", "Jan de Vries")
        assert (first.place, first.phone, first.email) == (
            "Oost",
            "06-12345678",
            "jan@vliet.example",
        )
        assert (second.name, second.kind, second.place) == ("De Brug", "school", "Zuid")

    def test_commas_separate_only_under_a_header(self) -> None:
        assert understand("Naam,Plaats\nTuin,Oost").rows[0].place == "Oost"
        assert understand("Koffie, thee en taart").rows[0].name == "Koffie, thee en taart"

    def test_quotes_of_a_spreadsheet_and_loose_ones(self) -> None:
        assert understand('"De ""Vliet"""\tOost').rows[0].name == 'De "Vliet"'
        assert [row.name for row in understand('"De Vliet\nTuin').rows] == ['"De Vliet', "Tuin"]

    def test_lines_of_different_length(self) -> None:
        pasted = understand("De Vliet\tOost\nTuin\n\tZuid\n", areas=["Oost", "Zuid"])
        assert [(row.name, row.place) for row in pasted.rows] == [
            ("De Vliet", "Oost"),
            ("Tuin", ""),
        ]

    def test_nothing(self) -> None:
        assert understand(" \n\t;\n").rows == ()
        assert understand("Naam\tPlaats").rows == ()

    def test_a_text_too_long_for_its_column_is_cut(self) -> None:
        assert len(understand("a" * 500).rows[0].name) == 200

    def test_too_many_lines_are_counted(self) -> None:
        pasted = understand("\n".join(f"Tuin {n}" for n in range(MOST_ROWS + 7)))
        assert len(pasted.rows) == MOST_ROWS
        assert pasted.too_many == 7


class TestDoubles:
    def test_within_the_list_and_with_what_exists(self) -> None:
        pasted = understand(
            "De Vliet\nStichting De Vliet\nDe Soepbus\nDe Brug",
            known={same_name_key("de soepbus"): "Soepbus, de"},
        )
        assert [row.double for row in pasted.rows] == [
            "",
            "Staat twee keer in uw lijst: De Vliet.",
            "Staat er al: Soepbus, de.",
            "",
        ]


class TestCommas:
    def test_between_cells_without_a_header(self) -> None:
        pasted = understand(
            "Buurttuin De Akker, Bewonersinitiatief, Dorp, Anja de Vries, 06-12345678\n"
            "Voedselbank, Initiatief, Oost, Piet Smit, 0612345679\n"
        )
        assert [(row.name, row.contact) for row in pasted.rows] == [
            ("Buurttuin De Akker", "Anja de Vries"),
            ("Voedselbank", "Piet Smit"),
        ]
        assert pasted.rows[1].phone == "0612345679"

    def test_one_in_a_name_is_part_of_it(self) -> None:
        pasted = understand("Zorg, Welzijn en Wonen\nBuurttuin De Akker\nKunst, Kennis\n")
        assert [row.name for row in pasted.rows] == [
            "Zorg, Welzijn en Wonen",
            "Buurttuin De Akker",
            "Kunst, Kennis",
        ]

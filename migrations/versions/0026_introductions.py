"""What people do with a chance: put it away, hand it on, introduce; and what came of it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

LEVEL_SQL = (
    "CASE WHEN sensitive THEN 3 WHEN visibility = 'openbaar' THEN 0 "
    "WHEN visibility = 'netwerk' THEN 1 WHEN visibility = 'intern' THEN 2 ELSE 3 END"
)
WHYS = "'', 'al_bekend', 'past_niet', 'gevoelig', 'anders'"
STATES = (
    "'voorgesteld', 'gevraagd', 'akkoord', 'ontmoet', 'afgerond', 'niet_doorgegaan', 'ingetrokken'"
)
OUTCOMES = "'geen_vervolg', 'contact', 'samenwerking', 'overeenkomst'"
THERE = {
    "sqlite_where": sa.text("archived_at IS NULL"),
    "postgresql_where": sa.text("archived_at IS NULL"),
}


def upgrade() -> None:
    op.create_table(
        "dismissal",
        *_pair("dismissal"),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("why", sa.String(20), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("signals", sa.JSON(), server_default="{}", nullable=False),
        *_of_record("dismissal"),
        _check("dismissal", "kind", "kind IN ('later', 'niet')"),
        _check("dismissal", "why", f"why IN ({WHYS})"),
        _check("dismissal", "until", "(kind = 'later') = (until IS NOT NULL)"),
    )
    op.create_table(
        "handed_chance",
        *_pair("handed_chance"),
        sa.Column("to_user_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        *_of_record("handed_chance"),
        _points("handed_chance", "to_user_id", "account"),
    )
    for table in ("dismissal", "handed_chance"):
        for end in ("party_a_id", "party_b_id"):
            op.create_index(f"ix_{table}_{end}", table, [end], **THERE)
    op.create_index("ix_handed_chance_to_user_id", "handed_chance", ["to_user_id"])
    op.create_table(
        "introduction",
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("brought_by", sa.String(20), nullable=False),
        sa.Column("why", sa.String(2000), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("signals", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("shared_at", sa.DateTime(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("free_again_on", sa.Date(), nullable=True),
        *_of_record("introduction"),
        _check("introduction", "status", f"status IN ({STATES})"),
        _check(
            "introduction",
            "brought_by",
            "brought_by IN ('medewerker', 'lezer', 'initiatiefnemer')",
        ),
    )
    op.create_index("ix_introduction_status", "introduction", ["status", "id"])
    _lines()
    _outcomes()
    op.create_table(
        "introduction_link",
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        _points("introduction_link", "introduction_id", "introduction", ondelete="CASCADE"),
        _points("introduction_link", "link_id", "link"),
        sa.PrimaryKeyConstraint("introduction_id", "link_id", name=op.f("pk_introduction_link")),
    )
    op.create_index("ix_introduction_link_link_id", "introduction_link", ["link_id"])


def _lines() -> None:
    table = "introduction_party"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_how", sa.String(20), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer_text", sa.String(500), nullable=False),
        sa.Column("changed_by", sa.String(36), nullable=True),
        _check(table, "answer", "answer IN ('', 'ja', 'nee')"),
        _check(table, "answered_how", "answered_how IN ('', 'link', 'telefoon', 'tafel', 'mail')"),
        _check(table, "answered_on", "(answer = '') = (answered_on IS NULL)"),
        _points(table, "introduction_id", "introduction", ondelete="CASCADE"),
        _points(table, "party_id", "party"),
        _points(table, "person_id", "person"),
        _points(table, "answered_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("ref", name=op.f(f"uq_{table}_ref")),
    )
    op.create_index(
        "uq_introduction_party_introduction_id_party_id",
        table,
        ["introduction_id", "party_id"],
        unique=True,
    )
    for column in ("party_id", "person_id", "answered_by_id"):
        op.create_index(f"ix_{table}_{column}", table, [column])


def _outcomes() -> None:
    table = "introduction_outcome"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("months", sa.SmallInteger(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.String(36), nullable=True),
        _check(table, "outcome", f"outcome IN ({OUTCOMES})"),
        _check(table, "months", "months IN (3, 12)"),
        _points(table, "introduction_id", "introduction", ondelete="CASCADE"),
        _points(table, "party_id", "party"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("ref", name=op.f(f"uq_{table}_ref")),
    )
    op.create_index(
        "uq_introduction_outcome_side",
        table,
        ["introduction_id", "months", "party_id"],
        unique=True,
    )
    op.create_index(f"ix_{table}_party_id", table, ["party_id"])


def downgrade() -> None:
    for table in (
        "introduction_link",
        "introduction_outcome",
        "introduction_party",
        "introduction",
        "handed_chance",
        "dismissal",
    ):
        op.drop_table(table)


def _pair(table: str) -> list[Any]:
    """Two parties."""
    ends = ("party_a_id", "party_b_id")
    columns = [sa.Column(end, sa.Integer(), nullable=False) for end in ends]
    return [*columns, *(_points(table, end, "party") for end in ends)]


def _check(table: str, name: str, text: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}"))


def _sorted(length: int) -> sa.String:
    return sa.String(length=length).with_variant(
        sa.String(length=length, collation="C"), "postgresql"
    )


def _of_record(table: str) -> list[sa.schema.SchemaItem]:
    """What every record has."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column("reference", _sorted(200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=True),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column(
            "level", sa.SmallInteger(), sa.Computed(LEVEL_SQL, persisted=True), nullable=False
        ),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "visibility IN ('openbaar', 'netwerk', 'intern', 'vertrouwelijk')",
            name=op.f(f"ck_{table}_visibility"),
        ),
        sa.CheckConstraint(
            "NOT sensitive OR visibility IN ('intern', 'vertrouwelijk')",
            name=op.f(f"ck_{table}_sensitive"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("ref", name=op.f(f"uq_{table}_ref")),
        sa.UniqueConstraint("reference", name=op.f(f"uq_{table}_reference")),
    ]


def _points(
    table: str, column: str, to: str, *, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)

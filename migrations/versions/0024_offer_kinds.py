"""Kinds of offer become a list that a beheerder keeps."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

START = {
    "faciliteit": "ruimte of voorziening",
    "geld": "geld",
    "kennis": "kennis",
    "menskracht": "menskracht",
    "netwerk": "netwerk",
    "product_dienst": "spullen of diensten",
    "vergunning": "vergunning",
}
# What hangs on an offer and goes with it: SQLite empties them when it makes the table anew.
HANGING = {
    "offer_theme": "theme_id",
    "offer_area": "area_id",
    "offer_answer": "party_id",
    "offer_fulfilment": "party_id",
}
FIRST = (
    *("geld", "menskracht", "product_dienst", "faciliteit", "kennis", "vergunning", "netwerk"),
)
COLUMNS = (
    *("id", "ref", "reference", "party_id", "direction", "title", "description", "valid_until"),
    *("status", "version", "created_at", "created_by", "changed_at", "changed_by", "visibility"),
    *("sensitive", "archived_at"),
)
LEVEL = (
    "CASE WHEN sensitive THEN 3 WHEN visibility = 'openbaar' THEN 0 "
    "WHEN visibility = 'netwerk' THEN 1 WHEN visibility = 'intern' THEN 2 ELSE 3 END"
)


def _by_code_point(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    kinds = op.create_table(
        "offer_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("code", _by_code_point(40), nullable=False),
        sa.Column("name", _by_code_point(200), nullable=False),
        sa.Column("sort_key", _by_code_point(250), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_kind")),
        sa.UniqueConstraint("ref", name=op.f("uq_offer_kind_ref")),
        sa.UniqueConstraint("code", name=op.f("uq_offer_kind_code")),
        sa.UniqueConstraint("name", name=op.f("uq_offer_kind_name")),
    )
    op.create_index("ix_offer_kind_sort_key", "offer_kind", ["sort_key"])
    op.bulk_insert(
        kinds,
        [
            {"ref": str(uuid4()), "code": code, "name": name, "sort_key": name}
            for code, name in START.items()
        ],
    )
    op.add_column("offer", sa.Column("kind_id", sa.Integer(), nullable=True))
    op.execute("UPDATE offer SET kind_id = (SELECT id FROM offer_kind WHERE code = offer.kind)")
    op.drop_index("ix_offer_kind_direction_status", "offer")
    if op.get_bind().dialect.name == "sqlite":
        _make_anew("kind_id")
    else:
        op.drop_column("offer", "kind")
        op.alter_column("offer", "kind_id", nullable=False)
        op.create_foreign_key(op.f("fk_offer_kind_id"), "offer", "offer_kind", ["kind_id"], ["id"])
    op.create_index("ix_offer_kind_direction_status", "offer", ["kind_id", "direction", "status"])


def _make_anew(kind: str) -> None:
    """SQLite changes no constraint of a table: a new one takes its rows and its name."""
    for table in HANGING:
        op.execute(f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table}")
    _create("offer_anew", kind)
    columns = ", ".join((kind, *COLUMNS))
    op.execute(f"INSERT INTO offer_anew ({columns}) SELECT {columns} FROM offer")
    op.drop_table("offer")
    op.rename_table("offer_anew", "offer")
    op.create_index("ix_offer_party_id", "offer", ["party_id"])
    for table, other in HANGING.items():
        pair = f"offer_id, {other}"
        op.execute(f"INSERT INTO {table} ({pair}) SELECT {pair} FROM kept_{table}")
        op.execute(f"DROP TABLE kept_{table}")


def _create(name: str, kind: str) -> None:
    if kind == "kind_id":
        column = sa.Column(kind, sa.Integer(), nullable=False)
        rule: sa.Constraint = sa.ForeignKeyConstraint(
            [kind], ["offer_kind.id"], name=op.f("fk_offer_kind_id")
        )
    else:
        column = sa.Column(kind, sa.String(20), nullable=False)
        known = ", ".join(repr(code) for code in FIRST)
        rule = sa.CheckConstraint(f"kind IN ({known})", name=op.f("ck_offer_kind"))
    op.create_table(
        name,
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(10), nullable=False),
        column,
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.String(2000), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(36), nullable=False),
        sa.Column("reference", _by_code_point(200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(36), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(36), nullable=True),
        sa.Column("visibility", sa.String(20), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("level", sa.SmallInteger(), sa.Computed(LEVEL, persisted=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "NOT sensitive OR visibility IN ('intern', 'vertrouwelijk')",
            name=op.f("ck_offer_sensitive"),
        ),
        sa.CheckConstraint("direction IN ('biedt', 'zoekt')", name=op.f("ck_offer_direction")),
        sa.CheckConstraint(
            "status IN ('open', 'in_gesprek', 'vervuld', 'vervallen')", name=op.f("ck_offer_status")
        ),
        sa.CheckConstraint(
            "visibility IN ('openbaar', 'netwerk', 'intern', 'vertrouwelijk')",
            name=op.f("ck_offer_visibility"),
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_offer_party_id")),
        rule,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("ref", name=op.f("uq_offer_ref")),
        sa.UniqueConstraint("reference", name=op.f("uq_offer_reference")),
    )


def downgrade() -> None:
    op.add_column("offer", sa.Column("kind", sa.String(20), nullable=True))
    op.execute("UPDATE offer SET kind = (SELECT code FROM offer_kind WHERE id = offer.kind_id)")
    op.drop_index("ix_offer_kind_direction_status", "offer")
    if op.get_bind().dialect.name == "sqlite":
        _make_anew("kind")
    else:
        op.drop_column("offer", "kind_id")
        op.alter_column("offer", "kind", nullable=False)
        known = ", ".join(repr(code) for code in FIRST)
        op.create_check_constraint(op.f("ck_offer_kind"), "offer", f"kind IN ({known})")
    op.create_index("ix_offer_kind_direction_status", "offer", ["kind", "direction", "status"])
    op.drop_table("offer_kind")

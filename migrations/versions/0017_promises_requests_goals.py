"""What was promised, what was asked, and goals with who contributes to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LEVEL_SQL = (
    "CASE WHEN sensitive THEN 3 WHEN visibility = 'openbaar' THEN 0 "
    "WHEN visibility = 'netwerk' THEN 1 WHEN visibility = 'intern' THEN 2 ELSE 3 END"
)
REQUEST_KINDS = (
    "'informatie', 'steun', 'subsidie', 'vergunning', 'grond_gebouw', 'politiek_besluit', "
    "'uitdaagrecht', 'kennismaking', 'uitleg_eis'"
)
GOAL_LEVELS = (
    "'programma', 'opgave', 'maatschappelijk_effect', 'doel', 'subdoel', 'resultaat', "
    "'organisatiebelang'"
)


def upgrade() -> None:
    op.create_table(
        "commitment",
        sa.Column("by_party_id", sa.Integer(), nullable=False),
        sa.Column("to_party_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        *_of_record("commitment"),
        sa.CheckConstraint(
            "done_on IS NULL OR promised_on IS NULL OR promised_on <= done_on",
            name=op.f("ck_commitment_done_on"),
        ),
        _points("commitment", "by_party_id", "party"),
        _points("commitment", "to_party_id", "party"),
    )
    op.create_index("ix_commitment_by_party_id", "commitment", ["by_party_id"])
    op.create_index("ix_commitment_to_party_id", "commitment", ["to_party_id"])
    op.create_index("ix_commitment_done_on_due_on", "commitment", ["done_on", "due_on"])
    op.create_table(
        "request",
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("description", sa.String(length=4000), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("lies_since", sa.Date(), nullable=True),
        sa.Column("next_step", sa.String(length=300), nullable=False),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(length=4000), nullable=False),
        *_of_record("request"),
        sa.CheckConstraint(f"kind IN ({REQUEST_KINDS})", name=op.f("ck_request_kind")),
        sa.CheckConstraint(
            "answered_on IS NULL OR asked_on IS NULL OR asked_on <= answered_on",
            name=op.f("ck_request_answered_on"),
        ),
        _points("request", "party_id", "party"),
        _points("request", "department_id", "party"),
        _points("request", "handler_id", "person"),
    )
    for columns in (["party_id"], ["department_id"], ["handler_id"]):
        op.create_index(f"ix_request_{columns[0]}", "request", columns)
    op.create_index(
        "ix_request_answered_on_next_step_on", "request", ["answered_on", "next_step_on"]
    )
    _goals()


def _goals() -> None:
    op.create_table(
        "goal",
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("sort_key", _sorted(250), nullable=False),
        sa.Column("goal_level", sa.String(length=30), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("portfolio", sa.String(length=200), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("wants_contributions", sa.Boolean(), nullable=False),
        *_of_record("goal"),
        sa.CheckConstraint(f"goal_level IN ({GOAL_LEVELS})", name=op.f("ck_goal_goal_level")),
        sa.CheckConstraint(
            "ends_on IS NULL OR begins_on IS NULL OR begins_on < ends_on",
            name=op.f("ck_goal_period"),
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_goal_parent")),
        _points("goal", "parent_id", "goal"),
        _points("goal", "department_id", "party"),
    )
    op.create_index("ix_goal_parent_id", "goal", ["parent_id"])
    op.create_index("ix_goal_department_id", "goal", ["department_id"])
    op.create_index("ix_goal_sort_key_id", "goal", ["sort_key", "id"])
    for other in ("theme", "area"):
        table = f"goal_{other}"
        op.create_table(
            table,
            sa.Column("goal_id", sa.Integer(), nullable=False),
            sa.Column(f"{other}_id", sa.Integer(), nullable=False),
            _points(table, "goal_id", "goal", ondelete="CASCADE"),
            _points(table, f"{other}_id", other),
            sa.PrimaryKeyConstraint("goal_id", f"{other}_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(f"ix_{table}_{other}_id", table, [f"{other}_id"])
    op.create_table(
        "party_goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("nature", sa.String(length=20), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "nature IN ('draagt_bij', 'wil_bijdragen', 'botst')", name=op.f("ck_party_goal_nature")
        ),
        _points("party_goal", "party_id", "party"),
        _points("party_goal", "goal_id", "goal", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_goal")),
        sa.UniqueConstraint("ref", name=op.f("uq_party_goal_ref")),
    )
    op.create_index("ix_party_goal_goal_id", "party_goal", ["goal_id"])
    op.create_index(
        "uq_party_goal_party_id_goal_id", "party_goal", ["party_id", "goal_id"], unique=True
    )


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


def downgrade() -> None:
    for table in ("party_goal", "goal_area", "goal_theme", "goal", "request", "commitment"):
        op.drop_table(table)

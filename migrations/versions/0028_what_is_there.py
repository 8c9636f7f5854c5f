"""Words of goals, questions and offers in the index, and surveys of what is there already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.core.text import search_stems

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

SEARCHED = {
    "goal": ("title",),
    "offer": ("title", "description"),
    "request": ("question", "description", "answer"),
}
LEVEL = (
    "CASE WHEN sensitive THEN 3 WHEN visibility = 'openbaar' THEN 0 "
    "WHEN visibility = 'netwerk' THEN 1 WHEN visibility = 'intern' THEN 2 ELSE 3 END"
)


def _by_code_point(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, columns in SEARCHED.items():
        op.add_column(table, sa.Column("stems", sa.Text(), nullable=False, server_default=""))
        _fill(table, columns)
        if is_postgresql:
            op.execute(
                f"CREATE INDEX ix_{table}_stems_fts ON {table} "
                "USING gin (array_to_tsvector(string_to_array(stems, ' ')))"
            )
        else:
            _make_fts(table)
    _make_survey()


def _fill(table: str, columns: tuple[str, ...]) -> None:
    """The words of what is there already."""
    kept = sa.table(table, sa.column("id"), sa.column("stems"), *map(sa.column, columns))
    connection = op.get_bind()
    rows = connection.execute(sa.select(kept.c.id, *(kept.c[one] for one in columns))).all()
    update = sa.update(kept).where(kept.c.id == sa.bindparam("row_id"))
    if rows:
        connection.execute(
            update.values(stems=sa.bindparam("words")),
            [{"row_id": row[0], "words": search_stems(*row[1:])} for row in rows],
        )


def _make_fts(table: str) -> None:
    """A full-text index without a copy of the text, kept in step by triggers."""
    index = f"{table}_fts"
    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5(stems, content='{table}', "
        "content_rowid='id', tokenize='unicode61')"
    )
    op.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")
    remove = f"INSERT INTO {index}({index}, rowid, stems) VALUES ('delete', old.id, old.stems)"
    add = f"INSERT INTO {index}(rowid, stems) VALUES (new.id, new.stems)"
    op.execute(f"CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN {add}; END")
    op.execute(f"CREATE TRIGGER {index}_removed AFTER DELETE ON {table} BEGIN {remove}; END")
    op.execute(
        f"CREATE TRIGGER {index}_changed AFTER UPDATE OF id, stems ON {table} "
        "WHEN old.stems IS NOT new.stems OR old.id IS NOT new.id "
        f"BEGIN {remove}; {add}; END"
    )


def _make_survey() -> None:
    op.create_table(
        "survey",
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("reach", sa.String(10), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
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
            "visibility IN ('openbaar', 'netwerk', 'intern', 'vertrouwelijk')",
            name=op.f("ck_survey_visibility"),
        ),
        sa.CheckConstraint(
            "NOT sensitive OR visibility IN ('intern', 'vertrouwelijk')",
            name=op.f("ck_survey_sensitive"),
        ),
        sa.CheckConstraint("reach IN ('kern', 'gewoon', 'breed')", name=op.f("ck_survey_reach")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("ref", name=op.f("uq_survey_ref")),
        sa.UniqueConstraint("reference", name=op.f("uq_survey_reference")),
    )
    op.create_index("ix_survey_made_on_id", "survey", ["made_on", "id"])


def downgrade() -> None:
    op.drop_table("survey")
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in SEARCHED:
        if is_postgresql:
            op.execute(f"DROP INDEX ix_{table}_stems_fts")
        else:
            for moment in ("added", "removed", "changed"):
                op.execute(f"DROP TRIGGER {table}_fts_{moment}")
            op.execute(f"DROP TABLE {table}_fts")
        op.drop_column(table, "stems")

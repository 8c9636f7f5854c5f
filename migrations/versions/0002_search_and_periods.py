"""Search indexes, and periods that never overlap: what each database does in its own way."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEARCHED = ("party", "person")
OVERLAP = (
    "coalesce(o.begins_on, '0000') < coalesce(NEW.ends_on, '9999') "
    "AND coalesce(NEW.begins_on, '0000') < coalesce(o.ends_on, '9999')"
)
PERIODS = {
    "account_holding": (
        "NEW.role = 'vaste_contactpersoon'",
        "o.role = 'vaste_contactpersoon' AND o.party_id = NEW.party_id",
    ),
    "link": (
        "NEW.archived_at IS NULL",
        (
            "o.archived_at IS NULL AND o.party_a_id = NEW.party_a_id "
            "AND o.party_b_id = NEW.party_b_id AND o.kind_id = NEW.kind_id "
            "AND coalesce(o.initiative_id, 0) = coalesce(NEW.initiative_id, 0)"
        ),
    ),
}


def _same(column: str) -> str:
    """A column compared inside a gist index, which knows ranges but not numbers."""
    return f"int4range({column}, {column}, '[]') WITH ="


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _upgrade_postgresql()
    else:
        _upgrade_sqlite()


def _upgrade_postgresql() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table in SEARCHED:
        op.execute(
            # not to_tsvector: its parser makes two words of some, such as 1e5e
            f"CREATE INDEX ix_{table}_stems_fts ON {table} "
            "USING gin (array_to_tsvector(string_to_array(stems, ' ')))"
        )
        op.execute(f"CREATE INDEX ix_{table}_folded_fts ON {table} USING gin (folded gin_trgm_ops)")
    op.execute(
        "ALTER TABLE account_holding ADD CONSTRAINT account_holding_no_overlap EXCLUDE USING gist "
        f"({_same('party_id')}, daterange(begins_on, ends_on) WITH &&) "
        "WHERE (role = 'vaste_contactpersoon')"
    )
    op.execute(
        "ALTER TABLE link ADD CONSTRAINT link_no_overlap EXCLUDE USING gist "
        f"({_same('party_a_id')}, {_same('party_b_id')}, {_same('kind_id')}, "
        "int4range(coalesce(initiative_id, 0), coalesce(initiative_id, 0), '[]') WITH =, "
        "daterange(begins_on, ends_on) WITH &&) WHERE (archived_at IS NULL)"
    )


def _upgrade_sqlite() -> None:
    for table in SEARCHED:
        for index, column, tokenizer in (
            (f"{table}_fts", "stems", "unicode61"),
            (f"{table}_part_fts", "folded", "trigram"),
        ):
            _make_fts(table, index, column, tokenizer)
    for table, (when, same) in PERIODS.items():
        for verb in ("INSERT", "UPDATE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_overlap_{verb.lower()} BEFORE {verb} ON {table} "
                f"WHEN {when} AND EXISTS (SELECT 1 FROM {table} o WHERE {same} "
                f"AND o.id IS NOT NEW.id AND {OVERLAP}) "
                f"BEGIN SELECT RAISE(ABORT, '{table}_no_overlap'); END"
            )


def _make_fts(table: str, index: str, column: str, tokenizer: str) -> None:
    """A full-text index without a copy of the text, kept in step by triggers."""
    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5({column}, content='{table}', "
        f"content_rowid='id', tokenize='{tokenizer}')"
    )
    remove = (
        f"INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', old.id, old.{column})"
    )
    add = f"INSERT INTO {index}(rowid, {column}) VALUES (new.id, new.{column})"
    op.execute(f"CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN {add}; END")
    op.execute(f"CREATE TRIGGER {index}_removed AFTER DELETE ON {table} BEGIN {remove}; END")
    op.execute(
        f"CREATE TRIGGER {index}_changed AFTER UPDATE OF id, {column} ON {table} "
        f"WHEN old.{column} IS NOT new.{column} OR old.id IS NOT new.id "
        f"BEGIN {remove}; {add}; END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE link DROP CONSTRAINT link_no_overlap")
        op.execute("ALTER TABLE account_holding DROP CONSTRAINT account_holding_no_overlap")
        for table in SEARCHED:
            op.execute(f"DROP INDEX ix_{table}_folded_fts")
            op.execute(f"DROP INDEX ix_{table}_stems_fts")
        return
    for table in PERIODS:
        for verb in ("insert", "update"):
            op.execute(f"DROP TRIGGER {table}_no_overlap_{verb}")
    for table in SEARCHED:
        for index in (f"{table}_part_fts", f"{table}_fts"):
            for moment in ("added", "removed", "changed"):
                op.execute(f"DROP TRIGGER {index}_{moment}")
            op.execute(f"DROP TABLE {index}")

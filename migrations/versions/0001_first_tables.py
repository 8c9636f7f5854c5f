"""The first tables: accounts, lists, parties, people, links, resources, agreements, events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "role IN ('initiatiefnemer', 'lezer', 'medewerker', 'beheerder')",
            name=op.f("ck_account_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("ref", name=op.f("uq_account_ref")),
    )
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column(
            "code",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "name",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "sort_key",
            sa.String(length=250).with_variant(sa.String(length=250, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_area_not_own_parent")),
        sa.ForeignKeyConstraint(["parent_id"], ["area.id"], name=op.f("fk_area_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", name=op.f("uq_area_code")),
        sa.UniqueConstraint("ref", name=op.f("uq_area_ref")),
    )
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_area_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "contact_moment",
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("content", sa.String(length=4000), nullable=False),
        sa.Column("follow_up", sa.String(length=400), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("follow_up_done_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column(
            "reference",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=True),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column(
            "level",
            sa.SmallInteger(),
            sa.Computed(
                "CASE WHEN sensitive THEN 3 WHEN visibility = 'openbaar' THEN 0 WHEN visibility = 'netwerk' THEN 1 WHEN visibility = 'intern' THEN 2 ELSE 3 END",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "NOT sensitive OR visibility IN ('intern', 'vertrouwelijk')",
            name=op.f("ck_contact_moment_sensitive"),
        ),
        sa.CheckConstraint(
            "channel IN ('telefoon', 'gesprek', 'bezoek', 'e-mail', 'videogesprek', 'bijeenkomst', 'brief', 'anders')",
            name=op.f("ck_contact_moment_channel"),
        ),
        sa.CheckConstraint(
            "visibility IN ('openbaar', 'netwerk', 'intern', 'vertrouwelijk')",
            name=op.f("ck_contact_moment_visibility"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_moment")),
        sa.UniqueConstraint("ref", name=op.f("uq_contact_moment_ref")),
        sa.UniqueConstraint("reference", name=op.f("uq_contact_moment_reference")),
    )
    with op.batch_alter_table("contact_moment", schema=None) as batch_op:
        batch_op.create_index("ix_contact_moment_follow_up_on", ["follow_up_on"], unique=False)
        batch_op.create_index("ix_contact_moment_happened_at", ["happened_at"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_ref", sa.String(length=36), nullable=True),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_ref", sa.String(length=36), nullable=False),
        sa.Column("difference", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_subject_ref_id", ["subject_ref", "id"], unique=False)

    op.create_table(
        "link_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("inverse_name", sa.String(length=100), nullable=False),
        sa.Column("directed", sa.Boolean(), nullable=False),
        sa.Column("affiliation", sa.Boolean(), nullable=False),
        sa.Column("kinds_a", sa.String(length=1000), nullable=False),
        sa.Column("kinds_b", sa.String(length=1000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_kind")),
        sa.UniqueConstraint("code", name=op.f("uq_link_kind_code")),
    )
    op.create_table(
        "party",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=250).with_variant(sa.String(length=250, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "folded",
            sa.String(length=600).with_variant(sa.String(length=600, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sector", sa.String(length=20), nullable=False),
        sa.Column("description", sa.String(length=4000), nullable=False),
        sa.Column("mission", sa.String(length=4000), nullable=False),
        sa.Column("core_values", sa.String(length=2000), nullable=False),
        sa.Column("interest", sa.String(length=2000), nullable=False),
        sa.Column("website", sa.String(length=400), nullable=False),
        sa.Column("social_media", sa.String(length=1000), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column(
            "phone_reversed",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("legal_form", sa.String(length=100), nullable=False),
        sa.Column("kvk", sa.String(length=8), nullable=False),
        sa.Column("postcode", sa.String(length=7), nullable=False),
        sa.Column("house_number", sa.String(length=20), nullable=False),
        sa.Column("street", sa.String(length=100), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column(
            "reference",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=True),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column(
            "level",
            sa.SmallInteger(),
            sa.Computed(
                "CASE WHEN sensitive THEN 3 WHEN visibility = 'openbaar' THEN 0 WHEN visibility = 'netwerk' THEN 1 WHEN visibility = 'intern' THEN 2 ELSE 3 END",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "NOT sensitive OR visibility IN ('intern', 'vertrouwelijk')",
            name=op.f("ck_party_sensitive"),
        ),
        sa.CheckConstraint(
            "kind IN ('bewonersinitiatief', 'maatschappelijk_initiatief', 'bewonersorganisatie', 'coalitie', 'gemeente', 'afdeling', 'team', 'overheid', 'werkbedrijf', 'maatschappelijke_organisatie', 'welzijnsorganisatie', 'zorgpartner', 'woningcorporatie', 'vereniging', 'kerkgenootschap', 'ondernemer', 'projectontwikkelaar', 'fonds', 'school', 'kennisinstelling', 'samenwerkingsverband')",
            name=op.f("ck_party_kind"),
        ),
        sa.CheckConstraint(
            "sector IN ('publiek', 'privaat', 'civiel', 'politiek')", name=op.f("ck_party_sector")
        ),
        sa.CheckConstraint(
            "visibility IN ('openbaar', 'netwerk', 'intern', 'vertrouwelijk')",
            name=op.f("ck_party_visibility"),
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_party_not_own_parent")),
        sa.ForeignKeyConstraint(["parent_id"], ["party.id"], name=op.f("fk_party_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("ref", name=op.f("uq_party_ref")),
        sa.UniqueConstraint("reference", name=op.f("uq_party_reference")),
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index("ix_party_folded", ["folded"], unique=False)
        batch_op.create_index("ix_party_kind_sort_key", ["kind", "sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_party_phone_reversed"), ["phone_reversed"], unique=False
        )
        batch_op.create_index("ix_party_sort_key_id", ["sort_key", "id"], unique=False)

    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_ref", sa.String(length=36), nullable=True),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_ref", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_subject_ref"), ["subject_ref"], unique=False)

    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=1000), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_key_at", ["key", "at"], unique=False)

    op.create_table(
        "target_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column(
            "name",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "sort_key",
            sa.String(length=250).with_variant(sa.String(length=250, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_group")),
        sa.UniqueConstraint("name", name=op.f("uq_target_group_name")),
        sa.UniqueConstraint("ref", name=op.f("uq_target_group_ref")),
    )
    with op.batch_alter_table("target_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_group_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column(
            "name",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "sort_key",
            sa.String(length=250).with_variant(sa.String(length=250, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_theme_not_own_parent")),
        sa.ForeignKeyConstraint(["parent_id"], ["theme.id"], name=op.f("fk_theme_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("name", name=op.f("uq_theme_name")),
        sa.UniqueConstraint("ref", name=op.f("uq_theme_ref")),
    )
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_theme_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "agreement",
        sa.Column(
            "number",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=250).with_variant(sa.String(length=250, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column(
            "reference",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=True),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column(
            "level",
            sa.SmallInteger(),
            sa.Computed(
                "CASE WHEN sensitive THEN 3 WHEN visibility = 'openbaar' THEN 0 WHEN visibility = 'netwerk' THEN 1 WHEN visibility = 'intern' THEN 2 ELSE 3 END",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "NOT sensitive OR visibility IN ('intern', 'vertrouwelijk')",
            name=op.f("ck_agreement_sensitive"),
        ),
        sa.CheckConstraint(
            "kind IN ('samenwerkingsovereenkomst', 'convenant', 'intentieverklaring', 'manifest', 'samenwerkingsverklaring', 'prestatieafspraak')",
            name=op.f("ck_agreement_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('verkenning', 'concept', 'afstemming', 'ter_ondertekening', 'van_kracht', 'in_evaluatie', 'opgezegd', 'beeindigd', 'afgebroken')",
            name=op.f("ck_agreement_status"),
        ),
        sa.CheckConstraint(
            "visibility IN ('openbaar', 'netwerk', 'intern', 'vertrouwelijk')",
            name=op.f("ck_agreement_visibility"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR begins_on IS NULL OR begins_on < ends_on",
            name=op.f("ck_agreement_period"),
        ),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["party.id"], name=op.f("fk_agreement_initiative_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("number", name=op.f("uq_agreement_number")),
        sa.UniqueConstraint("ref", name=op.f("uq_agreement_ref")),
        sa.UniqueConstraint("reference", name=op.f("uq_agreement_reference")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index("ix_agreement_sort_key_id", ["sort_key", "id"], unique=False)

    op.create_table(
        "contact_moment_party",
        sa.Column("moment_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moment_id"],
            ["contact_moment.id"],
            name=op.f("fk_contact_moment_party_moment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_contact_moment_party_party_id")
        ),
        sa.PrimaryKeyConstraint("moment_id", "party_id", name=op.f("pk_contact_moment_party")),
    )
    with op.batch_alter_table("contact_moment_party", schema=None) as batch_op:
        batch_op.create_index("ix_contact_moment_party_party_id", ["party_id"], unique=False)

    op.create_table(
        "degree",
        sa.Column("party_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_degree_party_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("party_id", "level", name=op.f("pk_degree")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "initiative_profile",
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=20), nullable=False),
        sa.Column("paused_from", sa.String(length=20), nullable=True),
        sa.Column("stopped_because", sa.String(length=400), nullable=False),
        sa.Column("ambition", sa.String(length=2000), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("continuity", sa.String(length=2000), nullable=False),
        sa.Column("part_of_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "paused_from IN ('idee', 'orientatie', 'opbouw', 'uitvoering', 'geborgd', 'gepauzeerd', 'gestopt')",
            name=op.f("ck_initiative_profile_paused_from"),
        ),
        sa.CheckConstraint(
            "phase IN ('idee', 'orientatie', 'opbouw', 'uitvoering', 'geborgd', 'gepauzeerd', 'gestopt')",
            name=op.f("ck_initiative_profile_phase"),
        ),
        sa.ForeignKeyConstraint(
            ["part_of_id"], ["party.id"], name=op.f("fk_initiative_profile_part_of_id")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"],
            ["party.id"],
            name=op.f("fk_initiative_profile_party_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("party_id", name=op.f("pk_initiative_profile")),
    )
    with op.batch_alter_table("initiative_profile", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_initiative_profile_part_of_id"), ["part_of_id"], unique=False
        )

    op.create_table(
        "link",
        sa.Column("party_a_id", sa.Integer(), nullable=False),
        sa.Column("party_b_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("level_agreed", sa.SmallInteger(), nullable=True),
        sa.Column("depth", sa.String(length=20), nullable=False),
        sa.Column("strength", sa.SmallInteger(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column(
            "reference",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=True),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column(
            "level",
            sa.SmallInteger(),
            sa.Computed(
                "CASE WHEN sensitive THEN 3 WHEN visibility = 'openbaar' THEN 0 WHEN visibility = 'netwerk' THEN 1 WHEN visibility = 'intern' THEN 2 ELSE 3 END",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "NOT sensitive OR visibility IN ('intern', 'vertrouwelijk')",
            name=op.f("ck_link_sensitive"),
        ),
        sa.CheckConstraint(
            "depth IN ('onbekend', 'ontmoet', 'kent', 'werkt_samen', 'partner')",
            name=op.f("ck_link_depth"),
        ),
        sa.CheckConstraint(
            "origin IN ('handmatig', 'import', 'introductie', 'overeenkomst', 'bijeenkomst')",
            name=op.f("ck_link_origin"),
        ),
        sa.CheckConstraint(
            "status IN ('voorgesteld', 'kennismaking', 'actief', 'onder_druk')",
            name=op.f("ck_link_status"),
        ),
        sa.CheckConstraint(
            "visibility IN ('openbaar', 'netwerk', 'intern', 'vertrouwelijk')",
            name=op.f("ck_link_visibility"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR begins_on IS NULL OR begins_on < ends_on",
            name=op.f("ck_link_period"),
        ),
        sa.CheckConstraint("level_agreed BETWEEN 1 AND 5", name=op.f("ck_link_level_agreed")),
        sa.CheckConstraint("party_a_id <> party_b_id", name=op.f("ck_link_not_itself")),
        sa.CheckConstraint("strength BETWEEN 1 AND 5", name=op.f("ck_link_strength")),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["party.id"], name=op.f("fk_link_initiative_id")
        ),
        sa.ForeignKeyConstraint(["kind_id"], ["link_kind.id"], name=op.f("fk_link_kind_id")),
        sa.ForeignKeyConstraint(["party_a_id"], ["party.id"], name=op.f("fk_link_party_a_id")),
        sa.ForeignKeyConstraint(["party_b_id"], ["party.id"], name=op.f("fk_link_party_b_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("ref", name=op.f("uq_link_ref")),
        sa.UniqueConstraint("reference", name=op.f("uq_link_reference")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index("ix_link_party_a_id", ["party_a_id"], unique=False)
        batch_op.create_index("ix_link_party_b_id", ["party_b_id"], unique=False)

    op.create_table(
        "offer",
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column(
            "reference",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=True),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column(
            "level",
            sa.SmallInteger(),
            sa.Computed(
                "CASE WHEN sensitive THEN 3 WHEN visibility = 'openbaar' THEN 0 WHEN visibility = 'netwerk' THEN 1 WHEN visibility = 'intern' THEN 2 ELSE 3 END",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "NOT sensitive OR visibility IN ('intern', 'vertrouwelijk')",
            name=op.f("ck_offer_sensitive"),
        ),
        sa.CheckConstraint("direction IN ('biedt', 'zoekt')", name=op.f("ck_offer_direction")),
        sa.CheckConstraint(
            "kind IN ('geld', 'menskracht', 'product_dienst', 'faciliteit', 'kennis', 'vergunning', 'netwerk')",
            name=op.f("ck_offer_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'in_gesprek', 'vervuld', 'vervallen')", name=op.f("ck_offer_status")
        ),
        sa.CheckConstraint(
            "visibility IN ('openbaar', 'netwerk', 'intern', 'vertrouwelijk')",
            name=op.f("ck_offer_visibility"),
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_offer_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("ref", name=op.f("uq_offer_ref")),
        sa.UniqueConstraint("reference", name=op.f("uq_offer_reference")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index(
            "ix_offer_kind_direction_status", ["kind", "direction", "status"], unique=False
        )
        batch_op.create_index("ix_offer_party_id", ["party_id"], unique=False)

    op.create_table(
        "party_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=10), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "why IN ('eigen', 'houder', 'genoemd')", name=op.f("ck_party_access_why")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_party_access_party_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_party_access_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_access")),
        sa.UniqueConstraint(
            "user_id",
            "party_id",
            "why",
            "begins_on",
            "ends_on",
            name=op.f("uq_party_access_user_id_party_id_why_begins_on_ends_on"),
        ),
    )
    with op.batch_alter_table("party_access", schema=None) as batch_op:
        batch_op.create_index("ix_party_access_party_id", ["party_id"], unique=False)
        batch_op.create_index(
            "ix_party_access_user_id_party_id", ["user_id", "party_id"], unique=False
        )

    op.create_table(
        "party_area",
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_party_area_area_id")),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_party_area_party_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("party_id", "area_id", name=op.f("pk_party_area")),
    )
    with op.batch_alter_table("party_area", schema=None) as batch_op:
        batch_op.create_index(
            "ix_party_area_area_id_party_id", ["area_id", "party_id"], unique=False
        )

    op.create_table(
        "party_target_group",
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("target_group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"],
            ["party.id"],
            name=op.f("fk_party_target_group_party_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["target_group_id"],
            ["target_group.id"],
            name=op.f("fk_party_target_group_target_group_id"),
        ),
        sa.PrimaryKeyConstraint("party_id", "target_group_id", name=op.f("pk_party_target_group")),
    )
    with op.batch_alter_table("party_target_group", schema=None) as batch_op:
        batch_op.create_index(
            "ix_party_target_group_target_group_id_party_id",
            ["target_group_id", "party_id"],
            unique=False,
        )

    op.create_table(
        "party_theme",
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_party_theme_party_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_party_theme_theme_id")),
        sa.PrimaryKeyConstraint("party_id", "theme_id", name=op.f("pk_party_theme")),
    )
    with op.batch_alter_table("party_theme", schema=None) as batch_op:
        batch_op.create_index(
            "ix_party_theme_theme_id_party_id", ["theme_id", "party_id"], unique=False
        )

    op.create_table(
        "person",
        sa.Column("initials", sa.String(length=10), nullable=False),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("name_prefix", sa.String(length=10), nullable=False),
        sa.Column("last_name", sa.String(length=100), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=250).with_variant(sa.String(length=250, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "folded",
            sa.String(length=600).with_variant(sa.String(length=600, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.Column("function", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column(
            "phone_reversed",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("expertise", sa.String(length=2000), nullable=False),
        sa.Column("tasks", sa.String(length=2000), nullable=False),
        sa.Column("public_name_since", sa.Date(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column(
            "reference",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=True),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column(
            "level",
            sa.SmallInteger(),
            sa.Computed(
                "CASE WHEN sensitive THEN 3 WHEN visibility = 'openbaar' THEN 0 WHEN visibility = 'netwerk' THEN 1 WHEN visibility = 'intern' THEN 2 ELSE 3 END",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "NOT sensitive OR visibility IN ('intern', 'vertrouwelijk')",
            name=op.f("ck_person_sensitive"),
        ),
        sa.CheckConstraint(
            "visibility IN ('openbaar', 'netwerk', 'intern', 'vertrouwelijk')",
            name=op.f("ck_person_visibility"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_person_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("ref", name=op.f("uq_person_ref")),
        sa.UniqueConstraint("reference", name=op.f("uq_person_reference")),
        sa.UniqueConstraint("user_id", name=op.f("uq_person_user_id")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_folded", ["folded"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_person_phone_reversed"), ["phone_reversed"], unique=False
        )
        batch_op.create_index("ix_person_sort_key_id", ["sort_key", "id"], unique=False)

    op.create_table(
        "scheme",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=250).with_variant(sa.String(length=250, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=True),
        sa.Column("maximum", sa.BigInteger(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("conditions", sa.String(length=4000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column(
            "reference",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=True),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column(
            "level",
            sa.SmallInteger(),
            sa.Computed(
                "CASE WHEN sensitive THEN 3 WHEN visibility = 'openbaar' THEN 0 WHEN visibility = 'netwerk' THEN 1 WHEN visibility = 'intern' THEN 2 ELSE 3 END",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "NOT sensitive OR visibility IN ('intern', 'vertrouwelijk')",
            name=op.f("ck_scheme_sensitive"),
        ),
        sa.CheckConstraint(
            "kind IN ('subsidieregeling', 'fonds', 'opdracht', 'lening')",
            name=op.f("ck_scheme_kind"),
        ),
        sa.CheckConstraint(
            "visibility IN ('openbaar', 'netwerk', 'intern', 'vertrouwelijk')",
            name=op.f("ck_scheme_visibility"),
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["party.id"], name=op.f("fk_scheme_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme")),
        sa.UniqueConstraint("ref", name=op.f("uq_scheme_ref")),
        sa.UniqueConstraint("reference", name=op.f("uq_scheme_reference")),
    )
    with op.batch_alter_table("scheme", schema=None) as batch_op:
        batch_op.create_index("ix_scheme_provider_id", ["provider_id"], unique=False)
        batch_op.create_index("ix_scheme_sort_key_id", ["sort_key", "id"], unique=False)

    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_sign_in_session_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "account_holding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "role IN ('vaste_contactpersoon', 'accounthouder', 'vervanger', 'initiatievenmakelaar', 'ambassadeur', 'inhoudelijk_adviseur')",
            name=op.f("ck_account_holding_role"),
        ),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (team_id IS NULL)", name=op.f("ck_account_holding_one_holder")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR begins_on IS NULL OR begins_on < ends_on",
            name=op.f("ck_account_holding_period"),
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_account_holding_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_holding_person_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["party.id"], name=op.f("fk_account_holding_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_holding")),
        sa.UniqueConstraint("ref", name=op.f("uq_account_holding_ref")),
    )
    with op.batch_alter_table("account_holding", schema=None) as batch_op:
        batch_op.create_index("ix_account_holding_party_id", ["party_id"], unique=False)
        batch_op.create_index("ix_account_holding_person_id", ["person_id"], unique=False)
        batch_op.create_index("ix_account_holding_team_id", ["team_id"], unique=False)

    op.create_table(
        "affiliation",
        sa.Column("party_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_affiliation_party_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["scheme.id"], name=op.f("fk_affiliation_scheme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("party_id", "scheme_id", name=op.f("pk_affiliation")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_affiliation_scheme_id_party_id", ["scheme_id", "party_id", "level"], unique=False
        )

    op.create_table(
        "agreement_link",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_agreement_link_agreement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_agreement_link_link_id")),
        sa.PrimaryKeyConstraint("agreement_id", "link_id", name=op.f("pk_agreement_link")),
    )
    with op.batch_alter_table("agreement_link", schema=None) as batch_op:
        batch_op.create_index("ix_agreement_link_link_id", ["link_id"], unique=False)

    op.create_table(
        "contact_moment_person",
        sa.Column("moment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moment_id"],
            ["contact_moment.id"],
            name=op.f("fk_contact_moment_person_moment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_contact_moment_person_person_id")
        ),
        sa.PrimaryKeyConstraint("moment_id", "person_id", name=op.f("pk_contact_moment_person")),
    )
    with op.batch_alter_table("contact_moment_person", schema=None) as batch_op:
        batch_op.create_index("ix_contact_moment_person_person_id", ["person_id"], unique=False)

    op.create_table(
        "contact_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("is_first_contact", sa.Boolean(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "role IN ('initiatiefnemer', 'trekker', 'contactpersoon', 'bestuurder', 'directeur', 'vrijwilliger', 'procesbegeleider', 'raadslid', 'wethouder', 'ambtenaar', 'anders')",
            name=op.f("ck_contact_role_role"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR begins_on IS NULL OR begins_on < ends_on",
            name=op.f("ck_contact_role_period"),
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_contact_role_party_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_contact_role_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_role")),
        sa.UniqueConstraint("ref", name=op.f("uq_contact_role_ref")),
    )
    with op.batch_alter_table("contact_role", schema=None) as batch_op:
        batch_op.create_index("ix_contact_role_party_id", ["party_id"], unique=False)
        batch_op.create_index("ix_contact_role_person_id", ["person_id"], unique=False)

    op.create_table(
        "edge",
        sa.Column("src", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dst", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("link_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("affiliation", sa.Boolean(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["dst"], ["party.id"], name=op.f("fk_edge_dst")),
        sa.ForeignKeyConstraint(["kind_id"], ["link_kind.id"], name=op.f("fk_edge_kind_id")),
        sa.ForeignKeyConstraint(
            ["link_id"], ["link.id"], name=op.f("fk_edge_link_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["src"], ["party.id"], name=op.f("fk_edge_src")),
        sa.PrimaryKeyConstraint("src", "dst", "link_id", name=op.f("pk_edge")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("edge", schema=None) as batch_op:
        batch_op.create_index("ix_edge_link_id", ["link_id"], unique=False)

    op.create_table(
        "grant_award",
        sa.Column(
            "register",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "dossier",
            sa.String(length=100).with_variant(sa.String(length=100, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("without_party", sa.String(length=20), nullable=True),
        sa.Column("year", sa.SmallInteger(), nullable=True),
        sa.Column("project", sa.String(length=2000), nullable=False),
        sa.Column("theme", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("periodicity", sa.String(length=60), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=True),
        sa.Column("awarded", sa.BigInteger(), nullable=True),
        sa.Column("settled", sa.BigInteger(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column(
            "reference",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=True),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column(
            "level",
            sa.SmallInteger(),
            sa.Computed(
                "CASE WHEN sensitive THEN 3 WHEN visibility = 'openbaar' THEN 0 WHEN visibility = 'netwerk' THEN 1 WHEN visibility = 'intern' THEN 2 ELSE 3 END",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "NOT sensitive OR visibility IN ('intern', 'vertrouwelijk')",
            name=op.f("ck_grant_award_sensitive"),
        ),
        sa.CheckConstraint(
            "visibility IN ('openbaar', 'netwerk', 'intern', 'vertrouwelijk')",
            name=op.f("ck_grant_award_visibility"),
        ),
        sa.CheckConstraint(
            "without_party IN ('particulier', 'leeg')", name=op.f("ck_grant_award_without_party")
        ),
        sa.CheckConstraint(
            "party_id IS NULL OR without_party IS NULL",
            name=op.f("ck_grant_award_with_or_without_party"),
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_grant_award_party_id")),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["scheme.id"], name=op.f("fk_grant_award_scheme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_award")),
        sa.UniqueConstraint("ref", name=op.f("uq_grant_award_ref")),
        sa.UniqueConstraint("reference", name=op.f("uq_grant_award_reference")),
        sa.UniqueConstraint("register", "dossier", name=op.f("uq_grant_award_register_dossier")),
    )
    with op.batch_alter_table("grant_award", schema=None) as batch_op:
        batch_op.create_index("ix_grant_award_party_id", ["party_id"], unique=False)
        batch_op.create_index("ix_grant_award_scheme_id", ["scheme_id"], unique=False)

    op.create_table(
        "offer_area",
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_offer_area_area_id")),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_offer_area_offer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("offer_id", "area_id", name=op.f("pk_offer_area")),
    )
    with op.batch_alter_table("offer_area", schema=None) as batch_op:
        batch_op.create_index("ix_offer_area_area_id", ["area_id"], unique=False)

    op.create_table(
        "offer_theme",
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_offer_theme_offer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_offer_theme_theme_id")),
        sa.PrimaryKeyConstraint("offer_id", "theme_id", name=op.f("pk_offer_theme")),
    )
    with op.batch_alter_table("offer_theme", schema=None) as batch_op:
        batch_op.create_index("ix_offer_theme_theme_id", ["theme_id"], unique=False)

    op.create_table(
        "scheme_degree",
        sa.Column("scheme_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheme_id"],
            ["scheme.id"],
            name=op.f("fk_scheme_degree_scheme_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("scheme_id", "level", name=op.f("pk_scheme_degree")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "scheme_theme",
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["scheme.id"], name=op.f("fk_scheme_theme_scheme_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_scheme_theme_theme_id")),
        sa.PrimaryKeyConstraint("scheme_id", "theme_id", name=op.f("pk_scheme_theme")),
    )
    with op.batch_alter_table("scheme_theme", schema=None) as batch_op:
        batch_op.create_index("ix_scheme_theme_theme_id", ["theme_id"], unique=False)

    op.create_table(
        "signatory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("function", sa.String(length=200), nullable=False),
        sa.Column("side", sa.String(length=30), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "side IN ('gemeente', 'bewonersinitiatief', 'andere_partner')",
            name=op.f("ck_signatory_side"),
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_signatory_agreement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_signatory_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signatory_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
        sa.UniqueConstraint("ref", name=op.f("uq_signatory_ref")),
    )
    with op.batch_alter_table("signatory", schema=None) as batch_op:
        batch_op.create_index("ix_signatory_agreement_id", ["agreement_id"], unique=False)
        batch_op.create_index("ix_signatory_party_id", ["party_id"], unique=False)
        batch_op.create_index(
            "uq_signatory_agreement_id_party_id", ["agreement_id", "party_id"], unique=True
        )


def downgrade() -> None:
    with op.batch_alter_table("signatory", schema=None) as batch_op:
        batch_op.drop_index("uq_signatory_agreement_id_party_id")
        batch_op.drop_index("ix_signatory_party_id")
        batch_op.drop_index("ix_signatory_agreement_id")

    op.drop_table("signatory")
    with op.batch_alter_table("scheme_theme", schema=None) as batch_op:
        batch_op.drop_index("ix_scheme_theme_theme_id")

    op.drop_table("scheme_theme")
    op.drop_table("scheme_degree")
    with op.batch_alter_table("offer_theme", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_theme_theme_id")

    op.drop_table("offer_theme")
    with op.batch_alter_table("offer_area", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_area_area_id")

    op.drop_table("offer_area")
    with op.batch_alter_table("grant_award", schema=None) as batch_op:
        batch_op.drop_index("ix_grant_award_scheme_id")
        batch_op.drop_index("ix_grant_award_party_id")

    op.drop_table("grant_award")
    with op.batch_alter_table("edge", schema=None) as batch_op:
        batch_op.drop_index("ix_edge_link_id")

    op.drop_table("edge")
    with op.batch_alter_table("contact_role", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_role_person_id")
        batch_op.drop_index("ix_contact_role_party_id")

    op.drop_table("contact_role")
    with op.batch_alter_table("contact_moment_person", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_moment_person_person_id")

    op.drop_table("contact_moment_person")
    with op.batch_alter_table("agreement_link", schema=None) as batch_op:
        batch_op.drop_index("ix_agreement_link_link_id")

    op.drop_table("agreement_link")
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.drop_index("ix_affiliation_scheme_id_party_id")

    op.drop_table("affiliation")
    with op.batch_alter_table("account_holding", schema=None) as batch_op:
        batch_op.drop_index("ix_account_holding_team_id")
        batch_op.drop_index("ix_account_holding_person_id")
        batch_op.drop_index("ix_account_holding_party_id")

    op.drop_table("account_holding")
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_session_user_id"))

    op.drop_table("sign_in_session")
    with op.batch_alter_table("scheme", schema=None) as batch_op:
        batch_op.drop_index("ix_scheme_sort_key_id")
        batch_op.drop_index("ix_scheme_provider_id")

    op.drop_table("scheme")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_sort_key_id")
        batch_op.drop_index(batch_op.f("ix_person_phone_reversed"))
        batch_op.drop_index("ix_person_folded")

    op.drop_table("person")
    with op.batch_alter_table("party_theme", schema=None) as batch_op:
        batch_op.drop_index("ix_party_theme_theme_id_party_id")

    op.drop_table("party_theme")
    with op.batch_alter_table("party_target_group", schema=None) as batch_op:
        batch_op.drop_index("ix_party_target_group_target_group_id_party_id")

    op.drop_table("party_target_group")
    with op.batch_alter_table("party_area", schema=None) as batch_op:
        batch_op.drop_index("ix_party_area_area_id_party_id")

    op.drop_table("party_area")
    with op.batch_alter_table("party_access", schema=None) as batch_op:
        batch_op.drop_index("ix_party_access_user_id_party_id")
        batch_op.drop_index("ix_party_access_party_id")

    op.drop_table("party_access")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_party_id")
        batch_op.drop_index("ix_offer_kind_direction_status")

    op.drop_table("offer")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index("ix_link_party_b_id")
        batch_op.drop_index("ix_link_party_a_id")

    op.drop_table("link")
    with op.batch_alter_table("initiative_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_initiative_profile_part_of_id"))

    op.drop_table("initiative_profile")
    op.drop_table("degree")
    with op.batch_alter_table("contact_moment_party", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_moment_party_party_id")

    op.drop_table("contact_moment_party")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index("ix_agreement_sort_key_id")

    op.drop_table("agreement")
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_sort_key"))
        batch_op.drop_index(batch_op.f("ix_theme_parent_id"))

    op.drop_table("theme")
    with op.batch_alter_table("target_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_group_sort_key"))

    op.drop_table("target_group")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_key_at")

    op.drop_table("sign_in_attempt")
    op.drop_table("setting")
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reading_subject_ref"))

    op.drop_table("reading")
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_index("ix_party_sort_key_id")
        batch_op.drop_index(batch_op.f("ix_party_phone_reversed"))
        batch_op.drop_index(batch_op.f("ix_party_parent_id"))
        batch_op.drop_index("ix_party_kind_sort_key")
        batch_op.drop_index("ix_party_folded")

    op.drop_table("party")
    op.drop_table("link_kind")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_subject_ref_id")

    op.drop_table("event")
    with op.batch_alter_table("contact_moment", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_moment_happened_at")
        batch_op.drop_index("ix_contact_moment_follow_up_on")

    op.drop_table("contact_moment")
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_area_sort_key"))
        batch_op.drop_index(batch_op.f("ix_area_parent_id"))

    op.drop_table("area")
    op.drop_table("account")

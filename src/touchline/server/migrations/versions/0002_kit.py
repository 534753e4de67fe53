"""What plumbing keeps: grants that were taken back, rate counters, answers to repeated writes, letters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from touchline.server.kit.db import UtcDateTime

revision = "0002_kit"
down_revision = "0001_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "revoked_grants",
        sa.Column("grant", sa.Uuid(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("grant", name=op.f("pk_revoked_grants")),
    )
    op.create_index(op.f("ix_revoked_grants_expires_at"), "revoked_grants", ["expires_at"])
    op.create_table(
        "rate_counters",
        sa.Column("counted", sa.String(64), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("counted", name=op.f("pk_rate_counters")),
    )
    op.create_index(op.f("ix_rate_counters_expires_at"), "rate_counters", ["expires_at"])
    op.create_table(
        "kept_answers",
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("answer", sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb"), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_kept_answers")),
    )
    op.create_index(op.f("ix_kept_answers_expires_at"), "kept_answers", ["expires_at"])
    op.create_table(
        "letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index(op.f("ix_letters_created_at"), "letters", ["created_at"])


def downgrade() -> None:
    """Go back."""
    for table in ("letters", "kept_answers", "rate_counters", "revoked_grants"):
        op.drop_table(table)

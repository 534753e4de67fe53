"""Uploads, and the parts that some are joined from."""

import sqlalchemy as sa
from alembic import op

from touchline.server.kit.db import UtcDateTime

revision = "0004_uploads"
down_revision = "0003_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "uploads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("length_bytes", sa.BigInteger(), nullable=True),
        sa.Column("ends_at_length", sa.Boolean(), nullable=False),
        sa.Column("is_part", sa.Boolean(), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("client_key", sa.String(128), nullable=True),
        sa.Column("name", sa.String(255), nullable=True),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("raw_metadata", sa.String(4096), nullable=True),
        sa.Column("kind", sa.String(32), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("expected_sha256", sa.String(64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("owner_id", "client_key", name=op.f("uq_uploads_owner_id_client_key")),
    )
    op.create_index(op.f("ix_uploads_owner_id_state"), "uploads", ["owner_id", "state"])
    op.create_index(op.f("ix_uploads_state"), "uploads", ["state"])
    op.create_table(
        "upload_parts",
        sa.Column("whole_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["whole_id"], ["uploads.id"], name=op.f("fk_upload_parts_whole_id_uploads"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["uploads.id"], name=op.f("fk_upload_parts_part_id_uploads"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("whole_id", "position", name=op.f("pk_upload_parts")),
        sa.UniqueConstraint("part_id", name=op.f("uq_upload_parts_part_id")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("upload_parts")
    op.drop_table("uploads")

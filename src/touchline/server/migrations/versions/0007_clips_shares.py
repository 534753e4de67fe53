"""Clips, marked segments, and shares."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from touchline.server.kit.db import UtcDateTime

revision = "0007_clips_shares"
down_revision = "0006_recordings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    _create_clips()
    _create_marked_segments()
    _create_shares()


def _create_clips() -> None:
    op.create_table(
        "clips",
        sa.Column("game_id", sa.Uuid(), nullable=False),
        sa.Column("take_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(100), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ready_at", UtcDateTime(), nullable=True),
        *_on_game_clock("clips"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["game_id"], ["games.id"], name=op.f("fk_clips_game_id_games"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["users.id"], name=op.f("fk_clips_made_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clips")),
    )
    for column in ("game_id", "made_by", "anchor_take_id"):
        op.create_index(op.f(f"ix_clips_{column}"), "clips", [column])
    op.create_table(
        "clip_takes",
        sa.Column("clip_id", sa.Uuid(), nullable=False),
        sa.Column("take_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clip_id"], ["clips.id"], name=op.f("fk_clip_takes_clip_id_clips"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("clip_id", "take_id", name=op.f("pk_clip_takes")),
    )
    op.create_index(op.f("ix_clip_takes_take_id"), "clip_takes", ["take_id"])


def _create_marked_segments() -> None:
    op.create_table(
        "marked_segments",
        sa.Column("game_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        *_on_game_clock("marked_segments"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["game_id"], ["games.id"], name=op.f("fk_marked_segments_game_id_games"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["users.id"], name=op.f("fk_marked_segments_made_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marked_segments")),
    )
    for column in ("game_id", "made_by", "anchor_take_id"):
        op.create_index(op.f(f"ix_marked_segments_{column}"), "marked_segments", [column])


def _create_shares() -> None:
    op.create_table(
        "shares",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("game_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("take_id", sa.Uuid(), nullable=True),
        sa.Column("clip_id", sa.Uuid(), nullable=True),
        sa.Column("label", sa.String(100), nullable=True),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("last_viewed_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["game_id"], ["games.id"], name=op.f("fk_shares_game_id_games"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["take_id"], ["takes.id"], name=op.f("fk_shares_take_id_takes"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["clip_id"], ["clips.id"], name=op.f("fk_shares_clip_id_clips"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["users.id"], name=op.f("fk_shares_made_by_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shares")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_shares_token_hash")),
    )
    for column in ("game_id", "take_id", "clip_id", "made_by", "expires_at"):
        op.create_index(op.f(f"ix_shares_{column}"), "shares", [column])


def _on_game_clock(table: str) -> list[SchemaItem]:
    return [
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("anchor_offset_s", sa.Double(), nullable=False),
        sa.Column("anchor_drift_ppm", sa.Double(), nullable=False),
        sa.Column("anchor_take_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["anchor_take_id"],
            ["takes.id"],
            name=op.f(f"fk_{table}_anchor_take_id_takes"),
            ondelete="SET NULL",
        ),
    ]


def downgrade() -> None:
    """Go back."""
    for table in ("shares", "marked_segments", "clip_takes", "clips"):
        op.drop_table(table)

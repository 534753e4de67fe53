"""Takes and films."""

import sqlalchemy as sa
from alembic import op

from touchline.server.kit.db import UtcDateTime

revision = "0006_recordings"
down_revision = "0005_games"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    _create_takes()
    _create_films()


def _create_takes() -> None:
    op.create_table(
        "takes",
        sa.Column("game_id", sa.Uuid(), nullable=False),
        sa.Column("letter", sa.String(4), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("camera", sa.String(100), nullable=True),
        sa.Column("position", sa.String(40), nullable=True),
        sa.Column("upload_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("width_px", sa.Integer(), nullable=True),
        sa.Column("height_px", sa.Integer(), nullable=True),
        sa.Column("frame_rate_hz", sa.Double(), nullable=True),
        sa.Column("video_codec", sa.String(40), nullable=True),
        sa.Column("audio_codec", sa.String(40), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("problem", sa.String(500), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["game_id"], ["games.id"], name=op.f("fk_takes_game_id_games"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["users.id"], name=op.f("fk_takes_recorded_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takes")),
        sa.UniqueConstraint("game_id", "letter", name=op.f("uq_takes_game_id_letter")),
        sa.UniqueConstraint("game_id", "sha256", name=op.f("uq_takes_game_id_sha256")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_takes_upload_id")),
    )
    op.create_index(op.f("ix_takes_game_id"), "takes", ["game_id"])
    op.create_index(op.f("ix_takes_recorded_by"), "takes", ["recorded_by"])
    op.create_table(
        "take_segments",
        sa.Column("take_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["take_id"], ["takes.id"], name=op.f("fk_take_segments_take_id_takes"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("take_id", "number", name=op.f("pk_take_segments")),
    )
    op.create_table(
        "take_gaps",
        sa.Column("take_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["take_id"], ["takes.id"], name=op.f("fk_take_gaps_take_id_takes"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("take_id", "number", name=op.f("pk_take_gaps")),
    )
    op.create_table(
        "clock_samples",
        sa.Column("take_id", sa.Uuid(), nullable=False),
        sa.Column("take_s", sa.Double(), nullable=False),
        sa.Column("server_at", UtcDateTime(), nullable=False),
        sa.Column("bound_s", sa.Double(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["take_id"], ["takes.id"], name=op.f("fk_clock_samples_take_id_takes"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_samples")),
    )
    op.create_index(op.f("ix_clock_samples_take_id"), "clock_samples", ["take_id"])


def _create_films() -> None:
    op.create_table(
        "take_letters",
        sa.Column("game_id", sa.Uuid(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["game_id"], ["games.id"], name=op.f("fk_take_letters_game_id_games"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("game_id", name=op.f("pk_take_letters")),
    )
    op.create_table(
        "films",
        sa.Column("game_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("shots", sa.JSON(), nullable=False),
        sa.Column("chapters", sa.JSON(), nullable=False),
        sa.Column("problem", sa.String(500), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("has_instant", sa.Boolean(), nullable=False),
        sa.Column("ready_at", UtcDateTime(), nullable=True),
        sa.Column("replaced_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["users.id"], name=op.f("fk_films_asked_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["game_id"], ["games.id"], name=op.f("fk_films_game_id_games"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_films")),
        sa.UniqueConstraint("game_id", "version", name=op.f("uq_films_game_id_version")),
    )
    op.create_index(op.f("ix_films_asked_by"), "films", ["asked_by"])
    op.create_index(op.f("ix_films_game_id"), "films", ["game_id"])
    op.create_table(
        "film_takes",
        sa.Column("film_id", sa.Uuid(), nullable=False),
        sa.Column("take_id", sa.Uuid(), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.Column("offset_s", sa.Double(), nullable=True),
        sa.Column("drift_ppm", sa.Double(), nullable=True),
        sa.Column("bound_s", sa.Double(), nullable=True),
        sa.Column("verdict", sa.String(32), nullable=True),
        sa.Column("explanation", sa.String(500), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["film_id"], ["films.id"], name=op.f("fk_film_takes_film_id_films"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["take_id"], ["takes.id"], name=op.f("fk_film_takes_take_id_takes"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("film_id", "take_id", name=op.f("pk_film_takes")),
    )
    op.create_index(op.f("ix_film_takes_take_id"), "film_takes", ["take_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("film_takes")
    op.drop_table("films")
    op.drop_table("take_letters")
    op.drop_table("clock_samples")
    op.drop_table("take_gaps")
    op.drop_table("take_segments")
    op.drop_table("takes")

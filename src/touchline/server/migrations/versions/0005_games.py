"""Games, who takes part in them, formations and line-ups."""

import sqlalchemy as sa
from alembic import op

from touchline.server.kit.db import UtcDateTime

revision = "0005_games"
down_revision = "0004_uploads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    _games()
    _participants()
    _formations()
    _lineups()


def _games() -> None:
    op.create_table(
        "games",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("opponent", sa.String(100), nullable=True),
        sa.Column("is_home", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(100), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("played_on", sa.Date(), nullable=False),
        sa.Column("our_score", sa.Integer(), nullable=True),
        sa.Column("their_score", sa.Integer(), nullable=True),
        sa.Column("expected_takes", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_games_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_games_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_games")),
        sa.UniqueConstraint("code", name=op.f("uq_games_code")),
    )
    op.create_index(op.f("ix_games_created_by"), "games", ["created_by"])
    op.create_index(op.f("ix_games_starts_at"), "games", ["starts_at"])
    op.create_index(op.f("ix_games_team_id"), "games", ["team_id"])


def _participants() -> None:
    op.create_table(
        "participants",
        sa.Column("game_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("position", sa.String(40), nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["game_id"], ["games.id"], name=op.f("fk_participants_game_id_games"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_participants_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("game_id", "user_id", name=op.f("uq_participants_game_id_user_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_participants_token_hash")),
    )
    op.create_index(op.f("ix_participants_expires_at"), "participants", ["expires_at"])
    op.create_index(op.f("ix_participants_user_id"), "participants", ["user_id"])


def _formations() -> None:
    op.create_table(
        "formations",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("sport", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_formations_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_formations_organization_id_organizations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formations")),
        sa.UniqueConstraint(
            "organization_id", "sport", "name", name=op.f("uq_formations_organization_id_sport_name")
        ),
    )
    op.create_index(op.f("ix_formations_created_by"), "formations", ["created_by"])


def _lineups() -> None:
    op.create_table(
        "match_lineups",
        sa.Column("game_id", sa.Uuid(), nullable=False),
        sa.Column("formation_id", sa.Uuid(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["game_id"], ["games.id"], name=op.f("fk_match_lineups_game_id_games"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_lineups")),
        sa.UniqueConstraint("game_id", name=op.f("uq_match_lineups_game_id")),
    )
    op.create_table(
        "lineup_places",
        sa.Column("lineup_id", sa.Uuid(), nullable=False),
        sa.Column("player_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(40), nullable=True),
        sa.Column("x", sa.Double(), nullable=True),
        sa.Column("y", sa.Double(), nullable=True),
        sa.Column("jersey_number", sa.Integer(), nullable=True),
        sa.Column("is_captain", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lineup_id"],
            ["match_lineups.id"],
            name=op.f("fk_lineup_places_lineup_id_match_lineups"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["player_id"], ["players.id"], name=op.f("fk_lineup_places_player_id_players"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lineup_id", "player_id", name=op.f("pk_lineup_places")),
    )
    op.create_index(op.f("ix_lineup_places_player_id"), "lineup_places", ["player_id"])


def downgrade() -> None:
    """Go back."""
    for table in ("lineup_places", "match_lineups", "formations", "participants", "games"):
        op.drop_table(table)

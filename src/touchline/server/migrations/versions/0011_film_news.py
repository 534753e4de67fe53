"""Of which games people were told that the film is ready; of those that have one already, nobody is told."""

import sqlalchemy as sa
from alembic import op

from touchline.server.kit.db import UtcDateTime

revision = "0011_film_news"
down_revision = "0010_closed_for_good"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    news = op.create_table(
        "film_news",
        sa.Column("game_id", sa.Uuid(), nullable=False),
        sa.Column("ready_at", UtcDateTime(), nullable=False),
        sa.Column("digested_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["game_id"], ["games.id"], name=op.f("fk_film_news_game_id_games"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("game_id", name=op.f("pk_film_news")),
    )
    op.create_index(op.f("ix_film_news_digested_at"), "film_news", ["digested_at"])
    games = sa.table("games", sa.column("id"), sa.column("state"), sa.column("created_at"))
    ready = sa.select(games.c.id, games.c.created_at, games.c.created_at).where(games.c.state == "ready")
    op.execute(news.insert().from_select(["game_id", "ready_at", "digested_at"], ready))


def downgrade() -> None:
    """Go back."""
    op.drop_table("film_news")

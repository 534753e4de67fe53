"""Games that stay closed, since somebody who had not agreed to be in them has been erased."""

import sqlalchemy as sa
from alembic import op

from touchline.server.kit.db import UtcDateTime

revision = "0010_closed_for_good"
down_revision = "0009_guests_stills"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "closed_for_good",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_closed_for_good_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "purpose", name=op.f("pk_closed_for_good")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("closed_for_good")

"""Takes from outside the team wait for a coach's yes; those that are there already do not."""

import sqlalchemy as sa
from alembic import op

revision = "0008_takes_await"
down_revision = "0007_clips_shares"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("takes", sa.Column("awaits_yes", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Go back."""
    op.drop_column("takes", "awaits_yes")

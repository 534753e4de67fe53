"""What guests call themselves, which takes are theirs, and whether a take has a still."""

import sqlalchemy as sa
from alembic import op

revision = "0009_guests_stills"
down_revision = "0008_takes_await"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("participants", sa.Column("name", sa.String(100), nullable=True))
    op.add_column("takes", sa.Column("participant_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_takes_participant_id"), "takes", ["participant_id"])
    op.add_column("takes", sa.Column("has_still", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Go back."""
    op.drop_column("takes", "has_still")
    op.drop_index(op.f("ix_takes_participant_id"), "takes")
    op.drop_column("takes", "participant_id")
    op.drop_column("participants", "name")

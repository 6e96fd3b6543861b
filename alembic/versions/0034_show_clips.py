"""Show clips: video files of the library, as rows beside photographs."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

EXTENSIONS = ("mp4", "m4v", "mov", "webm", "3gp", "avi", "mkv", "mts")
IMAGE = sa.table("image", sa.column("kind"), sa.column("ctime_ns"))
TEXT = {"sqlite": "CAST(path AS TEXT)", "postgresql": "encode(path, 'escape')"}


def upgrade() -> None:
    """Go forward."""
    kind = sa.Column("kind", sa.String(10), server_default="image", nullable=False)
    op.add_column("image", kind)
    op.add_column("image", sa.Column("duration_ms", sa.BigInteger(), nullable=True))
    op.add_column("image", sa.Column("media_type", sa.String(150), nullable=True))
    know_again()


def know_again() -> None:
    """Take for clips again what was one before somebody went back, and have a sync read it."""
    path = sa.func.lower(sa.literal_column(TEXT[op.get_bind().dialect.name]))
    is_clip = sa.or_(*(path.like(f"%.{extension}") for extension in EXTENSIONS))
    op.execute(IMAGE.update().where(is_clip).values(kind="clip", ctime_ns=-1))


def downgrade() -> None:
    """Go back."""
    for name in ("media_type", "duration_ms", "kind"):
        op.drop_column("image", name)

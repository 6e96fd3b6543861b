#!/usr/bin/env bash
# With zope.sqlalchemy, a committed INSERT is kept or not by whether it names a class or its table.
#
# zope.sqlalchemy 4.1, SQLAlchemy 2.1.9, transaction 5.1. A session that has only read is closed, not committed,
# at the end of a transaction; statements that write are noticed by an event. That event looks at statements on
# mapped classes only: insert(Photo) counts as writing, insert(Photo.__table__) and text("INSERT …") do not. They
# run, they return their row counts, transaction.commit() raises nothing, and the rows are gone. They stay as soon
# as anything else in the same transaction is noticed, so a test that also adds an object sees nothing.
#
# What helps: zope.sqlalchemy.mark_changed(session) after such statements.
#
#> insert(Photo): 1 row inserted, 1 kept
#> insert(Photo.__table__): 1 row inserted, 0 kept
#> text("INSERT …"): 1 row inserted, 0 kept
#> insert(Photo.__table__) and mark_changed: 1 row inserted, 1 kept
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check zope.sqlalchemy==4.1 sqlalchemy==2.1.9 transaction==5.1
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
import transaction
import zope.sqlalchemy
from sqlalchemy import create_engine, func, insert, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker
from sqlalchemy.pool import StaticPool


class Base(DeclarativeBase):
    pass


class Photo(Base):
    __tablename__ = "photo"
    id: Mapped[int] = mapped_column(primary_key=True)


def show(what, statement, mark=False):
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    factory = sessionmaker(engine)
    zope.sqlalchemy.register(factory)
    session = factory()
    inserted = session.execute(statement).rowcount
    if mark:
        zope.sqlalchemy.mark_changed(session)
    transaction.commit()
    with engine.connect() as connection:
        kept = connection.scalar(select(func.count()).select_from(Photo))
    print(f"{what}: {inserted} row inserted, {kept} kept")


show("insert(Photo)", insert(Photo).values(id=1))
show("insert(Photo.__table__)", insert(Photo.__table__).values(id=1))
show('text("INSERT …")', text("INSERT INTO photo VALUES (1)"))
show("insert(Photo.__table__) and mark_changed", insert(Photo.__table__).values(id=1), mark=True)
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

"""Rows by the ids that programs know them by, and long lists of them in parts."""

from typing import Any, NamedTuple, TypeVarTuple

from sqlalchemy import Select

Columns = TypeVarTuple("Columns")


class Part(NamedTuple):
    """What is wanted of a list: the row of one public id; or so many, by these ids, from the one
    behind another on; or all there is, in its usual order."""

    only: str | None = None
    after: str = ""
    limit: int | None = None

    def of(self, query: Select[*Columns], table: Any) -> Select[*Columns]:
        """Return the query for this part of what a query finds, a table's rows."""
        if self.only is not None:
            return query.where(table.public_id == self.only)
        if self.limit is None:
            return query
        parted = query.where(table.public_id > self.after).order_by(None)
        return parted.order_by(table.public_id).limit(self.limit)


ALL = Part()

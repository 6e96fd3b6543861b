"""Amounts of files and bytes as people read them."""

UNITS = ("KB", "MB", "GB", "TB")


def readable_bytes(size: int) -> str:
    """Return a size in the largest unit that fits, each of 1024 of the next smaller one."""
    if size < 1024:
        return f"{size} bytes"
    amount, power = float(size), 0
    while round(amount, 1) >= 1024 and power < len(UNITS):
        amount, power = amount / 1024, power + 1
    return f"{amount:,.1f} {UNITS[power - 1]}"


def counted(files: int, size: int) -> str:
    """Return a number of files, and their size for people and for programs."""
    exact = f" ({size:,} bytes)" if size >= 1024 else ""
    return f"{files:,} files, {readable_bytes(size)}{exact}"

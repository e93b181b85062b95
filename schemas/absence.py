"""Someone is away, and someone else stands in for all that they are asked."""

from datetime import date

from schemas.noun import Line, Noun


class Absence(Noun):
    """``to`` stands in for ``person`` from ``since`` to ``until``, both days included."""

    person: Line
    to: Line
    since: date
    until: date
    reason: Line

    def covers(self, day: date) -> bool:
        """True on each of its days."""
        return self.since <= day <= self.until

    def meets(self, since: date, until: date) -> bool:
        """True when a day of it lies in that time."""
        return self.since <= until and since <= self.until

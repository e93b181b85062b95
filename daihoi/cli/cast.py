"""The people of a rehearsal: their names and roles, and the telephones that show their one-time codes."""

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from schemas.cell import Role
from schemas.step import Kind

NAMELESS = {
    Role.ORGANISER: ("Bí thư chi bộ",),
    Role.SUPERIOR: ("Ban thường vụ cấp trên",),
    Role.PRESIDIUM: ("Đoàn chủ tịch",),
    Role.COUNTING: ("Người kiểm phiếu thứ nhất", "Người kiểm phiếu thứ hai"),
    Role.EDITOR: ("Biên tập viên",),
}
"""Who speaks in an example that names nobody."""

STEP_SECONDS = 30


class Telephone:
    """What shows one person's codes; it never shows one twice, since a code works once."""

    def __init__(self, address: str) -> None:
        import pyotp

        self._totp: Any = pyotp.parse_uri(address)
        self._shown: set[int] = set()

    def code(self) -> str:
        """The next code, after a wait when this half-minute's are used up."""
        while True:
            now = int(time.time()) // STEP_SECONDS
            for step in (now, now + 1, now - 1):
                if step not in self._shown:
                    self._shown.add(step)
                    return self._totp.generate_otp(step)
            time.sleep(1)


@dataclass(frozen=True)
class Player:
    """One person of the example."""

    name: str
    role: Role
    unit: str


class Cast:
    """The people of the example at ``folder``."""

    def __init__(self, folder: Path) -> None:
        opening = yaml.safe_load((folder / "opening.yaml").read_text(encoding="utf-8"))
        file = folder / "people.yaml"
        named: list[dict[str, str]] = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else []
        units = defaultdict(lambda: opening["cell"]["short"], {Role.SUPERIOR: opening["superior"]["short"]})
        self.players = tuple(Player(p["name"], Role(p["role"]), units[Role(p["role"])]) for p in named)
        self.telephones: dict[str, Telephone] = {}

    def first(self, role: Role) -> str:
        """The name of who acts as ``role``."""
        return self._names(role)[0]

    def speaker(self, request: Mapping[str, Any]) -> str:
        """Who answers ``request``; two counts are entered by two people."""
        names = self._names(Role(request["role"]))
        second = request["kind"] == Kind.COUNT and str(request["subject"]).endswith(".b")
        return names[-1] if second else names[0]

    def _names(self, role: Role) -> tuple[str, ...]:
        return tuple(p.name for p in self.players if p.role is role) or NAMELESS[role]

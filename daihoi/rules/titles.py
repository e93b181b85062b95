"""What a role and the life of a congress are called, wherever a person reads them."""

from schemas.cell import Role
from schemas.dossier import Life
from schemas.words import Words

ROLES: dict[str, Words] = {
    Role.ORGANISER: Words(vi="người tổ chức", en="organiser"),
    Role.SUPERIOR: Words(vi="cấp trên", en="superior committee"),
    Role.PRESIDIUM: Words(vi="đoàn chủ tịch", en="presidium"),
    Role.COUNTING: Words(vi="ban kiểm phiếu", en="counting committee"),
    Role.EDITOR: Words(vi="biên tập", en="editor"),
}
LIVES: dict[str, Words] = {
    Life.ACTIVE: Words(vi="đang chuẩn bị", en="in preparation"),
    Life.CLOSED: Words(vi="đã xong", en="closed"),
    Life.CANCELLED: Words(vi="đã hủy", en="cancelled"),
}

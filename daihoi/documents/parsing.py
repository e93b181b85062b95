"""From a paper's Markdown to its blocks. The templates stay the one place where a paper's words are written."""

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from daihoi.documents.manuscript import (
    REHEARSED,
    Block,
    Closing,
    Grid,
    Heading,
    Letterhead,
    Listing,
    Manuscript,
    Paragraph,
    Run,
    Runs,
    Signer,
    words_of,
)

_MARKDOWN = MarkdownIt("js-default").enable("table")
_RECIPIENTS = "Nơi nhận:"


def read_manuscript(markdown: str) -> Manuscript:
    """The blocks of a paper; its first table is the letterhead and its last one the signature, if they look so."""
    tokens: list[Token] = _MARKDOWN.parse(markdown)
    blocks = [b for node in SyntaxTreeNode(tokens).children for b in _blocks(node)]
    letterhead = closing = None
    banner = ""
    if blocks and _all(blocks[0], bold=True) == REHEARSED:
        banner = REHEARSED
        blocks.pop(0)
    if blocks and isinstance(blocks[0], Grid) and (letterhead := _letterhead(blocks[0])) is not None:
        blocks.pop(0)
    if blocks and isinstance(blocks[-1], Grid) and (closing := _closing(blocks[-1])) is not None:
        blocks.pop()
    title = subject = note = addressee = ""
    if blocks and isinstance(blocks[0], Heading) and blocks[0].level == 0:
        title = blocks[0].text
        blocks.pop(0)
    if blocks and (text := _all(blocks[0], bold=True)):
        subject = text
        blocks.pop(0)
    if blocks and (text := _all(blocks[0], italic=True)):
        note = text
        blocks.pop(0)
    if blocks and isinstance(blocks[0], Paragraph) and words_of(blocks[0].runs).startswith("Kính gửi:"):
        addressee = words_of(blocks[0].runs)
        blocks.pop(0)
    body = tuple(_stand_free(blocks))
    return Manuscript(title, subject, banner, note, addressee, letterhead, body, closing)


def _all(block: Block, *, bold: bool = False, italic: bool = False) -> str:
    """The words of a paragraph set in one face throughout; empty for any other block."""
    if not isinstance(block, Paragraph):
        return ""
    if all((r.bold or not bold) and (r.italic or not italic) for r in block.runs if r.text.strip()):
        return words_of(block.runs)
    return ""


def _stand_free(blocks: list[Block]) -> list[Block]:
    """Basis lines are paragraphs that begin with a dash, not a list; a bold paragraph stands centred."""
    free: list[Block] = []
    for block in blocks:
        if isinstance(block, Listing) and not block.ordered and all(_is_basis(i) for i in block.items):
            free += [Paragraph((Run("- "), *i[0].runs)) for i in block.items if isinstance(i[0], Paragraph)]
        elif isinstance(block, Paragraph) and (text := _all(block, bold=True)) and text == text.upper():
            free.append(Paragraph(block.runs, centred=True))
        else:
            free.append(block)
    return free


def _is_basis(item: tuple[Block, ...]) -> bool:
    return len(item) == 1 and isinstance(item[0], Paragraph) and words_of(item[0].runs).startswith("Căn cứ")


def _blocks(node: SyntaxTreeNode) -> list[Block]:
    match node.type:
        case "heading":
            return [Heading(int(node.tag[1]) - 1, words_of(_inline(node)))]
        case "paragraph":
            return [Paragraph(_inline(node))]
        case "bullet_list" | "ordered_list":
            items = tuple(tuple(b for child in item.children for b in _blocks(child)) for item in node.children)
            return [Listing(node.type == "ordered_list", items, int(node.attrs.get("start", 1) or 1))]
        case "table":
            return [_grid(node)]
        case _:
            raise ValueError(f"a paper's Markdown has no place for «{node.type}»")


def _grid(node: SyntaxTreeNode) -> Grid:
    rows = [[_inline(cell) for cell in row.children] for part in node.children for row in part.children]
    styles = [str(cell.attrs.get("style", "")) for cell in node.children[0].children[0].children]
    aligns = tuple(s.removeprefix("text-align:") or "left" for s in styles)
    return Grid(tuple(rows[0]), tuple(tuple(r) for r in rows[1:]), aligns)


def _inline(node: SyntaxTreeNode) -> Runs:
    runs: list[Run] = []
    for child in node.children:
        if child.type == "inline":
            for part in child.children:
                _runs(part, runs, bold=False, italic=False)
    return tuple(runs)


def _runs(node: SyntaxTreeNode, into: list[Run], *, bold: bool, italic: bool) -> None:
    match node.type:
        case "text" | "text_special":
            text = node.content
        case "softbreak" | "hardbreak":
            text = " "
        case "strong" | "em":
            for child in node.children:
                _runs(child, into, bold=bold or node.type == "strong", italic=italic or node.type == "em")
            return
        case _:
            raise ValueError(f"a paper's text has no place for «{node.type}»")
    if into and (into[-1].bold, into[-1].italic) == (bold, italic):
        into[-1] = Run(into[-1].text + text, bold, italic)
    elif text:
        into.append(Run(text, bold, italic))


def _letterhead(grid: Grid) -> Letterhead | None:
    if len(grid.header) != 2 or len(grid.rows) != 3:
        return None
    left = [words_of(grid.header[0]), *(words_of(r[0]) for r in grid.rows)]
    return Letterhead(left[0], left[1], left[3], words_of(grid.rows[2][1]))


def _closing(grid: Grid) -> Closing | None:
    if len(grid.header) != 2 or not all(r.bold for r in grid.header[1]):
        return None
    left, right = (words_of(cell) for cell in grid.header)
    under = [[words_of(row[side]) for row in grid.rows] for side in (0, 1)]
    if left and left != _RECIPIENTS:
        return Closing(Signer(right, name=under[1][-1]), Signer(left, name=under[0][-1]))
    post, name = under[1][0], under[1][2] if len(under[1]) > 2 else ""
    return Closing(Signer(right, post, name), recipients=tuple(t for t in under[0] if t))

"""A Huffman tree: frequent words near the root, and the path to one word highlighted."""

from collections.abc import Sequence

import plotly.graph_objects as go

from explorer.figures import style
from explorer.figures.marks import Marks
from explorer.training.lecture.huffman import HuffmanTree
from explorer.vectors.word_vectors import Floats

Places = dict[int, tuple[float, float]]  # of nodes: across, and minus the depth


def huffman_tree(
    tree: HuffmanTree, words: Sequence[str], *, shown: int, lit: int, chances: Floats | None = None
) -> go.Figure:
    """The part of the tree that leads to the `shown` most frequent words and to the word `lit`.

    Branches that lead only to other words are cut off, and end in a grey stub.  `chances` (n,) are the probabilities of
    the turns to the lit word, written next to them.
    """
    kept: set[int] = set()
    for word in {*range(min(shown, len(tree))), lit}:
        kept |= _way_up(tree, word)
    at = _places(tree, kept)
    figure, marks = go.Figure(), Marks()
    _branches(figure, tree, at, _way_up(tree, lit))
    _inner(figure, tree, at, kept)
    leaves = {node: place for node, place in at.items() if node < len(tree) and node in kept}
    _leaves(figure, marks, tree, leaves, words, lit)
    for chance, (row, turn) in zip(
        chances if chances is not None else [], zip(*tree.path(lit), strict=True), strict=False
    ):
        end, start = at[int(tree.children[row, turn])], at[int(row) + len(tree)]
        marks.note(
            (start[0] + end[0]) / 2,
            (start[1] + end[1]) / 2,
            f"{'left' if turn == 0 else 'right'} {chance:.2f}",
            bgcolor="rgba(31, 136, 201, 0.85)",
            font={"size": 11, "color": "white"},
            borderpad=2,
        )
    marks.onto(figure)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(title="turns from the root", tickvals=[-d for d in range(40)], ticktext=list(range(40)))
    deepest = min(y for _, y in at.values())
    figure.update_yaxes(range=[deepest - 1.6, 0.5], zeroline=False)
    return style.finish(figure, height=int(min(760, 160 + 46 * -deepest))).update_layout(showlegend=False)


def _way_up(tree: HuffmanTree, node: int) -> set[int]:
    """A node and all above it, up to the root."""
    way = {node}
    while (node := int(tree.parent[node])) >= 0:
        way.add(node)
    return way


def _branches(figure: go.Figure, tree: HuffmanTree, at: Places, lit: set[int]) -> None:
    """Add lines from parents to children, the highlighted path above the others."""
    for bright in (False, True):
        xs: list[float | None] = []
        ys: list[float | None] = []
        for node in at:
            above = int(tree.parent[node])
            if above >= 0 and (node in lit) == bright:
                xs += [at[above][0], at[node][0], None]
                ys += [at[above][1], at[node][1], None]
        line = {"color": style.CENTRE, "width": 4} if bright else {"color": style.MUTED, "width": 1.2}
        figure.add_scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip")


def _inner(figure: go.Figure, tree: HuffmanTree, at: Places, kept: set[int]) -> None:
    """Add the inner nodes, and stubs where a part of the tree is cut off."""
    inner = [node for node in at if node >= len(tree) and node in kept]
    stubs = [node for node in at if node not in kept]
    for nodes, colour, size, symbol, what in (
        (inner, style.CONTEXT, 8, "circle", "node"),
        (stubs, style.MUTED, 5, "circle-open", "cut off here"),
    ):
        figure.add_scatter(
            x=[at[n][0] for n in nodes],
            y=[at[n][1] for n in nodes],
            mode="markers",
            marker={"color": colour, "size": size, "symbol": symbol},
            customdata=[int(tree.counts[n]) for n in nodes],
            hovertemplate=what + ": %{customdata:,} occurrences below<extra></extra>",
        )


def _leaves(figure: go.Figure, marks: Marks, tree: HuffmanTree, at: Places, words: Sequence[str], lit: int) -> None:
    """Add the words at the ends of their paths."""
    leaves = list(at)
    figure.add_scatter(
        x=[at[n][0] for n in leaves],
        y=[at[n][1] for n in leaves],
        mode="markers",
        marker={
            "color": [style.ANSWER if n == lit else style.CENTRE for n in leaves],
            "size": [14 if n == lit else 8 for n in leaves],
            "symbol": ["star" if n == lit else "square" for n in leaves],
        },
        text=[words[n] for n in leaves],
        customdata=[[int(tree.counts[n]), tree.code(n)] for n in leaves],
        hovertemplate="<b>%{text}</b><br>%{customdata[0]:,} occurrences<br>code %{customdata[1]}<extra></extra>",
    )
    for n in leaves:
        marks.note(
            at[n][0],
            at[n][1],
            f"<b>{_short(words[n])}</b>" if n == lit else _short(words[n]),
            textangle=55,
            yshift=-9,
            xanchor="left",
            yanchor="top",
            font={"size": 14 if n == lit else 12, "color": style.ANSWER if n == lit else None},
        )


def _places(tree: HuffmanTree, kept: set[int]) -> Places:
    """The places of nodes: leaves and stubs from left to right, each parent above the middle of its children."""
    V = len(tree)
    at: Places = {}
    across = 0.0
    waiting = [(tree.root, False)]
    while waiting:  # depth first, a parent after its children
        node, placed = waiting.pop()
        depth = -float(tree.depth[node])
        if node < V or node not in kept:
            across += 1.0 if node in kept else 0.5
            at[node] = (across, depth)
        elif placed:
            left, right = tree.children[node - V]
            at[node] = ((at[int(left)][0] + at[int(right)][0]) / 2, depth)
        else:
            left, right = tree.children[node - V]
            waiting += [(node, True), (int(right), False), (int(left), False)]
    return at


def _short(word: str) -> str:
    return word if len(word) <= 14 else word[:13] + "…"

"""Numbers that describe a block and where it stands: the scorer's input.

Everything is an array operation over the whole document, and features of one kind are computed side by side, so that
cost grows with the size of the text and hardly with the number of features. Names are data: the weights file lists the
ones it was trained with, and loading compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dechaff.features.blocks import add_layout, add_marks, add_phrases, add_repetition, add_shape, add_vocabulary
from dechaff.features.columns import Columns, Take
from dechaff.features.surroundings import (
    add_document,
    add_lists,
    add_neighbourhood,
    add_owners,
    add_position,
    add_segments,
    gather_facts,
)
from dechaff.features.tree import add_tree
from dechaff.types import Mark
from dechaff.view import View

__all__ = ["featurize"]


def featurize(view: View, marks: Iterable[Mark], cleaners: Sequence[str], take: Take) -> tuple[str, ...]:
    """Compute all features of all blocks of a document.

    Args:
        view: the document.
        marks: what the cleaners said of it.
        cleaners: names the mark columns.
        take: is called with the number of the first column of a bundle and its values, columns by blocks, which it
            may change and must not keep.

    Returns:
        The names of the columns, in order.
    """
    columns = Columns(len(view), take)
    add_shape(columns, view)
    add_layout(columns, view)
    add_phrases(columns, view)
    add_marks(columns, marks, cleaners)
    add_repetition(columns, view)
    add_vocabulary(columns, view)
    add_owners(columns, view)
    add_position(columns, view)
    facts = gather_facts(view)
    add_neighbourhood(columns, view, facts)
    add_segments(columns, view, facts)
    add_lists(columns, view)
    add_document(columns, view, facts)
    if view.document.kind == "html":
        add_tree(columns, view)
    columns.hand_on()
    return tuple(columns.names)

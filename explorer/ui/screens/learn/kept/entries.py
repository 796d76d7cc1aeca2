"""The log as a table; two entries picked stand side by side, or go to Compare."""

import base64
import time
from collections.abc import Sequence

import streamlit as st

from explorer.kept.record import Pairs, Record, differences
from explorer.ui.shell import kept, log, panels
from explorer.ui.shell.state import session


def listed() -> None:
    """All entries, the newest first, and what can be done with those that are picked."""
    entries = kept.mine().log
    if not entries:
        st.info(
            "Nothing is in the log yet. What you train, keep as a model or import is listed here from then on, with "
            "settings, seed and results.",
            icon=":material/history:",
        )
        return
    st.caption("Pick two rows to see what differs between them.")
    chosen = st.dataframe(
        _columns(entries, pictures=True),
        key=f"log {entries[0].key} {len(entries)}",  # rows picked in one log are other rows in another
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        height=min(420, 40 + 35 * len(entries)),
        column_config={
            "picture": st.column_config.ImageColumn(width=60),
            "what": st.column_config.TextColumn(width="medium"),
            "settings": st.column_config.TextColumn(width="medium"),
            "figures": st.column_config.TextColumn(width="medium"),
            "checksum": st.column_config.TextColumn(width="small"),
        },
    )
    picked = [entries[row] for row in sorted(chosen["selection"]["rows"]) if row < len(entries)]
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(picked) == 1 and picked[0].page:
            label = "Open it" if picked[0].kind == "run" else "Open it on the map"
            page, query = f"pages/{picked[0].page}.py", list(picked[0].query)
            st.page_link(page, label=label, icon=":material/open_in_new:", query_params=query)
        if len(picked) == 2:
            _to_compare(picked)
        if picked:
            st.button("Remove", key="log_remove", icon=":material/delete:", on_click=_remove, args=(picked,))
        st.download_button(
            "CSV",
            panels.as_csv(_columns(entries)),
            "log.csv",
            "text/csv",
            key="log_csv",
            on_click="ignore",
            type="tertiary",
            icon=":material/table:",
        )
    if len(picked) == 2:
        _side_by_side(picked[0], picked[1])


def _side_by_side(one: Record, other: Record) -> None:
    rows = differences(one, other)
    if not rows:
        st.success("The two are the same in everything that is noted.", icon=":material/check_circle:")
        return
    st.markdown("**What differs**")
    st.dataframe(
        {
            "": [name for name, _, _ in rows],
            "first": [mine for _, mine, _ in rows],
            "second": [theirs for _, _, theirs in rows],
        },
        key="log_differences",
        hide_index=True,
        height="content",
    )


def _to_compare(picked: Sequence[Record]) -> None:
    """The way to Compare, if both are models that are still kept."""
    models = {log.checksum_of(model): model.name for model in session().library.models}
    names = [models.get(one.checksum, "") for one in picked]
    if all(names) and len(set(names)) == 2:
        query = {"compared_models": names}
        st.page_link(
            "pages/explore/compare.py", label="Compare them", icon=":material/compare_arrows:", query_params=query
        )


def _remove(picked: Sequence[Record]) -> None:
    keys = {one.key for one in picked}
    kept.change(lambda shelf: shelf.without_records(keys))


def _columns(entries: Sequence[Record], *, pictures: bool = False) -> dict[str, list[object]]:
    seen: dict[str, list[object]] = {"picture": [_address(one.picture) for one in entries]} if pictures else {}
    return seen | {
        "kind": [one.kind for one in entries],
        "what": [one.name for one in entries],
        "settings": [_line(one.settings) for one in entries],
        "seed": ["" if one.seed is None else str(one.seed) for one in entries],
        "figures": [_line(one.figures) for one in entries],
        "checksum": [one.checksum[:16] for one in entries],
        "noted (UTC)": [time.strftime("%Y-%m-%d %H:%M", time.gmtime(one.since)) for one in entries],
    }


def _line(pairs: Pairs) -> str:
    return ", ".join(f"{name} {value}" for name, value in pairs)


def _address(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}" if picture else ""

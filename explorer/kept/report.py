"""Chosen views and entries of the log as one HTML page, which can be printed and needs nothing of this app."""

import base64
import hashlib
import html
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from explorer.kept.bookmark import Bookmark
from explorer.kept.record import Pairs, Record

STYLE: Final = (
    "body{font:16px/1.5 Georgia,serif;color:#111827;background:#fff;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "h1,h2,h3{line-height:1.25}section{break-inside:avoid;border-top:1px solid #cbd5e1;margin-top:1.5rem}"
    "img{border:1px solid #cbd5e1;max-width:100%}table{border-collapse:collapse;margin:.5rem 0}"
    "th,td{text-align:left;vertical-align:top;padding:.15rem 1rem .15rem 0;overflow-wrap:anywhere}th{font-weight:600}"
    "a{color:#0b5cad;overflow-wrap:anywhere}.quiet{color:#4b5563;font-size:.875rem}"
    "@media print{body{margin:0;max-width:none}a{color:inherit}}"
)


@dataclass(frozen=True)
class Shown:
    """A view in a report, with the title of its page and the address that opens it."""

    view: Bookmark
    title: str
    address: str


def report(
    title: str, note: str, views: Sequence[Shown], log: Sequence[Record], versions: Mapping[str, str], *, now: float
) -> str:
    """The page; `now` is its date, in seconds since 1970.  Whatever a visitor wrote is escaped."""
    body = "".join([*map(_view, views), *map(_entry, log)])
    written = "".join(f"<p>{html.escape(part)}</p>\n" for part in note.split("\n") if part.strip())
    made_by = ", ".join(f"{name} {version}" for name, version in versions.items())
    checksum = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{html.escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        'img-src data:">\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<h1>{html.escape(title)}</h1>\n"
        f'<p class="quiet">{_when(now)} · Embedding Explorer</p>\n{written}{body}'
        f'<section><h2>Made with</h2>\n<p class="quiet">{html.escape(made_by)}. SHA-256 of the sections '
        f"above: {checksum}.</p></section>\n</body>\n</html>\n"
    )


def _view(shown: Shown) -> str:
    view = shown.view
    address = html.escape(shown.address)
    return (
        f'<section><h2>{html.escape(view.name)}</h2>\n<p class="quiet">{html.escape(shown.title)}, kept '
        f"{_when(view.since)}</p>\n{_image(view.picture, view.name)}{_table('Setting', view.query)}"
        f'<p class="quiet">It opens at <a href="{address}" rel="noreferrer">{address}</a></p></section>\n'
    )


def _entry(one: Record) -> str:
    seed = () if one.seed is None else (("seed", str(one.seed)),)
    checksum = (("checksum", one.checksum),) if one.checksum else ()
    return (
        f'<section><h2>{html.escape(one.name)}</h2>\n<p class="quiet">{one.kind}, {_when(one.since)}</p>\n'
        f"{_image(one.picture, one.name)}{_table('Setting', (*one.settings, *seed))}"
        f"{_table('Figure', (*one.figures, *checksum))}</section>\n"
    )


def _image(picture: bytes, name: str) -> str:
    if not picture:
        return ""
    told = base64.b64encode(picture).decode()
    return f'<p><img src="data:image/png;base64,{told}" alt="Picture of {html.escape(name)}"></p>\n'


def _table(head: str, rows: Pairs) -> str:
    if not rows:
        return ""
    cells = "".join(f"<tr><td>{html.escape(name)}</td><td>{html.escape(value)}</td></tr>\n" for name, value in rows)
    return f"<table><thead><tr><th>{head}</th><th>Value</th></tr></thead><tbody>\n{cells}</tbody></table>\n"


def _when(seconds: float) -> str:
    return time.strftime("%d %B %Y, %H:%M UTC", time.gmtime(seconds))

"""
The film of a map as an animated picture, for slides: words as points, labels of the most frequent and of those watched.
"""

import io
from typing import Final

import numpy as np
from PIL import Image, ImageColor, ImageDraw, ImageFont, features

from explorer.figures import style
from explorer.figures.film import Film
from explorer.vectors.word_vectors import Floats

WIDTH, HEIGHT, MARGIN = 800, 600, 60  # pixels
FINE: Final = 2  # drawn this many times larger, then reduced, for smooth edges
LABELS: Final = 100
FRAME, LAST = 110, 2500  # ms
MOST_FRAMES: Final = 60
INK, FAINT, PAPER = "#1c2430", "#a3abb6", "#ffffff"
SHADES: Final = 16


def animated(film: Film, words: tuple[str, ...], watched: tuple[int, ...]) -> bytes:
    """A GIF of the film; `words` are those of the map by id, `watched` the ids drawn in colour."""
    chosen = np.unique(np.linspace(0, len(film.pictures) - 1, MOST_FRAMES).round().astype(int))
    pictures = [
        _picture(film.pictures[f], f"step {film.checkpoints[f].step:,}", words, watched) for f in chosen.tolist()
    ]
    written = io.BytesIO()
    times = [FRAME] * (len(pictures) - 1) + [LAST]
    pictures[0].save(written, "GIF", save_all=True, append_images=pictures[1:], duration=times, loop=0, optimize=True)
    return written.getvalue()


def has_font() -> bool:
    """Whether words can be written on moving pictures on this machine."""
    return bool(features.check("freetype2"))


def _picture(xy: Floats, title: str, words: tuple[str, ...], watched: tuple[int, ...]) -> Image.Image:
    """One frame: the coordinates (N, 2) of the map, centred and as large as there is room for."""
    sheet = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), PAPER)
    pen = ImageDraw.Draw(sheet)
    font, bold = (ImageFont.load_default(size * FINE) for size in (15, 22))
    low, high = np.quantile(xy, 0.01, axis=0), np.quantile(xy, 0.99, axis=0)
    room = np.array([WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN]) * FINE
    scale = float((room / np.maximum(high - low, 1e-9)).min())
    at = (xy - (low + high) / 2) * [scale, -scale] + np.array([WIDTH, HEIGHT]) * FINE / 2  # (N, 2)
    for x, y in at.tolist():
        pen.circle((x, y), 3 * FINE, fill=FAINT)
    taken: list[tuple[float, float, float, float]] = []
    wanted = [*(i for i in watched if i < len(xy)), *(i for i in range(min(LABELS, len(xy))) if i not in watched)]
    for i in wanted:
        x, y = at[i].tolist()
        colour = style.ANSWER if i in watched else INK
        box = pen.textbbox((x, y - 6 * FINE), words[i], font=font, anchor="mb")
        if i in watched:
            pen.circle((x, y), 5 * FINE, fill=colour)
        if any(box[0] < b[2] and box[2] > b[0] and box[1] < b[3] and box[3] > b[1] for b in taken):
            continue
        taken.append(box)
        pen.circle((x, y), (5 if i in watched else 3) * FINE, fill=colour)
        pen.text((x, y - 6 * FINE), words[i], fill=colour, font=font, anchor="mb", stroke_width=FINE, stroke_fill=PAPER)
    pen.text((16 * FINE, 12 * FINE), title, fill=INK, font=bold)
    small = sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    return small.quantize(palette=_palette(), dither=Image.Dither.NONE)


def _palette() -> Image.Image:
    """The colours of all frames: each drawing colour in steps from the background, for smooth edges."""
    paper = np.array(ImageColor.getrgb(PAPER))
    drawn = np.array([ImageColor.getrgb(colour) for colour in (INK, FAINT, style.ANSWER)])
    shades = paper + np.linspace(0, 1, SHADES)[:, None, None] * (drawn - paper)  # (SHADES, 3, 3)
    palette = Image.new("P", (1, 1))
    palette.putpalette(shades.round().astype(np.uint8).tobytes())
    return palette

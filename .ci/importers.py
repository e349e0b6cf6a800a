"""Draws SVG files with several readers and compares each picture with the PNG beside the file."""

import io
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy
from PIL import Image, ImageFilter

WIDTH = 1000


def chromium(svg, size):
    program = shutil.which("chromium")
    if not program:
        return None
    with tempfile.TemporaryDirectory() as room:
        room = pathlib.Path(room)
        page = room / "page.html"
        page.write_text(
            "<style>*{margin:0}img{width:%dpx;display:block}</style><img src='%s'>" % (size[0], svg.as_uri())
        )
        out = room / "out.png"
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                   f"--window-size={size[0]},{size[1] + 200}", f"--screenshot={out}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return Image.open(out).convert("RGB").crop((0, 0, *size))


def inkscape(svg, size):
    program = shutil.which("inkscape")
    if not program:
        return None
    with tempfile.TemporaryDirectory() as room:
        out = pathlib.Path(room) / "out.png"
        command = [program, str(svg), f"--export-width={size[0]}", f"--export-filename={out}"]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return Image.open(out).convert("RGB")


def cairosvg(svg, size):
    import cairosvg as library
    return Image.open(io.BytesIO(library.svg2png(url=str(svg), output_width=size[0]))).convert("RGB")


def svglib(svg, size):
    from reportlab.graphics import renderPDF
    from svglib.svglib import svg2rlg
    import fitz
    with tempfile.TemporaryDirectory() as room:
        out = pathlib.Path(room) / "out.pdf"
        renderPDF.drawToFile(svg2rlg(str(svg)), str(out))
        return page(fitz.open(out), size)


def pymupdf(svg, size):
    import fitz
    return page(fitz.open(svg), size)


def page(document, size):
    import fitz
    sheet = document[0]
    scale = size[0] / sheet.rect.width
    drawn = sheet.get_pixmap(matrix=fitz.Matrix(scale, scale), alpha=False)
    return Image.frombytes("RGB", (drawn.width, drawn.height), drawn.samples)


READERS = {
    # svglib and PyMuPDF set all text in fonts of their own, whatever is installed: that is not ours to compare.
    "text": [chromium, inkscape, cairosvg],
    "outlines": [chromium, inkscape, cairosvg, svglib, pymupdf],
}

# Share of an area that may differ clearly: letters are set a little differently by every reader, shapes are not.
MOST = {"text": 0.02, "outlines": 0.01}


def main(folder, how):
    missing, failed = set(), 0
    for svg in sorted(folder.glob("*.svg")):
        own = Image.open(svg.with_suffix(".png")).convert("RGB")
        size = (WIDTH, round(own.height * WIDTH / own.width))
        soft = lambda image: numpy.asarray(
            image.resize(size, Image.LANCZOS).filter(ImageFilter.GaussianBlur(2.5)), dtype=float)
        wanted = soft(own)
        for reader in READERS[how]:
            try:
                found = reader(svg.resolve(), size)
            except ImportError:
                found = None
            except Exception as error:
                print(f"{svg.name}: {reader.__name__} fails: {error}")
                failed += 1
                continue
            if found is None:
                missing.add(reader.__name__)
                continue
            apart = numpy.abs(soft(found) - wanted).max(axis=2)
            share = float((apart > 40).mean())
            verdict = "ok" if share <= MOST[how] else "DIFFERS"
            failed += verdict != "ok"
            print(f"{svg.name:32} {reader.__name__:10} {100 * share:6.2f} % apart  {verdict}")
    for name in sorted(missing):
        print(f"NOT CHECKED: {name} is not installed")
    sys.exit(1 if failed else 0)


main(pathlib.Path(sys.argv[1]), sys.argv[2])

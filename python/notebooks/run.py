"""Executes the notebooks and fails where a cell does. With a folder, keeps what they show as HTML-free notebooks there.

    python notebooks/run.py [FOLDER]
"""

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

here = Path(__file__).resolve().parent
for path in sorted(here.glob("*.ipynb")):
    notebook = nbformat.read(path, as_version=4)
    begun = time.perf_counter()
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(here)}}).execute()
    shown = sum(len(cell.get("outputs", [])) for cell in notebook.cells if cell.cell_type == "code")
    assert shown, f"{path.name} shows nothing"
    print(f"{path.name}: {shown} outputs in {time.perf_counter() - begun:.0f} s")
    if len(sys.argv) > 1:
        nbformat.write(notebook, Path(sys.argv[1]) / path.name)

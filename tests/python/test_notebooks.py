"""The notebooks of `docs/notebooks` say what they say when they are run. `BLESS=1` writes what is found into them."""

import base64
import os
import re
import struct
import zlib
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "docs/notebooks").glob("*.ipynb"))
PICTURES = {"image/png", "image/svg+xml", "application/vnd.vegalite.v6+json"}


def said(cell):
    """What a cell put out: texts as they are, pictures by their kind."""
    found = []
    for output in cell.get("outputs", []):
        if output["output_type"] == "stream":
            found.append((output["name"], output["text"]))
        elif output["output_type"] == "error":
            found.append(("error", output["ename"], output["evalue"]))
        else:
            text = re.sub(r"0x[0-9a-f]+", "0x", output["data"].get("text/plain", ""))
            found.append((sorted(output["data"]), None if PICTURES & set(output["data"]) else text))
    return found


def packed(picture):
    """A PNG with its points packed anew: the renderer packs them fast and not well."""
    chunks, at = [], 8
    while at < len(picture):
        size, kind = struct.unpack(">I4s", picture[at : at + 8])
        chunks.append((kind, picture[at + 8 : at + 8 + size]))
        at += 12 + size
    points = zlib.compress(zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT")), 9)
    others = [chunk for chunk in chunks if chunk[0] not in (b"IDAT", b"IEND")]
    parts = [struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in [*others, (b"IDAT", points), (b"IEND", b"")]]
    return picture[:8] + b"".join(parts)


def test_there_are_notebooks():
    assert len(NOTEBOOKS) == 6


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_what_it_says_when_it_is_run(path, tmp_path, monkeypatch):
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path))
    committed = nbformat.read(path, as_version=4)
    run = nbformat.from_dict(committed)
    NotebookClient(run, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}, record_timing=False).execute()
    run.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    if os.environ.get("BLESS"):
        for output in (output for cell in run.cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})):
            output["data"]["image/png"] = base64.b64encode(packed(base64.b64decode(output["data"]["image/png"]))).decode()
        nbformat.write(run, path)
        return
    for at, (found, expected) in enumerate(zip(run.cells, committed.cells, strict=True)):
        assert said(found) == said(expected), f"cell {at} of {path.name} puts out something else; run the tests with BLESS=1 and look at the difference"
    assert any(kind & PICTURES for cell in run.cells for kind in ({*output.get("data", {})} for output in cell.get("outputs", [])))

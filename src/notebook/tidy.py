"""What of a notebook belongs to a chapter, and the bytes in which it is written.

The headless runner, JupyterLab's saving and the check of the committed notebooks share these rules, so
that the same cells give the same file, whoever writes it.
"""

import hashlib
import os

import nbformat

KERNEL = {"display_name": "TypeScript", "language": "typescript", "name": "tslab"}
LANGUAGE = {
    "codemirror_mode": {"mode": "typescript", "name": "javascript", "typescript": True},
    "file_extension": ".ts",
    "mimetype": "text/typescript",
    "name": "typescript",
    "nbconvert_exporter": "script",
    "pygments_lexer": "typescript",
}
PLOTLY = "application/vnd.plotly.v1+json"
SVG = "image/svg+xml"
PNG = "image/png"


def tidy(notebook):
    """Keeps only what belongs to the chapter, so that the same cells give the same bytes."""
    executed = notebook.metadata.get("federated")
    kept = {"federated": executed} if executed else {}
    notebook.metadata = nbformat.from_dict({**kept, "kernelspec": KERNEL, "language_info": LANGUAGE})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    taken = set()
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict(authored(cell.metadata))
        digest = hashlib.sha256(cell.source.encode()).hexdigest()
        identity = cell.get("id") or digest[:8]
        while identity in taken:
            digest = hashlib.sha256(digest.encode()).hexdigest()
            identity = digest[:8]
        taken.add(identity)
        cell["id"] = identity
        for output in cell.get("outputs", []):
            drop_second_picture(output)


def authored(metadata):
    """What an author sets of a cell's metadata: tags, a slide's type, protection."""
    slide = metadata.get("slideshow", {}).get("slide_type")
    return {
        **({"tags": metadata["tags"]} if metadata.get("tags") else {}),
        **({"slideshow": {"slide_type": slide}} if slide else {}),
        **{key: False for key in ("deletable", "editable") if metadata.get(key) is False},
    }


def drop_second_picture(output):
    """Removes the PNG that JupyterLab's Plotly renderer adds to a chart that has its picture."""
    data = output.get("data", {})
    if PLOTLY in data and SVG in data:
        data.pop(PNG, None)


def sources_digest(notebook):
    """What changes when the code of a cell changes, or the cells' order."""
    digest = hashlib.sha256()
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.strip():
            digest.update(f"{len(cell.source.encode())}\n{cell.source}".encode())
    return digest.hexdigest()[:16]


def record_execution(notebook):
    """Notes that the outputs are those of the code as it now stands."""
    notebook.metadata["federated"] = {"executed": sources_digest(notebook)}


def text_of(notebook):
    """The notebook as the text of its file."""
    return nbformat.writes(notebook) + "\n"


def write(notebook, target):
    """Writes the file completely or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        temporary.write_text(text_of(notebook), encoding="utf-8", newline="\n")
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)

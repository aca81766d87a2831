"""JupyterLab's files, such that git sees only what the reader changed in a chapter."""

import re

import nbformat
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from tidy import KERNEL, tidy

WAITING = "federatedWaiting"
CHAPTER = re.compile(r"notebooks/(?:solutions/)?(?:\d+|[A-Z])-[^/]+\.ipynb")


class ChapterContents(AsyncLargeFileManager):
    """Trusts the course's chapters, and saves notebooks of its kernel in the form of `tidy`."""

    def mark_trusted_cells(self, nb, path=""):
        """The chapters are as trustworthy as the program that opens them, which comes with them."""
        if CHAPTER.fullmatch(path.strip("/")):
            self.notary.mark_cells(nb, True)
        else:
            super().mark_trusted_cells(nb, path)

    async def save(self, model, path=""):
        content = model.get("content")
        if model.get("type") == "notebook" and content and "chunk" not in model:
            model = {**model, "content": for_file(content, lambda: self.stored_cells(path))}
        return await super().save(model, path)

    def stored_cells(self, path):
        """The cells of the notebook's file by their ids; none if it cannot be read."""
        try:
            notebook = nbformat.read(self._get_os_path(path.strip("/")), nbformat.NO_CONVERT)
            return {cell["id"]: cell for cell in notebook.cells if "id" in cell}
        except (OSError, ValueError, AttributeError):
            return {}


def for_file(content, stored_cells):
    """What JupyterLab sends of a notebook, as it is to be written.

    The project's extension names the cells that wait for their turn; JupyterLab has removed their outputs
    already. They keep what the file has of them, which `stored_cells` reads. Notebooks of other kernels
    stay as they are.
    """
    notebook = nbformat.from_dict(content)
    waiting = notebook.metadata.pop(WAITING, [])
    if notebook.metadata.get("kernelspec", {}).get("name") != KERNEL["name"]:
        return notebook
    stored = stored_cells() if waiting else {}
    for cell in notebook.cells:
        before = stored.get(cell.get("id")) if cell.get("id") in waiting and not cell.outputs else None
        if before is not None and before.source == cell.source:
            cell.outputs, cell.execution_count = before.outputs, before.execution_count
    trusted = [cell.metadata.get("trusted") for cell in notebook.cells]
    tidy(notebook)
    # The signature of what is trusted is made from these marks; they are not written.
    for cell, mark in zip(notebook.cells, trusted):
        if mark is not None:
            cell.metadata["trusted"] = mark
    return notebook

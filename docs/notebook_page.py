"""Execute the example notebook when the site is built, and make a page of what came out."""

import re
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).resolve().parent / "notebook.ipynb"
SECONDS = 600


def on_files(files: Any, config: Any) -> Any:
    """Add the page and its pictures to the site (called by mkdocs)."""
    from mkdocs.structure.files import File

    page, pictures = executed()
    files.append(File.generated(config, "notebook.md", content=page))
    for name, content in pictures.items():
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Let links to the notebook lead to its page (called by mkdocs)."""
    return markdown.replace(f"({NOTEBOOK.name}", f"({NOTEBOOK.stem}.md")


def executed() -> tuple[str, dict[str, bytes]]:
    """Run the notebook from top to bottom; return the page in Markdown, and its pictures by name."""
    import nbformat
    from nbclient import NotebookClient
    from nbconvert import MarkdownExporter

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    page, resources = MarkdownExporter().from_notebook_node(notebook)
    return plain(page), {name: bytes(content) for name, content in resources["outputs"].items()}


def plain(page: str) -> str:
    """Leave out the styles that pandas writes around tables, and give them scroll bars where they are wide."""
    page = re.sub(r"<style scoped>.*?</style>", "", page, flags=re.DOTALL)
    return page.replace("<div>\n\n<table", '<div style="overflow-x: auto">\n<table').replace("\x1b[0m", "")

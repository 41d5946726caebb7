"""Read networks of neighbourhoods: GraphML, GEXF, and plain lists of links."""

from pathlib import Path
from typing import Any

from mobsim.errors import DataError
from mobsim.intake.layers import Layer
from mobsim.intake.telling import tell
from mobsim.intake.texts import open_text
from mobsim.scenario.areas import as_identifier
from mobsim.scenario.text_files import LARGEST_DATA

FORMATS = {".graphml": "GraphML", ".gexf": "GEXF"}
LISTS = (".edgelist", ".edges", ".adjlist")


def read_graph(path: Path) -> Layer:
    """Read a graph: a row a node with its attributes, and the links between nodes."""
    import networkx as nx

    file = open_text(path, None)
    if len(file.content) > LARGEST_DATA:
        raise DataError(f"is larger than {LARGEST_DATA // 1_000_000} MB", file=path, remedy="leave attributes out")
    suffix = path.suffix.lower()
    read = {".graphml": nx.read_graphml, ".gexf": nx.read_gexf, ".adjlist": nx.read_adjlist}
    try:
        graph = read[suffix](path) if suffix in read else nx.Graph(_pairs(file.text))
    except Exception as error:  # each format has its own ways of being wrong
        kind = FORMATS.get(suffix, "list of links")
        remedy = "export the network anew, as GraphML or as a CSV with the columns a and b"
        raise DataError(f"cannot be read as {kind} ({error})", file=path, remedy=remedy) from None
    if not graph.number_of_nodes():
        raise DataError("has no nodes", file=path, remedy="export a network of neighbourhoods")
    return _layer(path, graph, FORMATS.get(suffix, tell("list_of_links")), file.sha256)


def _pairs(text: str) -> list[tuple[str, str]]:
    """Read a pair of ids a line, whatever attributes follow them; lines that begin with # are comments."""
    found = []
    for line in text.splitlines():
        words = line.replace(",", " ").replace(";", " ").split()
        if len(words) >= 2 and not line.lstrip().startswith("#"):
            found.append((words[0], words[1]))
    return found


def _layer(path: Path, graph: Any, kind: str, sha256: str) -> Layer:
    nodes = list(graph.nodes(data=True))
    attributes = list(dict.fromkeys(key for _, data in nodes for key in data if not isinstance(data[key], dict | list)))
    columns: dict[str, list[Any]] = {} if "id" in attributes else {"id": [as_identifier(node) for node, _ in nodes]}
    columns |= {key: [data.get(key) for _, data in nodes] for key in attributes}
    links = [(as_identifier(a), as_identifier(b)) for a, b in graph.edges() if a != b]
    if "id" in attributes:
        own = {node: as_identifier(data.get("id")) for node, data in nodes}
        links = [(own[a], own[b]) for a, b in graph.edges() if a != b]
    return Layer(path, "", kind, columns, sha256, links=links)

"""A model without the branches whose outputs nobody reads.

The landmark model also draws the person's outline at full size, which costs a quarter of its time and is
thrown away here. Leaving out every operation that no wanted output needs changes no number of the wanted
ones.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any


@cache
def pruned(path: Path, outputs: tuple[str, ...]) -> bytes:
    """The model of the file with only these named outputs and the operations they need."""
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(path.read_bytes(), 0))
    (graph,) = model.subgraphs
    graph.outputs = [place for place in graph.outputs if graph.tensors[place].name.decode() in outputs]
    graph.operators = _needed(graph.operators, graph.outputs)
    builder = flatbuffers.Builder(path.stat().st_size)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def _needed(operators: list[Any], outputs: Collection[int]) -> list[Any]:
    """The operations that these tensors hang on, in their order (a model lists them in order of running)."""
    wanted, kept = set(map(int, outputs)), []
    for operator in reversed(operators):
        if wanted & set(map(int, operator.outputs)):
            wanted |= set(map(int, operator.inputs))
            kept.append(operator)
    return kept[::-1]

"""Saved results of stages, so that an interrupted film goes on where it was."""

import base64
import hashlib
import json
import zlib
from pathlib import Path
from typing import Any, TypeVar

import cattrs
import numpy as np
from cattrs.preconf.json import make_converter

from touchline import __version__
from touchline.base import files

T = TypeVar("T")
_JSON = make_converter()


def _is_array(kind: Any) -> bool:
    return getattr(kind, "__origin__", kind) is np.ndarray


def _array_out(array: np.ndarray) -> dict[str, Any]:
    packed = base64.b64encode(zlib.compress(np.ascontiguousarray(array).tobytes(), 1)).decode()
    return {"type": array.dtype.str, "shape": list(array.shape), "packed": packed}


def _array_in(value: dict[str, Any], _kind: Any) -> np.ndarray:
    raw = zlib.decompress(base64.b64decode(value["packed"]))
    return np.frombuffer(raw, dtype=np.dtype(value["type"])).reshape(value["shape"])


_JSON.register_unstructure_hook_func(_is_array, _array_out)
_JSON.register_structure_hook_func(_is_array, _array_in)
_JSON.register_unstructure_hook(Path, str)
_JSON.register_structure_hook(Path, lambda value, _kind: Path(value))


def key_of(*parts: object) -> str:
    """Name what a result was made from: the parts (dataclasses, numbers, words) and Touchline's version."""
    text = json.dumps(
        [__version__, *(_JSON.unstructure(part) for part in parts)], sort_keys=True, default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()[:24]


class Shelf:
    """Results by name; each is good only under the key it was kept with."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def recall(self, name: str, key: str, kind: type[T]) -> T | None:
        """Return what was kept under this name and key, or None: then it has to be made (again)."""
        try:
            kept = json.loads(self._path(name).read_text(encoding="utf-8"))
            if kept["key"] != key:
                return None
            return _JSON.structure(kept["value"], kind)
        except (OSError, ValueError, KeyError, TypeError, zlib.error, cattrs.BaseValidationError):
            return None  # never kept, or damaged: the same thing to whoever needs it

    def keep(self, name: str, key: str, value: object) -> None:
        """Keep a result."""
        kept = {"key": key, "value": _JSON.unstructure(value)}
        with files.written_whole(self._path(name)) as unfinished:
            unfinished.write_text(json.dumps(kept), encoding="utf-8")

    def forget(self, name: str) -> None:
        """Forget what was kept: before a file that it vouches for is made anew."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"

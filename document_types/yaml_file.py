"""Reading a YAML data file strictly: what is unknown, missing or of the wrong shape is refused naming file and key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import yaml

from domain.errors import SpuntaError

MAX_BYTES = 4_000_000


class _Loader(yaml.SafeLoader):
    """Safe YAML that refuses a key written twice, where plain YAML silently keeps the last."""


def _mapping_without_twins(loader: _Loader, node: yaml.MappingNode) -> dict[object, object]:
    loader.flatten_mapping(node)
    mapping: dict[object, object] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str | int | float | bool):
            raise yaml.constructor.ConstructorError(None, None, "a key must be a plain word", key_node.start_mark)
        if key in mapping:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", key_node.start_mark)
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_twins)


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One data file and how its faults are told: `error(code, sentence)`, the sentence beginning with the file's path."""

    path: Path
    error: type[SpuntaError]
    code: str

    def refuse(self, key: str, why: str) -> NoReturn:
        """Raises the file's error: `path: key: why`."""
        raise self.error(self.code, f"{self.path}: {key}: {why}" if key else f"{self.path}: {why}")

    def read(self) -> dict[str, object]:
        """The file's top mapping. Refuses what is missing, too large, not YAML, or not a mapping."""
        if not self.path.is_file():
            self.refuse("", "the file is missing")
        if self.path.stat().st_size > MAX_BYTES:
            self.refuse("", f"larger than {MAX_BYTES} bytes")
        try:
            content = yaml.load(self.path.read_text(encoding="utf-8"), Loader=_Loader)
        except UnicodeDecodeError:
            self.refuse("", "not UTF-8 text")
        except (yaml.YAMLError, ValueError, RecursionError) as fault:
            self.refuse("", "not readable as YAML: " + " ".join(str(fault).split()))
        return self.mapping("", content)

    def mapping(self, key: str, value: object) -> dict[str, object]:
        """`value` as a mapping with text keys."""
        if not isinstance(value, Mapping):
            self.refuse(key, "a mapping is expected")
        return {str(k): v for k, v in value.items()}

    def only(self, key: str, mapping: Mapping[str, object], required: Collection[str], optional: Collection[str] = ()) -> None:
        """Refuses an unknown key, then a missing one."""
        prefix = f"{key}." if key else ""
        for name in mapping:
            if name not in required and name not in optional:
                self.refuse(prefix + name, f"unknown key; known are {', '.join([*required, *optional])}")
        for name in required:
            if name not in mapping:
                self.refuse(prefix + name, "is missing")

    def text(self, key: str, value: object) -> str:
        """`value` as a text that is not empty; a number or yes/no written without quotes is refused."""
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, f"a text is expected, not {value!r} (write it in quotes)")
        return value

    def integer(self, key: str, value: object, least: int, most: int) -> int:
        """`value` as an integer in `least..most`."""
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.refuse(key, f"an integer from {least} to {most} is expected, not {value!r}")
        return value

    def label(self, key: str, value: object) -> dict[str, str]:
        """Language code -> text, `it` always there."""
        labels = {language: self.text(f"{key}.{language}", text) for language, text in self.mapping(key, value).items()}
        if "it" not in labels:
            self.refuse(key, "the Italian label `it` is missing")
        return labels

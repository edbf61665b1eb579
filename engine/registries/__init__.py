"""
Registries: what kinds of business records there are.

A registry is one file, forms/registries/<key>.json: the card's schema, pipelines with stages, numbering, unique keys,
columns, indexed and search fields, links and rights.  ``load_registries`` reads and checks them all.
"""

from engine.registries.loading import RegistryInvalid, load_registries, parse_registry
from engine.registries.numbers import NumberPattern, NumberPatternInvalid
from engine.registries.registry import Numbering, Pipeline, Registries, Registry, Rights, Stage, StartOffer, UniqueKey

__all__ = [
    "NumberPattern",
    "NumberPatternInvalid",
    "Numbering",
    "Pipeline",
    "Registries",
    "Registry",
    "RegistryInvalid",
    "Rights",
    "Stage",
    "StartOffer",
    "UniqueKey",
    "load_registries",
    "parse_registry",
]

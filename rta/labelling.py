"""The region's own words for what agreements name."""

from netwerkzorg.platform.region import Vocabulary

from .words import Labels


def labels_of(vocabulary: Vocabulary) -> Labels:
    """Dutch labels per id: facts, service types, urgencies, roles and information sets."""
    return Labels(
        facts={name: fact.label for name, fact in vocabulary.facts.items()},
        service_types={name: kind.label for name, kind in vocabulary.service_types.items()},
        urgencies={name: f"{name}, {one.words}" for name, one in vocabulary.urgencies.items()},
        roles={name: role.label for name, role in vocabulary.roles.items()},
        sets={name: one.label for name, one in vocabulary.information_sets.items()},
    )

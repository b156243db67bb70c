"""Numbers about people, without the groups that are too small to hide in. Pure."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
SMALLEST = 10


def protected(counts: Mapping[K, int]) -> dict[K, int | None]:
    """The same counts with None for groups of 1 to 9 people; 0 stays 0.

    When only one group would be hidden, the smallest that is left goes too: together with a total, the
    others would give the hidden one away.
    """
    hidden = {key for key, count in counts.items() if 0 < count < SMALLEST}
    if len(hidden) == 1:
        left = {key: count for key, count in counts.items() if count >= SMALLEST}
        if left:
            hidden.add(min(left, key=lambda key: left[key]))
    return {key: None if key in hidden else count for key, count in counts.items()}

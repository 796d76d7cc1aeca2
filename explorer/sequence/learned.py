"""What all networks here share: numbers that are learned, by name, which can be kept and looked at again later."""

from copy import copy
from typing import Self

from explorer.vectors.word_vectors import Floats


class Learned:
    """A network whose `parameters`, name -> array, are all that training changes."""

    parameters: dict[str, Floats]

    @property
    def size(self) -> int:
        """How many numbers are learned."""
        return sum(value.size for value in self.parameters.values())

    def copied(self) -> dict[str, Floats]:
        """A copy of every parameter, W (R, C) and the others, as it is now."""
        return {name: value.copy() for name, value in self.parameters.items()}

    def at(self, parameters: dict[str, Floats]) -> Self:
        """The same network with other parameters, W (R, C) and so on, such as an earlier moment's (not copied)."""
        then = copy(self)
        then.parameters = parameters
        return then

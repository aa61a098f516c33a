"""Mixing: which kinds of referral a quarter has, and how many of each.

The joint shape is fitted to the shares of the quarter by iterative proportional
fitting: each margin in turn is scaled to its published share until all agree.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from opennrm.cases.rulebook import Rulebook
from opennrm.rules.dates import PartialDate, Quarter
from opennrm.synth.calibration import Calibration
from opennrm.synth.joint import (
    AGES,
    GENDERS,
    PLACES,
    RESPONDERS,
    JointShape,
    NationalityClass,
)

Numbers = npt.NDArray[np.float64]

# Rounds of fitting. Margins that contradict each other settle between themselves.
_ROUNDS = 25
# Nothing that the five quarters did not happen to show is impossible in twelve years.
_FLOOR = 1e-4
_FAMILIES = (
    "sexual",
    "domestic",
    "criminal",
    "organ_harvesting",
    "labour",
    "not_specified",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One combination of attributes; the class of nationality is a place in a list."""

    age: str
    gender: str
    place: str
    responder: str
    exploitation: tuple[str, ...]
    nationality_class: int


class Mixer:
    """Draws kinds of referral for a quarter."""

    def __init__(
        self, calibration: Calibration, shape: JointShape, book: Rulebook
    ) -> None:
        self._calibration = calibration
        self._book = book
        self._shape = shape
        self._seed = _seed(shape)
        self._fitted: dict[tuple[tuple[float, ...], ...], Numbers] = {}
        self._families = np.array(
            [_FAMILIES.index(family(kind)) for kind in shape.exploitation]
        )

    def draw(
        self, quarter: Quarter, number: int, rng: np.random.Generator
    ) -> list[Kind]:
        """So many kinds for a quarter, in no particular order.

        Spread evenly over the fitted mix rather than drawn one by one, so that a
        small register has the published shares too.
        """
        mix = self.mix(quarter)
        steps = (np.arange(number) + rng.random()) / max(number, 1)
        cells = np.searchsorted(np.cumsum(mix.ravel()), steps * mix.sum())
        rng.shuffle(cells)
        axes = np.unravel_index(np.minimum(cells, mix.size - 1), mix.shape)
        columns = [axis.tolist() for axis in axes]
        exploitation = self._shape.exploitation
        return [
            Kind(AGES[a], GENDERS[g], PLACES[p], RESPONDERS[r], exploitation[e], c)
            for a, p, r, g, c, e in zip(*columns, strict=True)
        ]

    def mix(self, quarter: Quarter) -> Numbers:
        """The fitted shares of every kind in a quarter.

        Shape: age, place, responder, gender, class of nationality, exploitation.
        """
        margins = self._margins(quarter)
        key = tuple(tuple(margin.tolist()) for margin in margins)
        if key not in self._fitted:
            self._fitted[key] = self._fit(margins)
        return self._fitted[key]

    def _margins(self, quarter: Quarter) -> tuple[Numbers, ...]:
        def of(name: str) -> Numbers:
            return np.array(list(self._calibration.share(name, quarter).values()))

        return (
            of("age_at_exploitation"),
            of("location_of_exploitation"),
            of("first_responder_type"),
            of("gender"),
            self._classes(quarter),
            of("exploitation"),
        )

    def _classes(self, quarter: Quarter) -> Numbers:
        """The share of each class: the leading ones as published, the rest shared."""
        leading = self._calibration.share("nationality", quarter)
        practice = recording_practice(PartialDate.on(quarter.first), book=self._book)
        dual = "two_nationalities" in practice
        rest = {
            kind.name: kind.people if dual or not _holds_two(kind) else 0
            for kind in self._shape.classes
            if kind.name not in leading
        }
        left = 1 - sum(leading.values())
        total = sum(rest.values())
        return np.array(
            [
                leading[kind.name]
                if kind.name in leading
                else left * rest[kind.name] / total
                for kind in self._shape.classes
            ]
        )

    def _fit(self, margins: tuple[Numbers, ...]) -> Numbers:
        mix = self._seed.copy()
        for _ in range(_ROUNDS):
            for axis, margin in enumerate(margins[:-1]):
                _scale(mix, axis, margin)
            self._scale_exploitation(mix, margins[-1])
        # The ages last: they matter most to what follows, and are known best.
        _scale(mix, 0, margins[0])
        fitted: Numbers = mix / mix.sum()
        return fitted

    def _scale_exploitation(self, mix: Numbers, margin: Numbers) -> None:
        now = mix.sum(axis=(0, 1, 2, 3, 4))
        for place, wanted in enumerate(margin):
            chosen = self._families == place
            there = now[chosen].sum()
            mix[..., chosen] *= wanted / there if there else 0


def recording_practice(on: PartialDate, *, book: Rulebook) -> tuple[str, ...]:
    """What could be recorded of a referral received on a day.

    Source: recording-practice.
    """
    return book.rules.in_force(
        "recording-practice", anchors={"referral-received": on}, nation=None
    ).codes


def family(exploitation: tuple[str, ...]) -> str:
    """The first of the families that a combination of types falls in."""
    return next(name for name in _FAMILIES if name in exploitation)


def single_type(
    exploitation: tuple[str, ...], *, on: PartialDate, book: Rulebook
) -> tuple[str, ...]:
    """The types as they were recorded on a day.

    While criminal exploitation was inside labour, one type was recorded.
    Source: recording-practice.
    """
    if "criminal_by_itself" in recording_practice(on, book=book):
        return exploitation
    found = family(exploitation)
    return ("labour",) if found == "criminal" else (found,)


def _holds_two(kind: NationalityClass) -> bool:
    return kind.name == "with_uk" or any(len(codes) > 1 for codes, _ in kind.members)


def _scale(mix: Numbers, axis: int, margin: Numbers) -> None:
    """Scale one axis to its margin, in place."""
    others = tuple(place for place in range(mix.ndim) if place != axis)
    now = mix.sum(axis=others)
    factor = np.divide(margin, now, out=np.zeros_like(margin), where=now > 0)
    shape = [1] * mix.ndim
    shape[axis] = len(margin)
    mix *= factor.reshape(shape)


def _seed(shape: JointShape) -> Numbers:
    """The shape as published for five quarters, before fitting.

    Shape: age, place, responder, gender, class of nationality, exploitation.
    """
    seed = np.zeros(
        (
            len(AGES),
            len(PLACES),
            len(RESPONDERS),
            len(GENDERS),
            len(shape.classes),
            len(shape.exploitation),
        )
    )
    for number, kind in enumerate(shape.classes):
        age = np.array(kind.age) / 100
        # An unknown place is as likely for everyone; the margin says how likely.
        place = np.append(np.array(kind.place) / 100, 0.1)
        for a, _ in enumerate(AGES):
            group = 1 if AGES[a] == "child" else 0
            responder = np.array(kind.responder[group]) / 100
            female = kind.female[group] / 100
            for g, (gender, share) in enumerate(
                zip(GENDERS, (female, 1 - female), strict=True)
            ):
                types = np.array(kind.exploitation[group]) / 100
                types = types * np.array(shape.tilt[gender][group])
                block = np.einsum(
                    "p,r,e->pre", place, responder + _FLOOR, types + _FLOOR
                )
                seed[a, :, :, g, number, :] = (
                    kind.people * (age[a] + _FLOOR) * share * block
                )
    return seed

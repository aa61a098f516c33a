"""One diagram a track, drawn from the table of transitions and from nothing else.

States are upright lines, in the order in which a case comes through them; each row is
one thing that may happen, an arrow from the states it may follow to the state it leads
to. So nothing overlaps, however many ways there are, and the order is the table's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from opennrm.cases.case import State, Track
from opennrm.cases.reading import START
from opennrm.cases.transition_table import TRANSITIONS, Transition
from opennrm.paper.svg import FONT, Point, element, texted, width, words

GAP, ROW, TOP, MARGIN = 132, 34, 80, 12
INK, FAINT, BLUE, PAPER = "#0b0c0c", "#b1b4b6", "#1d70b8", "#ffffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One row: what happens, from where, to where; `after` is None where it stays."""

    label: str
    before: frozenset[State]
    after: State | None
    indirect: bool = False


def said(token: str) -> str:
    return token.replace("_", " ")


def label_of(row: Transition) -> str:
    """The command, or what it records where one command has several answers."""
    facts = {one.fact for one in TRANSITIONS if one.command is row.command}
    if len(facts) == 1:
        return said(row.command.value)
    return row.fact.partition("@")[0].replace("-", " ")


def ways(track: Track) -> list[Way]:
    """What may happen on a track, in the order of the table, its consequences last."""
    direct: list[Way] = []
    indirect: list[Way] = []
    for row in TRANSITIONS:
        label = label_of(row)
        if row.track is track:
            afters: list[State | None] = sorted(row.after, key=list(State).index) or [
                None
            ]
            direct += [Way(label=label, before=row.before, after=a) for a in afters]
        for state in sorted(row.effects.get(track, ()), key=list(State).index):
            indirect.append(
                Way(
                    label=f"by {label}",
                    before=frozenset(),
                    after=state,
                    indirect=True,
                )
            )
    return [*dict.fromkeys(direct), *dict.fromkeys(indirect)]


def states(track: Track, rows: list[Way]) -> list[State]:
    """The states of a track, as a case comes to them from the first one on."""
    seeds = [START[track]]
    for way in rows:
        seeds += sorted(way.before, key=list(State).index)
        seeds += [] if way.after is None else [way.after]
    found: list[State] = []
    for seed in seeds:
        waiting = [seed]
        while waiting:
            state = waiting.pop(0)
            if state in found:
                continue
            found.append(state)
            waiting += [
                way.after
                for way in rows
                if way.after is not None and state in way.before
            ]
    return found


def _label(text: str, x: float, y: float, *, anchor: str = "start") -> str:
    """Text on a ground of its own, so that no line runs through it."""
    wide = width(text, 12) + 4
    left = x - 2 if anchor == "start" else x - wide + 2
    ground = element("rect", x=left, y=y - 11, width=wide, height=14, fill=PAPER)
    return ground + words(text, Point(x=x, y=y), size=12, text_anchor=anchor, fill=INK)


def _arrow(x: float, y: float, *, to_right: bool, colour: str) -> str:
    back = -8 if to_right else 8
    return element(
        "path", d=f"M{x},{y}L{x + back},{y - 4}L{x + back},{y + 4}Z", fill=colour
    )


def _row(way: Way, at: dict[State, float], y: float, wide: float) -> Iterator[str]:
    colour = FAINT if way.indirect else BLUE
    places = sorted(at[state] for state in way.before)
    if way.after is None:
        for x in places:
            yield element(
                "circle", cx=x, cy=y, r=5, fill=PAPER, stroke=BLUE, stroke_width=2
            )
        last = places[-1]
        if last + width(way.label, 12) + 20 < wide:
            yield _label(way.label, last + 12, y + 4, anchor="start")
        else:
            yield _label(way.label, places[0] - 12, y + 4, anchor="end")
        return
    target = at[way.after]
    if way.indirect:
        start = target - 56 if target - 56 > MARGIN else target + 56
        places = [start]
    ends = [x for x in places if x != target]
    for x in ends:
        dashes = {"stroke_dasharray": "5 4"} if way.indirect else {}
        yield element(
            "line", x1=x, y1=y, x2=target, y2=y, stroke=colour, stroke_width=2, **dashes
        )
    for x in places:
        if not way.indirect:
            yield element("circle", cx=x, cy=y, r=4, fill=BLUE)
    if target in places:
        yield element(
            "circle", cx=target, cy=y, r=7, fill="none", stroke=BLUE, stroke_width=2
        )
    for to_right in dict.fromkeys(x < target for x in ends):
        yield _arrow(target, y, to_right=to_right, colour=colour)
    if way.indirect:
        to_right = places[0] < target
        beyond = target + 12 if to_right else target - 12
        yield _label(way.label, beyond, y + 4, anchor="start" if to_right else "end")
    else:
        yield _label(way.label, min([*places, target]) + 10, y - 7)


def drawing(track: Track) -> str:
    """The diagram of one track, as an SVG document with a title and a description."""
    rows = ways(track)
    found = states(track, rows)
    at = {state: MARGIN + GAP / 2 + GAP * place for place, state in enumerate(found)}
    longest = max((width(way.label, 12) for way in rows), default=0)
    wide = max(MARGIN * 2 + GAP * len(found), at[found[-1]] + longest + 40)
    high = TOP + ROW * len(rows) + 24
    name = said(track.value)
    parts = [
        texted("title", f"The track {name}: its states and what moves between them"),
        texted(
            "desc",
            f"{len(found)} states, {len(rows)} ways. The table below says the same.",
        ),
        element("rect", x=0, y=0, width=wide, height=high, fill=PAPER),
    ]
    for state, x in at.items():
        parts.append(
            element(
                "line",
                x1=x,
                y1=TOP - 20,
                x2=x,
                y2=high - 12,
                stroke=FAINT,
                stroke_width=1,
            )
        )
        box = min(GAP - 8, width(said(state.value), 13) + 16)
        first = state is START[track]
        parts.append(
            element(
                "rect",
                x=x - box / 2,
                y=TOP - 50,
                width=box,
                height=28,
                rx=4,
                fill=INK if first else PAPER,
                stroke=INK,
                stroke_width=1.5,
            )
        )
        parts.append(
            words(
                said(state.value),
                Point(x=x, y=TOP - 31),
                size=13 if width(said(state.value), 13) < GAP - 20 else 11,
                text_anchor="middle",
                fill=PAPER if first else INK,
            )
        )
    for place, way in enumerate(rows):
        parts += _row(way, at, TOP + ROW * place + 8, wide)
    inside = "\n".join(parts)
    return (
        element(
            "svg",
            f"\n{inside}\n",
            xmlns="http://www.w3.org/2000/svg",
            role="img",
            viewBox=f"0 0 {wide:.0f} {high:.0f}",
            width=f"{wide:.0f}",
            height=f"{high:.0f}",
            font_family=FONT,
        )
        + "\n"
    )

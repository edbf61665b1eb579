"""
Random structured diagrams for the property test.

A block has one way in and one way out. Blocks are nested by hypothesis' strategies, then drawn: every block becomes
elements and flows of the scope it stands in, and may ask for variables the instance has to start with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.diagrams import (
    again,
    boundary,
    catch,
    element,
    end,
    event_subprocess,
    extended,
    flow,
    gateway,
    many,
    mapping,
    message,
    process,
    script,
    signal,
    start,
    subprocess,
    timer,
    user,
    when,
)


class Block(NamedTuple):
    """``kind`` names the method of `Drawing`; ``choice`` settles what is random about it."""

    kind: str
    inner: tuple[Block, ...] = ()
    choice: int = 0


class Part(NamedTuple):
    """A block as it was drawn: the ids by which it is entered and left, and what else it is made of by its role."""

    entry: str
    exit: str
    block: Block = Block("")
    names: Mapping[str, str] = {}
    inner: tuple[Part, ...] = ()

    def __str__(self) -> str:
        """The outline of the diagram: a line for each block, indented by how deep it is."""
        ids = ", ".join(self.names.values()) or self.entry
        lines = [f"{self.block.kind}({self.block.choice}): {ids}", *(f"{inner}" for inner in self.inner)]
        return "\n".join(lines).replace("\n", "\n    ")


@dataclass
class Drawing:
    """What has been drawn so far, a list of elements per open scope, innermost last."""

    variables: dict[str, Any] = field(default_factory=dict)
    scopes: list[list[str]] = field(default_factory=lambda: [[]])
    count: int = 0
    messages: list[str] = field(default_factory=list)
    signals: set[str] = field(default_factory=set)

    def draw(self, block: Block) -> Part:
        part: Part = getattr(self, block.kind)(block)
        return part._replace(block=block)

    def add(self, *elements: str) -> None:
        self.scopes[-1] += elements

    def name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count}"

    def task(self, block: Block) -> Part:
        """A user task; every second one lets only an output parameter out."""
        name = self.name("task")
        sealed = extended(mapping(outputs={f"{name}_given": "${given}"})) if block.choice % 2 else ""
        self.add(user(name).replace("></userTask>", f">{sealed}</userTask>"))
        return Part(name, name)

    def script(self, block: Block) -> Part:
        name = self.name("script")
        self.add(script(name, f"sum = round(sum * 1.1 + {block.choice} / 7, 4)"))
        return Part(name, name)

    def sequence(self, block: Block) -> Part:
        parts = tuple(self.draw(inner) for inner in block.inner)
        self.add(*(flow(one.exit, other.entry) for one, other in pairwise(parts)))
        return Part(parts[0].entry, parts[-1].exit, inner=parts)

    def exclusive(self, block: Block) -> Part:
        chosen = block.choice % len(block.inner)
        return self._branches(
            "exclusive", block.inner, [f"${{way_{{0}} == {n}}}" for n in range(len(block.inner))], chosen
        )

    def parallel(self, block: Block) -> Part:
        return self._branches("parallel", block.inner, [""] * len(block.inner), None)

    def inclusive(self, block: Block) -> Part:
        wanted = [n for n in range(len(block.inner)) if block.choice >> n & 1]
        return self._branches(
            "inclusive", block.inner, [f"${{{n} in way_{{0}}}}" for n in range(len(block.inner))], wanted
        )

    def loop(self, block: Block) -> Part:
        """The block once, twice or thrice."""
        again, count, enough = self.name("again"), self.name("count"), self.name("enough")
        self.variables[f"rounds_{count}"] = 0
        body = self.draw(block.inner[0])
        self.add(gateway("exclusive", again), script(count, f"rounds_{count} = rounds_{count} + 1"))
        self.add(gateway("exclusive", enough), flow(again, body.entry), flow(body.exit, count), flow(count, enough))
        self.add(flow(enough, again, f"${{rounds_{count} % {block.choice % 3 + 1} != 0}}"))
        return Part(again, enough, names={"again": again, "count": count, "enough": enough}, inner=(body,))

    def nested(self, block: Block) -> Part:
        """A subprocess; every second one has variables of its own."""
        name, begin, done = self.name("sub"), self.name("begin"), self.name("done")
        self.scopes.append([])
        body = self.draw(block.inner[0])
        self.add(start(begin), end(done), flow(begin, body.entry), flow(body.exit, done))
        inputs = extended(mapping({"sum": "${sum + 1}"})) if block.choice % 2 else ""
        inside = self.scopes.pop()
        self.add(subprocess(name, inputs, *inside))
        return Part(name, name, names={"host": name, "begin": begin, "done": done}, inner=(body,))

    def several(self, block: Block) -> Part:
        """A multi-instance user task whose answers are gathered."""
        name = self.name("each")
        gathered = f"<loopDataOutputRef>{name}_all</loopDataOutputRef><outputDataItem name='given'/>"
        loop = many(f"${{{list(range(block.choice % 4))}}}", "item", gathered, sequential=block.choice > 3)
        self.add(user(name).replace("></userTask>", f">{loop}</userTask>"))
        return Part(name, name)

    def repeated(self, block: Block) -> Part:
        """A user task in a standard loop, asked before or after each round."""
        name = self.name("repeated")
        loop = again(f"${{loopCounter < {block.choice % 4}}}", testBefore=str(block.choice > 3).lower())
        self.add(user(name).replace("></userTask>", f">{loop}</userTask>"))
        return Part(name, name)

    def receive(self, block: Block) -> Part:
        """A task that waits for a message."""
        name = self.name("receive")
        self.add(element("receiveTask", name, messageRef=self._message()))
        return Part(name, name, names={"task": name, "message": self.messages[-1]})

    def throws(self, block: Block) -> Part:
        """A signal for who waits in this scope, alone or with a message for somebody else."""
        name = self.name("throws")
        besides = message(self._message()) if block.choice % 2 else ""
        thrown = self._signal()
        self.add(element("intermediateThrowEvent", name, signal(thrown), besides))
        return Part(name, name, names={"event": name, "signal": thrown})

    def definitions(self, block: Block) -> Part:
        """An event that waits for any or for all of several things."""
        name = self.name("waits")
        expected, heard = self._message(), self._signal()
        several = [message(expected), signal(heard), timer(f"P{block.choice + 1}D")]
        chosen = several if block.choice < 4 else several[:2]
        self.add(element("intermediateCatchEvent", name, *chosen, parallelMultiple=str(block.choice % 2 == 1).lower()))
        return Part(name, name, names={"event": name, "message": expected, "signal": heard})

    def race(self, block: Block) -> Part:
        """A timer against another timer or a message, each with what comes after it."""
        race, soon, other, after = self.name("race"), self.name("soon"), self.name("other"), self.name("after")
        rival = timer("P2D") if block.choice % 2 else message(self._message())
        self.add(gateway("eventBased", race), catch(soon, timer(f"P{block.choice}D")), catch(other, rival))
        names = {"race": race, "soon": soon, "other": other, "after": after}
        names |= {} if block.choice % 2 else {"message": self.messages[-1]}
        self.add(gateway("exclusive", after))
        parts = tuple(self.draw(inner) for inner in block.inner)
        for event, part in zip((soon, other), parts, strict=True):
            self.add(flow(race, event), flow(event, part.entry), flow(part.exit, after))
        return Part(race, after, names=names, inner=parts)

    def _signal(self) -> str:
        """Of the depth of the scope, so that no handler throws what starts it."""
        name = f"signal_{len(self.scopes)}"
        self.signals.add(name)
        return name

    def _message(self) -> str:
        self.messages.append(self.name("message"))
        return self.messages[-1]

    def guarded(self, block: Block) -> Part:
        """A block in a subprocess with an event subprocess: by whatever starts one, interrupting or not."""
        name, begin, done, aside = self.name("guarded"), self.name("begin"), self.name("done"), self.name("event_sub")
        self.scopes.append([])
        body = self.draw(block.inner[0])
        tells, escalates = self.name("tells"), "<escalationEventDefinition escalationRef='told'/>"
        told = escalates if block.choice > 5 else "<escalationEventDefinition escalationRef='other'/>"
        self.add(start(begin), end(done), element("intermediateThrowEvent", tells, told))
        self.add(flow(begin, tells), flow(tells, body.entry), flow(body.exit, done))
        names = {"host": name, "begin": begin, "tells": tells, "done": done, "aside": aside}
        names |= {"signal": self._signal()} if block.choice == 3 else {}
        names |= {"message": self._message()} if block.choice in (1, 3) else {}
        trigger = signal(names["signal"]) if block.choice == 3 else timer(f"P{block.choice + 1}D")
        trigger = message(names["message"]) + trigger if block.choice in (1, 3) else trigger
        trigger = when(f"${{sum * 10 % {block.choice} > 1}}") if block.choice in (4, 5) else trigger
        trigger = escalates if block.choice > 5 else trigger
        self.scopes.append([])
        handler = self.draw(block.inner[1])
        self.add(end(f"{aside}_end"), flow(f"{aside}_begins", handler.entry), flow(handler.exit, f"{aside}_end"))
        within = self.scopes.pop()
        self.add(event_subprocess(aside, trigger, *within, interrupts=block.choice % 2 == 0))
        inside = self.scopes.pop()
        self.add(subprocess(name, *inside))
        return Part(name, name, names=names, inner=(body, handler))

    def watched(self, block: Block) -> Part:
        """A block in a subprocess with a timer on it; interrupting, what it leads to comes back to the main way."""
        host = self.draw(Block("nested", block.inner[:1], block.choice))
        handler = self.draw(block.inner[1])
        late, after = self.name("late"), self.name("after")
        interrupts = block.choice % 3 != 0
        self.add(boundary(late, host.entry, timer(f"P{block.choice + 1}D"), cancelActivity=str(interrupts).lower()))
        self.add(flow(late, handler.entry))
        names = {"late": late, "after": after}
        if not interrupts:
            names = {"late": late, "aside": self.name("aside")}
            self.add(end(names["aside"]), flow(handler.exit, names["aside"]))
            return Part(host.entry, host.exit, names=names, inner=(host, handler))
        self.add(gateway("exclusive", after), flow(host.exit, after), flow(handler.exit, after))
        return Part(host.entry, after, names=names, inner=(host, handler))

    def _branches(self, kind: str, inner: Sequence[Block], conditions: Sequence[str], choice: Any) -> Part:
        split, join = self.name("split"), self.name("join")
        branches = tuple(self.draw(block) for block in inner)
        last = f"{split}_{branches[-1].entry}"
        self.add(gateway(kind, split, **({} if kind == "parallel" else {"default": last})), gateway(kind, join))
        for branch, condition in zip(branches, conditions, strict=True):
            is_default = branch is branches[-1] and kind != "parallel"
            self.add(flow(split, branch.entry, "" if is_default else condition.replace("{0}", split)))
            self.add(flow(branch.exit, join))
        self.variables[f"way_{split}"] = choice
        return Part(split, join, names={"split": split, "join": join}, inner=branches)


def drawn(block: Block) -> tuple[bytes, dict[str, Any]]:
    """The diagram of a block between start and end, and the variables to start it with."""
    diagram, variables, _ = outlined(block)
    return diagram, variables


def outlined(block: Block) -> tuple[bytes, dict[str, Any], Part]:
    """The same, and what was drawn."""
    drawing = Drawing({"sum": 0.1})
    part = drawing.draw(block)
    elements = [start(), *drawing.scopes[0], end(), flow("start", part.entry), flow(part.exit, "end")]
    extra = [element("message", name, name=name) for name in drawing.messages]
    extra += [element("signal", name, name=name) for name in sorted(drawing.signals)]
    extra += [element("escalation", code, escalationCode=code) for code in ("told", "other")]
    return process(*elements, extra=extra), drawing.variables, part


def _with(kind: str, inner: st.SearchStrategy[Block], least: int, most: int) -> st.SearchStrategy[Block]:
    return st.builds(Block, st.just(kind), st.lists(inner, min_size=least, max_size=most).map(tuple), CHOICES)


def _larger(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    return st.one_of(
        _with("sequence", inner, 2, 3),
        _with("exclusive", inner, 2, 3),
        _with("parallel", inner, 2, 3),
        _with("inclusive", inner, 2, 3),
        _with("loop", inner, 1, 1),
        _with("nested", inner, 1, 1),
        _with("watched", inner, 2, 2),
        _with("race", inner, 2, 2),
        _with("guarded", inner, 2, 2),
    )


CHOICES = st.integers(0, 7)
LEAVES = st.builds(
    Block,
    st.sampled_from(["task", "task", "script", "several", "receive", "repeated", "throws", "definitions"]),
    st.just(()),
    CHOICES,
)
BLOCKS = st.recursive(LEAVES, _larger, max_leaves=12)

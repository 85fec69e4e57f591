"""Workflows as data: which step may follow which, what each needs, and who may take it.

- A workflow is checked when it is built: an unreachable state, a dead end, a doubled step or a step without `by`
  fails at import, not in front of a person.
- A step has one name everywhere: button, address, policy action, ledger event and test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from confide.domain.refusal import Incomplete, NotFromHere

EMPTY: tuple[object, ...] = (None, "", [], (), {})


class WorkflowError(ValueError):
    """The workflow itself is wrong: a programming mistake, found at import."""


def words(code: str) -> str:
    """How a step or a status is said: its name with spaces."""
    return code.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Step:
    """One step that a case can take. `name` is an imperative and is never changed once released."""

    name: str
    sources: tuple[str, ...]
    target: str
    clause: str
    by: str = ""
    """Who may: a relation of the policy pack (opener, owner, office, line_manager…)."""
    needs: tuple[str, ...] = ()
    """Facts that must be there once the step has been taken."""
    emergency: bool = False
    """Whether it can be taken without agreement, induction and training."""
    fresh: bool = False
    """Whether whoever takes it must have proved lately who they are: approving, and whatever cannot be taken back."""

    @property
    def label(self) -> str:
        """The words for it."""
        return words(self.name)


@dataclass(frozen=True)
class Workflow:
    """All the states and steps of one kind of case."""

    initial: str
    final: frozenset[str]
    steps: tuple[Step, ...] = ()
    resting: frozenset[str] = frozenset()
    """States in which nobody has anything to do, unless a time was set."""
    due: Mapping[str, str] = field(default_factory=dict)
    """What is to be done by the time of a state, where the name of the state does not say it."""
    states: frozenset[str] = field(init=False)
    """Every state there is, derived."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "final", frozenset(self.final))
        ends = {end for step in self.steps for end in (*step.sources, step.target)}
        object.__setattr__(self, "states", frozenset({self.initial, *self.final, *ends}))
        self._check_steps()
        self._check_names()
        self._check_states()

    def _check_steps(self) -> None:
        seen: set[tuple[str, str]] = set()
        for step in self.steps:
            if not step.by or not step.clause or not step.sources:
                raise WorkflowError(f"{step.name} does not say by whom, under which clause or from where")
            for source in step.sources:
                if (step.name, source) in seen:
                    raise WorkflowError(f"{step.name} leaves {source} twice")
                if source in self.final:
                    raise WorkflowError(f"{step.name} leaves the final state {source}")
                seen.add((step.name, source))

    def _check_names(self) -> None:
        """One name is one action, so wherever it starts from it is the same people's."""
        said: dict[str, tuple[str, str, bool]] = {}
        for step in self.steps:
            if said.setdefault(step.name, (step.by, step.clause, step.emergency)) != (
                step.by,
                step.clause,
                step.emergency,
            ):
                raise WorkflowError(f"{step.name} is said twice, by different people or under different clauses")

    def _check_states(self) -> None:
        if unreachable := self.states - self._reachable():
            raise WorkflowError(f"unreachable: {', '.join(sorted(unreachable))}")
        if strange := (self.resting | self.due.keys()) - self.states:
            raise WorkflowError(f"no state of it: {', '.join(sorted(strange))}")
        if stuck := {state for state in self.states - self.final if not self._leaves(state)}:
            raise WorkflowError(f"no way out of: {', '.join(sorted(stuck))}")

    def _leaves(self, state: str) -> bool:
        return any(step.target != state for step in self.steps_from(state))

    def _reachable(self) -> set[str]:
        reached, frontier = {self.initial}, [self.initial]
        while frontier:
            for step in self.steps_from(frontier.pop()):
                if step.target not in reached:
                    reached.add(step.target)
                    frontier.append(step.target)
        return reached

    def steps_from(self, status: str) -> tuple[Step, ...]:
        """The steps that start from `status`, in the order of their declaration."""
        return tuple(step for step in self.steps if status in step.sources)

    def step(self, name: str, status: str) -> Step:
        """The step called `name` that starts from `status`. Raises NotFromHere."""
        for step in self.steps_from(status):
            if step.name == name:
                return step
        raise NotFromHere(words(name), words(status))

    def route(self, status: str) -> tuple[str, ...]:
        """The names of the steps that lead from the initial state to `status`, as few as possible."""
        routes: list[tuple[str, tuple[str, ...]]] = [(self.initial, ())]
        for here, taken in routes:
            if here == status:
                return taken
            known = {state for state, _ in routes}
            routes += [(s.target, (*taken, s.name)) for s in self.steps_from(here) if s.target not in known]
        raise WorkflowError(f"{status} is no state of this workflow")

    def mermaid(self) -> str:
        """The state diagram for the documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {src} --> {s.target}: {s.label} ({s.clause})" for s in self.steps for src in s.sources]
        return "\n".join([*lines, *(f"    {state} --> [*]" for state in sorted(self.final))])


def complete(step: Step, facts: Mapping[str, object]) -> None:
    """Raise Incomplete unless `facts` holds everything that the step needs. False and 0 are answers."""
    if missing := tuple(name for name in step.needs if facts.get(name) in EMPTY):
        raise Incomplete(step.label, missing, (step.clause,))

"""The stories together: a story for every command and for every refusal of a case."""

from pathlib import Path

from opennrm.cases import transitions
from opennrm.stories.expecting import differences
from opennrm.stories.form import parse_story, read_story
from opennrm.stories.telling import tell
from opennrm.stories.words import words

SPEC = Path(__file__).parent
STORIES = [read_story(path) for path in sorted(SPEC.rglob("*.yaml"))]


def test_every_command_is_carried_out_in_some_story():
    carried_out = {e.do for s in STORIES for e in s.events if not e.refused}

    assert set() == set(words()) - carried_out


def codes_of(kind):
    """The codes of every refusal of that kind that a case itself can meet."""
    for sub in kind.__subclasses__():
        if sub.__module__.startswith("opennrm.cases"):
            yield sub.code
        yield from codes_of(sub)


# What one story of one case cannot hold: two kinds of fact in one correction, and a
# second case that a service has to look up.
BEYOND_A_STORY = {"another-kind-of-fact", "not-to-be-kept", "no-such-report"}


def test_every_refusal_of_a_case_is_met_in_some_story():
    met = {e.refused for s in STORIES for e in s.events if e.refused}

    assert BEYOND_A_STORY >= set(codes_of(transitions.Refused)) - met


def test_the_example_of_the_language_page_is_told_as_it_stands():
    page = SPEC.parents[1] / "docs" / "reference" / "story-language.md"
    example = page.read_text(encoding="utf-8").split("```yaml")[1].split("```")[0]
    told = tell(parse_story(example, name="example.yaml"))

    assert [] == list(differences(told, told.story.expect[0]))


def test_the_story_of_the_guide_goes_as_the_guide_says():
    guide = (SPEC.parents[1] / "docs" / "how-to" / "tell-a-story.md").read_text("utf-8")
    lines = [line[8:] for line in guide.splitlines() if line.startswith(" " * 8)]
    end = next(place for place, line in enumerate(lines) if line.startswith("opennrm"))
    story = parse_story("\n".join(lines[:end]), name="guide.yaml")

    assert ["too-late-to-ask"] == [
        refusal.error.code for refusal in tell(story, strict=False).refusals
    ]

"""A story replayed: what it gives as known at a moment, and where it went otherwise."""

from datetime import date

import pytest

from opennrm.cases.fold import fold
from opennrm.rules.dates import as_at
from opennrm.stories import telling
from opennrm.stories.acting import USUAL, usual_actor
from opennrm.stories.form import parse_story
from opennrm.stories.replaying import replay
from opennrm.stories.telling import StoryBroken, tell
from opennrm.stories.words import command_of, fields_of, words

STORY = """
title: A positive decision, recorded late
events:
  - {on: 2026-03-02, do: refer, with: {born_on: 2001-05-06}}
  - {on: 2026-03-04, recorded: 2026-03-09, do: decide reasonable grounds, as: yes1,
     with: {outcome: positive}}
  - {on: 2026-03-10, do: suspend, with: {reason: no_such_reason}}
expect:
  - {tracks: {reasonable_grounds: negative}}
"""


def told(text=STORY, **how):
    return tell(parse_story(text, name="story.yaml"), strict=False, **how)


def test_what_was_recorded_later_is_not_known_at_an_earlier_moment():
    before = replay(told(), as_at=as_at("2026-03-08"), on=None)
    after = replay(told(), as_at=as_at("2026-03-09"), on=None)

    assert "pending" == before.tracks["reasonable_grounds"]
    assert ["refer"] == [event["do"] for event in before.events]
    assert () == before.refusals
    assert "positive" == after.tracks["reasonable_grounds"]
    assert date(2026, 3, 9) == after.on


def test_a_refusal_that_the_story_does_not_foresee_is_told_and_the_story_goes_on():
    found = replay(told(), as_at=None, on=None)

    assert [("unknown-code", False)] == [
        (one["code"], one["foreseen"]) for one in found.refusals
    ]
    assert ["Line 7", "Line 9"] == [line[:6] for line in found.broken]
    assert "track reasonable_grounds: negative expected" in found.broken[1]


def test_told_strictly_the_same_story_breaks_at_that_step():
    with pytest.raises(StoryBroken, match="Line 7: to suspend"):
        tell(parse_story(STORY, name="story.yaml"))


def test_clocks_are_read_on_the_day_asked_for_with_their_versions():
    found = replay(told(), as_at=as_at("2026-03-08"), on=date(2026, 3, 20))
    target = next(c for c in found.clocks if c["name"] == "reasonable_grounds_target")

    assert ("overdue", "2026-03-09") == (target["state"], target["due_on"])
    assert target["rule"].startswith("reasonable-grounds-target@")
    assert target["calendar"].startswith("england-and-wales@")


def test_a_letter_still_to_be_sent_says_that_no_channel_is_safe():
    found = replay(told(), as_at=None, on=None)
    to_person = [one for one in found.letters_due if one["recipient"] == "person"]

    assert [("reasonable_grounds_positive", None)] == [
        (one["letter"], one["channel"]) for one in to_person
    ]


def test_the_document_is_plain_values_only():
    document = replay(told(), as_at=None, on=None).as_json()

    def kinds(value):
        if isinstance(value, dict):
            return set().union(*(kinds(one) for one in value.values()), {str})
        if isinstance(value, list):
            return set().union(*(kinds(one) for one in value), {list})
        return {type(value)}

    assert {str, int, bool, list, type(None)} >= kinds(document)


def test_the_order_of_recording_is_the_order_of_the_events():
    text = STORY.replace("recorded: 2026-03-09", "recorded: 2026-03-01")
    with pytest.raises(StoryBroken, match="order of recording"):
        told(text)


@pytest.mark.parametrize("do", words())
def test_every_command_has_someone_who_usually_gives_it(do):
    assert usual_actor(command_of(do)) in USUAL
    assert fields_of(do) is not None


def test_what_may_follow_is_what_the_tracks_allow():
    found = replay(told(), as_at=as_at("2026-03-08"), on=None)

    assert "decide reasonable grounds" in found.may_follow
    assert "decide conclusive grounds" not in found.may_follow
    assert "resume" not in found.may_follow


UNASSURED = """
title: A negative of 2021 before its panel concluded
events:
  - {on: 2021-02-01, do: refer}
  - {on: 2021-02-05, do: decide reasonable grounds, with: {outcome: positive}}
  - {on: 2021-02-05, do: record contact, with: {whose: person, channels: [email]}}
  - {on: 2021-05-24, do: request information,
     with: {asked_of: [first_responder, police, adult_safeguarding],
            due_on: 2021-05-28}}
  - {on: 2021-06-01, do: decide conclusive grounds,
     with: {outcome: negative, reasons: [credibility], reviewed_by: reviewer}}
"""


def test_a_letter_that_may_not_leave_yet_says_what_it_waits_for():
    found = replay(told(UNASSURED), as_at=None, on=None)
    waits = {
        one["letter"]: one["waits"]
        for one in found.letters_due
        if one["recipient"] == "person"
    }

    assert waits["reasonable_grounds_positive"] is None
    assert waits["conclusive_grounds_negative"].startswith("not-assured: The service")
    assert waits["conclusive_grounds_negative"].endswith("has agreed with it.")


def test_the_case_is_folded_once_for_each_length_of_its_history(monkeypatch):
    lengths = []

    def counted(history, **how):
        lengths.append(len(history))
        return fold(history, **how)

    monkeypatch.setattr(telling, "fold", counted)
    told()

    assert len(set(lengths)) == len(lengths) > 0

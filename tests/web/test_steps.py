"""Any step of the mechanism, from the case page to the record, by its own form."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from opennrm.cases.commands import COMMANDS
from opennrm.cases.facts import InformationRequested, ReferralReturned
from opennrm.store import accesses, log, vault, worklist

ON = {"on-day": "12", "on-month": "1", "on-year": "2024"}


def page(client: Client, address: str, status: int = 200) -> Any:
    """A page, parsed."""
    answer = client.get(address)
    assert status == answer.status_code, answer.content.decode()
    return html.fromstring(answer.content.decode())


def hidden(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of a step's form, as a browser would send them."""
    shown = page(client, address)
    names = ("command_id", "version")
    return {name: shown.xpath(f"//input[@name='{name}']/@value")[0] for name in names}


def history(reference: str) -> Any:
    """Everything recorded of a case."""
    line = worklist.of_reference(reference)
    assert line is not None
    return log.history(line.case_id)


def words_of(node: Any) -> str:
    """The words of a part of a page."""
    return " ".join(" ".join(node.itertext()).split())


def test_the_case_page_leads_to_every_step_that_is_open(
    decision_maker: Client, cases: Any
) -> None:
    """Each link is a form that is there; what is not open now has no link."""
    shown = page(decision_maker, f"/cases/{cases.fresh}")
    links = shown.xpath("//ul[contains(@class, 'opennrm-steps')]//a/@href")
    assert len(links) > 15
    assert not [link for link in links if link.endswith("/steps/resume")]
    for link in links:
        assert page(decision_maker, link).xpath("//form[@method='post']")


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_every_step_has_a_page_or_says_why_not(
    decision_maker: Client, cases: Any, words: str
) -> None:
    """No command lacks its form; one that is not open now is refused with why."""
    address = f"/cases/{cases.decided}/steps/{words.replace(' ', '-')}"
    assert decision_maker.get(address).status_code in (200, 404, 422)


def test_information_is_asked_for_and_the_words_go_to_the_vault(
    decision_maker: Client, cases: Any
) -> None:
    """The fact holds codes and a pointer; what was written is only in the vault."""
    address = f"/cases/{cases.fresh}/steps/request-information"
    answer = decision_maker.post(
        address,
        {
            **hidden(decision_maker, address),
            **ON,
            "asked_of": ["first_responder", "police"],
            "due_on-day": "16",
            "due_on-month": "1",
            "due_on-year": "2024",
            "text_of_it": "  Which town was it?\n",
        },
    )
    assert 302 == answer.status_code, answer.content.decode()
    fact = history(cases.fresh)[-1].fact
    assert isinstance(fact, InformationRequested)
    assert ("first_responder", "police") == fact.asked_of
    assert {"narrative": "  Which town was it?\n"} == vault.get(fact.narrative)
    assert "Which town" not in str(history(cases.fresh))


def test_what_is_missing_is_said_at_its_field_and_nothing_is_recorded(
    decision_maker: Client, cases: Any
) -> None:
    """The page keeps what was typed and names what lacks."""
    address = f"/cases/{cases.fresh}/steps/return-referral"
    before = len(history(cases.fresh))
    answer = decision_maker.post(
        address,
        {**hidden(decision_maker, address), **ON, "on-day": "31", "on-month": "2"},
    )
    shown = html.fromstring(answer.content.decode())
    said = words_of(shown.xpath("//div[@class='govuk-error-summary']")[0])
    assert 422 == answer.status_code
    assert "must be a real date" in said
    assert "Answer: asked for" in said
    assert before == len(history(cases.fresh))


def test_a_refusal_of_the_mechanism_is_shown_with_its_rule(
    decision_maker: Client, cases: Any
) -> None:
    """A negative without what it needs is refused on the form, in the rule's words."""
    address = f"/cases/{cases.decided}/steps/decide-conclusive-grounds"
    answer = decision_maker.post(
        address,
        {
            **hidden(decision_maker, address),
            **ON,
            "outcome": "negative",
            "reasons": ["credibility"],
        },
    )
    shown = html.fromstring(answer.content.decode())
    assert 422 == answer.status_code
    said = words_of(shown.xpath("//div[@class='govuk-error-summary']")[0])
    assert "@" in said
    assert shown.xpath("//input[@value='credibility' and @checked]")


def test_a_form_sent_twice_is_one_step(decision_maker: Client, cases: Any) -> None:
    """A double click records once."""
    address = f"/cases/{cases.fresh}/steps/return-referral"
    typed = {
        **hidden(decision_maker, address),
        **ON,
        "asked_for": ["identity"],
    }
    first = decision_maker.post(address, typed)
    again = decision_maker.post(address, typed)
    assert (302, 302) == (first.status_code, again.status_code), first.content.decode()
    kinds = [type(recorded.fact) for recorded in history(cases.fresh)]
    assert 1 == kinds.count(ReferralReturned)


def test_another_reference_that_leads_nowhere_is_an_error_of_its_field(
    decision_maker: Client, cases: Any
) -> None:
    """Nothing typed is lost, and nobody learns whether such a case exists."""
    address = f"/cases/{cases.fresh}/steps/link-duplicate"
    answer = decision_maker.post(
        address,
        {
            **hidden(decision_maker, address),
            **ON,
            "kept": cases.elsewhere,
            "kind": "duplicate",
        },
    )
    assert 422 == answer.status_code
    assert "no such case that you may read" in answer.content.decode()


def test_who_only_reads_has_no_steps(overseer: Client, cases: Any) -> None:
    """The address of a step is not there for who may not take it."""
    address = f"/cases/{cases.fresh}/steps/suspend"
    assert 404 == overseer.get(address).status_code


def test_each_step_taken_is_in_the_access_record(
    decision_maker: Client, cases: Any
) -> None:
    """Who did what to which case is kept beside the facts."""
    address = f"/cases/{cases.fresh}/steps/return-referral"
    typed = {**hidden(decision_maker, address), **ON, "asked_for": ["identity"]}
    decision_maker.post(address, typed)
    line = worklist.of_reference(cases.fresh)
    assert line is not None
    done = [each.action for each in accesses.of_case(line.case_id)]
    assert 1 == done.count("return_referral")


def test_a_duplicate_leads_to_the_referral_that_was_kept(
    decision_maker: Client, cases: Any
) -> None:
    """The link is confirmed by a person, and the page of the one leads to the other."""
    address = f"/cases/{cases.fresh}/steps/link-duplicate"
    answer = decision_maker.post(
        address,
        {
            **hidden(decision_maker, address),
            **ON,
            "kept": cases.overdue,
            "kind": "duplicate",
        },
    )
    assert 302 == answer.status_code, answer.content.decode()
    shown = page(decision_maker, f"/cases/{cases.fresh}")
    inset = shown.xpath("//div[@class='govuk-inset-text']")[0]
    assert f"kept is {cases.overdue}" in words_of(inset)
    assert inset.xpath(f"a[@href='/cases/{cases.overdue}']")


def test_a_referral_is_not_kept_in_the_place_of_what_is_out_itself(
    decision_maker: Client, cases: Any
) -> None:
    """Two references never lead to each other."""
    for one, other in ((cases.fresh, cases.overdue), (cases.overdue, cases.fresh)):
        address = f"/cases/{one}/steps/link-duplicate"
        answer = decision_maker.post(
            address,
            {
                **hidden(decision_maker, address),
                **ON,
                "kept": other,
                "kind": "duplicate",
            },
        )
    assert 422 == answer.status_code
    assert "stands by itself" in answer.content.decode()

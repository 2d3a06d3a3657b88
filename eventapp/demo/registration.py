"""How people register for the demo's forum: its questions, codes and invitations, and what guests answered."""

import random
from typing import Any

from eventapp.demo.texts import in_three_languages
from eventapp.registration.service import FollowUpDetails, Invitee, QuestionDetails

ACCESS_CODE = "BUYER2025"
DIETS = ("vegetarian", "halal", "none")
REASONS = ("coproduce", "buy", "sell", "learn")


def _options(**labels: Any) -> list[dict[str, Any]]:
    return [{"key": key, "label": dict(label)} for key, label in labels.items()]


FOLLOW_UP = FollowUpDetails(
    in_three_languages("Opening dinner and build-up", "開幕晚宴及佈展"),
    in_three_languages(
        "Dinner is at 19:00 in the Grand Hall. Stands are built on the evening before.",
        "晚宴於七時在大禮堂舉行。展位於前一晚佈置。",
    ),
    reminds_days=3,
)


def follow_up_questions() -> list[QuestionDetails]:
    """What exhibitors are asked once they are registered."""
    return [
        QuestionDetails(
            "choice",
            in_three_languages("Will you come to the opening dinner?", "你會出席開幕晚宴嗎？"),
            is_required=True,
            options=_options(
                alone=in_three_languages("Yes, alone", "會，一人出席"),
                two=in_three_languages("Yes, with a companion", "會，攜同一位同伴"),
                no=in_three_languages("No", "不會"),
            ),
        ),
        QuestionDetails("text", in_three_languages("When do you arrive?", "你何時抵達？")),
    ]


def questions(ticket_type_ids: dict[str, int]) -> dict[str, QuestionDetails]:
    """The forum's questions by name, in order. What hangs on another is named there."""
    return {
        "reason": QuestionDetails(
            "choice",
            in_three_languages("What brings you here?", "你為何而來？"),
            is_required=True,
            options=_options(
                coproduce=in_three_languages("Finding partners for a co-production", "尋找合拍夥伴"),
                buy=in_three_languages("Buying programmes", "採購節目"),
                sell=in_three_languages("Selling programmes", "銷售節目"),
                learn=in_three_languages("Learning what is new", "了解行業新動向"),
            ),
        ),
        "wanted": QuestionDetails(
            "text",
            in_three_languages("What are you looking for?", "你想採購甚麼節目？"),
            in_three_languages("A few words: genre, length, languages.", "簡單寫下類型、長度、語言即可。"),
        ),
        "diet": QuestionDetails(
            "choices",
            in_three_languages("What should lunch take care of?", "午餐有甚麼需要留意？"),
            options=_options(
                vegetarian=in_three_languages("Vegetarian", "素食"),
                halal=in_three_languages("Halal", "清真"),
                none=in_three_languages("No pork", "不吃豬肉"),
            ),
        ),
        "letter": QuestionDetails(
            "file",
            in_three_languages("Press card or letter of assignment", "記者證或採訪委派信", "记者证或采访委派函"),
            is_required=True,
            is_evidence=True,
            ticket_type_ids=[ticket_type_ids["press"]],
        ),
        "work": QuestionDetails(
            "link",
            in_three_languages("A link to your recent work", "近期作品連結", "近期作品链接"),
            is_evidence=True,
            ticket_type_ids=[ticket_type_ids["press"]],
        ),
        "photos": QuestionDetails(
            "consent",
            in_three_languages(
                "I may be seen in photographs of the forum that the organiser publishes.",
                "我同意主辦方發佈的論壇相片中可能出現本人。",
                "我同意主办方发布的论坛照片中可能出现本人。",
            ),
        ),
    }


INVITEES = (
    Invitee("lin@example.org", "林慧心", "黃浦傳媒", "zh-Hans"),
    Invitee("mercier@example.org", "Camille Mercier", "Canal Boréal", "en"),
    Invitee("okonkwo@example.org", "Ada Okonkwo", "Lagos Screen Works", "en"),
    Invitee("ho@example.org", "何柏希", "維港電視", "zh-Hant"),
    Invitee("mori@example.org", "森 由紀子", "Minato Broadcasting", "en"),
)


def answers_of(number: int, ticket: str, ids: dict[str, int]) -> dict[int, Any]:
    """What guest `number` answered: the same every time."""
    chance = random.Random(number)
    reason = chance.choice(REASONS)
    found: dict[int, Any] = {ids["reason"]: reason}
    if reason == "buy":
        found[ids["wanted"]] = chance.choice(("90-second drama", "Family drama, 40 episodes", "Formats", "Animation"))
    if chance.random() < 0.3:
        found[ids["diet"]] = [chance.choice(DIETS)]
    if ticket == "press":
        found[ids["work"]] = f"https://example.org/portfolio/{number}"
    if chance.random() < 0.8:
        found[ids["photos"]] = True
    return found


def press_letter() -> bytes:
    """A letter of assignment as a small PDF, for reviewers to open."""
    import typst

    source = '#set page(paper: "a5")\n= Letter of assignment\n#v(1em)\nMade up for the demo.'
    pdf = typst.compile(source.encode(), format="pdf")
    assert isinstance(pdf, bytes)
    return pdf

"""Without agreement, induction and training only the emergency minimum is shared (clauses 1.3c, 1.5a, 1.6b, 1.6d)."""

from tests.disclosures.conftest import minutes_ago
from tests.disclosures.test_urgently import DANGER

NOTHING_YET = "You can share nothing yet"


class TestInAnEmergency:
    def test_a_new_starter_sees_what_to_tell_and_whom_to_ring(self, today, window):
        kit = window(today.kit)
        page = kit.get(kit.post("/disclosures/emergency/", DANGER).url)
        said = page.content.decode()
        assert "Tell them now" in said
        assert page.context["view"]["tell_now"].count(";") == len(DANGER["ask"]) - 1
        assert "Ring 999" in said
        assert "07700 900999" in said
        assert "Complete the record within 24 hours." in said

    def test_what_was_typed_stays_sealed_all_the_same(self, today, window):
        kit = window(today.kit)
        page = kit.get(kit.post("/disclosures/emergency/", DANGER).url).content.decode()
        assert "Heart condition" not in page
        assert "kitchen floor" not in page

    def test_once_the_record_is_complete_nothing_is_left_to_tell(self, today, window):
        kit = window(today.kit)
        url = kit.post("/disclosures/emergency/", DANGER).url
        page = kit.get(f"{url}complete-the-record/")
        typed = {"key": page.context["key"], "expecting": page.context["expecting"], "reasons": "She did not answer."}
        went = {"went_health": "on", "what_health": "Her heart", "sent_to": "Jo", "same_recipient": "yes"}
        how = {"sent_at": minutes_ago(), "sent_channel": "phone", "told_in_confidence": "no"}
        assert kit.post(f"{url}complete-the-record/", {**typed, **went, **how}).status_code == 302
        assert "tell_now" not in kit.get(url).context["view"]


class TestOtherwise:
    def test_whoever_can_share_nothing_is_told_before_the_first_question(self, today, window):
        page = window(today.kit).get("/disclosures/new/").content.decode()
        assert NOTHING_YET in page
        assert "not signed the confidentiality agreement" in page
        assert NOTHING_YET not in window(today.ama).get("/disclosures/new/").content.decode()

    def test_of_training_that_never_was_nobody_says_that_it_lapsed(self, today, window):
        page = window(today.kit).get("/disclosures/new/").content.decode()
        assert "Your training is not on record yet" in page

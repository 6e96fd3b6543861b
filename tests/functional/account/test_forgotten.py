"""A new password by mail."""

from datetime import timedelta

from bviewer.accounts.hashing import Way, hashing_slot
from bviewer.accounts.users import find_user
from bviewer.models import Attempt, Letter, Token, now
from bviewer.security.tokens import digest
from tests.functional.account.conftest import ANNA, last_mail, link_in, plain
from tests.functional.owner.forms import landed
from tests.functional.signing_in import PASSWORD, count_of, is_signed_in, last_form, sign_in
from tests.functional.stacks import everywhere
from tests.site import HOST

NEW = "battery staple and so on"


def ask(browser, mail=ANNA, status=303):
    form = last_form(browser.get("/forgotten"))
    form["mail"] = mail
    answer = form.submit(status=status)
    return answer.follow() if status == 303 else answer


def choose(browser, link, password=NEW, status=303):
    form = last_form(browser.get(link, status=200))
    form["password"] = password
    return form.submit(status=status)


@everywhere
def test_a_new_password_is_chosen_by_a_link_and_ends_all_sessions(mailing, server):
    anna, thief = mailing.browser(), mailing.browser()
    sign_in(thief)
    assert anna.get("/login").click("Forgotten password").request.path == "/forgotten"
    ask(anna, ANNA.upper())
    mail = last_mail(mailing, server)
    link = link_in(mail)
    assert mail.recipients == [ANNA]
    with mailing.session() as session:
        assert session.query(Token).one().token_hash == digest(link.rpartition("/")[2])
    assert "others would try" in choose(anna, link, "password123", 422)
    with hashing_slot(Way.LINK, "somebody else"):
        assert choose(anna, link, status=503).headers["Retry-After"] == "2"
    answer = choose(anna, link)
    assert "The new password is set." in landed(answer)
    assert is_signed_in(anna)
    assert not is_signed_in(thief)
    assert "has a new password now" in plain(last_mail(mailing, server))
    sign_in(thief, password=PASSWORD, status=403)
    sign_in(thief, password=NEW)
    page = anna.get(link, status=404)
    assert "not good any more" in page
    assert page.click("Forgotten password").request.path == "/forgotten"
    assert count_of(mailing, Letter) == 0


def test_a_mail_leads_to_no_port_that_a_stranger_named(mailing, server):
    browser = mailing.browser()
    for own, asked in {"80": f"{HOST}:8443", "7001": f"{HOST}:7001"}.items():
        browser.extra_environ |= {"SERVER_PORT": own, "HTTP_HOST": asked}
        ask(browser)
        text = plain(last_mail(mailing, server))
        assert f"http://{HOST if own == '80' else asked}/password/" in text


def test_nobody_learns_which_addresses_are_known(mailing, server):
    mailing.add_user("away")
    with mailing.session() as session:
        away = find_user(session, "away")
        away.mail, away.active = "away@pub.test", False
    costs = set()
    for mail in (ANNA, "away@pub.test", "nobody@pub.test"):
        with mailing.statements() as statements:
            answer = ask(mailing.browser(), mail)
        written = [line for line in statements if line.startswith(("INSERT", "DELETE"))]
        costs.add((answer.text, len([line for line in written if "attempt" in line])))
    assert len(costs) == 1
    mailing.run_jobs()
    assert [mail.recipients for mail in server.inbox] == [[ANNA]]
    with mailing.session() as session:
        keys = session.query(Attempt.key).all()
    assert {f"forgotten:{ANNA}", "forgotten:nobody@pub.test"} <= {key for (key,) in keys}


def test_no_mailbox_is_filled_and_no_address_asks_without_end(mailing, server):
    for number in range(5):
        browser = mailing.browser()
        browser.extra_environ["REMOTE_ADDR"] = f"192.0.2.{number}"
        ask(browser)
    assert "Too many attempts" in ask(mailing.browser(), status=429)
    for number in range(10):
        ask(mailing.browser(), f"b{number}@pub.test")
    ask(mailing.browser(), "b@pub.test", status=429)
    mailing.run_jobs()
    assert len(server.inbox) == 5
    assert "not a mail address" in ask(browser, "x", 422)


def test_a_link_is_good_for_an_hour_while_its_person_may_sign_in(mailing, server):
    ask(mailing.browser())
    link = link_in(last_mail(mailing, server))
    with mailing.session() as session:
        token = session.query(Token).one()
        assert timedelta(minutes=58) < token.expires_at - now() <= timedelta(hours=1)
        find_user(session, "anna").active = False
    mailing.browser().get(link, status=404)


def test_each_of_those_who_share_an_address_gets_a_link_in_their_language(mailing, server):
    mailing.add_user("ben")
    with mailing.session() as session:
        ben = find_user(session, "ben")
        ben.mail, ben.language = ANNA, "de"
    browser = mailing.browser()
    ask(browser)
    mailing.run_jobs()
    first, second = server.inbox
    assert "for anna at" in plain(first)
    assert "ben" in plain(second)
    choose(browser, link_in(second))
    with mailing.session() as session:
        assert find_user(session, "ben").password_hash is not None


def test_where_no_mail_is_sent_the_page_says_so(gallery):
    assert "No mail can be sent" in gallery.browser().get("/forgotten")

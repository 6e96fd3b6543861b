"""The forms of one's own page. Each is sent by itself."""

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from bviewer.accounts.addresses import LONGEST_MAIL
from bviewer.accounts.users import LONGEST_NAME
from bviewer.config.languages import NAMES
from bviewer.models import Scope
from bviewer.presenters.languages import Message, mark
from bviewer.presenters.programs import SCOPES
from bviewer.views.owner.forms import ChoiceField, OwnerForm

PRESENT = mark("Present password")


class NameForm(OwnerForm):
    """By what name somebody signs in."""

    name = StringField(mark("Name"), [DataRequired(), Length(max=LONGEST_NAME)])


class MailForm(OwnerForm):
    """Where mail goes."""

    mail = StringField(mark("Mail address"), [DataRequired(), Length(max=LONGEST_MAIL)])
    mail_present = PasswordField(PRESENT)


class LanguageForm(OwnerForm):
    """In which language pages and mails are."""

    language = ChoiceField(
        mark("Language"),
        {
            "": mark("As the browser says"),
            **{code: Message(name) for code, name in NAMES.items()},
        },
    )


class PasswordForm(OwnerForm):
    """By what else somebody signs in."""

    present = PasswordField(PRESENT)
    password = PasswordField(mark("New password"), [InputRequired()])


class PasskeyForm(OwnerForm):
    """A passkey that a script has made: what it is called, and what the device answered."""

    passkey_name = StringField(mark("Name"), [DataRequired()])
    passkey_present = PasswordField(PRESENT)
    answer = HiddenField()


class TokenForm(OwnerForm):
    """A token for a program: what that is, and what it may do."""

    label = StringField(mark("What is it for?"), [DataRequired()])
    scope = ChoiceField(mark("It may"), SCOPES, default=Scope.READ)
    album = StringField(mark("Address of an album"))
    days = ChoiceField(
        mark("Good for"),
        {"30": mark("30 days"), "365": mark("A year"), "": mark("As long as you want")},
        default="365",
    )
    token_present = PasswordField(PRESENT)

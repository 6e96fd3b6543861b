from wtforms import Form, PasswordField

import bviewer.views.account.forms
import bviewer.views.owner.welcome
import bviewer.views.visitor.sign_in
from bviewer.views.kept import SECRETS

FORMS = (
    bviewer.views.account.forms,
    bviewer.views.owner.welcome,
    bviewer.views.visitor.sign_in,
)


def test_every_field_of_a_password_is_a_secret() -> None:
    forms = [
        form
        for module in FORMS
        for form in vars(module).values()
        if isinstance(form, type) and issubclass(form, Form)
    ]
    fields = {name: field for form in forms for name, field in vars(form).items()}
    names = {
        name
        for name, field in fields.items()
        if getattr(field, "field_class", None) is PasswordField
    }
    assert {"password", "present"} <= names <= SECRETS

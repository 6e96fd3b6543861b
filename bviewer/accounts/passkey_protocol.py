"""What browsers and passkeys say to each other (WebAuthn), by the library.

Only whoever makes or uses a passkey imports this: the library brings much that others do without.
"""

from collections.abc import Sequence
from typing import Any

from webauthn import (
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import base64url_to_bytes, options_to_json_dict, parse_client_data_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

Credential = dict[str, Any]


def registration_options(
    host: str, name: str, handle: bytes, challenge: str, known: Sequence[bytes]
) -> dict[str, Any]:
    """Return what a browser needs to make a passkey on a device that has none of the `known`."""
    options = generate_registration_options(
        rp_id=host,
        rp_name=host,
        user_id=handle,
        user_name=name,
        challenge=challenge.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
    )
    return options_to_json_dict(options)


def challenge_in(credential: Credential) -> str:
    """Return the challenge that a browser has answered; raises whatever a bad answer leads to."""
    data = base64url_to_bytes(credential["response"]["clientDataJSON"])
    return parse_client_data_json(data).challenge.decode("ascii")


def id_in(credential: Credential) -> bytes:
    """Return the id of the passkey that answers."""
    return base64url_to_bytes(credential["rawId"])


def verify_new(
    credential: Credential, host: str, origin: str, challenge: str
) -> VerifiedRegistration:
    """Return the passkey that was made; raises whatever a bad answer leads to."""
    return verify_registration_response(
        credential=credential,
        expected_challenge=challenge.encode(),
        expected_rp_id=host,
        expected_origin=origin,
        require_user_verification=True,
    )


def verify_use(
    credential: Credential,
    host: str,
    origin: str,
    challenge: str,
    public_key: bytes,
    sign_count: int,
) -> VerifiedAuthentication:
    """Return what a passkey says of its use; raises whatever a bad answer leads to."""
    return verify_authentication_response(
        credential=credential,
        expected_challenge=challenge.encode(),
        expected_rp_id=host,
        expected_origin=origin,
        credential_public_key=public_key,
        credential_current_sign_count=sign_count,
        require_user_verification=True,
    )

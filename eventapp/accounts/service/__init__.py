"""Accounts: made, signed in, secured."""

from eventapp.accounts.service.demands import is_demanded_by_site, set_up_by
from eventapp.accounts.service.errors import (
    AccountError,
    CodeRefused,
    EmailTaken,
    LinkOver,
    PasskeyRefused,
    PasswordRefused,
    ProviderInUse,
    ProviderRefused,
    TooManyGuesses,
)
from eventapp.accounts.service.links import (
    ask_for_link,
    choose_password_by_link,
    link_token,
    make_link,
    use_link,
    user_of_link,
)
from eventapp.accounts.service.passkeys import (
    add_passkey,
    passkeys_of,
    registration_options,
    relying_party,
    remove_passkey,
    sign_in_options,
    user_of_passkey,
)
from eventapp.accounts.service.passwords import (
    SHORTEST_PASSWORD,
    change_password,
    check_password,
    confirm_password,
    strength_of,
    use_hasher,
)
from eventapp.accounts.service.providers import (
    ProviderDetails,
    account_of,
    all_providers,
    client_of,
    create_provider,
    delete_provider,
    forget_secret,
    identities_of,
    offered_providers,
    provider_by_key,
    update_provider,
)
from eventapp.accounts.service.second_factors import (
    authenticator_uri,
    check_code,
    new_authenticator_secret,
    new_recovery_codes,
    remove_authenticator,
    reset_second_factors,
    set_up_authenticator,
    spoken_recovery_code,
    typed_secret,
    unused_recovery_codes,
    use_recovery_code,
)
from eventapp.accounts.service.sessions import (
    SEEN_EVERY,
    Browser,
    confirm_session,
    end_session,
    is_confirmed,
    is_running,
    note_seen,
    open_session,
    sessions_of,
    sign_out_everywhere,
)
from eventapp.accounts.service.users import change_profile, create_user, set_admin, set_disabled

__all__ = [
    "SEEN_EVERY", "SHORTEST_PASSWORD", "AccountError", "Browser", "CodeRefused", "EmailTaken", "LinkOver",
    "PasskeyRefused", "PasswordRefused", "ProviderDetails", "ProviderInUse", "ProviderRefused", "TooManyGuesses",
    "account_of", "add_passkey", "all_providers", "ask_for_link", "authenticator_uri", "change_password",
    "change_profile", "check_code", "check_password", "choose_password_by_link", "client_of", "confirm_password",
    "confirm_session", "create_provider", "create_user", "delete_provider", "end_session", "forget_secret",
    "identities_of", "is_confirmed", "is_demanded_by_site", "is_running", "link_token", "make_link",
    "new_authenticator_secret", "new_recovery_codes", "note_seen", "offered_providers", "open_session", "passkeys_of",
    "provider_by_key", "registration_options", "relying_party", "remove_authenticator", "remove_passkey",
    "reset_second_factors", "sessions_of", "set_admin", "set_disabled", "set_up_authenticator", "set_up_by",
    "sign_in_options", "sign_out_everywhere", "spoken_recovery_code", "strength_of", "typed_secret",
    "unused_recovery_codes", "update_provider", "use_hasher", "use_link", "use_recovery_code", "user_of_link",
    "user_of_passkey",
]  # fmt: skip

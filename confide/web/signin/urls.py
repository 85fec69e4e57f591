"""The addresses of signing in. The names with an underscore are those that allauth looks for; it has no others."""

from django.urls import URLPattern, path

from confide.web.signin import account, views
from confide.web.signin.lockouts import lockouts
from confide.web.signin.unsent import unsent

ADDRESSES: list[URLPattern] = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/second-step/", views.second_step, name="mfa_authenticate"),
    path("sign-in/passkey/", views.by_passkey, name="mfa_login_webauthn"),
    path("sign-in/code/", views.by_code, name="sign-in-code"),
    path("sign-in/start-over/", views.start_over, name="sign-in-start-over"),
    path("sign-in/<slug:provider_id>/there/", views.single_sign_on, name="openid_connect_login"),
    path("sign-in/<slug:provider_id>/back/", views.single_sign_on_back, name="openid_connect_callback"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("unsent/", unsent, name="unsent"),
    path("account/", account.account, name="account"),
    path("account/", account.account, name="mfa_index"),
    path("account/app/", account.app, name="mfa_activate_totp"),
    path("account/passkey/", account.passkey, name="mfa_add_webauthn"),
    path("account/steps/<int:pk>/remove/", account.remove, name="account-remove"),
    path("account/recovery-codes/", account.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", account.new_codes, name="account-new-codes"),
    path("account/password/", account.password, name="account-password"),
    path("lockouts/", lockouts, name="lockouts"),
]

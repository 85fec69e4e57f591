"""What can go wrong in the vault. No message holds a key, a word that was sealed, or whom it is about."""


class VaultError(Exception):
    """Anything that the vault refuses."""


class KeyStoreError(VaultError):
    """The key files or the key store are not as they must be; the sentence says what to do."""


class NoKey(VaultError):
    """There is no key for this holder and retention class, and none was to be made."""


class Shredded(VaultError):
    """The key was destroyed on purpose: what it sealed can never be opened again."""


class SealBroken(VaultError):
    """A sealed value is damaged, or is not the one that belongs in this place."""

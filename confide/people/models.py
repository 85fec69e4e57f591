"""Who works here: the staff, who are the only ones that sign in."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Staff(AbstractBaseUser):
    """A member of staff."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=150, unique=True)

    objects = BaseUserManager()

    USERNAME_FIELD = "username"

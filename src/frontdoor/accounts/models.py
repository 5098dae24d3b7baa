"""People who sign in, and keys of systems that call."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from frontdoor.accounts.types import Role


class UserManager(BaseUserManager["User"]):
    pass


class User(AbstractBaseUser):
    """One person who can sign in. Staff have a role; what they see also depends on their teams."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role], blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_one_per_email")]

    def __str__(self) -> str:
        return f"user {self.pk}"

    @property
    def role_name(self) -> str:
        """The role as people read it: Team leader."""
        return self.role.replace("_", " ").capitalize()


class ApiKey(models.Model):
    """A partner system's key. Only its digest is kept: the key is long and random, so one hash is enough."""

    name = models.CharField(max_length=100, unique=True)
    scope = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

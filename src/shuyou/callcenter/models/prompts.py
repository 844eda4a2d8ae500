"""What callers hear that somebody recorded, instead of a machine's voice."""

from django.db import models


class RecordedPrompt(models.Model):
    """Words that somebody spoke, or music, as telephones speak it."""

    digest = models.CharField(max_length=64, unique=True)
    """By what the words are known (see `shuyou.callcenter.rules.prompts`)."""
    language = models.CharField(max_length=5)
    words = models.CharField(max_length=1000)
    sound = models.BinaryField()
    """A-law, 8 kHz, one channel."""
    put_by = models.CharField(max_length=80)
    put_at = models.DateTimeField()

"""Opening the data before a page is shown."""

import os

from readiness.context import shared_context
from readiness.errors import ContentError, StorageError
from readiness.settings import Settings


def data_is_open() -> bool:
    """Whether the data can be worked with; else the sentence that says why not stands on the page, and the way on."""
    settings = Settings.from_environment(os.environ)
    try:
        shared_context(settings)
    except (StorageError, ContentError) as error:
        from readiness.ui.not_opened import explain  # restoring a backup is no part of an ordinary start

        explain(settings, error)
        return False
    return True

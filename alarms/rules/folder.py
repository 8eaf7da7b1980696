"""Rule files that may change while Samara runs."""

import logging
from collections.abc import Iterable
from pathlib import Path

from alarms.changed_files import Signature, signature
from alarms.rules.reader import files_of, load
from alarms.rules.rule import Rules
from telemetry.errors import ConfigError

logger = logging.getLogger(__name__)


class RuleFolder:
    """The rules of files and folders as they were last right; `problems` says what is wrong with them now."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Reads them; raises `ConfigError` when they are wrong from the beginning."""
        self._paths = list(paths)
        self._signature = self._look()
        self.rules = load(self._paths)
        self.problems = ""

    def poll(self) -> Rules | None:
        """The new rules when the files have changed and are right; None when there is nothing to do.

        Wrong files leave the rules as they are: an alarm lost by a typing error is worse than an old threshold.
        """
        seen = self._look()
        if seen == self._signature:
            return None
        self._signature = seen
        try:
            self.rules = load(self._paths)
        except ConfigError as error:
            self.problems = str(error)
            logger.error("the alarm rules stay as they were:\n%s", error)  # noqa: TRY400 - the text says it all
            return None
        self.problems = ""
        logger.info("%d alarm rules read anew", len(self.rules))
        return self.rules

    def _look(self) -> Signature:
        return signature(file for path in self._paths for file in files_of(path))

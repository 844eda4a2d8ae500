"""What the sample club shows on pages that show many packages: whose the books are, and what is invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.demo.models import SampleClub
from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Panel, registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where some of the sample club's books come from, and on which terms."""

    books: str | Promise
    origin: str | Promise
    licence: str
    url: str
    changed: str | Promise = ""


SOURCES: Final[Sequence[Source]] = (
    Source(
        books=_("10,000 English books"),
        origin="goodbooks-10k by Zygmunt Zając, commit 6dd165b; facts from Goodreads",
        licence="CC BY-SA 4.0",
        url="https://creativecommons.org/licenses/by-sa/4.0/",
        changed=_("numbers mended, columns chosen, addresses of pictures left out"),
    ),
    Source(
        books=_("201 English books with prices"),
        origin="django-oscar, commit cdbfc441, © 2011 Tangent Communications PLC and individual contributors",
        licence="BSD-3-Clause",
        url="https://opensource.org/license/bsd-3-clause",
        changed=_("three files joined"),
    ),
    Source(
        books=_("14 Chinese books with ISBN and list price"),
        origin="Books-Management-System, commit c99208b, © 2018 Withstars",
        licence="Apache-2.0",
        url="https://www.apache.org/licenses/LICENSE-2.0",
        changed=_("columns chosen, blurbs left out"),
    ),
    Source(
        books=_("Samples of ONIX"),
        origin="jonix, commit 8c49dcd",
        licence="Apache-2.0",
        url="https://www.apache.org/licenses/LICENSE-2.0",
        changed=_("names and addresses in the header replaced"),
    ),
    Source(
        books=_("Samples of CNMARC"),
        origin=_("made for this project from public facts"),
        licence="CC0 1.0",
        url="https://creativecommons.org/publicdomain/zero/1.0/",
    ),
)


def _sources(_subject_id: int, _actor: Actor, _at: datetime) -> Sequence[Source] | None:
    """Return the sources if there is a sample club; another shop's books are its own business."""
    return SOURCES if SampleClub.objects.filter(has_books=True).exists() else None


registry.offer(
    Panel(
        slot="shop.about",
        key="sample",
        order=10,
        permission="catalog.view",
        template="demo/about_data.html",
        load=_sources,
    )
)

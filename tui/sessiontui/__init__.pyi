"""The promised names for type checkers; what loads them is ``__init__.py``, whose table this is."""

from .codec.salvage.result import Damage as Damage
from .codec.salvage.result import Salvage as Salvage
from .errors import Barred as Barred
from .errors import Damaged as Damaged
from .errors import NeedsConsent as NeedsConsent
from .errors import NotASession as NotASession
from .errors import NotFollowed as NotFollowed
from .errors import NothingFound as NothingFound
from .errors import PluginFault as PluginFault
from .errors import Refused as Refused
from .errors import SessiontuiError as SessiontuiError
from .errors import StaleRevision as StaleRevision
from .errors import TooLarge as TooLarge
from .errors import Unreadable as Unreadable
from .errors import UsageError as UsageError
from .export.formats import FORMATS as FORMATS
from .firefox.next_start import NextStart as NextStart
from .firefox.prefs.settings import Setting as Setting
from .firefox.profile_lock import InUse as InUse
from .library.functions import export as export
from .library.functions import find as find
from .library.functions import lost as lost
from .library.functions import open_profile as open_profile
from .library.functions import open_session as open_session
from .library.functions import salvage as salvage
from .library.pages import Found as Found
from .library.pages import Lost as Lost
from .library.pages import Page as Page
from .library.pages import Whole as Whole
from .library.profile import Profile as Profile
from .library.salvaging import SalvagedFile as SalvagedFile
from .library.saved_session import RecentlyClosed as RecentlyClosed
from .library.saved_session import SavedSession as SavedSession
from .library.told_types import ProfileState as ProfileState
from .library.told_types import Summary as Summary
from .session.model.salvaged import Salvaged as Salvaged
from .session.model.snapshot import ClosedTab as ClosedTab
from .session.model.snapshot import Cookie as Cookie
from .session.model.snapshot import Counts as Counts
from .session.model.snapshot import Entry as Entry
from .session.model.snapshot import FormField as FormField
from .session.model.snapshot import ScrollPosition as ScrollPosition
from .session.model.snapshot import SessionInfo as SessionInfo
from .session.model.snapshot import Tab as Tab
from .session.model.snapshot import TabGroup as TabGroup
from .session.model.snapshot import Window as Window
from .session.pages.find import Hit as Hit
from .session.pages.index import Sighting as Sighting
from .stores.left_out import LeftOut as LeftOut
from .stores.several import SeveralProfiles as SeveralProfiles
from .stores.view import Version as Version
from .text import printable as printable

__all__: list[str]
__version__: str

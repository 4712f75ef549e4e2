"""The catalogue of every known field: what it means, and since which Firefox.

A session is described by *kinds* of objects (a session holds windows, a window holds tabs, a tab
holds entries …). Each kind lists its keys; a key's type names the kind its value, or each item of
its value, is of. Kinds with the key ``*`` are free maps: their keys are data, not names.

``since`` is the first release known to write a field, ``gone`` the release by which it was gone:
both come from Firefox's own sources or, where these are silent, from files of known versions, so
a field may be a few releases older than it says. ``None`` means always, or unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

__all__ = ["Field", "about", "describe", "field", "fields", "kind_of", "kinds"]


class Field(Struct, frozen=True):
    """What one key of a session means."""

    key: str
    """The key, as the file has it."""
    meaning: str
    """One sentence for a person, without markup."""
    type: str
    """``string``, ``int``, ``bool``, ``ms``, ``object``, ``array of tab``, ``base64`` …"""
    holds: str | None
    """The kind of the value's object, or of each item of the value's array."""
    since: int | None
    """The first Firefox known to write it; None: always, or unknown."""
    gone: int | None
    """The Firefox by which it was gone; None: still written, or unknown."""
    private: bool
    """Typed text, cookies, storage, form data, referrers, principals: nobody else's business."""
    vendor: str | None
    """Whose field it is, when not Firefox's own."""


_ZEN = "Zen Browser"

# One kind a section: ``[name] what an object of it is``; ``[name: base]`` has base's keys too.
# One key a line: ``key | type | marks | meaning``. A type that is a kind is an object of it,
# ``[kind]`` an array of it, ``words > kind`` anything else that holds it. Marks: ``p`` private,
# ``zen`` of Zen Browser, ``52`` since, ``-70`` gone, ``52-70`` both. A section's marks go for all
# its keys.
_CATALOGUE = """
[session] Everything Firefox keeps to bring a session back.
version | [value] | 45 | The name of the format and its number, sessionrestore and 1.
windows | [window] | | The open windows.
selectedWindow | int | | The window in front, counted from 1; 0 is none.
_closedWindows | [closedWindow] | | The recently closed windows, newest first.
savedGroups | [closedGroup] | 131 | Tab groups saved to be opened again later.
maxSplitViewId | int | 148 | The highest number given to a split view so far.
session | sessionInfo | | When the session began, when it was saved, and how often it crashed.
global | global | p 27 | Values that add-ons and Firefox keep for the whole session.
cookies | [cookie] | p 55 | Session cookies, meant to end with Firefox; kept here, restored with it.
lastSessionState | session | 4 | The session before this one, for Restore Previous Session.
deferredInitialState | session | | The session set aside at a start with a private window only.
browserConsole | bool | 57 | Whether the Browser Console was open.
browserToolbox | bool | 60 | Whether the Browser Toolbox was open.
scratchpads | [scratchpad] | 12-72 | The open Scratchpad windows of the developer tools.
_cachedObjs | [value] | | Icons kept once and referred to by number; an experiment, taken back.

[sessionInfo] When the session began, when it was saved, and how often it crashed.
lastUpdate | ms | | When this state was collected.
startTime | ms | | When the session began; kept when a session is restored.
recentCrashes | int | | How many crashes in a row came before this save.
state | string | -27 | Whether Firefox was running or had stopped at this save.

[scratchpad] One Scratchpad window of the developer tools.
filename | string | p | The file it was showing.
text | string | p | The text that was typed into it.
executionContext | int | | Whether its code ran in the page or in the browser.
saved | bool | | Whether its text was saved to the file.
dirty | bool | | Whether its text was changed since it was saved.

[global] Values kept for the whole session.
* | string | p | A value kept for the whole session under this name.

[window] One browser window and its tabs.
tabs | [tab] | | The open tabs, from first to last.
selected | int | | The tab in front, counted from 1.
_closedTabs | [closedTab] | | The recently closed tabs of this window, newest first.
groups | [group] | 131 | The tab groups of this window.
closedGroups | [closedGroup] | 131 | The recently closed tab groups of this window.
splitViews | [splitView] | 148 | The split views of this window, two tabs side by side each.
_lastClosedTabGroupCount | int | 101 | How many tabs were closed together last; -1 if just one.
lastClosedTabGroupId | string | 131 | The tab group that was closed last in this window.
width | int | | The width of the window in pixels.
height | int | | The height of the window in pixels.
screenX | int | | How far from the left of the screen the window stands, in pixels.
screenY | int | | How far from the top of the screen the window stands, in pixels.
sizemode | string | | Whether it is normal, maximized, minimized or fullscreen.
sizemodeBeforeMinimized | string | 70 | What it was before it was minimized.
zIndex | int | 60 | Its place in the stack of windows, higher is nearer to the front.
workspaceID | string | 78 | The virtual desktop it is on.
chromeFlags | int | 101 | How the window was built, as a number of flags.
hidden | string | | The bars this window does not show, separated by commas.
isPopup | bool | | Whether a page opened it as a pop-up without tabs.
isPrivate | bool | | Whether it is a private window; these are not written to files.
isTaskbarTab | bool | | Whether it is a web app of the taskbar; these are not written to files.
isAIWindow | bool | 148 | Whether it is one of Firefox's AI windows.
sidebar | string or object > sidebar | | The sidebar: which panel it shows, and its launcher.
busy | bool | 20 | Whether a tab of it is still being restored or duplicated.
title | string | | The title of the tab in front when the window was closed.
closedAt | ms | 27 | When the window was closed.
closedId | int | 52 | Its number among the closed things of this run; new at every start.
extData | extData | p | Values that extensions keep with this window.
cookies | [cookie] | p -55 | Session cookies of the sites in this window.
_hosts | hosts | p -20 | The sites in this window, to know whose cookies to keep.
_shouldRestore | bool | | Closed in a row just before quitting, so it is opened again.
_maybeDontRestoreTabs | bool | | The user closed its last tab, so its tabs are not brought back.
__lastSessionWindowID | string | | Ties it to its open window until the last session is restored.
spaces | [zenSpace] | zen | The workspaces.
activeZenSpace | string | zen | The workspace that is shown.
folders | [zenFolder] | zen | The folders of pinned tabs.
splitViewData | [zenSplit] | zen | The tabs shown side by side.
isZenUnsynced | bool | zen | Whether this window keeps its tabs to itself.

[closedWindow: window] One recently closed window and its tabs.

[hosts] Sites whose cookies are kept.
* | value | p | A site, and whether a pinned tab shows it.

[sidebar] The sidebar of a window.
command | string | | The panel it shows, or showed last; empty for none.
panelOpen | bool | | Whether the panel is open.
panelWidth | int | | How wide the panel is, in pixels.
launcherVisible | bool | | Whether the launcher, the strip of buttons, is shown.
launcherExpanded | bool | | Whether the launcher shows its labels too.
launcherWidth | int | | How wide the launcher is, in pixels.
expandedLauncherWidth | int | | How wide the launcher is when it shows its labels, in pixels.
pinnedTabsHeight | int | | How high the pinned tabs are in a vertical tab bar, in pixels.
expandedPinnedTabsHeight | int | | The same height when the launcher shows its labels.
collapsedPinnedTabsHeight | int | | The same height without the labels.
toolsHeight | int | | How high the tools below the tabs are, in pixels.
expandedToolsHeight | int | | The same height when the launcher shows its labels.
collapsedToolsHeight | int | | The same height without the labels.
bookmarksExpandedFolders | [string] | 148 | The bookmark folders that are open in it.
expanded | bool | 131-143 | Whether the launcher shows its labels too.
hidden | bool | 131-143 | Whether the launcher is hidden.

[splitView] Two tabs side by side.
id | int | | Its number; the tabs in it name it.
numberOfTabs | int | | How many tabs it shows.

[group] One tab group of a window.
id | string | | Its identity, the time it was made and a number.
name | string | | The name the user gave it.
color | string | | Its colour.
collapsed | bool | | Whether its tabs are folded away.
saveOnWindowClose | bool | | Whether it is saved when its window is closed.
saved | bool | | Whether it is saved to be opened again later.
closedAt | ms | | When it was closed or saved.
windowClosedId | int | | The closed window it was in, by the number of that window.
tabs | [closedTab] | | The tabs it had when it was closed or saved.
splitViews | [splitView] | 148 | The split views it had when it was closed or saved.
pinned | bool | zen | Whether it is pinned.
essential | bool | zen | Whether its tabs are essentials, shown in every workspace.
splitView | bool | zen | Whether it only holds tabs shown side by side.
removeAfterRestore | bool | | Leaves the list once the session it came from is restored.

[closedGroup: group] One closed or saved tab group.
sourceWindowId | string | | The window it was in.

[tab] One tab.
entries | [entry] | | The pages of its history, oldest first.
index | int | | The page it shows, counted from 1 in its history.
requestedIndex | int | 70 | The page it was asked to go to, counted from 1; 0 is none.
lastAccessed | ms | 25 | When it was last looked at.
hidden | bool | 4 | Whether an extension hid it from the tab bar.
pinned | bool | 4 | Whether it is pinned.
muted | bool | | Whether its sound is off.
muteReason | string | | The extension that turned its sound off; none if the user did.
mediaBlocked | bool | 56-74 | Whether it may not play sound before it is looked at.
groupId | string | 131 | The tab group it is in.
splitViewId | int | 148 | The split view it is in.
canonicalUrl | string | | The address its page says is the proper one.
searchMode | searchMode | 83 | What the address bar was set to search.
userContextId | int | 47 | The container it is in; 0 is none.
userTypedValue | string | p | What was typed into the address bar and not yet loaded.
userTypedClear | int | | Above 0 when a page was loading since that was typed.
image | string | 25 | The address of its favicon, or the favicon itself.
iconLoadingPrincipal | base64 | p 50-74 | On whose behalf its favicon was loaded.
attributes | attributes | | Attributes kept with the tab.
extData | extData | p | Values that extensions keep with this tab.
storage | storage | p | What its pages keep in session storage, by site.
formdata | formdata | p 27 | What was typed and chosen in forms.
scroll | scroll | 27 | How far the page was scrolled.
pageStyle | string or object > pageStyle | -78 | The style the user chose for the page.
disallow | string | -102 | What its pages may not do, separated by commas.
removeAfterRestore | bool | | Leaves the list once the session it came from is restored.
closedAt | ms | | When it was closed.
_tabStillLoading | bool | | Whether it was still being restored.
xultab | string | -12 | Attributes of the tab, separated by spaces.
zenWorkspace | string | zen | The workspace it is in.
zenSyncId | string | zen | Its identity in all windows.
zenEssential | bool | zen | Whether it is an essential, shown in every workspace.
zenDefaultUserContextId | string | zen | Whether it takes the container of its workspace.
zenPinnedIcon | string | zen | The icon it has while pinned.
zenPinnedId | string | zen | Its identity among the pinned tabs.
zenPinnedEntry | string | zen | The page it goes back to.
zenHasStaticIcon | bool | zen | Whether the user chose its icon.
zenHasStaticLabel | bool | zen | Whether the user chose its name.
zenStaticLabel | string | zen | The name the user gave it.
zenGlanceId | string | zen | The glance, a page shown above another, it belongs to.
zenIsGlance | bool | zen | Whether it is the page shown above.
zenIsEmpty | bool | zen | Whether it only holds the place of an empty folder.
zenLiveFolderItemId | string | zen | The item of a live folder it shows.
_zenIsActiveTab | bool | zen | Whether it was the tab in front.
_zenPinnedInitialState | zenPinned | zen | The page it was pinned with.

[searchMode] What the address bar was set to search.
engineName | string | | The search engine.
isGeneralPurposeEngine | bool | | Whether that engine searches the whole web.
source | int | | What is searched: bookmarks, history, tabs, the web or commands.
entry | string | | How the search was begun.
isPreview | bool | | Whether it was only offered, not yet chosen.
restrictType | string | | Whether a word or a sign began it.

[attributes] Attributes kept with a tab.
image | string | -25 | The address of the tab's favicon.
customizemode | string | | Present when the tab shows Customize Toolbar.
* | string | | An attribute an add-on kept with the tab.

[extData] Values that extensions keep with a tab or a window.
tabview-tab | JSON in a string | p 4-45 | The Panorama group of this tab.
tabview-group | JSON in a string | p 4-45 | The Panorama groups of this window and their places.
tabview-groups | JSON in a string | p 4-45 | How many Panorama groups there are, and which is shown.
tabview-ui | JSON in a string | p 4-45 | The size of the Panorama page.
tabview-visibility | string | p 4-45 | Whether Panorama was on the screen.
* | JSON in a string | p | A value an extension keeps; the key names the extension.

[pageStyle] The style the user chose for a page and its frames.
pageStyle | string | | The name of the style.
disabled | bool | | Whether the page is shown without any style.
children | [pageStyle] | | The styles of its frames.

[entry] One page of a tab's history.
url | string | | The address of the page.
title | string | | The title of the page.
subframe | bool | | Whether it is in a frame of another page.
children | [entry] | | The pages in its frames.
originalURI | string | 47 | The address first asked for, before it led elsewhere.
resultPrincipalURI | string | 56 | The address it really came from, for its rights; often empty.
loadReplace | bool | 47 | Whether the load led on to another address.
loadReplace2 | bool | 56 | The same, for Firefox from 56 on.
hasUserInteraction | bool | 90 | Whether the user did anything on the page.
scroll | string | | How far it was scrolled, across and down in pixels.
scrollRestorationIsManual | bool | 46 | Whether the page puts back its scroll position by itself.
presState | [presState] | 57 | How far the boxes inside the page were scrolled.
cacheKey | int | | The number of its copy in the cache; the page itself is not kept here.
ID | int | | The number of this entry in its run of Firefox.
docIdentifier | int | 4 | Entries with the same number share one document.
docshellUUID | string | 56 | The frame it was shown in.
docshellID | int | 4-56 | The number of the frame it was shown in.
navigationKey | string | 147 | Its place in the history, for the page's own scripts.
navigationId | string | 147 | Its identity, for the page's own scripts.
transient | bool | 143 | Whether it is passing, not kept once the next page loads.
persist | bool | 36-143 | Whether it is kept once the next page loads.
contentType | string | | What kind of document it is.
charset | string | 45-60 | The character encoding of the page.
isSrcdocEntry | bool | | Whether its text was given by the page around it.
srcdocData | string | p | The text the page around it gave it.
baseURI | string | | The address its relative links start from.
structuredCloneState | base64 | p 6 | What the page's script keeps with this entry.
structuredCloneVersion | int | 6 | The format of what the script keeps.
stateData | string | p -6 | What the page's script keeps with this entry, as JSON.
triggeringPrincipal_base64 | JSON in a string > principal | p 47 | Who asked for the page.
principalToInherit_base64 | JSON in a string > principal | p 50 | Whose rights the page takes.
partitionedPrincipalToInherit_base64 | JSON in a string > principal | p 90-101
    | Whose storage the page uses.
storagePrincipalToInherit_base64 | JSON in a string > principal | p 70-90
    | Whose storage the page uses.
owner_b64 | base64 | p -47 | Whose rights the page takes.
policyContainer | base64 | p 147 | The security and referrer policies of the page.
csp | base64 | p 69-147 | The content security policy of the page.
referrerInfo | base64 | p 70 | The page the user came from, and how much of it was told.
referrer | string | p -70 | The page the user came from.
referrerURI | string | p -70 | The page the user came from.
referrerPolicy | int | 36-70 | How much of the page the user came from was told.
wireframe | wireframe | | A sketch of the page, for previews.
postdata_b64 | base64 | p -27 | What was sent to get the page; restoring it may send that again.
formdata | oldFormdata | p -27 | What was typed and chosen in forms.
innerHTML | string | p -27 | The text of a page that can be edited.
text | string | p -4 | What was typed into text fields, by field.

[presState] How far one box inside a page was scrolled.
stateKey | string | 57 | Which box of the page it is.
scroll | string | 57 | How far it was scrolled, across and down.
scrollOriginDowngrade | bool | 57 | Whether the page may move the position while it loads.
res | number | | How far the page was zoomed with two fingers; absent for not at all.

[wireframe] A sketch of a page, for previews.
canvasBackground | int | | The colour behind the page.
rects | [wireframeRect] | | The boxes of the page.
version | int | | The format of the sketch.

[wireframeRect] One box of a page's sketch.
x | number | | How far from the left it stands.
y | number | | How far from the top it stands.
width | number | | How wide it is.
height | number | | How high it is.
color | int | | Its colour.
type | string | | Whether it is an image, a background, text or unknown.
node | value | | The element of the page it stands for.

[scroll] How far a page and its frames were scrolled.
scroll | string | | How far it was scrolled, across and down in pixels.
children | [scroll] | | How far its frames were scrolled.

[formdata p] What was typed and chosen in the forms of a page.
url | string | | The page the forms are on.
id | formIds | | The fields that have an id, by that id.
xpath | formPaths | | The fields without an id, by their place in the page.
innerHTML | string | | The text of a page that can be edited.
children | [formdata] | | The forms in its frames.

[oldFormdata p] What was typed and chosen in the forms of a page, as Firefox 3.5 to 26 kept it.
id | formIds | | The fields that have an id, by that id.
xpath | formPaths | | The fields without an id, by their place in the page.
* | value > formValue | | The value of the field with this id or place.

[formIds p] Fields of a form by their id.
sessionData | session | | The session a page like about:sessionrestore offers to restore.
* | value > formValue | | The value of the field with this id.

[formPaths p] Fields of a form by their place in the page.
* | value > formValue | | The value of the field at this place.

[formValue p] The value of a field that is more than a text.
selectedIndex | int | | The choice in a list, counted from 0; -1 is none.
value | value | | The chosen value, or what an element made by the page would send.
state | value | | What an element made by the page remembers.
type | string | | Whether files were chosen or several choices made.
fileList | [string] | | The chosen files.

[storage p] Session storage by site.
* | storageItems | | What this site keeps in session storage.

[storageItems p] What one site keeps in session storage.
* | string | | A value the site keeps under this name.

[principal p] Who a page is, for its rights; the number tells the sort.
0 | nullPrincipal | | A page that belongs to nobody.
1 | contentPrincipal | | A page of a site.
2 | expandedPrincipal | | An extension's script with the rights of several sites.
3 | object | | Firefox itself.

[nullPrincipal p] A page that belongs to nobody.
0 | string | | Its made-up address, and the site it came from.
1 | string | | The container and partition it belongs to.

[contentPrincipal p] A page of a site.
0 | string | | The address of the page.
1 | string | | The domain the page asked to be treated as.
2 | string | | The container and partition it belongs to.

[expandedPrincipal p] An extension's script with the rights of several sites.
0 | string | | The sites, each in base64, separated by commas.
1 | string | | The container and partition it belongs to.

[closedTab] One recently closed tab.
state | tab | | The tab as it was.
title | string | | The title of its page.
image | string | | The address of its favicon, or the favicon itself.
iconLoadingPrincipal | base64 | p 56-74 | On whose behalf its favicon was loaded.
pos | int | | Where it stood in its window, counted from 0.
closedAt | ms | 27 | When it was closed.
closedId | int | 52 | Its number among the closed things of this run; new at every start.
closedInGroup | bool | 101 | Whether several tabs were closed together; not a tab group.
closedInTabGroupId | string | 131 | The tab group it was closed in.
sourceWindowId | string | 117 | The window it was in.
removeAfterRestore | bool | | Leaves the list once the session it came from is restored.
permanentKey | object | | Left over from Firefox's memory, always empty.
_originalStateIndex | int | | Left over from a list of closed tabs that was shown.
_originalGroupStateIndex | int | | Left over from a list of closed tabs that was shown.

[cookie p] One session cookie.
host | string | | The site it belongs to.
name | string | | Its name.
value | string | | Its value.
path | string | | The part of the site it is sent to.
secure | bool | | Whether it is only sent over a secure connection.
httponly | bool | | Whether it is kept from the page's scripts.
expiry | int | | When it ends, in seconds.
originAttributes | originAttributes | 50 | The container and partition it belongs to.
sameSite | int | 66 | Sent from other sites: 0 always, 1 on links, 2 never, 256 not said.
schemeMap | int | 88 | Whether it was set over a plain or a secure connection.
isPartitioned | bool | 143 | Whether each site around it gets a cookie of its own.

[originAttributes p] The container and partition something belongs to.
userContextId | int | | The container; 0 is none.
privateBrowsingId | int | | Whether it is of a private window; 0 is no.
firstPartyDomain | string | 51 | The site around it, when sites are kept apart.
partitionKey | string | 88 | The site around it, when storage is kept apart.
geckoViewSessionContextId | string | 70 | The app session on Android.
inIsolatedMozBrowser | bool | 50-135 | Whether it is of an isolated frame of an app.
appId | int | -70 | The app it is of; 0 is none.
addonId | string | -56 | The add-on it is of.
signedPkg | string | -56 | The signed package it is of.

[zenSpace zen] One workspace.
uuid | string | | Its identity.
name | string | | Its name.
icon | string | | Its icon.
theme | zenTheme | | Its colours.
containerTabId | int | | The container of its new tabs; 0 is none.
hasCollapsedPinnedTabs | bool | | Whether its pinned tabs are folded away.
position | int | | Its place among the workspaces.

[zenTheme zen] The colours of a workspace.
type | string | | Whether it is a gradient.
gradientColors | [zenColor] | | The colours of the gradient.
opacity | number | | How strong the colours are, from 0 to 1.
rotation | int | | How the gradient is turned.
texture | number | | How much grain it has, from 0 to 1.

[zenColor zen] One colour of a workspace.
c | [int] | | Its red, green and blue.
isCustom | bool | | Whether the user typed it in.
isPrimary | bool | | Whether the others follow from it.
algorithm | string | | How the others follow from it.
lightness | value | | How light it is, from 0 to 100.
position | zenPoint | | Where it lies on the colour wheel.
type | string | | How it was chosen.

[zenPoint zen] A place on the colour wheel.
x | number | | How far from the left it lies.
y | number | | How far from the top it lies.

[zenFolder zen] One folder of pinned tabs.
id | string | | Its identity; the tabs in it name it as their group.
name | string | | Its name.
collapsed | bool | | Whether its tabs are folded away.
pinned | bool | | Whether it is pinned.
essential | bool | | Whether it is an essential, shown in every workspace.
userIcon | string | | The icon the user gave it.
workspaceId | string | | The workspace it is in.
parentId | string | | The folder it is in.
prevSiblingInfo | zenSibling | | What stands before it.
emptyTabIds | [string] | | The tabs that only hold its place.
saveOnWindowClose | bool | | Whether it is saved when its window is closed.
splitViewGroup | bool | | Whether it only holds tabs shown side by side.
isLiveFolder | bool | | Whether it fills itself.

[zenSibling zen] What stands before a folder.
type | string | | Whether that is a tab, a group or the start of the list.
id | string | | The identity of that tab or group.

[zenPinned zen] The page a tab was pinned with.
entry | entry | | The page.
image | string | | The favicon of the page.

[zenSplit zen] Tabs shown side by side.
groupId | string | | The group that holds them.
gridType | string | | Whether they stand in a row, in a column or in a grid.
tabs | [string] | | The identities of the tabs.
layoutTree | zenLayout | | How the room is divided.

[zenLayout zen] One part of a divided room.
type | string | | Whether it is a tab or divided again.
direction | string | | Whether it is divided into rows or columns.
sizeInParent | number | | How much of the room around it it takes, in percent.
tabId | string | | The tab shown in it.
children | [zenLayout] | | The parts it is divided into.
"""

_SCALARS = frozenset(
    {"string", "int", "number", "bool", "ms", "base64", "value", "object", "JSON in a string"}
)
_ARRAY = "array of "
_ANY = "*"


class _Kind(Struct, frozen=True):
    about: Field  # what one object of this kind is, as if it were a field
    keys: dict[str, Field]


def _field(key: str, kind: str, marks: str, meaning: str) -> Field:
    since = gone = vendor = holds = None
    private = False
    for mark in marks.split():
        if mark == "p":
            private = True
        elif mark == "zen":
            vendor = _ZEN
        else:
            first, _, last = mark.partition("-")
            since, gone = int(first) if first else None, int(last) if last else None
    if kind.startswith("["):
        item = kind[1:-1]
        kind, holds = _ARRAY + item, None if item in _SCALARS else item
    elif ">" in kind:
        kind, holds = (part.strip() for part in kind.split(">"))
    elif kind not in _SCALARS:
        kind, holds = "object", kind
    return Field(key, meaning, kind, holds, since, gone, private, vendor)


@cache
def _kinds() -> dict[str, _Kind]:
    table: dict[str, _Kind] = {}
    keys: dict[str, Field] = {}
    section = ""
    for line in _CATALOGUE.replace("\n    |", " |").splitlines():
        if line.startswith("["):
            head, _, meaning = line[1:].partition("] ")
            head, _, base = head.partition(": ")
            name, _, section = head.partition(" ")
            keys = dict(table[base].keys) if base else {}
            table[name] = _Kind(_field("", name, section, meaning), keys)
        elif line:
            key, kind, marks, meaning = (part.strip() for part in line.split("|"))
            keys[key] = _field(key, kind, f"{section} {marks}", meaning)
    return table


def kinds() -> Sequence[str]:
    """The names of all kinds."""
    return tuple(_kinds())


def fields(kind: str) -> Mapping[str, Field]:
    """The known keys of a kind; ``*`` stands for any key of a free map."""
    known = _kinds().get(kind)
    return known.keys if known else {}


def about(kind: str) -> str | None:
    """What one object of a kind is, in a sentence."""
    known = _kinds().get(kind)
    return known.about.meaning if known else None


def field(kind: str, key: str) -> Field | None:
    """What a key of an object of a kind means; None when nobody knows."""
    keys = fields(kind)
    found = keys.get(key)
    if found is None and _ANY in keys:
        found = replace(keys[_ANY], key=key)
    if found is None and keys and key.startswith(("zen", "_zen")):
        found = Field(key, f"A value {_ZEN} keeps here.", "value", None, None, None, False, _ZEN)
    return found


def kind_of(pointer: Sequence[str | int]) -> str | None:
    """The kind of the object at a path from the top of a session.

    Arrays are transparent: the path of an array has the kind of its items. None for plain values
    and for what is not known; the path of a text that holds JSON has the kind of what it holds.
    """
    found = describe(pointer)
    return found.holds if found else None


def describe(path: Sequence[str | int]) -> Field | None:
    """What stands at the end of a path from the top of a session; None when nobody knows.

    For an array index that is the meaning of one item of the array. An index may be written as a
    text, as in a JSON pointer; leaving it out is allowed.
    """
    here = _kinds()["session"].about
    for part in path:
        inside: Field | None
        if here.type.startswith(_ARRAY) and (isinstance(part, int) or part.isdecimal()):
            inside = _item(here, str(part))
        elif isinstance(part, int):
            inside = replace(here, key=str(part)) if here.type == "value" else None
        elif here.holds is None:
            return None
        else:
            inside = field(here.holds, part)
        if inside is None:
            return None
        here = inside
    return here


def _item(array: Field, index: str) -> Field:
    """The field of one item of an array."""
    if array.holds is None:
        return replace(array, key=index, type=array.type.removeprefix(_ARRAY))
    meaning = _kinds()[array.holds].about.meaning
    return replace(array, key=index, meaning=meaning, type="object")

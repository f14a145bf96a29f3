"""What the layers below say in English, in the language of the screen.

They know nothing of Qt's translations. A message that is not listed here is shown as it came: no
message is ever lost for want of a translation.
"""

import re

from PyQt5.QtCore import QT_TRANSLATE_NOOP

from app.views.language import translate

_KNOWN = (
    # images
    QT_TRANSLATE_NOOP("Messages", "the file is empty"),
    QT_TRANSLATE_NOOP("Messages", "not a BMP, GIF, JPEG or PNG image"),
    QT_TRANSLATE_NOOP("Messages", "the image is cut off: the file ends before its picture does"),
    QT_TRANSLATE_NOOP("Messages", "the image is {size} pixels, too small to hold text"),
    QT_TRANSLATE_NOOP("Messages", "the image is {size} pixels, larger than the limit of {limit}"),
    QT_TRANSLATE_NOOP("Messages", "the {format} cannot be decoded: its picture is damaged"),
    QT_TRANSLATE_NOOP("Messages", "the {format} is damaged: {what}"),
    # datasets
    QT_TRANSLATE_NOOP("Messages", "the image {path} is not there"),
    QT_TRANSLATE_NOOP("Messages", "a path, a tab and a label are expected"),
    QT_TRANSLATE_NOOP("Messages", "has too few columns: {found} instead of {expected}"),
    QT_TRANSLATE_NOOP("Messages", "has a quote that is never closed"),
    QT_TRANSLATE_NOOP("Messages", "is marked illegible and left out"),
    QT_TRANSLATE_NOOP("Messages", "the file's name is not UTF-8: rename it"),
    QT_TRANSLATE_NOOP("Messages", "the name {path} is not UTF-8: rename it"),
    QT_TRANSLATE_NOOP("Messages", "the folder cannot be read: {why}"),
    QT_TRANSLATE_NOOP(
        "Messages",
        "is cut off (size {found}, expected {expected}): copy it again from where it came",
    ),
    QT_TRANSLATE_NOOP("Messages", "is cut off or damaged"),
    QT_TRANSLATE_NOOP("Messages", "is no PNG, JPEG, BMP, GIF, TIFF or WebP image, or damaged"),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path} leads outside the dataset: open the folder that holds both, or bring the file into "
        "the dataset and correct the path",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path} leads outside the dataset through a symbolic link: open the folder that holds "
        "both, or put the file itself in the place of the link",
    ),
    QT_TRANSLATE_NOOP("Messages", "{path}: no such file or folder"),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: the dataset's folder is not there. Reconnect its disk or share; work on the "
        "images goes on by itself then.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages", "{path}: no labelled image found. First problem: {place}: {problem}."
    ),
    QT_TRANSLATE_NOOP("Messages", "{path}: no labelled image found."),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path} holds no images and no labels of a known format; open the folder that holds both",
    ),
    # what a dataset was recognised by
    QT_TRANSLATE_NOOP("Messages", "Read as {title}: {why}."),
    QT_TRANSLATE_NOOP("Messages", "images named by their labels"),
    QT_TRANSLATE_NOOP(
        "Messages", "of the images looked at ({looked}), {hangul} have Hangul in their names"
    ),
    QT_TRANSLATE_NOOP("Messages", "{file} has lines of an image path, a tab and a label"),
    QT_TRANSLATE_NOOP("Messages", "{file} has lines of image path, tab, label"),
    QT_TRANSLATE_NOOP("Messages", "{file} has lines of image path, comma, label"),
    QT_TRANSLATE_NOOP("Messages", "{file} has lines of eight coordinates and a transcription"),
    QT_TRANSLATE_NOOP("Messages", "{file} has a header that names its columns"),
    QT_TRANSLATE_NOOP("Messages", "{file} begins with {header}, the header of EasyOCR's trainer"),
    QT_TRANSLATE_NOOP("Messages", "{file} has objects with {image} and {label} on its lines"),
    QT_TRANSLATE_NOOP("Messages", "{file} has pages with their words in JSON behind a tab"),
    QT_TRANSLATE_NOOP("Messages", "{file} has the keys {keys}"),
    QT_TRANSLATE_NOOP("Messages", "{file} is an LMDB database"),
    # review files
    QT_TRANSLATE_NOOP("Messages", "Stopped; nothing was changed."),
    QT_TRANSLATE_NOOP(
        "Messages",
        "Every decision and reading is kept, and what is weighed by now, too. Opened again, it "
        "goes on from here.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "Nothing of the import was kept; the dataset is as it was. Opened again, it is read from "
        "its beginning.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "The folder of the dataset cannot be written: the review is kept in {path}.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: this review is already open ({holder}). Go on there, or close it first.",
    ),
    QT_TRANSLATE_NOOP("Messages", "process {id} on {host}"),
    QT_TRANSLATE_NOOP("Messages", "holder unknown"),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: the disk is full. Make room and try again; nothing so far is lost.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: cannot be written. Check the rights of the file and its folder, or give another "
        "place for the review file.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: not a review file, or a damaged one ({error}). It is left as it is: restore it "
        "from a backup, or move it away to begin a new review.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: written by a newer version of the program (file version {found}, this program "
        "knows {known}). Update the program to open it.",
    ),
    QT_TRANSLATE_NOOP("Messages", "{path}: there is no review file here."),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: an empty file, not a review. Restore it from a backup, or move it away to "
        "begin a new review.",
    ),
    QT_TRANSLATE_NOOP("Messages", "{path}: a database, but not a review file of this program."),
    QT_TRANSLATE_NOOP("Messages", "{path}: another program is using the file. Close it there."),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: another program has worked on this review just now. Open it again.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: another file has taken the place of the review. Open it anew.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: the review file has gone ({error}). Put it back, or reconnect its disk or "
        "share; decisions are refused until then.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: this review was imported as {found}, not as {wanted}. Open it as that, or "
        "name another review file.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: this review is of the dataset {dataset}, not of {other}. Open the former with "
        "it; for the latter name another review file, or move this one away. Nothing was changed.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: the name is not UTF-8 (folders from a Korean Windows are often named in "
        "CP949): rename it.",
    ),
    QT_TRANSLATE_NOOP("Messages", "{path}: {error}. Check that its disk or share is there."),
    # models and servers; what says more of the same comes first
    QT_TRANSLATE_NOOP(
        "Messages",
        "The server has been silent for {seconds} s. It is overloaded or hangs; look at its log.",
    ),
    QT_TRANSLATE_NOOP("Messages", "no archive comes with this program: name a folder or a server"),
    QT_TRANSLATE_NOOP("Messages", "{path}: no such folder"),
    QT_TRANSLATE_NOOP("Messages", "{path}: is missing; archive.json lists it"),
    QT_TRANSLATE_NOOP("Messages", "{path}: is not listed in archive.json"),
    QT_TRANSLATE_NOOP("Messages", "{path}: is not the file that archive.json speaks of (sha256)"),
    QT_TRANSLATE_NOOP(
        "Messages", "{path}: holds neither archive.json nor a SavedModel (saved_model.pb)"
    ),
    QT_TRANSLATE_NOOP("Messages", "{path}: a SavedModel needs TensorFlow: pip install {package}"),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: a SavedModel needs TensorFlow: start the program with --runtime-python and a "
        "Python that has it",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: an archive from elsewhere (sha256 {hash}). A SavedModel is code: agree to it with "
        "--trust if you know where it comes from",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "Nothing answers at {origin}. Start the server, or check host and port (REST is usually on "
        "8501, gRPC on 8500).",
    ),
    QT_TRANSLATE_NOOP(
        "Messages", "Nothing answers at {origin} ({said}). gRPC is usually on port 8500."
    ),
    QT_TRANSLATE_NOOP(
        "Messages", "There is no host named {host}. Check its spelling and the network."
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{origin} does not take the connection within {seconds} s. Check the address, and whether "
        "a firewall stands between.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "The certificate of {origin} is not trusted ({why}). If the server has a certificate of "
        "your own authority, give its CA file.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: there is no such file of certificate authorities. Give the PEM file (or folder) "
        "that signed the server's certificate.",
    ),
    QT_TRANSLATE_NOOP("Messages", "{origin} broke the connection before its answer was whole."),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{origin} has been silent for {seconds} s. It is overloaded or hangs; look at its log.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{origin} did not finish its answer within {seconds} s. It is overloaded or something on "
        "the way is slow; fewer images at a time may help.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{origin} redirects to {target}, which is not followed. If that is where the model is, "
        "enter that address.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{origin} does not let these credentials in ({said}). Enter the token or the password "
        "again.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{origin} has no {model} ({said}). Check the model's name, version and label.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{origin} is busy or still loading its model (HTTP {status}: {said}). It is asked again "
        "later.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{origin} is still loading {model} version {version} ({state}). It is asked again later.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{origin} fails at its own work (HTTP {status}: {said}). Look at its log.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages", "{origin} does not answer in JSON ({said}). Is this a model server?"
    ),
    QT_TRANSLATE_NOOP("Messages", "{url} does not tell a model's status. Is this a model server?"),
    QT_TRANSLATE_NOOP(
        "Messages",
        "The model {model} on {origin} does not even read a plain image: {why}. Is it a text "
        "recogniser with this program's signature?",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "The credentials for {origin} are not sent without encryption. Use https://, or a tunnel "
        "that ends on this machine.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "The credentials for {origin} hold a line break or another character that does not go into "
        "a header. Enter them again.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "No keyring is installed, and secrets are kept nowhere else. Install it with: pip install "
        "keyring",
    ),
    QT_TRANSLATE_NOOP("Messages", "The system keyring does not take it: {why}"),
    QT_TRANSLATE_NOOP("Messages", "The system keyring cannot be read: {why}"),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{given} is not the address of a model server: {why}. Write "
        "http://host:8501/v1/models/ocr, host:8501, or the host alone.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "The server's address holds a user name or password. Leave them out: they belong in the "
        "system keyring, from where the program sends them.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "gRPC is not in this bundle. Use the server's REST address, http://host:8501.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "gRPC is not installed ({why}). Use the server's REST address, http://host:8501, or: pip "
        "install {packages}",
    ),
    QT_TRANSLATE_NOOP("Messages", "No version of {model} is loaded."),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: the disk or share does not take it ({error}). Check that it is connected and has "
        "room, then try again; nothing so far is lost.",
    ),
    # exports
    QT_TRANSLATE_NOOP("Messages", "{path}: this is the review itself. Choose another name."),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{place}: the dataset has changed since it was imported. Put it back as it was, or export "
        "gt.txt instead.",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: lies in the dataset, which is never written to. Choose a place outside {root}.",
    ),
    QT_TRANSLATE_NOOP("Messages", "{image}: a part of a file, export it with the images."),
    QT_TRANSLATE_NOOP("Messages", "{image}: the label is empty."),
    QT_TRANSLATE_NOOP("Messages", "{image}: a tab or line break in its label or path."),
    # training
    QT_TRANSLATE_NOOP("Messages", "no Korean faces; install fonts-nanum or name font folders"),
    QT_TRANSLATE_NOOP("Messages", "{program}: this program could not be started."),
    QT_TRANSLATE_NOOP("Messages", "{path}: it ended without a word."),
    QT_TRANSLATE_NOOP("Messages", "there is nothing to train on: {why}"),
    QT_TRANSLATE_NOOP("Messages", "The export was stopped; what was there before is untouched."),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{folder}: holds a run with another plan ({names} differ); go on with the command that "
        "began it, or choose another --folder",
    ),
    QT_TRANSLATE_NOOP(
        "Messages",
        "{path}: makes no sense ({error}). Another version of the training may have written it: "
        "remove the folder and train again.",
    ),
)


def _pattern(template: str) -> re.Pattern[str]:
    """Give what matches the template's words, each `{name}` being anything."""
    words = re.split(r"\{(\w+)\}", template)
    parts = [
        f"(?P<{part}>.*?)" if place % 2 else re.escape(part) for place, part in enumerate(words)
    ]
    return re.compile("".join(parts), re.DOTALL)


_PATTERNS = tuple((template, _pattern(template)) for template in _KNOWN)


def localised(message: str) -> str:
    """Give a message of the layers below in the language of the screen.

    What stands in its places may be such a message, too.
    """
    for template, pattern in _PATTERNS:
        if found := pattern.fullmatch(message):
            values = {name: localised(value) for name, value in found.groupdict().items()}
            return translate("Messages", template).format(**values)
    return message

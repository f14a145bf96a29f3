"""PyInstaller's own hook without the Qt plug-ins that no desktop needs, nor what these load."""

from bundle_contents import is_wanted
from PyInstaller.utils.hooks.qt import add_qt5_dependencies

hiddenimports, binaries, datas = add_qt5_dependencies("hook-PyQt5.QtGui.py")
binaries = [(file, place) for file, place in binaries if is_wanted(file)]

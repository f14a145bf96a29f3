"""Windows, dialogs, the shortcut table, themes."""

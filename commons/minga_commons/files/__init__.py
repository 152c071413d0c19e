"""Files of the commons: drawings, models, sheets and texts that come in parts, are kept as they came, and leave as attachments."""

"""Files of the commons, as programs see them; their bytes come and go over plain HTTP."""

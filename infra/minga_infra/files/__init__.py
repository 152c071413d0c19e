"""Files coming in, kept, made fit to be shown, and going out."""

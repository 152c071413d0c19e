"""PDF files, drawn by fpdf2 and shaped by HarfBuzz, in a font that is embedded."""

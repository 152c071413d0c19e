"""The register of members through the API: classes, applying, shares and dues, leaving, import, export, erasure."""

"""The register of members: applying, vouching, admission, shares and dues, leaving, and who may vote at an instant."""

"""Where an import meets the outside: pictures fetched from other people's servers."""

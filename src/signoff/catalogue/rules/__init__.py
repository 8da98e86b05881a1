"""The rules a pack must pass, one module each, with a page of the same name under docs/packs/rules."""

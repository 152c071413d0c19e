"""Licences as data: SPDX expressions, profiles made of predicates, which licence may follow which, and "may I?"."""

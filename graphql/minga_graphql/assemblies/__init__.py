"""Assemblies as programs see them: agenda, who is in the room and for whom, votes there, minutes."""

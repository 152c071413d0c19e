"""Programs that are told what happens: named, tried out, looked after."""

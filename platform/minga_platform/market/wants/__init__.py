"""What people looked for and did not find: told to makers, and to the people once it is there."""

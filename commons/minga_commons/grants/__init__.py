"""Who may use which work for what: certificates that anybody can check, paid licences, marks of quality."""

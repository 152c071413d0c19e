"""What any cooperative needs: members, money, rules, votes, market."""
